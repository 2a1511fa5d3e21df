package shopee

import (
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// fields is an object whose members are chosen one by one.
type fields map[string]any

// always are the members that come unasked (sheet, 3.2).
var always = []string{
	"order_sn", "region", "currency", "cod", "order_status", "message_to_seller", "create_time", "update_time", "days_to_ship", "ship_by_date",
}

// orderDetail is GET order/get_order_detail. Numbers that the shop does not have are left out with a warning; when it has none of
// them, the whole call is refused (sheet, 3.2).
func orderDetail(c *call) (any, error) {
	sns, err := c.list("order_sn_list")
	if err != nil {
		return nil, err
	}
	asked := slices.Concat(always, strings.Split(c.query.Get("response_optional_fields"), ","))
	out := struct {
		Orders []fields `json:"order_list"`
	}{Orders: []fields{}}
	var warnings []string
	for _, sn := range sns {
		o, err := c.order(strings.TrimSpace(sn))
		if err != nil {
			warnings = append(warnings, "order_sn "+sn+" is not found")
			continue
		}
		all := c.detail(o)
		for name := range all {
			if !slices.Contains(asked, name) {
				delete(all, name)
			}
		}
		out.Orders = append(out.Orders, all)
	}
	if len(out.Orders) == 0 {
		return nil, refuse("error_not_found", "Wrong parameters, detail: the order is not found.")
	}
	return &warned{response: out, warnings: warnings}, nil
}

// detail is an order with all members.
func (c *call) detail(o *world.Order) fields {
	shown := word(o)
	d := fields{
		"order_sn": o.Ref, "region": "ID", "currency": o.Currency, "cod": o.Payment.OnDelivery, "order_status": shown,
		"message_to_seller": o.Note, "create_time": c.unix(o.Created), "update_time": c.unix(o.Updated), "days_to_ship": 2,
		"ship_by_date":           c.unix(o.Created) + 2*24*3600,
		"estimated_shipping_fee": money(o.Shipping), "actual_shipping_fee": money(0), "actual_shipping_fee_confirmed": false,
		"payment_method": o.Payment.Title, "shipping_carrier": o.Courier, "checkout_shipping_carrier": o.Courier,
		"buyer_user_id": o.BuyerID + 91_000_000, "buyer_username": strings.ToLower(o.Buyer.First) + "_" + strings.ToLower(o.Buyer.Last),
		"recipient_address": c.f.recipient(&o.Buyer), "note": "", "note_update_time": 0, "pay_time": nil,
		"cancel_by": "", "cancel_reason": "", "buyer_cancel_reason": "", "split_up": len(c.f.parcels(o)) > 1, "pickup_done_time": c.unix(firstPickup(o)),
		"fulfillment_flag": "fulfilled_by_local_seller", "goods_to_declare": false, "invoice_data": nil, "dropshipper": nil,
		"dropshipper_phone": nil, "buyer_cpf_id": nil, "reverse_shipping_fee": money(0), "order_chargeable_weight_gram": 400,
		"item_list": c.items(o), "package_list": c.packages(o),
		"can_full_cancel_order": cancellable(o), "can_partial_cancel_order": cancellable(o) && pending(o) > 1,
	}
	if o.WasPaid() {
		d["pay_time"] = c.unix(o.PaidAt)
	}
	if priced(o) {
		d["total_amount"] = money(o.Total)
	}
	d.cancelled(o, shown)
	return d
}

// priced tells whether total_amount is shown: once the buyer has paid, or owes it to the courier.
func priced(o *world.Order) bool { return o.WasPaid() || o.Payment.OnDelivery }

func (d fields) cancelled(o *world.Order, shown string) {
	if shown != "CANCELLED" && shown != "IN_CANCEL" {
		return
	}
	by := map[world.Actor]string{world.Buyer: "buyer", world.Seller: "seller", world.System: "system"}[o.CancelledBy]
	reasons := map[world.Actor]string{world.Buyer: "Buyer Request to Cancel", world.Seller: "Out of Stock", world.System: "Unpaid Order"}
	reason := reasons[o.CancelledBy]
	if o.Stage == world.FailedDelivery {
		by, reason = "system", "Failed Delivery"
	}
	if shown == "IN_CANCEL" {
		by, reason = "", ""
		d["buyer_cancel_reason"] = "Change of Mind"
	}
	d["cancel_by"], d["cancel_reason"] = by, reason
}

// cancellable tells whether the seller may cancel.
func cancellable(o *world.Order) bool {
	return (o.Stage == world.Paid || o.Stage == world.Unpaid) && !o.CancelRequested && len(o.Packages) == 0
}

type orderItem struct {
	Item        int64    `json:"item_id"`
	Name        string   `json:"item_name"`
	SKU         string   `json:"item_sku"`
	Model       int64    `json:"model_id"`
	ModelName   string   `json:"model_name"`
	ModelSKU    string   `json:"model_sku"`
	Quantity    int64    `json:"model_quantity_purchased"`
	Original    money    `json:"model_original_price"`
	Discounted  money    `json:"model_discounted_price"`
	Wholesale   bool     `json:"wholesale"`
	Weight      float64  `json:"weight"`
	AddOn       bool     `json:"add_on_deal"`
	AddOnID     int64    `json:"add_on_deal_id"`
	Main        bool     `json:"main_item"`
	Promotion   string   `json:"promotion_type"`
	PromotionID int64    `json:"promotion_id"`
	Group       int64    `json:"promotion_group_id"`
	OrderItem   int64    `json:"order_item_id"`
	Line        int64    `json:"line_item_id"`
	Locations   []string `json:"product_location_id"`
	Active      int64    `json:"active_qty"`
	CancelAsked int64    `json:"cancel_requested_qty"`
	Cancelled   int64    `json:"cancelled_qty"`
	ReturnAsked int64    `json:"return_requested_qty"`
	Returned    int64    `json:"returned_qty"`
}

func (c *call) items(o *world.Order) []orderItem {
	out := make([]orderItem, 0, len(o.Lines))
	for _, l := range o.Lines {
		out = append(out, c.item(o, l))
	}
	return out
}

func (c *call) item(o *world.Order, l world.Line) orderItem {
	item, model, found := c.f.goods(l.ItemID)
	i := orderItem{
		Item: item, Name: l.Name, Model: model, Quantity: l.Quantity, Original: money(l.Price), Discounted: money(l.Price), Weight: 0.2,
		OrderItem: item, Line: l.ID, Locations: []string{"IDZ"}, Cancelled: l.Cancelled, Active: l.Quantity - l.Cancelled,
	}
	switch {
	case model != 0:
		i.ModelSKU, i.ModelName = l.SKU, found.Option
		i.Name = strings.TrimSuffix(l.Name, " - "+found.Option)
	default:
		i.SKU = l.SKU
	}
	if found != nil && found.Price > l.Price {
		i.Original, i.Promotion, i.PromotionID = money(found.Price), "product_promotion", 11
	}
	for _, r := range o.Refunds {
		for _, rl := range r.Lines {
			if rl.Line == l.ID && !r.Part {
				i.Returned += rl.Quantity
			}
		}
	}
	if o.ReturnRequested {
		i.ReturnAsked = max(i.Active-i.Returned, 0)
	}
	if o.CancelRequested && o.Stage == world.Paid {
		i.CancelAsked = i.Active
	}
	if o.Stage == world.Cancelled {
		i.Cancelled, i.Active = l.Quantity, 0
	}
	return i
}

// recipient is where an order goes, masked the way Shopee masks Indonesian orders.
func (f *Face) recipient(b *world.Person) fields {
	name, phone := b.First+" "+b.Last, b.Phone
	street, city, state, postal := b.Street, b.City, b.Province, b.Postal
	if b.ShipFirst != "" {
		name, phone, street, city, state, postal = b.ShipFirst+" "+b.ShipLast, b.ShipPhone, b.ShipStreet, b.ShipCity, b.ShipProvince, b.ShipPostal
	}
	if f.masked {
		name = name[:1] + "***" + name[len(name)-1:]
		phone = "******" + phone[max(len(phone)-2, 0):]
		street = street[:min(2, len(street))] + "******"
	}
	return fields{
		"name": name, "phone": phone, "town": "", "district": "", "city": city, "state": state, "region": "ID", "zipcode": postal,
		"full_address": street,
	}
}
