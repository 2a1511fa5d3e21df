package magento

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// billed is an invoice, as the face keeps it in a free field of the order.
type billed struct {
	ID     int64
	At     time.Time
	Lines  map[int64]int64 // pieces by line
	Amount world.Amount
}

// invoiceMeta and statusMeta are the free fields: invoices that clients made, and a status that one wrote in a comment.
const (
	invoiceMeta = "_invoice"
	statusMeta  = "_status" // "state=status": it counts while the order is in that state
)

// figures are what Magento keeps of an order and the world does not.
type figures struct {
	state, status string
	hold          string // state before a hold
	invoices      []billed
	invoiced      map[int64]int64 // pieces by line
	refunded      map[int64]int64 // pieces by line, by credit memos
	cancelled     map[int64]int64
	totalInvoiced world.Amount
	totalRefunded world.Amount
	totalCanceled world.Amount
}

// figures derives them. Pieces taken off before there was an invoice are cancelled; afterwards they are refunded.
func (h habits) figures(o *world.Order) figures {
	f := figures{invoices: h.invoices(o), invoiced: map[int64]int64{}, refunded: map[int64]int64{}, cancelled: map[int64]int64{}}
	for _, i := range f.invoices {
		f.totalInvoiced += i.Amount
		for line, n := range i.Lines {
			f.invoiced[line] += n
		}
	}
	for _, r := range o.Refunds {
		into, sum := f.refunded, &f.totalRefunded
		if uninvoiced(r, f.invoices) {
			into, sum = f.cancelled, &f.totalCanceled
		}
		*sum += r.Amount
		for _, l := range r.Lines {
			into[l.Line] += l.Quantity
		}
	}
	f.state = h.state(o, &f)
	if f.state == "closed" {
		f.totalRefunded = f.totalInvoiced
	}
	if f.state == "canceled" {
		f.cancelRest(o)
	}
	f.status = h.status(o, f.state)
	return f
}

func uninvoiced(r world.Refund, invoices []billed) bool {
	return r.Part && (len(invoices) == 0 || r.At.Before(invoices[0].At))
}

// cancelRest takes off what was neither invoiced nor shipped.
func (f *figures) cancelRest(o *world.Order) {
	for _, l := range o.Lines {
		f.cancelled[l.ID] += max(0, l.Quantity-f.cancelled[l.ID]-max(f.invoiced[l.ID], l.Shipped))
	}
	f.totalCanceled = o.Total - f.totalInvoiced
}

// invoices are those that clients made; without any, the one that the merchant's own habits make.
func (h habits) invoices(o *world.Order) []billed {
	var out []billed
	for _, m := range o.Meta {
		var b billed
		if m.Key == invoiceMeta && json.Unmarshal(m.Value, &b) == nil {
			out = append(out, b)
		}
	}
	at := h.invoicesAt(o)
	if len(out) > 0 || at.IsZero() {
		return out
	}
	b := billed{ID: o.ID, At: at, Lines: map[int64]int64{}, Amount: o.Total}
	for _, l := range o.Lines {
		b.Lines[l.ID] = l.Quantity
	}
	for _, r := range o.Refunds {
		if uninvoiced(r, []billed{b}) {
			b.Amount -= r.Amount
			for _, l := range r.Lines {
				b.Lines[l.Line] -= l.Quantity
			}
		}
	}
	return []billed{b}
}

// invoicesAt is when the merchant invoices by himself: with the money, or when he gives some of it back, which Magento lets him
// do on invoices only. Zero: he does not.
func (h habits) invoicesAt(o *world.Order) time.Time {
	if h.paysInvoice {
		return o.PaidAt
	}
	for _, r := range o.Refunds {
		if !r.Part && !o.PaidAt.IsZero() {
			return r.At
		}
	}
	return time.Time{}
}

// left is how many pieces of a line still have to be shipped, as Magento counts.
func (f *figures) left(l world.Line) int64 {
	return max(0, l.Quantity-l.Shipped-f.refunded[l.ID]-f.cancelled[l.ID])
}

// uninvoiced is how many pieces can still be invoiced.
func (f *figures) uninvoiced(l world.Line) int64 {
	return max(0, l.Quantity-f.invoiced[l.ID]-f.cancelled[l.ID])
}

