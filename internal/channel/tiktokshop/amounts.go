package tiktokshop

import (
	"cmp"
	"slices"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wirePayment is the buyer's bill. sub_total = original_total_product_price - both discounts; total_amount = sub_total + shipping_fee
// + taxes and fees, and is what the buyer paid: TikTok pays its own discount to the seller.
// Source: get-order-detail-202507 (payment); distance fees: changelog u62dh98s.
type wirePayment struct {
	Currency         text `json:"currency"`
	Goods            text `json:"original_total_product_price"`
	SellerDiscount   text `json:"seller_discount"`
	PlatformDiscount text `json:"platform_discount"`
	SubTotal         text `json:"sub_total"`
	Shipping         text `json:"shipping_fee"` // after its discounts
	Tax              text `json:"tax"`
	SmallOrder       text `json:"small_order_fee"`     // Thailand
	RetailDelivery   text `json:"retail_delivery_fee"` // United States
	BuyerService     text `json:"buyer_service_fee"`   // Indonesia
	Handling         text `json:"handling_fee"`
	ShippingInsured  text `json:"shipping_insurance_fee"` // Indonesia
	ItemInsured      text `json:"item_insurance_fee"`
	ItemInsuredTax   text `json:"item_insurance_tax"`
	DistanceShipping text `json:"distance_shipping_fee"` // Indonesia, since 2026-01
	DistanceFee      text `json:"distance_fee_amount"`   // Indonesia, since 2026-01
	Total            text `json:"total_amount"`
}

// amounts fills lines and sums.
func (r *reader) amounts(s *order.Snapshot, w *wireOrder) {
	s.Lines = r.lines(w.Lines)
	if len(s.Lines) == 0 {
		r.Fault(outcome.NoLines)
	}
	p := w.Payment
	s.Amounts = order.Amounts{
		SellerVoucher:   r.amount("payment.seller_discount", p.SellerDiscount),
		PlatformVoucher: r.amount("payment.platform_discount", p.PlatformDiscount),
		Shipping:        r.amount("payment.shipping_fee", p.Shipping),
		Tax:             r.amount("payment.tax", p.Tax),
		Fees:            r.fees(p),
	}
	for _, l := range s.Lines {
		s.Amounts.Goods += l.Total
	}
	r.netted(s, w)
	s.Total = r.amount("payment.total_amount", p.Total)
	switch {
	case p.Total == "":
		r.Fault(outcome.BadAmount, "field", "payment.total_amount", "value", "")
	case s.Total < 0:
		r.Fault(outcome.NegativeTotal, "total", httpkit.Short(p.Total))
	}
	r.doubtful(s, w)
}

func (r *reader) fees(p wirePayment) money.Amount {
	return r.amount("payment.small_order_fee", p.SmallOrder) + r.amount("payment.retail_delivery_fee", p.RetailDelivery) +
		r.amount("payment.buyer_service_fee", p.BuyerService) + r.amount("payment.handling_fee", p.Handling) +
		r.amount("payment.shipping_insurance_fee", p.ShippingInsured) + r.amount("payment.item_insurance_fee", p.ItemInsured) +
		r.amount("payment.item_insurance_tax", p.ItemInsuredTax)
}

// netted takes lines at what the buyer pays where list prices less discounts do not come to the subtotal and sale prices do (a gift
// may stand with a list price that no discount takes off).
func (r *reader) netted(s *order.Snapshot, w *wireOrder) {
	a := s.Amounts
	whole := r.amount("payment.sub_total", w.Payment.SubTotal)
	if w.Payment.SubTotal == "" || a.Goods-a.SellerVoucher-a.PlatformVoucher == whole {
		return
	}
	var sum money.Amount
	for _, l := range w.Lines {
		sum += r.amount("line_items.sale_price", l.Sale)
	}
	if sum != whole {
		return
	}
	for i, g := range groups(w.Lines) {
		l := &s.Lines[i]
		l.Total, l.Discount = 0, 0
		for _, piece := range g {
			l.Total += r.amount("line_items.sale_price", piece.Sale)
		}
		l.Price = l.Total / money.Amount(l.Quantity)
	}
	s.Amounts.Goods, s.Amounts.SellerVoucher, s.Amounts.PlatformVoucher = whole, 0, 0
}

// doubtful adds charges of which nobody knows whether the total holds them (distance fees since 2026-01, German deposits), or takes
// out a tax that prices hold already: only where that alone makes the parts come to the total.
func (r *reader) doubtful(s *order.Snapshot, w *wireOrder) {
	rest := s.Total - s.Amounts.Sum()
	if rest == 0 {
		return
	}
	if rest == -s.Amounts.Tax {
		s.Amounts.Tax = 0
		return
	}
	var pfand money.Amount
	for _, l := range w.Lines {
		pfand += r.amount("line_items.pfand_fee", l.Pfand)
	}
	extras := []money.Amount{r.amount("payment.distance_fee_amount", w.Payment.DistanceFee), r.amount("payment.distance_shipping_fee", w.Payment.DistanceShipping), pfand}
	for chosen := range 1 << len(extras) {
		var sum money.Amount
		for i, e := range extras {
			if chosen>>i&1 == 1 {
				sum += e
			}
		}
		if sum == rest {
			s.Amounts.Fees += sum
			return
		}
	}
}

// lines are pieces of one SKU at one price put together; see groups.
func (r *reader) lines(pieces []wireLine) []order.Line {
	all := groups(pieces)
	out := make([]order.Line, len(all))
	for i, g := range all {
		out[i] = r.line(g)
	}
	return out
}

// groups puts pieces together that are one line to people: the same SKU at the same list price, gifts apart. A group's first piece is
// the one with the lowest id, whose id names the line: it stays when pieces are listed in another order.
func groups(pieces []wireLine) [][]wireLine {
	sorted := slices.Clone(pieces)
	slices.SortStableFunc(sorted, func(a, b wireLine) int { return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID)) })
	var all [][]wireLine
	for _, p := range sorted {
		i := slices.IndexFunc(all, func(g []wireLine) bool { return g[0].same(p) })
		if i < 0 {
			all = append(all, []wireLine{p})
			continue
		}
		all[i] = append(all[i], p)
	}
	return all
}

func (w wireLine) same(o wireLine) bool {
	return w.Product == o.Product && w.SKU == o.SKU && w.SellerSKU == o.SellerSKU && w.Original == o.Original && w.Gift.on() == o.Gift.on()
}

// line is one group.
func (r *reader) line(g []wireLine) order.Line {
	first := g[0]
	l := order.Line{
		Ref: string(first.ID), Listing: listingID(first.Product, first.SKU), SKU: string(first.SellerSKU), Name: lineName(first),
		Quantity: int64(len(g)), Price: r.Price("line_items.original_price", first.Original),
	}
	l.Total = l.Price.Times(l.Quantity)
	for _, p := range g {
		l.Discount += r.amount("line_items.seller_discount", p.SellerDiscount) + r.amount("line_items.platform_discount", p.PlatformDiscount)
		for _, t := range p.Taxes {
			l.Tax += r.amount("line_items.item_tax", t.Amount)
		}
	}
	return l
}

func lineName(w wireLine) string {
	if w.SKUName == "" || w.SKUName == "Default" || w.SKUName == "default" {
		return string(w.ProductName)
	}
	return string(w.ProductName) + " - " + string(w.SKUName)
}

// listingID is product and SKU with a colon between: every product has at least one SKU, and stock and prices are written by product.
func listingID(product, sku text) string { return string(product) + ":" + string(sku) }
