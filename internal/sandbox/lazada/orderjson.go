package lazada

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// view writes the world the way this request shows it.
type view struct {
	f       *Face
	effects fault.Effects
	strings bool // all values as text
}

type object = map[string]any

func (v view) id(n int64) any {
	if v.strings {
		return strconv.FormatInt(n, 10)
	}
	return n
}

// ref is an order's id; it is digits.
func (v view) ref(s string) any {
	if v.strings {
		return s
	}
	return json.Number(s)
}

func (v view) flag(b bool) any {
	if v.strings {
		return strconv.FormatBool(b)
	}
	return b
}

func (v view) bit(b bool) any {
	n := 0
	if b {
		n = 1
	}
	return v.id(int64(n))
}

// money is in whole units with decimals: a number in recorded answers, text on the reference page.
func (v view) money(a world.Amount) any {
	if v.strings {
		return a.Text(2)
	}
	return json.Number(strings.TrimSuffix(a.Text(2), ".00"))
}

// stamp is how recorded answers write times: local to the country, with the offset.
func (v view) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return v.effects.Shift(t).In(v.f.shop.Zone).Format("2006-01-02 15:04:05 -0700")
}

func (v view) millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return v.id(v.effects.Shift(t).UnixMilli())
}

// order is an element of /orders/get, and all of /order/get.
func (v view) order(o *world.Order) object {
	var price, voucher, seller, platform, shipping world.Amount
	pieces := v.f.words.pieces(o)
	for _, p := range pieces {
		price += p.price
		seller += p.seller
		platform += p.platfrm
	}
	voucher = seller + platform
	shipping = o.Total - price + voucher // what the world calls fees is part of it: Lazada has no word for them
	first, last := maskedName(o.Buyer.First), ""
	return object{
		"order_id": v.ref(o.Ref), "order_number": v.ref(o.Number), "created_at": v.stamp(o.Created), "updated_at": v.stamp(o.Updated),
		"price": price.Text(2), "voucher": v.money(voucher), "voucher_seller": v.money(seller), "voucher_platform": v.money(platform), "voucher_code": code(o),
		"shipping_fee": v.money(shipping), "shipping_fee_original": v.money(shipping), "shipping_fee_discount_seller": v.money(0), "shipping_fee_discount_platform": v.money(0),
		"payment_method": o.Payment.Method, "items_count": v.id(int64(len(pieces))), "statuses": v.f.words.statuses(o), "warehouse_code": "dropshipping",
		"customer_first_name": first, "customer_last_name": last, "national_registration_number": "", "tax_code": "", "branch_number": "",
		"gift_option": v.flag(false), "gift_message": "", "remarks": "", "buyer_note": o.Note, "delivery_info": "", "promised_shipping_times": "",
		"extra_attributes": "", "address_updated_at": "", "need_cancel_confirm": v.flag(wish(o)), "is_cancel_pending": v.flag(false),
		"address_shipping": shipTo(o.Buyer), "address_billing": billing(o.Buyer),
	}
}

func code(o *world.Order) string {
	if len(o.Discounts) == 0 {
		return ""
	}
	return o.Discounts[0].Code
}

// wish tells that the buyer asks to cancel and the seller has not answered.
func wish(o *world.Order) bool { return o.CancelRequested && o.Stage == world.Paid }

// items are the pieces of an order.
func (v view) items(o *world.Order) []object {
	out := []object{}
	for _, p := range v.f.words.pieces(o) {
		out = append(out, v.item(o, &p))
	}
	return out
}

