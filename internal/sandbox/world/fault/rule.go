// Package fault makes pretend channels misbehave on demand, and the same way again for the same seed.
//
// A Rule says what goes wrong, where and how often. A Set holds the rules of a sandbox; Set.Wrap puts them in front of a
// face. What only a face can do (refuse credentials in its own words, shift the times it shows) travels to it in the
// request's context: see From. What only the sender of webhooks can do is asked for with Set.Webhook.
package fault

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"time"
)

// Kind is what goes wrong.
type Kind string

// The kinds. Those of requests first, then those of webhooks.
const (
	Latency      Kind = "latency"       // the answer comes Delay later
	Hang         Kind = "hang"          // no answer for Delay (default 5 minutes), then the connection is reset
	Reset        Kind = "reset"         // the connection is reset
	Truncate     Kind = "truncate"      // half of the body, then the connection is closed
	HTML         Kind = "html"          // a page for people instead of JSON; Status, default 503
	Throttle     Kind = "throttle"      // 429, with Retry-After when RetryAfter is set
	ServerError  Kind = "server_error"  // Status, default 500
	Expired      Kind = "expired"       // the credentials count as unknown
	ChangeOrders Kind = "change_orders" // an order of the shop changes before each answer, so pages shift under the reader
	ClockSkew    Kind = "clock_skew"    // Date and the times of orders are off by Skew
	Maintenance  Kind = "maintenance"   // 503 from From until Until, or for as long as the rule stands

	WebhookLost      Kind = "webhook_lost"      // never sent
	WebhookDuplicate Kind = "webhook_duplicate" // sent twice
	WebhookLate      Kind = "webhook_late"      // sent Delay later, default 30 seconds
	WebhookReorder   Kind = "webhook_reorder"   // sent after the next one
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{
		Latency, Hang, Reset, Truncate, HTML, Throttle, ServerError, Expired, ChangeOrders, ClockSkew, Maintenance,
		WebhookLost, WebhookDuplicate, WebhookLate, WebhookReorder,
	}
}

// Duration is a time.Duration that JSON writes as "1m30s" and reads from that or from a number of seconds.
type Duration time.Duration

// MarshalJSON writes "1m30s".
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// UnmarshalJSON reads "1m30s" or a number of seconds.
func (d *Duration) UnmarshalJSON(b []byte) error {
	var seconds float64
	if json.Unmarshal(b, &seconds) == nil {
		if seconds > 1e6 || seconds < -1e6 {
			return fmt.Errorf("%v seconds are too many", seconds)
		}
		*d = Duration(seconds * float64(time.Second))
		return nil
	}
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return fmt.Errorf(`want a span such as "1m30s" or a number of seconds`)
	}
	span, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf(`%q is not a span such as "1m30s"`, text)
	}
	*d = Duration(span)
	return nil
}

// Rule is one fault. A zero Probability with a zero Count means always.
type Rule struct {
	ID          int       `json:"id"` // given by the set
	Kind        Kind      `json:"kind"`
	Channel     string    `json:"channel,omitempty"`     // empty: every face
	Shop        string    `json:"shop,omitempty"`        // empty: every shop
	Method      string    `json:"method,omitempty"`      // empty: every method
	Path        string    `json:"path,omitempty"`        // part of the path, or a pattern with * such as /wp-json/*/orders*; empty: every path
	Probability float64   `json:"probability,omitempty"` // 0 to 1; 0: always
	Count       int       `json:"count,omitempty"`       // only the next so many; 0: no end
	After       bool      `json:"after,omitempty"`       // hang, reset, server_error: the work is done, only the answer is lost
	Delay       Duration  `json:"delay,omitzero"`        // latency, hang, webhook_late
	Status      int       `json:"status,omitempty"`      // html, server_error
	RetryAfter  Duration  `json:"retry_after,omitzero"`  // throttle, maintenance
	Skew        Duration  `json:"skew,omitzero"`         // clock_skew; below zero: the channel's clock is behind
	From        time.Time `json:"from,omitzero"`         // maintenance
	Until       time.Time `json:"until,omitzero"`        // maintenance

	Hits int `json:"hits"` // how often it struck
}

