package woocommerce

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// authorise is the way by the shop's page wc-auth: the merchant approves, the shop's server posts a new key to our address, and
// only then the browser comes back. Source: includes/class-wc-auth.php.
var authorise = &channel.Authorise{URL: authoriseURL, State: stateOf, Granted: granted, Exchange: exchange}

// authoriseURL is the shop's page. It refuses a return address that is not https, and so does this function: an error on our
// page says what to do about it. The shop hands state back as its user_id, and nothing else binds the key to whom asked.
func authoriseURL(settings map[string]string, back, state string, _ time.Time) (string, error) {
	base, err := shopAddress(strings.TrimSpace(settings["url"]))
	if err != nil {
		return "", err
	}
	if u, err := url.Parse(back); err != nil || u.Scheme != "https" && !loopback(u.Hostname()) {
		return "", fmt.Errorf("url: a WooCommerce shop hands its key only to an https address, and this program's own is %s; make a key in the shop and enter it instead", back)
	}
	q := url.Values{"app_name": {"Tillbridge"}, "scope": {"read_write"}, "user_id": {state}, "return_url": {back}, "callback_url": {back}}
	return base.String() + "/wc-auth/v1/authorize?" + q.Encode(), nil
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// stateOf: the shop adds success and user_id to the address that the browser comes back to.
func stateOf(query url.Values) string { return query.Get("user_id") }

// handed is what the shop's server posts: {"key_id":1,"user_id":"…","consumer_key":"ck_…","consumer_secret":"cs_…",
// "key_permissions":"read_write"}. user_id is text, or a number where it looks like one.
type handed struct {
	User        text   `json:"user_id"`
	Key         string `json:"consumer_key"`
	Secret      string `json:"consumer_secret"`
	Permissions string `json:"key_permissions"`
}

func granted(body []byte) (string, url.Values, error) {
	var h handed
	if err := json.Unmarshal(body, &h); err != nil || h.User == "" {
		return "", nil, outcome.New(outcome.BadPayload, "what", "a key for nobody").In("woocommerce.Authorise")
	}
	return string(h.User), url.Values{"consumer_key": {h.Key}, "consumer_secret": {h.Secret}, "key_permissions": {h.Permissions}}, nil
}

// exchange takes the key that the shop's server posted. There is no token: the key lasts until somebody deletes it. A browser
// that comes back without a key before it was refused (success=0).
//
// Errors: NotAuthorised (refused, or no key came), RightMissing (the key may only read).
func exchange(_ context.Context, _ channel.Tools, _ map[string]string, query url.Values, _ string) (channel.Token, map[string]string, error) {
	const op = "woocommerce.Authorise"
	key, secret := query.Get("consumer_key"), query.Get("consumer_secret")
	switch {
	case !strings.HasPrefix(key, "ck_") || !strings.HasPrefix(secret, "cs_"):
		return channel.Token{}, nil, outcome.New(outcome.NotAuthorised).In(op)
	case query.Get("key_permissions") != "read_write":
		return channel.Token{}, nil, outcome.New(outcome.RightMissing, "right", "write").In(op)
	}
	return channel.Token{}, map[string]string{"consumer_key": key, "consumer_secret": secret}, nil
}
