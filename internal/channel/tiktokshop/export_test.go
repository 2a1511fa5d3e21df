package tiktokshop

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
)

// What the external tests look into.
var (
	Sign          = sign
	HookSign      = hookSign
	Genuine       = genuine
	Statuses      = statuses
	CancelStates  = cancelStates
	ReturnStates  = returnStates
	FailedReasons = failedReasons
	Reasons       = reasons
	MostProducts  = mostProducts
)

// MomentOf reads the end of a token.
func MomentOf(now time.Time, s string) time.Time { return moment(now, text(s)) }

// ReadMark tells whether a cursor was taken for ours, and writes it again.
func ReadMark(at channel.Cursor) channel.Cursor { return readMark(at).cursor() }

// Snapshot maps one order as a connector does that has nothing but the order, a cancellation and a return.
func Snapshot(raw, cancel, ret []byte) order.Snapshot {
	p := &picture{raw: raw}
	p.fault = json.Unmarshal(raw, &p.order)
	var c wireCancel
	if len(cancel) > 0 && json.Unmarshal(cancel, &c) == nil {
		p.cancels = append(p.cancels, c)
	}
	var r wireReturn
	if len(ret) > 0 && json.Unmarshal(ret, &r) == nil {
		p.returns = append(p.returns, r)
	}
	return p.taken()
}

// Receive checks a delivery as a connector of this app does.
func Receive(key, secret string, now time.Time, d channel.Delivery) (channel.Hook, error) {
	return ReceiveFor("7", key, secret, now, d)
}

// ReceiveFor does so as the connector of a shop.
func ReceiveFor(shop, key, secret string, now time.Time, d channel.Delivery) (channel.Hook, error) {
	c := &connector{gate: &gate{now: func() time.Time { return now }, key: key, secret: secret}, shop: shop}
	return c.Receive(d)
}

// Header makes a webhook's header.
func Header(signature string) http.Header { return http.Header{"Authorization": {signature}} }

// Request makes the request of a call, as it would be sent.
func Request(ctx context.Context, key, secret, path string, query url.Values, body any, token, cipher string, now time.Time) (*http.Request, []byte, error) {
	g := &gate{now: func() time.Time { return now }, key: key, secret: secret, api: "https://api.example"}
	b, err := encoded(body)
	if err != nil {
		return nil, nil, err
	}
	req, err := g.request(ctx, ask{path: path, query: query, body: body}, b, identity{token, cipher})
	return req, b, err
}

// Choose gives the way in which a parcel would leave.
func Choose(answer []byte, prefer string) map[string]any {
	var w wireSlots
	if json.Unmarshal(answer, &w) != nil {
		return nil
	}
	return w.choice(prefer)
}