// FieldError says which field of a rule is wrong.
type FieldError struct {
	Field, Why string
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Why }

func bad(field, format string, args ...any) error {
	return &FieldError{Field: field, Why: fmt.Sprintf(format, args...)}
}

// check refuses what makes no sense and fills in what was left out.
func (r *Rule) check() error {
	known := false
	for _, k := range Kinds() {
		known = known || k == r.Kind
	}
	switch {
	case !known:
		return bad("kind", "%q is none of %v", r.Kind, Kinds())
	case !(r.Probability >= 0 && r.Probability <= 1):
		return bad("probability", "%v is not between 0 and 1", r.Probability)
	case r.Count < 0:
		return bad("count", "%d is below zero", r.Count)
	case r.Delay < 0 || time.Duration(r.Delay) > time.Hour:
		return bad("delay", "%s is not between 0 and an hour", time.Duration(r.Delay))
	case r.RetryAfter < 0:
		return bad("retry_after", "%s is below zero", time.Duration(r.RetryAfter))
	case r.Status != 0 && (r.Status < 200 || r.Status > 599):
		return bad("status", "%d is no HTTP status", r.Status)
	case !r.Until.IsZero() && r.Until.Before(r.From):
		return bad("until", "is before from")
	}
	if _, err := path.Match(r.Path, ""); err != nil {
		return bad("path", "%q is no pattern", r.Path)
	}
	return r.needs()
}

// needs checks the fields that a kind cannot do without, and those it does not know.
func (r *Rule) needs() error {
	switch {
	case r.Kind == Latency && r.Delay == 0:
		return bad("delay", "latency needs one")
	case r.Kind == ClockSkew && r.Skew == 0:
		return bad("skew", "clock_skew needs one")
	case r.After && r.Kind != Hang && r.Kind != Reset && r.Kind != ServerError:
		return bad("after", "%s does not know it", r.Kind)
	}
	for _, d := range []struct {
		kind Kind
		wait time.Duration
	}{{Hang, 5 * time.Minute}, {WebhookLate, 30 * time.Second}} {
		if r.Kind == d.kind && r.Delay == 0 {
			r.Delay = Duration(d.wait)
		}
	}
	for _, d := range []struct {
		kind   Kind
		status int
	}{{HTML, 503}, {ServerError, 500}} {
		if r.Kind == d.kind && r.Status == 0 {
			r.Status = d.status
		}
	}
	return nil
}

// Target is what a rule is held against.
type Target struct {
	Channel, Shop, Method, Path string
}

func (r *Rule) matches(t Target, now time.Time) bool {
	if r.Channel != "" && r.Channel != t.Channel || r.Shop != "" && r.Shop != t.Shop {
		return false
	}
	if r.Method != "" && !strings.EqualFold(r.Method, t.Method) || !matchPath(r.Path, t.Path) {
		return false
	}
	if !r.From.IsZero() && now.Before(r.From) || !r.Until.IsZero() && !now.Before(r.Until) {
		return false
	}
	return r.Count == 0 || r.Hits < r.Count
}

// matchPath takes a pattern piecewise, so that * also goes over slashes; without * any part of the path will do.
func matchPath(pattern, p string) bool {
	if !strings.Contains(pattern, "*") {
		return strings.Contains(p, pattern)
	}
	pieces := strings.Split(pattern, "*")
	if !strings.HasPrefix(p, pieces[0]) {
		return false
	}
	p = p[len(pieces[0]):]
	for _, piece := range pieces[1 : len(pieces)-1] {
		i := strings.Index(p, piece)
		if i < 0 {
			return false
		}
		p = p[i+len(piece):]
	}
	return strings.HasSuffix(p, pieces[len(pieces)-1])
}
