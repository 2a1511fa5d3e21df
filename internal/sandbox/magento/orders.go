package magento

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

func storeConfigs(c *call) (any, error) {
	s := c.f.shop
	return []any{object{
		"id": 1, "code": "default", "website_id": 1, "locale": "id_ID", "base_currency_code": s.Currency, "default_display_currency_code": s.Currency,
		"timezone": s.ZoneName, "weight_unit": "kgs", "base_url": c.f.base + "/", "base_link_url": c.f.base + "/",
		"base_media_url": c.f.base + "/media/", "secure_base_url": c.f.base + "/",
	}}, nil
}

func listOrders(c *call) (any, error) { return c.run(c.orderRows()) }

// orderRows are the shop's orders, those before a lower bound of updated_at left out: it is what everybody asks for.
func (c *call) orderRows() []row {
	var from time.Time
	if at, err := time.Parse(stamp, hint(c.query, "updated_at", "gteq")); err == nil {
		from = at.Add(-c.skew)
	}
	var rows []row
	for o := range c.f.world.ByUpdated(c.f.shop.Key, from, time.Time{}, false) {
		rows = append(rows, c.orderRow(o))
	}
	return rows
}

func (c *call) orderRow(o *world.Order) row {
	var fig *figures
	figures := func() *figures {
		if fig == nil {
			f := c.f.habits.figures(o)
			fig = &f
		}
		return fig
	}
	return row{
		show: func() object { return c.orderJSON(o, figures()) },
		column: func(name string) (string, bool) {
			switch name {
			case "entity_id":
				return c.text(o.ID), true
			case "increment_id":
				return o.Number, true
			case "created_at":
				return c.time(o.Created).(string), true
			case "updated_at":
				return c.time(o.Updated).(string), true
			case "store_id":
				return "1", true
			case "grand_total":
				return o.Total.Text(4), true
			case "customer_email":
				return o.Buyer.Email, true
			case "state":
				return figures().state, true
			case "status":
				return figures().status, true
			case "total_invoiced":
				if len(figures().invoices) == 0 {
					return "", true
				}
				return figures().totalInvoiced.Text(4), true
			}
			return "", false
		},
	}
}

// text is a number as a column holds it.
func (c *call) text(n int64) string { return strconv.FormatInt(n, 10) }

func getOrder(c *call) (any, error) {
	o, err := c.order()
	if err != nil {
		return nil, err
	}
	f := c.f.habits.figures(o)
	return c.orderJSON(o, &f), nil
}

// orderJSON is an order as the API shows it (sheet, 3.2). Fees are handling fees here: part of the shipping amount.
func (c *call) orderJSON(o *world.Order, f *figures) object {
	sums := o.Sums()
	paid := f.totalInvoiced
	shipping := sums.Shipping + sums.Fees
	subtotal := sums.Lines
	out := object{
		"entity_id": o.ID, "increment_id": o.Number, "state": f.state, "status": f.status, "store_id": 1,
		"store_name": "Main Website\nMain Website Store\nDefault Store View", "quote_id": o.ID, "protect_code": "0f0f0f",
		"created_at": c.time(o.Created), "updated_at": c.time(o.Updated),
		"customer_email": o.Buyer.Email, "customer_firstname": o.Buyer.First, "customer_lastname": o.Buyer.Last,
		"customer_is_guest": flag(o.BuyerID == 0), "customer_group_id": 1, "is_virtual": 0,
		"grand_total": money(o.Total), "subtotal": money(subtotal), "subtotal_incl_tax": money(subtotal + sums.Tax), "tax_amount": money(sums.Tax),
		"shipping_amount": money(shipping), "shipping_incl_tax": money(shipping), "shipping_tax_amount": money(0),
		"shipping_description": o.Courier, "discount_amount": money(-sums.Discounts), "discount_tax_compensation_amount": money(0),
		"total_due": money(max(0, o.Total-paid-f.totalCanceled)), "total_item_count": len(o.Lines), "total_qty_ordered": pieces(o),
		"items": c.itemsJSON(o, f), "billing_address": addressJSON("billing", o.Buyer, false), "payment": c.paymentJSON(o, f, paid),
		"status_histories":     c.history(o, f),
		"extension_attributes": extension(o, shipping),
	}
	for _, currency := range []string{"base_currency_code", "order_currency_code", "store_currency_code", "global_currency_code"} {
		out[currency] = o.Currency
	}
	if o.BuyerID != 0 {
		out["customer_id"] = o.BuyerID
	}
	if len(f.invoices) > 0 {
		out["total_invoiced"], out["total_paid"] = money(f.totalInvoiced), money(paid)
	}
	if f.totalRefunded > 0 {
		out["total_refunded"] = money(f.totalRefunded)
	}
	if f.totalCanceled > 0 {
		out["total_canceled"] = money(f.totalCanceled)
	}
	if f.hold != "" {
		out["hold_before_state"], out["hold_before_status"] = f.hold, c.f.habits.status(&world.Order{}, f.hold)
	}
	if len(o.Discounts) > 0 {
		out["coupon_code"] = o.Discounts[0].Code
	}
	twins(out)
	return out.put("customer_note", o.Note)
}

