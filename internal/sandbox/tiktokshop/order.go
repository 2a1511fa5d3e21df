package tiktokshop

import (
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// orderDetail is GET order/202507/orders: up to fifty numbers. Numbers that the shop does not have are left out, or refuse the call;
// what the real one does is unverified.
func orderDetail(c *call) (any, error) {
	ids := strings.Split(c.query.Get("ids"), ",")
	if len(ids) > 50 || ids[0] == "" {
		return nil, wrong("ids must have 1 to 50 elements")
	}
	out := []fields{}
	for _, id := range ids {
		o, err := c.f.world.Order(c.f.shop.Key, id)
		switch {
		case err == nil:
			out = append(out, c.order(o, true))
		case c.f.refuse:
			return nil, refuse("21008111", "The order does not belong to the shop")
		}
	}
	return fields{"orders": out}, nil
}

// set puts in what has a value: a time that has not come is absent.
func (d fields) set(name string, value int64) {
	if value != 0 {
		d[name] = value
	}
}

// order is an order as search and detail show it.
func (c *call) order(o *world.Order, detail bool) fields {
	shown := word(o)
	ready := c.ready(o)
	pieces := c.pieces(o)
	d := fields{
		"id": o.Ref, "status": shown, "commerce_platform": "TIKTOK_SHOP", "order_type": "", "create_time": c.unix(o.Created), "update_time": c.unix(o.Updated),
		"user_id": "7400000000000000000", "buyer_email": "v3" + o.Ref[12:] + "@scs.example.test", "buyer_message": o.Note, "seller_note": "",
		"is_cod": o.Payment.OnDelivery, "is_on_hold_order": shown == "ON_HOLD", "is_buyer_request_cancel": o.CancelRequested, "is_sample_order": false,
		"is_replacement_order": false, "has_updated_recipient_address": false,
		"fulfillment_type": "FULFILLMENT_BY_SELLER", "shipping_type": c.f.shippingType(), "delivery_option_id": deliveryOption,
		"delivery_option_name": o.Courier, "delivery_type": "HOME_DELIVERY", "shipping_provider": "", "shipping_provider_id": "", "tracking_number": "",
		"warehouse_id": c.f.warehouse(1), "payment_method_name": o.Payment.Title, "fulfillment_priority_level": 500,
		"rts_sla_time": c.unix(o.Created) + 2*24*3600, "cancel_order_sla_time": c.unix(o.Created) + 5*24*3600,
		"payment": c.payment(o), "recipient_address": c.f.recipient(o, shown), "line_items": pieces, "packages": packagesOf(pieces),
	}
	if o.Facet == tokopedia {
		d["commerce_platform"] = "TOKOPEDIA"
	}
	if detail {
		d["payment_method_code"] = o.Payment.Method
	}
	d.set("paid_time", c.unix(o.PaidAt))
	d.set("rts_time", c.unix(ready))
	d.set("collection_time", c.unix(c.collected(o)))
	d.set("delivery_time", c.unix(delivered(o)))
	d.set("request_cancel_time", c.unix(lastStep(o, world.RequestCancel)))
	d.one(o)
	d.cancelled(c, o, shown)
	return d
}

// one puts the tracking number at the order where it has a single parcel.
func (d fields) one(o *world.Order) {
	if len(o.Packages) == 1 && pending(o) == 0 {
		d["tracking_number"], d["shipping_provider"] = o.Packages[0].TrackingNumber, o.Packages[0].Courier
	}
}

func (d fields) cancelled(c *call, o *world.Order, shown string) {
	if shown != "CANCELLED" {
		return
	}
	last := lastCancel(o)
	d["cancel_reason"], d["cancellation_initiator"] = last.text, actors[last.by]
	d.set("cancel_time", c.unix(last.updated))
}

// actors are the words for who did something.
var actors = map[world.Actor]string{world.Buyer: "BUYER", world.Seller: "SELLER", world.System: "SYSTEM"}

// ready is when the seller arranged the order; what left without having been arranged here was arranged as it left.
func (c *call) ready(o *world.Order) time.Time {
	for _, m := range o.Meta {
		if m.Key == metaReady {
			if at, err := time.Parse(time.RFC3339, strings.Trim(string(m.Value), `"`)); err == nil {
				return at
			}
		}
	}
	if len(o.Packages) > 0 {
		return o.Packages[0].ShippedAt
	}
	return time.Time{}
}

// collected is when the courier had all parcels; of one that was cancelled on its way, those that there were.
func (c *call) collected(o *world.Order) time.Time {
	if len(o.Packages) == 0 || pending(o) > 0 && o.Stage != world.Cancelled {
		return time.Time{}
	}
	return o.Packages[len(o.Packages)-1].ShippedAt
}

func delivered(o *world.Order) time.Time {
	for _, p := range o.Packages {
		if !p.DeliveredAt.IsZero() {
			return p.DeliveredAt
		}
	}
	return time.Time{}
}

func lastStep(o *world.Order, v world.Verb) time.Time {
	for i := len(o.Steps) - 1; i >= 0; i-- {
		if o.Steps[i].Verb == v {
			return o.Steps[i].At
		}
	}
	return time.Time{}
}

func (f *Face) shippingType() string {
	if f.seller {
		return "SELLER"
	}
	return "TIKTOK"
}

// money is an amount as TikTok writes it: decimal text in whole units.
func (c *call) money(a world.Amount) string { return a.Text(world.Digits(c.f.shop.Currency)) }

// payers splits the order's vouchers by who pays them.
func payers(o *world.Order) (seller, platform world.Amount) {
	for _, d := range o.Discounts {
		if d.By == world.System {
			platform += d.Amount
		} else {
			seller += d.Amount
		}
	}
	return seller, platform
}

// payment is the buyer's bill. The sandbox's fee for packing stands in for the service fee, that for cash on delivery for the handling.
func (c *call) payment(o *world.Order) fields {
	sums := o.Sums()
	seller, platform := payers(o)
	var service, handling world.Amount
	for _, f := range o.Fees {
		if o.Payment.OnDelivery {
			handling += f.Amount
		} else {
			service += f.Amount
		}
	}
	return fields{
		"currency": o.Currency, "original_total_product_price": c.money(sums.Lines), "seller_discount": c.money(seller),
		"platform_discount": c.money(platform), "sub_total": c.money(sums.Lines - seller - platform),
		"original_shipping_fee": c.money(o.Shipping + world.Whole(3000)), "shipping_fee_seller_discount": "0",
		"shipping_fee_platform_discount": c.money(world.Whole(3000)), "shipping_fee_cofunded_discount": "0", "shipping_fee": c.money(o.Shipping),
		"tax": c.money(sums.Tax), "product_tax": c.money(sums.Tax), "shipping_fee_tax": "0", "buyer_service_fee": c.money(service),
		"handling_fee": c.money(handling), "shipping_insurance_fee": "0", "item_insurance_fee": "0", "item_insurance_tax": "0",
		"total_amount": c.money(o.Total),
	}
}

// share is what the n-th of count pieces gets of an amount; the last takes what rounding leaves.
func share(whole world.Amount, n, count int64) world.Amount {
	part := whole / world.Amount(count)
	part -= part % world.Unit
	if n == count-1 {
		return whole - part*world.Amount(count-1)
	}
	return part
}

// pieces are the order's line items: one for each piece, there is no quantity.
func (c *call) pieces(o *world.Order) []fields {
	out := []fields{}
	_, platform := payers(o)
	for _, l := range o.Lines {
		homes := c.homes(o, l)
		for n := range l.Quantity {
			out = append(out, c.piece(o, l, n, platform > 0, homes[n]))
		}
	}
	return out
}

// home is the parcel that a piece is in.
type home struct {
	id, status, tracking, courier string
	ready                         time.Time
	cancelled                     bool
}

// homes tells for each piece of a line where it is: in a parcel that left, in the one that waits, or cancelled.
func (c *call) homes(o *world.Order, l world.Line) []home {
	var out []home
	for _, p := range o.Packages {
		for _, n := range p.Lines {
			if n.Line != l.ID {
				continue
			}
			h := home{id: p.Ref, status: gone(o, p), tracking: p.TrackingNumber, courier: p.Courier, ready: p.ShippedAt, cancelled: shows(o) == world.Cancelled}
			out = append(out, slices.Repeat([]home{h}, int(n.Quantity))...)
		}
	}
	rest := l.Quantity - l.Cancelled - int64(len(out))
	out = append(out, slices.Repeat([]home{c.waiting(o)}, int(max(rest, 0)))...)
	return append(out, slices.Repeat([]home{{status: "CANCELLED", cancelled: true}}, int(l.Quantity)-len(out))...)
}

// shows is the stage that the shown status stands for.
func shows(o *world.Order) world.Stage {
	if word(o) == "CANCELLED" {
		return world.Cancelled
	}
	return o.Stage
}

// waiting is the parcel of the pieces that have not left; there is none before the payment.
func (c *call) waiting(o *world.Order) home {
	h := home{id: packageID(o.Ref, len(o.Packages)+1), status: "TO_FULFILL"}
	switch {
	case o.Stage == world.Unpaid:
		return home{}
	case o.Stage == world.Cancelled:
		h.status, h.cancelled = "CANCELLED", true
	case word(o) == "AWAITING_COLLECTION":
		h.status, h.tracking, h.courier, h.ready = "PROCESSING", planned(o), courier(o), c.ready(o)
	}
	return h
}

// gone is the status of a parcel that left.
func gone(o *world.Order, p world.Package) string {
	switch {
	case shows(o) == world.Cancelled:
		return "CANCELLED"
	case p.DeliveredAt.IsZero():
		return "FULFILLING"
	}
	return "COMPLETED"
}

// piece is one line item.
func (c *call) piece(o *world.Order, l world.Line, n int64, platform bool, h home) fields {
	discount := share(l.Discount, n, l.Quantity)
	seller := discount
	if platform {
		seller = 0
	}
	product, name, option := l.ItemID, l.Name, "Default"
	if i, ok := c.f.world.Item(c.f.shop.Key, l.ItemID); ok && i.Kind == world.Variation {
		product, option, name = i.ParentID, i.Option, strings.TrimSuffix(l.Name, " - "+i.Option)
	}
	d := fields{
		"id": pieceID(l.ID, n), "product_id": productID(product), "product_name": name, "sku_id": skuID(l.ItemID), "sku_name": option,
		"seller_sku": l.SKU, "sku_image": "", "currency": o.Currency, "original_price": c.money(l.Price), "sale_price": c.money(l.Price - discount),
		"seller_discount": c.money(seller), "platform_discount": c.money(discount - seller), "is_gift": false, "item_tax": []fields{},
		"display_status": pieceStatus(o, h), "package_id": h.id, "package_status": h.status, "tracking_number": h.tracking,
		"shipping_provider_name": h.courier, "is_dangerous_good": false, "needs_prescription": false,
	}
	d.set("rts_time", c.unix(h.ready))
	if h.cancelled {
		d["cancel_reason"], d["cancel_user"] = "", actors[pieceBlame(o)]
	}
	return d
}

func pieceBlame(o *world.Order) world.Actor {
	if o.Stage == world.Cancelled {
		return o.CancelledBy
	}
	if o.Stage == world.FailedDelivery {
		return world.System
	}
	return world.Seller
}

// pieceStatus is display_status: as the order's, without ON_HOLD and PARTIALLY_SHIPPING.
func pieceStatus(o *world.Order, h home) string {
	if h.cancelled {
		return "CANCELLED"
	}
	switch shown := word(o); shown {
	case "ON_HOLD":
		return "AWAITING_SHIPMENT"
	case "PARTIALLY_SHIPPING":
		return map[string]string{"FULFILLING": "IN_TRANSIT", "PROCESSING": "AWAITING_COLLECTION", "TO_FULFILL": "AWAITING_SHIPMENT"}[h.status]
	default:
		return shown
	}
}

// packagesOf lists the parcels that pieces are in.
func packagesOf(pieces []fields) []fields {
	var ids []string
	out := []fields{}
	for _, p := range pieces {
		if id := p["package_id"].(string); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
			out = append(out, fields{"id": id})
		}
	}
	return out
}

