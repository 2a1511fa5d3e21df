package shopee

import (
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wireReturn is what we read of v2.returns.get_return_list and get_return_detail.
type wireReturn struct {
	SN       text `json:"return_sn"`
	Order    text `json:"order_sn"`
	Status   text `json:"status"`
	Refund   text `json:"refund_amount"`
	Solution text `json:"return_solution"` // 0: goods and money, 1: money only
	Items    []struct {
		Pieces text `json:"amount"`
	} `json:"item"`
}

// returnState is what a return's word means.
type returnState int

const (
	asked returnState = iota + 1
	settledReturn
	withdrawn
)

// returnStates are the words of a return's status. Source: "Data Definition - ReturnStatus"; REFUND_PAID stands in older SDKs
// only, RETURN_PROCESSING in error messages only.
var returnStates = map[string]returnState{
	"REQUESTED":         asked,
	"PROCESSING":        asked, // goods are coming back, or the refund runs
	"RETURN_PROCESSING": asked,
	"JUDGING":           asked,
	"SELLER_DISPUTE":    asked,
	"ACCEPTED":          settledReturn,
	"REFUND_PAID":       settledReturn,
	"CLOSED":            settledReturn,
	"CANCELLED":         withdrawn,
}

// returns fills what the buyer sent back and got back. An order is returned when all its pieces came back, or all its money went
// back after it was shipped; Shopee's own order status does not tell.
func (r *reader) returns(s *order.Snapshot, p *picture) {
	var pieces, back int64
	open := false
	for _, l := range s.Lines {
		pieces += l.Quantity
	}
	for _, i := range p.order.Items {
		pieces -= i.CancelledQty.count()
	}
	for _, ret := range p.returns {
		switch returnStates[string(ret.Status)] {
		case asked:
			open = true
		case settledReturn:
			s.Refunded += r.amount("refund_amount", ret.Refund).Abs()
			back += ret.goods()
		case withdrawn:
		default:
			r.Fault(outcome.UnknownStatus, "status", "return "+string(ret.Status))
		}
	}
	switch {
	case len(p.returns) > 0:
		s.ReturnRequested = open
	case p.order.returnAsked():
		s.ReturnRequested = true
	}
	whole := back > 0 && back >= pieces || s.Refunded > 0 && s.Refunded >= s.Total
	if whole && !open && cameBack(s) {
		s.Stage, s.ReturnRequested, s.CancelledBy = order.Returned, false, ""
	}
}

// goods is how many pieces come back with a return; none when only money is given.
func (w wireReturn) goods() int64 {
	if w.Solution == "1" {
		return 0
	}
	var n int64
	for _, i := range w.Items {
		n += i.Pieces.count()
	}
	return n
}

// cameBack tells whether the order got so far that goods can come back.
func cameBack(s *order.Snapshot) bool {
	switch s.Stage {
	case order.Shipped, order.Delivered, order.Completed:
		return true
	case order.Cancelled:
		return !s.ShippedAt.IsZero()
	}
	return false
}

func (w *wireOrder) returnAsked() bool {
	for _, i := range w.Items {
		if i.ReturnAskedQty.count() > 0 {
			return true
		}
	}
	return false
}

func (w *wireOrder) partCancelled() bool {
	for _, i := range w.Items {
		if i.CancelledQty.count() > 0 {
			return true
		}
	}
	return false
}

func (w *wireOrder) returned() bool {
	for _, i := range w.Items {
		if i.ReturnedQty.count() > 0 {
			return true
		}
	}
	return false
}
