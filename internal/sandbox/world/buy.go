package world

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// blank is a new, empty, unpaid order.
func (s *shop) blank(at time.Time) *Order {
	id := s.ids.record()
	ref := strconv.FormatInt(id, 10)
	number := ref
	if s.profile.Names != nil {
		ref, number = s.profile.Names(id)
	}
	return &Order{Key: s.Key, ID: id, Ref: ref, Number: number, Stage: Unpaid, Created: at, Updated: at, Currency: s.Currency}
}

// ErrSoldOut says that a buyer found nothing to buy.
var ErrSoldOut = errors.New("everything is sold out")

// arrive lets a buyer come at the given time of life.
func (w *World) arrive(at time.Time) {
	n := w.placed
	d := newDice(w.opt.Seed, "order", n)
	s := w.shops[w.keys[d.IntN(len(w.keys))]]
	stamp := w.stamp()
	if _, err := w.buy(s, d, drawLife(d), stamp, at); err != nil && !errors.Is(err, ErrSoldOut) {
		w.log.Error("a buyer could not order", "channel", s.Channel, "error", err)
	}
	gap := time.Duration(d.ExpFloat64() * float64(time.Hour) / w.opt.Pace)
	w.arrival = at.Add(max(gap, time.Second))
}

// buy places order number w.placed: stamped at, living from the given time of life.
func (w *World) buy(s *shop, d dice, l life, at, from time.Time) (*record, error) {
	n := w.placed
	w.placed++
	lines, err := w.basket(s, d, n, at)
	if err != nil {
		return nil, err
	}
	return w.order(s, d, n, lines, l, at, from), nil
}

// order fills the papers for the given lines.
func (w *World) order(s *shop, d dice, n int64, lines []Line, l life, at, from time.Time) *record {
	o := s.blank(at)
	o.Lines, o.Via = lines, "checkout"
	for i := range o.Lines {
		o.Lines[i].ID = s.ids.line()
	}
	if s.profile.Facet != nil { // dice of its own: worlds of before stay as they were
		o.Facet = s.profile.Facet(newDice(w.opt.Seed, "facet", n).Int64N(1000))
	}
	w.whoAndHow(s, o, d, n, l)
	o.price(d, &s.ids)
	o.Steps = append(make([]Step, 0, len(l.steps)+1), Step{ID: s.ids.event(), At: at, Verb: Place, By: Buyer, Stage: o.Stage})
	o.Script = l.script(d, from)
	return w.insert(s, o, at)
}

// whoAndHow draws the buyer, the courier and the payment.
func (w *World) whoAndHow(s *shop, o *Order, d dice, n int64, l life) {
	who := n
	if d.chance(350) && n > 10 { // somebody who was here before
		who = d.Int64N(n)
	}
	o.Buyer = person(w.opt.Seed, who)
	if who%3 == 0 {
		o.BuyerID = who + 2
	}
	offered := s.profile.Payments
	if len(offered) == 0 {
		offered = payments
	}
	fit := slices.DeleteFunc(slices.Clone(offered), func(p Payment) bool { return p.OnDelivery != l.cash })
	if len(fit) == 0 {
		fit = offered
	}
	o.Payment = pick(d, fit)
	if o.Payment.OnDelivery {
		o.Stage = Paid
	}
	if d.chance(70) {
		o.Note = pick(d, buyerNotes)
	}
}

// basket draws what the buyer takes.
func (w *World) basket(s *shop, d dice, n int64, at time.Time) ([]Line, error) {
	many := 1
	for many < 4 && d.chance(300) {
		many++
	}
	var lines []Line
	if len(s.misfits) > 0 && n%40 == 7 { // often enough to be seen, seldom enough not to drown the rest
		if id := s.misfits[int(n/40)%len(s.misfits)]; s.items[id].sellable() {
			lines = append(lines, lineOf(s.items[id], 1))
		}
	}
	for range many {
		quantity := 1 + max(0, d.between(-5, 2))
		item := w.choose(s, d, quantity, at)
		if item == nil || slices.ContainsFunc(lines, func(l Line) bool { return l.ItemID == item.ID }) {
			continue
		}
		lines = append(lines, lineOf(item, quantity))
	}
	if len(lines) == 0 {
		return nil, ErrSoldOut
	}
	return lines, nil
}

// choose finds something that is there. When all the buyer looks at is out of stock, the merchant brings new goods,
// unless a client keeps the figures: then the shop stays sold out.
func (w *World) choose(s *shop, d dice, quantity int64, at time.Time) *Item {
	if len(s.goods) == 0 {
		return nil
	}
	for range 5 {
		item := s.items[pick(d, s.goods)]
		if !item.Managed || item.Stock >= quantity {
			return item
		}
		if !item.Outside {
			return w.move(s, item, 10*d.between(3, 12), Receipt, "", at)
		}
	}
	return nil
}