// recipient is where an order goes: nothing while it is unpaid or on hold, and masked where TikTok ships.
func (f *Face) recipient(o *world.Order, shown string) fields {
	if shown == "UNPAID" || shown == "ON_HOLD" {
		return fields{"name": "", "phone_number": "", "full_address": "", "postal_code": "", "region_code": "", "district_info": []fields{}}
	}
	b := &o.Buyer
	name, phone := b.First+" "+b.Last, b.Phone
	street, city, province, postal := b.Street, b.City, b.Province, b.Postal
	if b.ShipFirst != "" {
		name, phone, street, city, province, postal = b.ShipFirst+" "+b.ShipLast, b.ShipPhone, b.ShipStreet, b.ShipCity, b.ShipProvince, b.ShipPostal
	}
	if f.masked && !f.seller {
		name = name[:1] + "*** ***"
		phone = "(+62)812*****" + phone[max(len(phone)-2, 0):]
		street = "***"
	}
	return fields{
		"name": name, "phone_number": phone, "full_address": strings.Join([]string{"Indonesia", province, city, street}, ", "), "address_detail": street,
		"postal_code": postal, "region_code": "ID",
		"district_info": []fields{
			{"address_level": "L0", "address_level_name": "Country", "address_name": "Indonesia"},
			{"address_level": "L1", "address_level_name": "Province", "address_name": province},
			{"address_level": "L2", "address_level_name": "City", "address_name": city},
		},
	}
}
