package tiktokshop

import (
	"cmp"
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wireCancel is what we read of search-cancellations-202309.
type wireCancel struct {
	ID      text       `json:"cancel_id"`
	Order   text       `json:"order_id"`
	Type    text       `json:"cancel_type"` // BUYER_CANCEL waits for an answer, CANCEL is done
	Status  text       `json:"cancel_status"`
	Role    text       `json:"role"`
	Reason  text       `json:"cancel_reason"` // key
	Says    text       `json:"cancel_reason_text"`
	Updated text       `json:"update_time"`
	Refund  wireRefund `json:"refund_amount"`
	Lines   []wireBack `json:"cancel_line_items"`
}

// wireReturn is what we read of search-returns-202309.
type wireReturn struct {
	ID      text       `json:"return_id"`
	Order   text       `json:"order_id"`
	Type    text       `json:"return_type"` // REFUND, RETURN_AND_REFUND, REPLACEMENT
	Status  text       `json:"return_status"`
	Role    text       `json:"role"`
	Updated text       `json:"update_time"`
	Refund  wireRefund `json:"refund_amount"`
	Lines   []wireBack `json:"return_line_items"`
}

type wireRefund struct {
	Total text `json:"refund_total"`
}

// wireBack is one piece that is cancelled or comes back.
type wireBack struct {
	Line text `json:"order_line_item_id"`
}

// collected tells whether the courier had the order.
func (w *wireOrder) collected() bool { return !w.Collected.zero() }

// cancelledPieces is how many pieces are cancelled.
func (w *wireOrder) cancelledPieces() int {
	n := 0
	for _, l := range w.Lines {
		if statuses[string(l.Status)] == order.Cancelled {
			n++
		}
	}
	return n
}

// wantsCancels tells whether the order's cancellations have to be read: somebody asks for one, pieces are gone from an order that
// goes on, or it was cancelled and the order alone does not say by whom, or whether the goods came back.
func (w *wireOrder) wantsCancels() bool {
	if statuses[string(w.Status)] == order.Cancelled {
		return w.collected() || parties[string(w.Initiator)] == ""
	}
	n := w.cancelledPieces()
	return w.CancelAsked.on() || n > 0 && n < len(w.Lines)
}

// wantsReturns tells whether the order can have returns: it was sent.
func (w *wireOrder) wantsReturns() bool {
	switch statuses[string(w.Status)] {
	case order.Shipped, order.Delivered, order.Completed:
		return true
	case order.Cancelled:
		return w.collected()
	}
	return false
}

// cancels fills who cancelled and why, what is asked for, and what was given back for pieces that were taken off.
func (r *reader) cancels(s *order.Snapshot, p *picture) {
	w := &p.order
	open, part := false, money.Amount(0)
	for _, c := range p.cancels {
		r.later(s, "cancellations.update_time", c.Updated)
		switch cancelStates[string(c.Status)] {
		case asked:
			open = true
		case granted:
			if n := len(c.Lines); n > 0 && n < len(w.Lines) {
				part += r.amount("cancellations.refund_total", c.Refund.Total).Abs()
			} else {
				open = true // of the whole order, which does not show it yet
			}
		case closed:
		default:
			r.Fault(outcome.UnknownStatus, "status", "cancellation "+string(c.Status))
		}
	}
	if s.Stage == order.Cancelled {
		p.blame(s)
		return
	}
	s.CancelRequested = open || w.CancelAsked.on() && len(p.cancels) == 0
	if n := w.cancelledPieces(); part == 0 && n > 0 && n < len(w.Lines) {
		part = r.cancelledPrice(w)
	}
	s.Refunded = part
}

// cancelledPrice is what cancelled pieces cost the buyer, for apps that may not read cancellations.
func (r *reader) cancelledPrice(w *wireOrder) money.Amount {
	var sum money.Amount
	for _, l := range w.Lines {
		if statuses[string(l.Status)] == order.Cancelled {
			sum += r.amount("line_items.sale_price", l.Sale)
		}
	}
	return sum
}

// blame says who cancelled and why; an order whose parcel was lost or came back was not cancelled but failed to arrive.
func (p *picture) blame(s *order.Snapshot) {
	w := &p.order
	s.CancelReason = string(w.Reason)
	role := w.Initiator
	for _, c := range p.cancels {
		if cancelStates[string(c.Status)] != granted {
			continue
		}
		role = cmp.Or(role, c.Role)
		s.CancelReason = cmp.Or(s.CancelReason, string(cmp.Or(c.Says, c.Reason)))
		if failedReasons[string(c.Reason)] {
			s.Stage = order.FailedDelivery
			return
		}
	}
	for _, l := range w.Lines {
		role = cmp.Or(role, l.CancelUser)
	}
	s.CancelledBy = cmp.Or(parties[string(role)], order.System)
}

// returns fills what the buyer sent back and got back. An order is returned when all its pieces came back, or all its money went
// back after it was sent; the order's own status stays COMPLETED. One whose money went back before it left is cancelled.
func (r *reader) returns(s *order.Snapshot, p *picture) {
	back := map[text]bool{}
	open := false
	var role text
	for _, ret := range p.returns {
		r.later(s, "return_orders.update_time", ret.Updated)
		switch returnStates[string(ret.Status)] {
		case asked:
			open = true
		case granted:
			s.Refunded += r.amount("return_orders.refund_total", ret.Refund.Total).Abs()
			role = ret.Role
			for _, l := range ret.Lines {
				if ret.Type == "RETURN_AND_REFUND" && l.Line != "" {
					back[l.Line] = true
				}
			}
		case closed:
		default:
			r.Fault(outcome.UnknownStatus, "status", "return "+string(ret.Status))
		}
	}
	s.ReturnRequested = open
	pieces := len(p.order.Lines) - p.order.cancelledPieces()
	whole := len(back) > 0 && len(back) >= pieces || s.Refunded > 0 && s.Refunded >= s.Total
	if !whole || open {
		return
	}
	switch {
	case s.Stage == order.Delivered, s.Stage == order.Shipped, s.Stage == order.Completed && !s.ShippedAt.IsZero(), s.Stage == order.Cancelled && len(back) > 0:
		s.Stage, s.CancelledBy, s.CancelReason = order.Returned, "", ""
	case s.Stage == order.Completed:
		s.Stage, s.CancelledBy = order.Cancelled, cmp.Or(parties[string(role)], order.System)
	}
}

// later moves the order's change time up to that of something that belongs to it.
func (r *reader) later(s *order.Snapshot, field string, t text) {
	if at := r.time(field, t); at.After(s.UpdatedAt) {
		s.UpdatedAt = at
	}
}

// past tells whether a moment lies behind now.
func past(t, now time.Time) bool { return !t.IsZero() && t.Before(now) }
