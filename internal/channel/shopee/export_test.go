package shopee

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
)

// What the external tests look into.
var (
	Sign         = sign
	PushSign     = pushSign
	Genuine      = genuine
	Statuses     = statuses
	ParcelStates = parcelStates
	ReturnStates = returnStates
	Reasons      = reasons
	UntilNight   = untilMidnight
	Span         = span
)

// ReadMark tells whether a cursor was taken for ours, and writes it again.
func ReadMark(at channel.Cursor) channel.Cursor { return readMark(at).cursor() }

// Snapshot maps one order as a connector does that has nothing but its detail and its settlement.
func Snapshot(detail, escrow []byte) order.Snapshot {
	p := &picture{raw: detail}
	if err := json.Unmarshal(detail, &p.order); err != nil {
		return taken("", p)
	}
	var in wireIncome
	if len(escrow) > 0 && json.Unmarshal(escrow, &in) == nil {
		p.income = &in
	}
	return taken(rowSN(detail, p), p)
}

// Receive checks a delivery as a connector with this key does.
func Receive(key string, now time.Time, d channel.Delivery) (channel.Hook, error) {
	c := &connector{gate: &gate{now: func() time.Time { return now }}, pushKey: key}
	return c.Receive(d)
}

// EscrowRows counts the settlements in a batch's answer.
func EscrowRows(b []byte) (int, error) {
	var rows escrowRows
	err := json.Unmarshal(b, &rows)
	return len(rows), err
}

// Header makes a push's header.
func Header(signature string) http.Header { return http.Header{"Authorization": {signature}} }

// Choose gives the way that would be shipped.
func Choose(answer []byte, prefer, tracking string) (string, map[string]any) {
	var n wireShipping
	if json.Unmarshal(answer, &n) != nil {
		return "", nil
	}
	return n.way(prefer, tracking)
}
