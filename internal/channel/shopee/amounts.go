package shopee

import (
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wireIncome is what we read of v2.payment.get_escrow_detail: how the buyer's total came about.
type wireIncome struct {
	SN      text       `json:"order_sn"`
	Returns []text     `json:"return_order_sn_list"`
	Payment *wirePaid  `json:"buyer_payment_info"`
	Income  *wireShare `json:"order_income"`
}

// wirePaid is the buyer's bill at checkout. Reductions are negative in the reference's samples; their sign is not relied on.
type wirePaid struct {
	Total         text `json:"buyer_total_amount"`
	Subtotal      text `json:"merchant_subtotal"`
	Shipping      text `json:"shipping_fee"`
	SellerVoucher text `json:"seller_voucher"`
	ShopeeVoucher text `json:"shopee_voucher"`
	Coins         text `json:"shopee_coins_redeemed"`
	CardPromotion text `json:"credit_card_promotion"`
	Pix           text `json:"discount_pix"`
	AdsVoucher    text `json:"ads_voucher_discount"`
	TradeIn       text `json:"trade_in_bonus"`
	BuyerTax      text `json:"buyer_tax_amount"`
	ImportTax     text `json:"import_tax_amount"`
	ICMS          text `json:"icms_tax_amount"`
	IOF           text `json:"iof_tax_amount"`
	ShippingSST   text `json:"shipping_fee_sst_amount"`
	ServiceFee    text `json:"buyer_service_fee"`
	PaymentFee    text `json:"initial_buyer_txn_fee"`
	Insurance     text `json:"insurance_premium"`
	Packaging     text `json:"buyer_paid_packaging_fee"`
	Bulky         text `json:"bulky_handling_fee"`
	Deposit       text `json:"bcrs_deposit"`
	VIP           text `json:"shopeevip_subtotal"`
}

// wireShare is the seller's side of the same order; item amounts are of whole lines, not of pieces.
type wireShare struct {
	SellerVoucher   text            `json:"voucher_from_seller"`
	ShopeeVoucher   text            `json:"voucher_from_shopee"`
	ExternalVoucher text            `json:"voucher_from_external_party"`
	Coins           text            `json:"coins"`
	Promotion       text            `json:"payment_promotion"`
	CardPromotion   text            `json:"credit_card_promotion"`
	Shipping        text            `json:"buyer_paid_shipping_fee"`
	PaymentFee      text            `json:"buyer_transaction_fee"`
	Protection      text            `json:"final_product_protection"`
	CrossBorderTax  text            `json:"cross_border_tax"`
	Items           []wireShareItem `json:"items"`
}

type wireShareItem struct {
	Item          text `json:"item_id"`
	Model         text `json:"model_id"`
	Line          text `json:"line_item_id"`
	Discounted    text `json:"discounted_price"`
	Coins         text `json:"discount_from_coin"`
	ShopeeVoucher text `json:"discount_from_voucher_shopee"`
	SellerVoucher text `json:"discount_from_voucher_seller"`
}

// amounts fills lines and sums. Lines are prices after product promotions; vouchers, coins and what the buyer pays for shipping
// are only in the settlement, so an order whose parts do not come to total_amount has been looked up there.
//
// total_amount appears when the buyer has paid. Until then the order is worth its lines and the estimated shipping fee: vouchers
// are not known.
func (r *reader) amounts(s *order.Snapshot, p *picture) {
	s.Lines = make([]order.Line, 0, len(p.order.Items))
	for _, i := range p.order.Items {
		s.Lines = append(s.Lines, r.line(i))
	}
	if len(s.Lines) == 0 {
		r.Fault(outcome.NoLines)
	}
	r.bundles(s.Lines, p)
	s.Amounts = order.Amounts{Shipping: r.amount("estimated_shipping_fee", p.order.EstimatedFee)}
	for _, l := range s.Lines {
		s.Amounts.Goods += l.Total
	}
	s.Total = r.amount("total_amount", p.order.Total)
	if s.Total < 0 {
		r.Fault(outcome.NegativeTotal, "total", httpkit.Short(p.order.Total))
	}
	if !p.order.priced() {
		s.Total = s.Amounts.Sum()
		return
	}
	if p.income != nil {
		r.bill(s, p.income)
		r.shares(s, p.income)
	}
	s.Refunded = cancelledPart(s, p.order.Items)
}

// priced tells whether total_amount can be trusted: a 0 before the payment is an absent one.
func (w *wireOrder) priced() bool {
	return !w.Total.zero() || w.Total != "" && !w.PayTime.zero()
}

// bill takes the parts from the buyer's bill, or from the seller's side where only that comes to the total.
func (r *reader) bill(s *order.Snapshot, in *wireIncome) {
	goods := s.Amounts.Goods
	first := true
	for _, parts := range []func(*wireIncome) (order.Amounts, bool){r.paid, r.share} {
		a, ok := parts(in)
		if !ok {
			continue
		}
		a.Goods = goods
		if first || a.Sum() == s.Total {
			s.Amounts, first = a, false
		}
		if a.Sum() == s.Total {
			return
		}
	}
}

// sum adds absolute amounts: whether Shopee writes a reduction with a minus differs from field to field.
func (r *reader) sum(field string, parts ...text) money.Amount {
	var all money.Amount
	for _, t := range parts {
		all += r.amount(field, t).Abs()
	}
	return all
}

func (r *reader) paid(in *wireIncome) (order.Amounts, bool) {
	b := in.Payment
	if b == nil || b.Subtotal.zero() && b.Total.zero() {
		return order.Amounts{}, false
	}
	return order.Amounts{
		SellerVoucher:   r.sum("seller_voucher", b.SellerVoucher),
		PlatformVoucher: r.sum("shopee_voucher", b.ShopeeVoucher, b.Coins, b.CardPromotion, b.Pix, b.AdsVoucher, b.TradeIn),
		Shipping:        r.sum("shipping_fee", b.Shipping),
		Tax:             r.sum("buyer_tax_amount", b.BuyerTax, b.ImportTax, b.ICMS, b.IOF, b.ShippingSST),
		Fees:            r.sum("buyer_service_fee", b.ServiceFee, b.PaymentFee, b.Insurance, b.Packaging, b.Bulky, b.Deposit, b.VIP),
	}, true
}

func (r *reader) share(in *wireIncome) (order.Amounts, bool) {
	i := in.Income
	if i == nil {
		return order.Amounts{}, false
	}
	return order.Amounts{
		SellerVoucher:   r.sum("voucher_from_seller", i.SellerVoucher),
		PlatformVoucher: r.sum("voucher_from_shopee", i.ShopeeVoucher, i.ExternalVoucher, i.Coins, i.Promotion, i.CardPromotion),
		Shipping:        r.sum("buyer_paid_shipping_fee", i.Shipping),
		Tax:             r.sum("cross_border_tax", i.CrossBorderTax),
		Fees:            r.sum("buyer_transaction_fee", i.PaymentFee, i.Protection),
	}, true
}

// of finds the settlement's row of a line; rows of bundles may be without a line id.
func (i *wireShare) of(w wireItem) *wireShareItem {
	var same *wireShareItem
	for n := range i.Items {
		it := &i.Items[n]
		switch {
		case it.Item.id() != w.Item.id() || it.Model.id() != w.Model.id():
		case it.Line.id() != "" && it.Line.id() == w.Line.id():
			return it
		case same == nil && (it.Line.id() == "" || w.Line.id() == ""):
			same = it
		}
	}
	return same
}

// shares puts each line's part of the vouchers beside it, when the parts come to the whole: in cross-border shops they are in
// another currency.
func (r *reader) shares(s *order.Snapshot, in *wireIncome) {
	if in.Income == nil {
		return
	}
	parts := make([]money.Amount, len(s.Lines))
	var all money.Amount
	taken := map[*wireShareItem]bool{}
	for i := range s.Lines {
		it := in.Income.of(r.items[i])
		if it == nil || taken[it] {
			return
		}
		taken[it] = true
		parts[i] = r.sum("items.discount_from_voucher_seller", it.SellerVoucher, it.ShopeeVoucher, it.Coins)
		all += parts[i]
	}
	if all != s.Amounts.SellerVoucher+s.Amounts.PlatformVoucher {
		return
	}
	for i := range s.Lines {
		s.Lines[i].Discount = parts[i]
	}
}

// bundles gives lines of bundle deals, whose price is 0, their part of the bill: as the settlement says, or by their original
// prices where that does not come to the bill's subtotal.
func (r *reader) bundles(lines []order.Line, p *picture) {
	r.items = p.order.Items
	if p.income == nil || p.income.Payment == nil {
		return
	}
	rest := r.sum("merchant_subtotal", p.income.Payment.Subtotal)
	var free []int
	var weight money.Amount
	for i, l := range lines {
		rest -= l.Total
		if l.Total == 0 && l.Quantity > 0 {
			free = append(free, i)
			weight += r.original(i)
		}
	}
	if len(free) == 0 || rest <= 0 {
		return
	}
	if !r.settled(lines, free, rest, p.income.Income) {
		r.prorate(lines, free, rest, weight, step(money.Currency(p.order.Currency)))
	}
	for _, i := range free {
		lines[i].Price = lines[i].Total / money.Amount(lines[i].Quantity)
	}
}

// original is a line at its list price.
func (r *reader) original(i int) money.Amount {
	w := r.items[i]
	return r.amount("item_list.model_original_price", w.OriginalPrice).Times(w.Quantity.count())
}

// settled fills the free lines from the settlement, when its rows come to rest.
func (r *reader) settled(lines []order.Line, free []int, rest money.Amount, share *wireShare) bool {
	if share == nil {
		return false
	}
	parts := make([]money.Amount, len(free))
	for n, i := range free {
		it := share.of(r.items[i])
		if it == nil {
			return false
		}
		parts[n] = r.sum("items.discounted_price", it.Discounted)
		rest -= parts[n]
	}
	if rest != 0 {
		return false
	}
	for n, i := range free {
		lines[i].Total = parts[n]
	}
	return true
}

// prorate spreads rest over the free lines; the last takes what rounding leaves.
func (r *reader) prorate(lines []order.Line, free []int, rest, weight, step money.Amount) {
	spread := rest
	for n, i := range free {
		part := spread / money.Amount(len(free))
		if units := weight / money.Scale; units > 0 {
			own := r.original(i) / money.Scale // divided first: rupiah and dong are large
			part = spread/units*own + spread%units*own/units
		}
		part -= part % step
		if n == len(free)-1 {
			part = rest
		}
		lines[i].Total = part
		rest -= part
	}
}

// cancelledPart is the price of pieces that were taken off an order that goes on (partial cancellation, since 2026-05): the
// buyer gets it back, and total_amount stays what was paid. Whether Shopee rounds the same way is unverified.
func cancelledPart(s *order.Snapshot, items []wireItem) money.Amount {
	if s.Stage == order.Cancelled {
		return 0
	}
	step := step(s.Currency)
	var back money.Amount
	for i, l := range s.Lines {
		n := min(items[i].CancelledQty.count(), l.Quantity)
		if n == 0 || l.Quantity == 0 {
			continue
		}
		part := l.Total - l.Discount
		if n < l.Quantity {
			part = part * money.Amount(n) / money.Amount(l.Quantity)
			part -= part % step
		}
		back += part
	}
	return back
}

// step is the smallest amount that is usual in a currency: a hundredth, or a whole unit of rupiah, dong and the like.
func step(c money.Currency) money.Amount {
	if c.Tolerance() >= money.Scale {
		return money.Scale
	}
	return money.Scale / 100
}
