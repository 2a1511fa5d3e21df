// Package outcome says how an operation ended: a code to filter by, a reason to group by, arguments to fill its sentence.
//
// Code and reason are stable and stored; the sentences that people read are made from them when read (package phrase), so
// that the sync log speaks the reader's language and issues group by cause instead of by prose.
package outcome

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"time"
)

// Code is the number shown in the sync log. It borrows HTTP's numbers because shop keepers already know them from there.
type Code int

const (
	OK          Code = 200 // done
	BadStatus   Code = 400 // the order's state does not allow this; says which would
	NoAccess    Code = 401 // a person must reconnect
	Missing     Code = 404 // the order or document is not there
	Conflict    Code = 409 // it is there already, nothing was written
	Unmapped    Code = 422 // a SKU, warehouse or payment method is not linked, or sums differ
	Throttled   Code = 429 // retried by itself
	Bug         Code = 500 // ours, or nobody classified it
	Unavailable Code = 503 // the other side; retried by itself
)

// Codes lists every code in the order the report shows them.
var Codes = []Code{OK, BadStatus, NoAccess, Missing, Conflict, Unmapped, Throttled, Bug, Unavailable}

// Failed tells whether the code is one that keeps an order from going on. A conflict is not: the document is there.
func (c Code) Failed() bool { return c != OK && c != Conflict }

// RetriesItself tells whether waiting alone can help: throttled, unavailable.
func (c Code) RetriesItself() bool { return c == Throttled || c == Unavailable }

// Reason is a stable word for a cause: "sku_not_linked". The list of them stands in reasons.go.
type Reason string

// Args fill the sentence of a reason. Values are for people to read and must hold no secret and no buyer's data.
type Args map[string]string

// Without is the same arguments with texts taken out of their values; a stays as it is.
func (a Args) Without(texts *strings.Replacer) Args {
	if a == nil {
		return nil
	}
	clean := make(Args, len(a))
	for name, value := range a {
		clean[name] = texts.Replace(value)
	}
	return clean
}

// Error is the one error type that crosses package borders.
type Error struct {
	Code   Code
	Reason Reason
	Args   Args          // may be nil
	Op     string        // where it happened, for the operator's log: "woocommerce.Orders"
	Ref    string        // order number or SKU; empty when it concerns the whole connection
	After  time.Duration // wait this long before the next try; 0 means the schedule decides
	Err    error         // cause, for the operator's log; may be nil
}

// New is an Error for a reason; arguments come as name, value, name, value.
func New(r Reason, nameValue ...string) *Error {
	return &Error{Code: r.Code(), Reason: r, Args: args(nameValue)}
}

func args(nameValue []string) Args {
	if len(nameValue) == 0 {
		return nil
	}
	a := make(Args, len(nameValue)/2)
	for i := 0; i+1 < len(nameValue); i += 2 {
		a[nameValue[i]] = nameValue[i+1]
	}
	return a
}

// In says where it happened and returns e for chaining.
func (e *Error) In(op string) *Error { e.Op = op; return e }

// About names the order number or SKU and returns e for chaining.
func (e *Error) About(ref string) *Error { e.Ref = ref; return e }

// Because keeps the cause for the operator's log and returns e for chaining.
func (e *Error) Because(err error) *Error { e.Err = err; return e }

// Wait sets how long to wait before the next try and returns e for chaining.
func (e *Error) Wait(d time.Duration) *Error { e.After = d; return e }

// Error is for the operator's log; shop keepers read the sentence of the reason instead.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Op != "" {
		b.WriteString(e.Op + ": ")
	}
	fmt.Fprintf(&b, "%d %s", e.Code, e.Reason)
	if e.Ref != "" {
		b.WriteString(" " + e.Ref)
	}
	for _, k := range slices.Sorted(maps.Keys(e.Args)) {
		fmt.Fprintf(&b, " %s=%q", k, e.Args[k])
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// At is Of with where it happened and the order number or SKU that it is about, as far as the error does not say so itself. nil gives
// nil.
func At(err error, op, ref string) error {
	e := Of(err)
	if e == nil {
		return nil
	}
	e.Op, e.Ref = cmp.Or(e.Op, op), cmp.Or(e.Ref, ref)
	return e
}

// Of classifies any error: an *Error in the chain as it is, a network failure or time-out as Unavailable, a cancelled
// context as Unavailable (we were stopped; the work goes on later), and everything else as Bug. nil gives nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return New(Timeout).Because(err)
	}
	if errors.Is(err, context.Canceled) {
		return New(Interrupted).Because(err)
	}
	if ne, ok := errors.AsType[net.Error](err); ok {
		if ne.Timeout() {
			return New(Timeout).Because(err)
		}
		return New(Unreachable).Because(err)
	}
	return New(Internal).Because(err)
}

// stored is how an outcome is kept in a column: what a reader needs, without causes.
type stored struct {
	Reason Reason `json:"reason"`
	Args   Args   `json:"args,omitempty"`
}

// Encode gives the stored form; empty for nil.
func (e *Error) Encode() string {
	if e == nil {
		return ""
	}
	b, err := json.Marshal(stored{e.Reason, e.Args})
	if err != nil {
		panic("outcome: words and strings are always encodable: " + err.Error())
	}
	return string(b)
}

// Decode reads what Encode gave; nil for the empty string.
func Decode(s string) (*Error, error) {
	if s == "" {
		return nil, nil
	}
	var st stored
	if err := json.Unmarshal([]byte(s), &st); err != nil {
		return nil, fmt.Errorf("stored outcome: %w", err)
	}
	return &Error{Code: st.Reason.Code(), Reason: st.Reason, Args: st.Args}, nil
}

// Refused tells whether the other side refused access; false for nil.
func (e *Error) Refused() bool { return e != nil && e.Code == NoAccess }
