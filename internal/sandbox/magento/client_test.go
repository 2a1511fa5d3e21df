package magento_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/magento"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

var shopKey = world.Key{Channel: "magento", Shop: "1001"}

// box is a sandbox with one shop and a clock that the test moves.
type box struct {
	*sandbox.Running
	t    *testing.T
	mu   sync.Mutex
	time time.Time
}

func startBox(t *testing.T, orders int, nameValue ...string) *box {
	t.Helper()
	b := &box{t: t, time: time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)}
	settings := map[string]string{}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	running, err := sandbox.Start(t.Context(), sandbox.Options{
		Seed: 1, Orders: orders, Channels: []string{"magento"}, Now: b.now, Settings: map[string]map[string]string{"magento": settings},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running = running
	return b
}

func (b *box) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.time
}

func (b *box) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.time = b.time.Add(d)
}

func (b *box) face() *magento.Face { return b.Shop("magento", "1001").(*magento.Face) }

// client plays an integration. change may spoil the OAuth parameters before they are signed, spoil the header afterwards.
type client struct {
	*box
	values map[string]string
	change func(oauth map[string]string)
	spoil  func(header string) string
}

func (b *box) client() *client { return &client{box: b, values: b.Faces[0].Credentials} }

var nonces struct {
	sync.Mutex
	n int
}

func nonce() string {
	nonces.Lock()
	defer nonces.Unlock()
	nonces.n++
	return "nonce" + strconv.Itoa(nonces.n)
}

type reply struct {
	status int
	body   string
	header http.Header
}

func (r reply) decode(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), into); err != nil {
		t.Fatalf("%v in %s", err, r.body)
	}
}

// do signs and sends a call; path is below the shop's address.
func (c *client) do(method, path, query, body string) reply {
	c.t.Helper()
	address := c.Faces[0].BaseURL + path
	values, err := url.ParseQuery(query)
	if err != nil {
		c.t.Fatal(err)
	}
	oauth := map[string]string{
		"oauth_consumer_key": c.values["consumer_key"], "oauth_nonce": nonce(), "oauth_signature_method": "HMAC-SHA256",
		"oauth_timestamp": strconv.FormatInt(c.now().Unix(), 10), "oauth_token": c.values["access_token"], "oauth_version": "1.0",
	}
	if c.change != nil {
		c.change(oauth)
	}
	return c.send(method, address, values, oauth, c.values["consumer_secret"], c.values["access_token_secret"], body)
}

func (c *client) send(method, address string, query url.Values, oauth map[string]string, secret, tokenSecret, body string) reply {
	c.t.Helper()
	oauth["oauth_signature"] = magento.Signature(method, address, oauth, query, secret, tokenSecret)
	var parts []string
	for k, v := range oauth {
		parts = append(parts, fmt.Sprintf("%s=%q", k, url.QueryEscape(v)))
	}
	header := "OAuth " + strings.Join(parts, ",")
	if c.spoil != nil {
		header = c.spoil(header)
	}
	return c.bare(method, address+"?"+query.Encode(), header, body)
}

func (c *client) bare(method, address, authorization, body string) reply {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return reply{res.StatusCode, string(b), res.Header}
}

const orders = "/rest/V1/orders"

// list is an answer to a search.
type list struct {
	Items []struct {
		ID     int64  `json:"entity_id"`
		Number string `json:"increment_id"`
		State  string `json:"state"`
		Total  string `json:"-"`
	} `json:"items"`
	Total    int `json:"total_count"`
	Criteria struct {
		Page int `json:"current_page"`
	} `json:"search_criteria"`
}

func (c *client) search(query string) list {
	c.t.Helper()
	r := c.do("GET", orders, query, "")
	if r.status != 200 {
		c.t.Fatalf("%s: %d %s", query, r.status, r.body)
	}
	var l list
	r.decode(c.t, &l)
	return l
}

// filter writes one filter of a search.
func filter(group, n int, field, is, value string) string {
	at := fmt.Sprintf("searchCriteria[filter_groups][%d][filters][%d]", group, n)
	return url.Values{at + "[field]": {field}, at + "[condition_type]": {is}, at + "[value]": {value}}.Encode()
}

// place makes a paid order.
func (b *box) place(quantity int64) *world.Order {
	b.t.Helper()
	var sku string
	for _, i := range b.World().Items(shopKey) {
		if i.Kind == world.Simple && i.SKU != "" {
			sku = i.SKU
			break
		}
	}
	o, err := b.World().Buy(shopKey, []world.Wish{{SKU: sku, Quantity: quantity}})
	if err == nil {
		o, err = b.World().Edit(shopKey, o.Ref, func(o *world.Order, p world.Pen) error {
			o.Stage, o.PaidAt, o.Script = world.Paid, p.Now(), nil
			o.Payment.OnDelivery = false
			return nil
		})
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}