// twins adds base_ figures; the shop has one currency.
func twins(out object) {
	for _, name := range []string{
		"grand_total", "subtotal", "tax_amount", "shipping_amount", "discount_amount", "total_due", "total_invoiced", "total_paid",
		"total_refunded", "total_canceled",
	} {
		if v, ok := out[name]; ok {
			out["base_"+name] = v
		}
	}
}

func flag(on bool) int { return map[bool]int{true: 1}[on] }

// childID is the row of a variant below its configurable product's; the world has one line for both.
func childID(line int64) int64 { return line + 1_000_000_000 }

func (c *call) itemsJSON(o *world.Order, f *figures) []any {
	items := []any{}
	for _, l := range o.Lines {
		item, _ := c.f.world.Item(c.f.shop.Key, l.ItemID)
		row := object{
			"item_id": l.ID, "order_id": o.ID, "product_type": "simple", "product_id": l.ItemID, "sku": l.SKU, "name": l.Name, "store_id": 1,
			"price": money(l.Price), "original_price": money(l.Price), "price_incl_tax": money(l.Price), "row_total": money(l.Subtotal),
			"row_total_incl_tax": money(l.Subtotal + l.Tax), "discount_amount": money(l.Discount), "tax_amount": money(l.Tax),
			"tax_percent": percentOf(l), "discount_tax_compensation_amount": money(0), "is_virtual": 0, "qty_ordered": l.Quantity,
			"created_at": c.time(o.Created), "updated_at": c.time(o.Updated),
		}
		c.quantities(row, l, f)
		if item == nil || item.Kind != world.Variation {
			items = append(items, row)
			continue
		}
		row["product_type"], row["product_id"] = "configurable", item.ParentID
		row["product_option"] = object{"extension_attributes": object{
			"configurable_item_options": []any{object{"option_id": "93", "option_value": item.ID % 100}},
		}}
		child := object{
			"item_id": childID(l.ID), "parent_item_id": l.ID, "order_id": o.ID, "product_type": "simple", "product_id": item.ID, "sku": l.SKU,
			"name": l.Name, "price": 0, "row_total": 0, "qty_ordered": l.Quantity, "is_virtual": 0,
			"parent_item": object{"item_id": l.ID, "sku": l.SKU, "product_type": "configurable"},
		}
		c.quantities(child, l, f)
		child["qty_shipped"] = 0 // goods leave by the parent
		items = append(items, row, child)
	}
	return items
}

func percentOf(l world.Line) int { return world.TaxPercent * flag(l.Taxed) }

func (c *call) quantities(row object, l world.Line, f *figures) {
	row["qty_invoiced"], row["qty_shipped"] = f.invoiced[l.ID], l.Shipped
	row["qty_refunded"], row["qty_canceled"] = f.refunded[l.ID], f.cancelled[l.ID]
	if f.state == "closed" {
		row["qty_refunded"] = f.invoiced[l.ID]
	}
}

