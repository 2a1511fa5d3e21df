package lazada

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// header is what we read of /orders/get and /order/get: the buyer, the sums, the address. Items are another call.
type header struct {
	ID              text            `json:"order_id"`
	Number          text            `json:"order_number"`
	Created         text            `json:"created_at"`
	Updated         text            `json:"updated_at"`
	Price           text            `json:"price"` // goods before vouchers and shipping
	Voucher         text            `json:"voucher"`
	VoucherPlatform text            `json:"voucher_platform"`
	ShippingFee     text            `json:"shipping_fee"` // after its discounts
	Payment         text            `json:"payment_method"`
	FirstName       text            `json:"customer_first_name"`
	LastName        text            `json:"customer_last_name"`
	BuyerNote       text            `json:"buyer_note"`
	Remarks         text            `json:"remarks"`
	NeedCancel      text            `json:"need_cancel_confirm"`
	CancelPending   text            `json:"is_cancel_pending"`
	Statuses        list[text]      `json:"statuses"`
	Shipping        address         `json:"address_shipping"`
	Billing         address         `json:"address_billing"`
	raw             json.RawMessage // as it came
}

// item is one piece: Lazada has no quantities.
type item struct {
	ID            text `json:"order_item_id"`
	Order         text `json:"order_id"`
	Status        text `json:"status"`
	SKU           text `json:"sku"`
	ShopSKU       text `json:"shop_sku"`
	SKUID         text `json:"sku_id"`
	Product       text `json:"product_id"`
	Name          text `json:"name"`
	Variation     text `json:"variation"`
	Price         text `json:"item_price"`
	Paid          text `json:"paid_price"`
	Currency      text `json:"currency"`
	Voucher       text `json:"voucher_amount"`
	VoucherSeller text `json:"voucher_seller"`
	PaymentTime   text `json:"payment_time"`
	Package       text `json:"package_id"`
	Tracking      text `json:"tracking_code"`
	Courier       text `json:"shipment_provider"`
	StagePay      text `json:"stage_pay_status"`
	FBL           text `json:"is_fbl"`
	SOF           text `json:"delivery_option_sof"`
	Digital       text `json:"is_digital"`
	Reason        text `json:"reason"`
	ReasonDetail  text `json:"reason_detail"`
	Initiator     text `json:"cancel_return_initiator"`
	NeedCancel    text `json:"need_cancel_confirm"`
	CancelPending text `json:"is_cancel_pending"`
	Reverse       text `json:"reverse_order_id"`
	Updated       text `json:"updated_at"`
}

// whole is an order with all that is known about it.
type whole struct {
	header
	items    []item
	rawItems json.RawMessage
	reverses []reverse
	dropped  bool // the order's price is without the cancelled pieces
}

// snapshot maps one order. What cannot be understood is in Problem, and the rest is filled as far as it goes.
func (c *connector) snapshot(w whole) order.Snapshot {
	r := reader{channel.FieldReader[text]{Ref: string(w.ID)}}
	slices.SortStableFunc(w.items, byID)
	s := order.Snapshot{
		Ref: string(w.ID), Number: string(cmp.Or(w.Number, w.ID)), RawStatus: rawStatus(w.items),
		CreatedAt: r.time("created_at", w.Created), UpdatedAt: r.time("updated_at", w.Updated),
		PaymentMethod: string(w.Payment), Note: string(cmp.Or(w.BuyerNote, w.Remarks)),
		Buyer: w.buyer(), ShipTo: w.Shipping.shipTo(c.home), Raw: w.evidence(),
	}
	if s.UpdatedAt.IsZero() {
		s.UpdatedAt = s.CreatedAt
	}
	r.stage(&s, w.items)
	s.Currency = r.currency(w.items, c.home)
	r.amounts(&s, &w)
	r.steps(&s, &w)
	r.cancellation(&s, &w)
	r.returns(&s, &w)
	s.Packages = r.parcels(w.items)
	s.ShippedByOthers = allByLazada(w.items)
	if s.Stage == order.Shipped {
		s.ShippedAt = order.FirstShipped(s.Packages)
	}
	s.Problem = r.Problem
	return s
}

// byID sorts pieces by their ids, which are digits.
func byID(a, b item) int { return cmp.Or(len(a.ID)-len(b.ID), cmp.Compare(a.ID, b.ID)) }

// stage folds the items' words.
func (r *reader) stage(s *order.Snapshot, items []item) {
	if len(items) == 0 {
		r.Fault(outcome.NoLines)
		return
	}
	stage, unknown := fold(items)
	if stage == order.Unknown {
		r.Fault(outcome.UnknownStatus, "status", httpkit.Short(unknown))
	}
	s.Stage = stage
}

