package shopee

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wireOrder is what we read of v2.order.get_order_detail. Money is in whole units with decimals, times are Unix seconds.
type wireOrder struct {
	SN              text          `json:"order_sn"`
	Status          text          `json:"order_status"`
	Region          text          `json:"region"`
	Currency        text          `json:"currency"`
	COD             text          `json:"cod"`
	Total           text          `json:"total_amount"`           // what the buyer paid; absent before
	EstimatedFee    text          `json:"estimated_shipping_fee"` // by the courier's tariff, not what the buyer pays
	PaymentMethod   text          `json:"payment_method"`
	Carrier         text          `json:"shipping_carrier"`
	Created         text          `json:"create_time"`
	Updated         text          `json:"update_time"`
	PayTime         text          `json:"pay_time"`
	PickupDone      text          `json:"pickup_done_time"`
	Buyer           text          `json:"buyer_username"`
	Message         text          `json:"message_to_seller"`
	CancelBy        text          `json:"cancel_by"`
	CancelReason    text          `json:"cancel_reason"`
	BuyerReason     text          `json:"buyer_cancel_reason"`
	FulfillmentFlag text          `json:"fulfillment_flag"`
	Recipient       wireAddress   `json:"recipient_address"`
	Items           []wireItem    `json:"item_list"`
	Packages        []wirePackage `json:"package_list"`
}

type wireAddress struct {
	Name     text `json:"name"`
	Phone    text `json:"phone"`
	Town     text `json:"town"`
	District text `json:"district"`
	City     text `json:"city"`
	State    text `json:"state"`
	Region   text `json:"region"`
	Zip      text `json:"zipcode"`
	Full     text `json:"full_address"`
}

type wireItem struct {
	Item            text `json:"item_id"`
	Name            text `json:"item_name"`
	SKU             text `json:"item_sku"`
	Model           text `json:"model_id"` // 0: the item has no variants
	ModelName       text `json:"model_name"`
	ModelSKU        text `json:"model_sku"`
	Quantity        text `json:"model_quantity_purchased"`
	OriginalPrice   text `json:"model_original_price"`
	DiscountedPrice text `json:"model_discounted_price"` // 0 in bundle deals
	OrderItem       text `json:"order_item_id"`          // lines of one bundle share it
	Line            text `json:"line_item_id"`           // since 2026-07-17, unique
	CancelledQty    text `json:"cancelled_qty"`
	ReturnAskedQty  text `json:"return_requested_qty"`
	ReturnedQty     text `json:"returned_qty"`
}

type wirePackage struct {
	Number  text `json:"package_number"`
	Status  text `json:"logistics_status"`
	Carrier text `json:"shipping_carrier"`
}

// picture is one order with all that was read about it.
type picture struct {
	raw     json.RawMessage
	order   wireOrder
	income  *wireIncome           // nil: not asked for, or Shopee has none
	returns []wireReturn          // all that are known
	parcels map[string]wireParcel // by package number, of those that were looked up
}

// snapshot maps one order. What cannot be understood is in Problem, and the rest is filled as far as it goes.
func (p *picture) snapshot() order.Snapshot {
	w := &p.order
	r := reader{FieldReader: channel.FieldReader[text]{Ref: string(w.SN)}}
	means, known := statuses[string(w.Status)]
	if !known {
		r.Fault(outcome.UnknownStatus, "status", string(w.Status))
	}
	s := order.Snapshot{
		Ref: r.Ref, Number: r.Ref, Stage: means.stage, RawStatus: string(w.Status),
		CancelRequested: means.cancelRequested, ReturnRequested: means.returnRequested,
		ShippedByOthers: w.FulfillmentFlag == "fulfilled_by_shopee",
		CreatedAt:       r.time("create_time", w.Created), UpdatedAt: r.time("update_time", w.Updated), PaidAt: r.time("pay_time", w.PayTime),
		Currency: r.Currency(w.Currency), PaymentMethod: string(w.PaymentMethod), Note: string(w.Message),
		Buyer:  order.Person{Name: string(cmp.Or(w.Buyer, w.Recipient.Name)), Phone: string(w.Recipient.Phone)},
		ShipTo: w.Recipient.address(w.Region), Raw: p.raw,
	}
	if s.UpdatedAt.IsZero() {
		s.UpdatedAt = s.CreatedAt
	}
	r.amounts(&s, p)
	all := r.parcels(&s, p)
	settle(&s, w, all)
	if s.Stage == order.Cancelled || s.Stage == order.FailedDelivery {
		s.CancelReason = string(cmp.Or(w.BuyerReason, w.CancelReason))
	}
	r.returns(&s, p)
	s.Problem = r.Problem
	return s
}