func addressJSON(kind string, p world.Person, ship bool) object {
	first, last, company, phone := p.First, p.Last, p.Company, p.Phone
	streets, city, province, postal, country := []string{p.Street, p.Street2}, p.City, p.Province, p.Postal, p.Country
	if ship && p.ShipFirst != "" {
		first, last, company, phone = p.ShipFirst, p.ShipLast, p.ShipCompany, p.ShipPhone
		streets, city, province, postal, country = []string{p.ShipStreet, p.ShipStreet2}, p.ShipCity, p.ShipProvince, p.ShipPostal, p.ShipCountry
	}
	lines := []string{}
	for _, s := range streets {
		if s != "" {
			lines = append(lines, s)
		}
	}
	return object{
		"address_type": kind, "firstname": first, "lastname": last, "street": lines, "city": city, "region": province, "region_code": province,
		"postcode": postal, "country_id": country, "telephone": phone, "email": p.Email,
	}.put("company", company)
}

func extension(o *world.Order, shipping world.Amount) object {
	method := strings.ToLower(strings.ReplaceAll(o.Courier, " ", "_"))
	return object{
		"shipping_assignments": []any{object{
			"shipping": object{
				"address": addressJSON("shipping", o.Buyer, true), "method": "tablerate_" + method, "total": object{"shipping_amount": money(shipping)},
			},
			"items": []any{},
		}},
		"payment_additional_info": []any{object{"key": "method_title", "value": o.Payment.Title}},
		"applied_taxes":           []any{},
	}
}

func (c *call) paymentJSON(o *world.Order, f *figures, paid world.Amount) object {
	p := object{
		"method": o.Payment.Method, "additional_information": []string{o.Payment.Title}, "amount_ordered": money(o.Total),
		"shipping_amount": money(o.Shipping + o.Sums().Fees),
	}
	if !o.PaidAt.IsZero() && !o.Payment.OnDelivery && !o.Payment.Slow {
		p["amount_authorized"] = money(o.Total)
	}
	if paid > 0 {
		p["amount_paid"] = money(paid)
	}
	return p.put("last_trans_id", o.Payment.Transaction)
}

// history is what the shop noted. It is no audit log: giving up waiting for money leaves no line (sheet, section 4).
func (c *call) history(o *world.Order, f *figures) []any {
	out := []any{}
	add := func(id int64, at time.Time, status, entity, comment string) {
		out = append([]any{object{
			"entity_id": id, "parent_id": o.ID, "created_at": c.time(at), "entity_name": entity, "status": status,
			"is_customer_notified": 0, "is_visible_on_front": 0,
		}.put("comment", comment)}, out...) // the newest first
	}
	for _, s := range o.Steps {
		switch {
		case s.Verb == world.Place && !o.Payment.OnDelivery && !o.Payment.Slow:
			add(s.ID, s.At, "pending_payment", "order", "")
		case s.Verb == world.Pay && !o.Payment.Slow:
			add(s.ID, s.At, "processing", "order", "Authorized amount of "+o.Total.Text(0)+".")
		case s.Verb == world.Cancel && f.state == "canceled" && !givenUp(o):
			add(s.ID, s.At, "canceled", "order", "Canceled by the merchant.")
		case s.Verb == world.Ship:
			add(s.ID, s.At, "processing", "shipment", "")
		}
	}
	for _, n := range o.Notes {
		add(n.ID, n.At, f.status, "order", n.Text)
	}
	return out
}

// note keeps a comment on an order.
func note(o *world.Order, p world.Pen, text, status, state string) {
	if text != "" {
		o.Notes = append(o.Notes, world.Note{ID: p.Event(), At: p.Now(), Author: "api", Text: text})
	}
	if value, err := json.Marshal(state + "=" + status); err == nil && status != "" {
		o.Meta = append(o.Meta, world.Meta{ID: p.Event(), Key: statusMeta, Value: value})
	}
}

func pieces(o *world.Order) int64 {
	var n int64
	for _, l := range o.Lines {
		n += l.Quantity
	}
	return n
}