func (f *figures) allShipped(o *world.Order) bool {
	return !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return f.left(l) > 0 })
}

func (f *figures) allInvoiced(o *world.Order) bool {
	return !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return f.uninvoiced(l) > 0 })
}

// state is Magento's own word (sheet, section 4). A client's word stands until the order's life goes on.
func (h habits) state(o *world.Order, f *figures) string {
	if o.Word != "" {
		if o.Word == "holded" {
			was := *o
			was.Word = ""
			f.hold = h.state(&was, f)
		}
		return o.Word
	}
	billed := len(f.invoices) > 0
	switch {
	case o.Stage == world.Cancelled && billed, o.Stage == world.Returned && billed:
		return "closed"
	case o.Stage == world.Cancelled, o.Stage == world.Returned && !h.statuses:
		return "canceled"
	case f.allShipped(o) && o.WasShipped() && f.allInvoiced(o):
		return "complete"
	case o.Stage == world.Unpaid && o.Payment.Slow, o.Payment.OnDelivery && !o.WasShipped() && !billed:
		return "new"
	case o.Stage == world.Unpaid && !billed:
		return "pending_payment"
	}
	return "processing"
}

var usual = map[string]string{"new": "pending"}

// status is the label: of the extension, where it has one, else the state's usual one.
func (h habits) status(o *world.Order, state string) string {
	if o.Word == "" && h.statuses && state != "closed" {
		if s := labelled(o); s != "" {
			return s
		}
	}
	for _, m := range slices.Backward(o.Meta) {
		var s string
		if m.Key == statusMeta && json.Unmarshal(m.Value, &s) == nil {
			if in, status, _ := strings.Cut(s, "="); in == state {
				return status
			}
		}
	}
	return cmp.Or(usual[state], state)
}

func labelled(o *world.Order) string {
	switch {
	case o.ReturnRequested:
		return "return_requested"
	case o.CancelRequested && o.Stage == world.Paid:
		return "cancel_requested"
	case o.Stage == world.Shipped && allGone(o):
		return "shipped"
	case o.Stage == world.Delivered:
		return "delivered"
	case o.Stage == world.Completed:
		return "completed"
	case o.Stage == world.FailedDelivery:
		return "failed_delivery"
	case o.Stage == world.Returned:
		return "returned"
	}
	return ""
}

func allGone(o *world.Order) bool {
	return !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return l.Quantity-l.Cancelled-l.Shipped > 0 })
}

// read is what a perfect connector makes of the order as the shop shows it (sheet, section 4, "Proposed mapping").
func (h habits) read(o *world.Order) world.Reading {
	f := h.figures(o)
	r := world.Reading{}
	switch f.status {
	case "return_requested":
		return world.Reading{Stage: world.Delivered, ReturnRequested: true}
	case "cancel_requested":
		return world.Reading{Stage: world.Paid, CancelRequested: true}
	case "shipped", "delivered", "completed", "failed_delivery", "returned":
		r.Stage = world.Stage(f.status)
		return r
	}
	switch f.state {
	case "new":
		r.Stage = world.Unpaid
		if o.Payment.OnDelivery {
			r.Stage = world.Paid
		}
	case "pending_payment", "payment_review":
		r.Stage = world.Unpaid
	case "processing":
		r.Stage = world.Paid
		if f.allShipped(o) {
			r.Stage = world.Shipped
		}
	case "complete":
		r.Stage = world.Completed
	case "closed":
		r.Stage = world.Returned
		if !o.WasShipped() {
			r.Stage, r.CancelledBy = world.Cancelled, world.Seller
		}
	case "canceled":
		r.Stage, r.CancelledBy = world.Cancelled, world.Seller
		if givenUp(o) {
			r.CancelledBy = world.System
		}
	}
	return r
}

// givenUp tells whether the shop's own clock cancelled the order: it waited for an online payment, and nobody said a word.
func givenUp(o *world.Order) bool {
	return o.CancelledBy == world.System && !o.Payment.Slow && !o.Payment.OnDelivery && o.PaidAt.IsZero()
}

func atoi(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
