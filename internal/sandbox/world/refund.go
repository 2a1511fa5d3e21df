package world

import (
	"fmt"
	"time"
)

// takeBack is a return: the goods are back and the rest of the money goes to the buyer.
func takeBack(o *Order, a Act, at time.Time, ids *ids, _ Profile) error {
	rest := o.Total - o.Refunded()
	if rest > 0 && !o.PaidAt.IsZero() {
		r := Refund{ID: ids.record(), At: at, Amount: rest, Reason: or(a.Reason, "Barang dikembalikan"), By: a.By, Restock: true}
		for i := range o.Lines {
			if n := o.Lines[i].notGivenBack(o); n > 0 {
				r.Lines = append(r.Lines, o.refundLine(&o.Lines[i], n, ids))
			}
		}
		o.give(r)
	}
	o.Stage, o.ReturnRequested, o.CancelRequested = Returned, false, false
	return nil
}

// notGivenBack is how many pieces no refund has paid back yet.
func (l Line) notGivenBack(o *Order) int64 {
	n := l.Quantity
	for _, r := range o.Refunds {
		for _, rl := range r.Lines {
			if rl.Line == l.ID {
				n -= rl.Quantity
			}
		}
	}
	return max(n, 0)
}

// refundLine is n pieces of l at what was paid for them. The division rounds down, so that piecewise refunds never
// add up to more than the line.
func (o *Order) refundLine(l *Line, n int64, ids *ids) RefundLine {
	share := func(whole Amount) Amount {
		if n == l.Quantity {
			return whole
		}
		part := whole * Amount(n) / Amount(l.Quantity)
		return part - part%(Unit/pow10(Digits(o.Currency)))
	}
	return RefundLine{ID: ids.line(), Line: l.ID, Quantity: n, Amount: share(l.Total()), Tax: share(l.Tax)}
}

func pow10(n int) Amount {
	p := Amount(1)
	for range n {
		p *= 10
	}
	return p
}

func refund(o *Order, a Act, at time.Time, ids *ids, _ Profile) error {
	if o.PaidAt.IsZero() {
		return refuse(o, a.Verb, "nothing was paid yet")
	}
	r := Refund{ID: ids.record(), At: at, Amount: a.Amount, Reason: or(a.Reason, "Sebagian barang rusak"), By: a.By, Restock: a.Restock}
	counts := a.Lines
	if len(counts) == 0 && a.Amount == 0 && len(o.Lines) > 0 {
		counts = []Count{{Line: o.Lines[0].ID, Quantity: 1}}
	}
	if err := o.fill(&r, counts, ids); err != nil {
		return err
	}
	if r.Amount <= 0 || r.Amount > o.Total-o.Refunded() {
		return refuse(o, a.Verb, fmt.Sprintf("the amount has to be above zero and at most %s", (o.Total-o.Refunded()).Text(Digits(o.Currency))))
	}
	o.give(r)
	if o.Refunded() == o.Total {
		o.closeRefunded(a.By)
	}
	return nil
}

// closeRefunded ends an order whose money went back whole.
func (o *Order) closeRefunded(by Actor) {
	o.ReturnRequested, o.CancelRequested = false, false
	if o.WasShipped() || !o.CompletedAt.IsZero() {
		o.Stage = Returned
		return
	}
	o.Stage, o.CancelledBy = Cancelled, by
}

// fill puts the pieces in counts into r and, when no amount is set, adds up their price.
func (o *Order) fill(r *Refund, counts []Count, ids *ids) error {
	var sum Amount
	for _, c := range counts {
		l := o.LineByID(c.Line)
		if l == nil || c.Quantity <= 0 || c.Quantity > l.notGivenBack(o) {
			return refuse(o, GiveRefund, fmt.Sprintf("line %d has no %d pieces to give back", c.Line, c.Quantity))
		}
		rl := o.refundLine(l, c.Quantity, ids)
		r.Lines = append(r.Lines, rl)
		sum += rl.Amount + rl.Tax
	}
	if r.Amount == 0 {
		r.Amount = sum
	}
	return nil
}

// give books r. With Restock its pieces go back on sale; World.settle moves the stock.
func (o *Order) give(r Refund) {
	o.Refunds = append(o.Refunds, r)
	if !r.Restock {
		return
	}
	for _, rl := range r.Lines {
		if l := o.LineByID(rl.Line); l != nil {
			l.Restocked += rl.Quantity
		}
	}
}

// cancelPart takes pieces off an order that has not left; the buyer gets their price back.
func cancelPart(o *Order, a Act, at time.Time, ids *ids, _ Profile) error {
	counts := a.Lines
	if len(counts) == 0 {
		counts = lastPiece(o)
	}
	if err := checkCounts(o, counts, a.Verb); err != nil {
		return err
	}
	var off, have int64
	for _, c := range counts {
		off += c.Quantity
	}
	for _, l := range o.Lines {
		have += l.toShip()
	}
	if off == 0 || off >= have {
		return refuse(o, a.Verb, "some pieces have to stay; cancel the whole order instead")
	}
	r := Refund{ID: ids.record(), At: at, Reason: or(a.Reason, "Stok tidak cukup"), By: a.By, Restock: true, Part: true}
	if err := o.fill(&r, counts, ids); err != nil {
		return err
	}
	o.give(r) // on cash on delivery, too: it is what the courier collects less
	for _, c := range counts {
		o.LineByID(c.Line).Cancelled += c.Quantity
	}
	return nil
}

func lastPiece(o *Order) []Count {
	for i := len(o.Lines) - 1; i >= 0; i-- {
		if o.Lines[i].toShip() > 0 {
			return []Count{{Line: o.Lines[i].ID, Quantity: 1}}
		}
	}
	return nil
}