// rawStatus is the words of the items, each once, in the order of the items.
func rawStatus(items []item) string {
	var words []string
	for _, i := range items {
		if w := httpkit.Short(i.Status); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

// currency stands on items only.
func (r *reader) currency(items []item, home country) money.Currency {
	if len(items) == 0 {
		return home.currency
	}
	c := r.Currency(items[0].Currency)
	for _, i := range items {
		if !strings.EqualFold(string(i.Currency), string(items[0].Currency)) {
			r.Fault(outcome.BadCurrency, "value", httpkit.Short(i.Currency))
		}
	}
	return c
}

// amounts fills lines and sums: what the buyer paid is price - voucher + shipping_fee (open.lazada.com, guide "get order"). Taxes are
// inside the prices. The voucher's payer is told by the items, and by the order where the items do not.
func (r *reader) amounts(s *order.Snapshot, w *whole) {
	voucher := r.extra("voucher", w.Voucher)
	price := r.Price("price", w.Price)
	s.Amounts.Shipping = r.extra("shipping_fee", w.ShippingFee)
	s.Total = price - voucher + s.Amounts.Shipping
	if s.Total < 0 {
		r.Fault(outcome.NegativeTotal, "total", s.Total.String())
	}
	s.Lines = r.lines(w.items)
	if s.Amounts.Goods = goods(s.Lines); s.Amounts.Goods != price && s.Stage != order.Cancelled {
		rest := r.lines(slices.DeleteFunc(slices.Clone(w.items), cancelled))
		if goods(rest) == price {
			s.Lines, s.Amounts.Goods, w.dropped = rest, price, true
		}
	}
	s.Amounts.SellerVoucher = min(voucher, r.sellerVoucher(w))
	s.Amounts.PlatformVoucher = voucher - s.Amounts.SellerVoucher
}

func goods(lines []order.Line) (sum money.Amount) {
	for _, l := range lines {
		sum += l.Total
	}
	return sum
}

func cancelled(i item) bool {
	stage, _ := i.stageOf()
	return stage == order.Cancelled
}

// sellerVoucher is the seller's part of the voucher. Without any word about it the seller pays: a platform's subsidy must not be
// invented.
func (r *reader) sellerVoucher(w *whole) money.Amount {
	var seller money.Amount
	told := false
	for _, i := range w.items {
		seller += r.extra("voucher_seller", i.VoucherSeller)
		told = told || i.VoucherSeller != ""
	}
	switch {
	case told:
		return seller
	case w.VoucherPlatform != "":
		return r.extra("voucher", w.Voucher) - min(r.extra("voucher", w.Voucher), r.extra("voucher_platform", w.VoucherPlatform))
	}
	return r.extra("voucher", w.Voucher)
}

// lines groups pieces of one listing and price, in the order of their ids; the first piece's id is the line's. Cancelled pieces stay:
// their money is in Refunded.
func (r *reader) lines(items []item) []order.Line {
	type group struct {
		listing, sku, name string
		price              money.Amount
	}
	lines, at := make([]order.Line, 0, len(items)), map[group]int{}
	for n := range items {
		i := &items[n]
		price := r.Price("item_price", i.Price)
		g := group{i.listing(), string(i.SKU), i.title(), price}
		have, ok := at[g]
		if !ok {
			have, at[g] = len(lines), len(lines)
			lines = append(lines, order.Line{Ref: string(i.ID), Listing: g.listing, SKU: g.sku, Name: g.name, Price: price})
		}
		l := &lines[have]
		l.Quantity, l.Total, l.Discount = l.Quantity+1, l.Total+price, l.Discount+r.discount(i, price)
	}
	return lines
}

// discount is what vouchers take off a piece.
func (r *reader) discount(i *item, price money.Amount) money.Amount {
	if i.Voucher != "" {
		return r.Price("voucher_amount", i.Voucher)
	}
	if i.Paid == "" {
		return 0
	}
	return max(0, price-r.Price("paid_price", i.Paid))
}

// title is the name with its variation behind.
func (i *item) title() string {
	if i.Variation == "" {
		return string(i.Name)
	}
	return string(i.Name) + " (" + string(i.Variation) + ")"
}

// listing is product and SKU, "2807:134", as Listings names it. Older answers have them only inside shop_sku, "2807_ID-134".
func (i *item) listing() string {
	product, sku := string(i.Product), string(i.SKUID)
	if head, tail, ok := strings.Cut(string(i.ShopSKU), "_"); ok && channel.IsNumber(head) {
		product = cmp.Or(product, head)
		if at := strings.LastIndexByte(tail, '-'); at >= 0 && channel.IsNumber(tail[at+1:]) {
			sku = cmp.Or(sku, tail[at+1:])
		}
	}
	switch {
	case product == "" && sku == "":
		return string(i.ShopSKU)
	case product == "":
		return sku
	}
	return product + ":" + sku
}

// steps are the times that Lazada tells: when it was paid, and, of an order whose pieces all stand there, when the last of them came
// to where they are (an item's updated_at is the time of its last change).
func (r *reader) steps(s *order.Snapshot, w *whole) {
	var last time.Time
	for n := range w.items {
		i := &w.items[n]
		paid := r.time("payment_time", i.PaymentTime)
		if !paid.IsZero() && (s.PaidAt.IsZero() || paid.Before(s.PaidAt)) {
			s.PaidAt = paid
		}
		at := r.time("items.updated_at", i.Updated)
		if at.After(s.UpdatedAt) {
			s.UpdatedAt = at
		}
		if stage, _ := i.stageOf(); stage == s.Stage && at.After(last) {
			last = at
		}
	}
	switch s.Stage {
	case order.Delivered:
		s.DeliveredAt = last
	case order.Completed:
		s.CompletedAt = last
	case order.Cancelled:
		s.CancelledAt = last
	}
}

// cancellation tells who cancelled and why, what a partial cancellation gave back, and whether the buyer wishes to cancel.
func (r *reader) cancellation(s *order.Snapshot, w *whole) {
	asked := w.NeedCancel.yes() || w.CancelPending.yes()
	for n := range w.items {
		i := &w.items[n]
		stage, _ := i.stageOf()
		if stage == order.Paid && (asked || i.NeedCancel.yes() || i.CancelPending.yes()) {
			s.CancelRequested = true
		}
		if stage != order.Cancelled {
			continue
		}
		if s.Stage != order.Cancelled {
			if !w.dropped {
				s.Refunded += r.paid(i)
			}
			continue
		}
		if who := cancellers[i.initiator()].by; s.CancelledBy == "" || s.CancelledBy == order.System {
			s.CancelledBy = cmp.Or(who, s.CancelledBy)
		}
		s.CancelReason = cmp.Or(s.CancelReason, string(cmp.Or(i.Reason, i.ReasonDetail)))
	}
}

// paid is what was paid for a piece.
func (r *reader) paid(i *item) money.Amount {
	if i.Paid == "" {
		return r.Price("item_price", i.Price) - r.extra("voucher_amount", i.Voucher)
	}
	return r.Price("paid_price", i.Paid)
}

// parcels are the packages of pieces that are not cancelled. Lazada gives no times of them: a parcel that is seen with the courier, or
// delivered, is stamped with its pieces' last change; of one that is further nothing is known.
func (r *reader) parcels(items []item) []order.Package {
	var all []order.Package
	for n := range items {
		i := &items[n]
		stage, _ := i.stageOf()
		ref := string(cmp.Or(i.Package, i.Tracking))
		if ref == "" || stage == order.Cancelled {
			continue
		}
		at := slices.IndexFunc(all, func(p order.Package) bool { return p.Ref == ref })
		if at < 0 {
			at = len(all)
			all = append(all, order.Package{Ref: ref, Courier: string(i.Courier), TrackingNumber: string(i.Tracking)})
		}
		changed := r.time("items.updated_at", i.Updated)
		switch stage {
		case order.Shipped:
			all[at].ShippedAt = later(all[at].ShippedAt, changed)
		case order.Delivered, order.Completed:
			all[at].DeliveredAt = later(all[at].DeliveredAt, changed)
		}
	}
	return all
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// allByLazada tells that every piece leaves from Lazada's own warehouse.
func allByLazada(items []item) bool {
	return len(items) > 0 && !slices.ContainsFunc(items, func(i item) bool { return !i.FBL.yes() })
}

// evidence is the channel's own words about the order, for the page that shows them.
func (w *whole) evidence() []byte {
	said := struct {
		Order    json.RawMessage   `json:"order"`
		Items    json.RawMessage   `json:"items,omitempty"`
		Reverses []json.RawMessage `json:"reverse_orders,omitempty"`
	}{Order: w.raw, Items: w.rawItems}
	for _, rev := range w.reverses {
		said.Reverses = append(said.Reverses, rev.raw)
	}
	b, err := json.Marshal(said)
	if err != nil {
		return w.raw // cannot be: these are parts of valid JSON
	}
	return b
}

// unreadable holds an order whose JSON has another shape than we know.
func unreadable(raw json.RawMessage, why string) order.Snapshot {
	ref := string(httpkit.Field[text](raw, "order_id"))
	if !channel.IsNumber(ref) {
		ref = ""
	}
	s := channel.Unreadable(ref, raw, why)
	s.UpdatedAt, _ = moment(httpkit.Field[text](raw, "updated_at"))
	return s
}