func lineOf(i *Item, quantity int64) Line {
	price := i.Costs()
	return Line{
		ItemID: i.ID, SKU: i.SKU, Name: i.Name, Quantity: quantity, Price: price, Subtotal: price * Amount(quantity), Taxed: i.Taxed,
	}
}

// TaxPercent is the value-added tax (PPN) on taxed goods.
const TaxPercent = 11

// price draws shipping, vouchers and fees and computes tax and total.
func (o *Order) price(d dice, ids *ids) {
	c := pick(d, couriers)
	o.Courier, o.ShippingID = c.service, ids.line()
	if !d.chance(100) {
		o.Shipping = Whole(c.rupiah)
	}
	switch {
	case d.chance(130):
		o.Voucher(ids.line(), "HEMAT10", o.Sums().Lines/10, Seller)
	case d.chance(70):
		o.Voucher(ids.line(), "POTONGAN25", Whole(25_000), System)
	}
	if o.Payment.OnDelivery {
		o.Fees = append(o.Fees, Fee{ID: ids.line(), Name: "Biaya COD", Amount: Whole(5000)})
	} else if d.chance(80) {
		o.Fees = append(o.Fees, Fee{ID: ids.line(), Name: "Biaya kemasan", Amount: Whole(2500)})
	}
	o.Recount(ids.line)
}

// Voucher spreads a reduction over the lines by their share; the last line takes what rounding leaves. It is never more
// than the lines cost.
func (o *Order) Voucher(id int64, code string, amount Amount, by Actor) {
	sums := o.Sums()
	whole := sums.Lines
	amount = min(amount.rounded(o.Currency), whole-sums.Discounts)
	if amount <= 0 || whole < Unit {
		return
	}
	left := amount
	for i := range o.Lines {
		l := &o.Lines[i]
		part := min((amount * (l.Subtotal / Unit) / (whole / Unit)).rounded(o.Currency), left, l.Total())
		if i == len(o.Lines)-1 {
			part = min(left, l.Total())
		}
		l.Discount, left = l.Discount+part, left-part
	}
	o.Discounts = append(o.Discounts, Discount{ID: id, Code: code, Amount: amount - left, By: by})
}

// Recount computes tax and total from the lines, discounts, shipping and fees. taxID gives an id to a tax row that appears.
func (o *Order) Recount(taxID func() int64) {
	var tax Amount
	for i := range o.Lines {
		l := &o.Lines[i]
		l.Tax = 0
		if l.Taxed {
			l.Tax = (l.Total() * TaxPercent / 100).rounded(o.Currency)
		}
		tax += l.Tax
	}
	if tax != 0 && o.TaxID == 0 {
		o.TaxID = taxID()
	}
	o.Total = o.Sums().Total()
}

// Wish is a line somebody asks for by hand.
type Wish struct {
	SKU      string
	Quantity int64
}

// Buy places an order now, as a buyer would: for the wishes, or, without any, for what a buyer picks. A wish for goods
// that the shop does not list is refused. The order then lives by itself like any other.
func (w *World) Buy(k Key, wishes []Wish) (*Order, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.shop(k)
	if err != nil {
		return nil, err
	}
	d := newDice(w.opt.Seed, "order", w.placed)
	l, at, life := drawLife(d), w.stamp(), w.clock.Load().lifeAt(w.opt.Now())
	defer w.nudgeRunner()
	if len(wishes) == 0 {
		rec, err := w.buy(s, d, l, at, life)
		if err != nil {
			return nil, err
		}
		return rec.cur, nil
	}
	lines, err := s.wished(wishes)
	if err != nil {
		return nil, err
	}
	n := w.placed
	w.placed++
	return w.order(s, d, n, lines, l, at, life).cur, nil
}

func (s *shop) wished(wishes []Wish) ([]Line, error) {
	var lines []Line
	for i, wish := range wishes {
		item := s.bySKU(wish.SKU)
		if item == nil {
			return nil, fmt.Errorf("lines[%d].sku: %q is not listed in %s/%s: %w", i, wish.SKU, s.Channel, s.Key.Shop, ErrNotFound)
		}
		if wish.Quantity < 1 || wish.Quantity > 10_000 {
			return nil, fmt.Errorf("lines[%d].quantity: %d is not between 1 and 10,000", i, wish.Quantity)
		}
		lines = append(lines, lineOf(item, wish.Quantity))
	}
	return lines, nil
}

// bySKU finds a listing by its SKU or by the merchant's own SKU of the goods.
func (s *shop) bySKU(sku string) *Item {
	for _, id := range s.itemIDs {
		if i := s.items[id]; i.sellable() && sku != "" && (i.SKU == sku || i.Goods == sku) {
			return i
		}
	}
	return nil
}