func (v view) item(o *world.Order, p *piece) object {
	product, sku, variation := v.f.listed(p.line.ItemID)
	reverse, waits := any(nil), wish(o) && !p.off
	if waits {
		reverse = v.id(wishID(o))
	}
	item := object{
		"order_item_id": v.id(p.id), "order_id": v.ref(o.Ref), "status": p.status, "sku": p.line.SKU, "name": p.line.Name, "variation": variation,
		"item_price": v.money(p.price), "paid_price": v.money(p.paid), "currency": o.Currency, "tax_amount": v.money(p.tax),
		"voucher_amount": v.money(p.price - p.paid), "voucher_seller": v.money(p.seller), "voucher_platform": v.money(p.platfrm),
		"voucher_seller_lpi": v.money(0), "voucher_platform_lpi": v.money(0), "voucher_code": code(o), "wallet_credits": v.money(0),
		"shipping_amount": v.money(0), "shipping_service_cost": v.money(0), "payment_time": v.millis(o.PaidAt),
		"shipping_type": "Dropshipping", "shipping_provider_type": "standard", "warehouse_code": "dropshipping", "order_type": "Normal", "order_flag": "NORMAL",
		"stage_pay_status": nil, "is_fbl": v.bit(false), "is_digital": v.bit(false), "delivery_option_sof": v.bit(false),
		"reason": reason(o, p), "reason_detail": "", "cancel_return_initiator": initiator(o, p), "return_status": "",
		"need_cancel_confirm": v.flag(waits), "is_cancel_pending": v.flag(false), "reverse_order_id": reverse,
		"created_at": v.stamp(o.Created), "updated_at": v.stamp(p.changed(o)), "invoice_number": "", "extra_attributes": "", "shop_id": v.f.shop.Name,
		"package_id": "", "tracking_code": "", "shipment_provider": "", "shop_sku": "", "sku_id": "", "product_id": "",
	}
	if product != 0 {
		item["product_id"], item["sku_id"] = strconv.FormatInt(product, 10), strconv.FormatInt(sku, 10)
		item["shop_sku"] = shopSKU(product, sku)
	}
	switch {
	case p.parcel != nil:
		item["package_id"], item["tracking_code"], item["shipment_provider"] = packedAs(o, p.parcel), p.parcel.TrackingNumber, p.parcel.Courier
	case p.pack != nil:
		item["package_id"], item["tracking_code"], item["shipment_provider"] = p.pack.Ref, p.pack.Tracking, p.pack.Provider
	}
	return item
}

// packedAs is a parcel's id: the one it was packed under, if the API packed it.
func packedAs(o *world.Order, parcel *world.Package) string {
	for _, p := range packs(o) {
		if p.Tracking == parcel.TrackingNumber {
			return p.Ref
		}
	}
	return parcel.Ref
}

func reason(o *world.Order, p *piece) string {
	switch initiator(o, p) {
	case "cancellation-customer":
		return "Change of mind"
	case "cancellation-seller":
		return "Out of stock"
	case "cancellation-failed Delivery":
		return "Delivery failed"
	}
	return ""
}

// maskedName is how a buyer's name looks to an app that did not pass the review of data security.
func maskedName(s string) string {
	if len(s) < 2 {
		return s
	}
	return s[:1] + strings.Repeat("*", 5) + s[len(s)-1:]
}

func maskedPhone(s string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	if len(digits) < 5 {
		return digits
	}
	return digits[:2] + strings.Repeat("*", len(digits)-4) + digits[len(digits)-2:]
}

func billing(p world.Person) object {
	return place(p.First, p.Phone, p.Street, p.City, p.Province)
}

// shipTo is the buyer's address, or that of whom the present is for.
func shipTo(p world.Person) object {
	if p.ShipFirst == "" {
		return billing(p)
	}
	return place(p.ShipFirst, p.ShipPhone, p.ShipStreet, p.ShipCity, p.ShipProvince)
}

// place is an Indonesian address: post_code is not used there.
func place(name, phone, street, city, province string) object {
	return object{
		"first_name": maskedName(name), "last_name": "", "phone": maskedPhone(phone), "phone2": "", "address1": maskedName(street), "address2": "",
		"address3": province, "address4": city, "address5": "", "city": city, "post_code": "", "country": "Indonesia", "addressDsitrict": "",
	}
}