// unreadable holds an order whose JSON has another shape than we know.
func unreadable(ref string, raw []byte, err error) order.Snapshot {
	s := channel.Unreadable(ref, raw, channel.WrongShape(err))
	s.RawStatus, s.UpdatedAt = string(httpkit.Field[text](raw, "order_status")), new(reader).time("", httpkit.Field[text](raw, "update_time"))
	return s
}

// listedOnly holds an order that the list shows and the detail does not have, yet or any more (fact sheet: the list may be
// ahead). The next change of the order, or a re-run, fills it.
func listedOnly(ref string) order.Snapshot {
	return order.Snapshot{Ref: ref, Number: ref, Raw: []byte(`{"order_sn":` + strconv.Quote(ref) + `}`), Problem: outcome.New(outcome.OrderMissing).About(ref)}
}

// reader reads an order's fields.
type reader struct {
	channel.FieldReader[text]
	items []wireItem // of the order that is read, as its lines
}

// time reads Unix seconds; 0, null and a dash are no time.
func (r *reader) time(field string, t text) time.Time {
	if t.zero() {
		return time.Time{}
	}
	return r.Unix(field, text(strings.TrimSuffix(string(t), ".0")))
}

// amount reads an amount that may be negative; absent is nothing.
func (r *reader) amount(field string, t text) money.Amount {
	if t.zero() {
		return 0
	}
	return r.Amount(field, t)
}

// count is a number of pieces; what is none is 0.
func (t text) count() int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(string(t), ".0"), 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return 0
	}
	return n
}

// line is one line; in bundle deals its total is filled later.
func (r *reader) line(i wireItem) order.Line {
	l := order.Line{Ref: lineRef(i), Listing: listingID(i.Item, i.Model), SKU: string(cmp.Or(i.ModelSKU, i.SKU)), Name: string(i.Name)}
	if i.ModelName != "" {
		l.Name += " - " + string(i.ModelName)
	}
	l.Quantity = r.Quantity(l.Ref, i.Quantity)
	l.Price = r.Price("item_list.model_discounted_price", i.DiscountedPrice)
	l.Total = l.Price.Times(l.Quantity)
	return l
}

// lineRef is the line's own id, or where there is none what tells it from the others.
func lineRef(i wireItem) string {
	if id := i.Line.id(); id != "" {
		return id
	}
	if own := i.OrderItem.id(); own != "" && own != i.Item.id() {
		return listingID(i.Item, i.Model) + ":" + own
	}
	return listingID(i.Item, i.Model)
}

// listingID is the item, with the model behind a colon where the item has variants.
func listingID(item, model text) string {
	if model.id() == "" {
		return item.id()
	}
	return item.id() + ":" + model.id()
}

// address is where the goods go, masked as Shopee masks it by market and status; where the country is, the order's own stands.
func (a wireAddress) address(region text) order.Address {
	return order.Address{
		Name: string(a.Name), Phone: string(a.Phone), Lines: string(a.Full), City: string(cmp.Or(a.City, a.District, a.Town)),
		State: string(a.State), Postcode: string(a.Zip), Country: cmp.Or(channel.Country(a.Region), channel.Country(region)),
	}
}
