package tiktokshop

import (
	"context"
	"net/http"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// topics are what we want to be told: types 1, 3, 4, 11 and 12.
var topics = []string{
	"ORDER_STATUS_CHANGE", "RECIPIENT_ADDRESS_UPDATE", "PACKAGE_UPDATE", "CANCELLATION_STATUS_CHANGE", "RETURN_STATUS_CHANGE",
}

const hooksPath = "/event/202309/webhooks"

// hooks are the shop's own webhooks, by topic.
func (c *connector) hooks(ctx context.Context, op string) (map[string]string, error) {
	var got struct {
		Webhooks []struct {
			Topic   text `json:"event_type"`
			Address text `json:"address"`
		} `json:"webhooks"`
	}
	if err := c.do(ctx, ask{op: op, path: hooksPath}, &got); err != nil {
		return nil, err
	}
	have := map[string]string{}
	for _, h := range got.Webhooks {
		have[string(h.Topic)] = string(h.Address)
	}
	return have, nil
}

// Subscribe makes TikTok send order webhooks of this shop to address: topic by topic, one call each where something has to change. A
// topic has one address: an empty one is set, one on the same host is taken for ours of before and replaced, and any other is left
// alone and said, after the rest was done.
//
// TikTok takes https addresses with a domain name and without a port only. Webhooks of the whole app, set in Partner Center, do not
// show here and are not touched.
//
// Errors: RightMissing (the app may not), RefusedByChannel (another address is set; TikTok does not like this one), Throttled,
// Unavailable.
// Source: get-shop-webhooks-202309, update-shop-webhook-202309.
func (c *connector) Subscribe(ctx context.Context, address string) error {
	const op = "tiktokshop.Subscribe"
	have, err := c.hooks(ctx, op)
	if err != nil {
		return err
	}
	var foreign []string
	for _, topic := range topics {
		set := have[topic]
		switch {
		case set == address:
			continue
		case set != "" && !strings.EqualFold(httpkit.HostOf(set), httpkit.HostOf(address)):
			foreign = append(foreign, topic+" to "+httpkit.HostOf(set))
			continue
		}
		body := map[string]string{"event_type": topic, "address": address}
		if err := c.do(ctx, ask{op: op, method: http.MethodPut, path: hooksPath, body: body}, nil); err != nil {
			return err
		}
	}
	if len(foreign) > 0 {
		return outcome.New(outcome.RefusedByChannel, "status", "address",
			"said", "the shop already sends "+strings.Join(foreign, ", ")+"; remove it there, or set the address for the whole app in Partner Center").In(op)
	}
	return nil
}
