package shopee

import (
	"context"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// pushes are what we want to be told: order status, tracking number. The others of orderCodes are switched on in the console
// only; v2.push.set_app_push_config knows 1 to 13.
var pushes = []int{3, 4}

// pushConfig is v2.push.get_app_push_config's answer.
type pushConfig struct {
	URL    text   `json:"callback_url"`
	Status text   `json:"live_push_status"`
	On     []text `json:"push_config_on_list"`
}

// Subscribe makes Shopee send pushes to address. The app has one address for all its shops: an empty one is set, one on the same
// host is taken for ours of before and replaced, and any other is left alone and said. Pushes that are switched off, or that
// Shopee suspended after failures, are switched on again.
//
// Shopee posts a verification to the address while it answers, and refuses the address unless that gets a 2xx within three
// seconds.
//
// Errors: RightMissing (the app may not), RefusedByChannel (another address is set; Shopee does not like this one), Throttled,
// Unavailable.
// Source: v2.push.get_app_push_config, v2.push.set_app_push_config; signed as the app's own calls.
func (c *connector) Subscribe(ctx context.Context, address string) error {
	const op = "shopee.Subscribe"
	var have pushConfig
	if _, err := c.call(ctx, ask{op: op, path: "push/get_app_push_config"}, identity{}, &have); err != nil {
		return err
	}
	set := have.URL.id()
	if set != "" && set != address && !sameHost(set, address) {
		return outcome.New(outcome.RefusedByChannel, "status", "callback_url",
			"said", "the app already sends its pushes to "+httpkit.HostOf(set)+"; change the address in the Shopee console").In(op)
	}
	if set == address && strings.EqualFold(string(have.Status), "normal") && have.missing() == nil {
		return nil
	}
	body := map[string]any{"callback_url": address, "set_push_config_on": pushes}
	_, err := c.call(ctx, ask{op: op, path: "push/set_app_push_config", body: body}, identity{}, nil)
	return err
}

// missing are the pushes that are not switched on; nil when all are.
func (p *pushConfig) missing() []int {
	var off []int
	for _, code := range pushes {
		if !slices.ContainsFunc(p.On, func(t text) bool { return t.count() == int64(code) }) {
			off = append(off, code)
		}
	}
	return off
}

func sameHost(a, b string) bool { return strings.EqualFold(httpkit.HostOf(a), httpkit.HostOf(b)) }
