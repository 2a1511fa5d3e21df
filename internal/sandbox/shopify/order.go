package shopify

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Ids of things that the world does not number. They are kept apart, so that one taken for another is not found.
const (
	locationID    = 112_829_700_001
	inventoryBase = 7_000_000 // + variant
	productBase   = 3_000_000 // + variant, for products without choices
	workBase      = 9_659_000_000_000
	workLineBase  = 8_000_000
)

func gid(kind string, n int64) string { return "gid://shopify/" + kind + "/" + text(n) }

// number is the n of a global id of a kind; ok is false for any other text.
func number(id any, kind string) (int64, bool) {
	s, _ := id.(string)
	rest, ok := strings.CutPrefix(s, "gid://shopify/"+kind+"/")
	n, err := strconv.ParseInt(rest, 10, 64)
	return n, ok && err == nil
}

// view renders what one caller sees.
type view struct {
	c    *call
	f    *Face
	skew time.Duration
}

func (c *call) view() view { return view{c: c, f: c.f, skew: c.effects.Skew} }

// time is UTC in whole seconds; nil for none.
func (v view) time(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Add(v.skew).UTC().Format("2006-01-02T15:04:05Z")
}

// decimal writes an amount in few digits, with one at least behind the point: "275000.0".
func decimal(a world.Amount) string {
	s := strings.TrimRight(a.Text(4), "0")
	if strings.HasSuffix(s, ".") {
		s += "0"
	}
	return s
}

func bag(a world.Amount, currency string) object {
	money := object{"amount": decimal(a), "currencyCode": currency}
	return object{"shopMoney": money, "presentmentMoney": money}
}

// gone is how many pieces of a line were refunded.
func gone(o *world.Order, line int64) (n int64) {
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			if l.Line == line {
				n += l.Quantity
			}
		}
	}
	return n
}

// order is the whole order; what costs something is computed when it is asked for.
func (v view) order(o *world.Order) object {
	w := wordsOf(o)
	b := func(a world.Amount) object { return bag(a, o.Currency) }
	out := object{
		"__typename": "Order",
		"id":         "gid://shopify/Order/" + o.Ref, "legacyResourceId": o.Ref, "name": o.Number, "number": 1000 + o.ID,
		"confirmationNumber": strings.ToUpper(fmt.Sprintf("%09X", o.ID*7919)), "poNumber": nil, "sourceName": source(o),
		"note": orNull(o.Note), "customAttributes": []object{}, "tags": v.tags(o),
		"createdAt": v.time(o.Created), "updatedAt": v.time(o.Updated), "processedAt": v.time(o.Created),
		"closedAt": v.time(w.closedAt), "cancelledAt": v.time(w.cancelledAt), "cancelReason": orNull(w.cancelReason),
		"closed": !w.closedAt.IsZero(), "confirmed": true, "test": false, "edited": false, "taxesIncluded": false, "taxExempt": false, "dutiesIncluded": false,
		"unpaid": o.PaidAt.IsZero(), "fullyPaid": !o.PaidAt.IsZero(),
		"displayFinancialStatus": orNull(w.financial), "displayFulfillmentStatus": w.fulfillment, "returnStatus": w.returned,
		"currencyCode": o.Currency, "presentmentCurrencyCode": o.Currency, "paymentGatewayNames": gateways(o), "discountCodes": codes(o),
		"shippingLines": connection(v.shipping(o)),
		"lineItems":     connection(v.lines(o)),
		"transactions":  field(func(args map[string]any) any { return cut(v.transactions(o), args) }),
		"fulfillments":  field(func(args map[string]any) any { return cut(v.fulfillments(o), args) }),
		"refunds":       field(func(args map[string]any) any { return cut(v.refunds(o), args) }),
		"fulfillmentOrders": field(func(args map[string]any) any {
			if !v.c.token.has("read_merchant_managed_fulfillment_orders") {
				return connection(nil)(args) // empty, not an error
			}
			return connection([]object{v.work(o)})(args)
		}),
	}
	v.money(out, o, w, b)
	v.buyer(out, o)
	return out
}

// orNull is a word or null.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// cut is a plain list with its first.
func cut(all []object, args map[string]any) []object {
	if n, ok := args["first"].(int64); ok && int(n) < len(all) {
		return all[:max(n, 0)]
	}
	return all
}

func source(o *world.Order) string {
	if o.Via == "api" {
		return "shopify_draft_order"
	}
	return "web"
}

func gateways(o *world.Order) []string {
	if o.Payment.Method == "" {
		return []string{}
	}
	return []string{o.Payment.Method}
}

func codes(o *world.Order) []string {
	out := []string{}
	for _, d := range o.Discounts {
		if d.Code != "" {
			out = append(out, d.Code)
		}
	}
	return out
}

func (v view) tags(o *world.Order) []string {
	if o.CancelRequested && v.f.tag != "" {
		return []string{v.f.tag}
	}
	return []string{}
}

// money fills the sums: as sold, and as they are now, after refunds and cancellation.
func (v view) money(out object, o *world.Order, w words, b func(world.Amount) object) {
	s := o.Sums()
	back, received := o.Refunded(), world.Amount(0)
	if !o.PaidAt.IsZero() {
		received = o.Total
	} else {
		back = 0
	}
	now, nowLines, nowTax, nowShipping := o.Total-o.Refunded(), s.Lines-s.Discounts, s.Tax, s.Shipping
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			nowLines, nowTax = nowLines-l.Amount, nowTax-l.Tax
		}
	}
	if !w.cancelledAt.IsZero() {
		now, nowLines, nowTax, nowShipping = 0, 0, 0, 0
	}
	for name, a := range map[string]world.Amount{
		"subtotalPriceSet": s.Lines - s.Discounts, "totalPriceSet": o.Total, "originalTotalPriceSet": o.Total, "totalTaxSet": s.Tax,
		"totalDiscountsSet": s.Discounts, "totalShippingPriceSet": s.Shipping,
		"currentSubtotalPriceSet": nowLines, "currentTotalPriceSet": now, "currentTotalTaxSet": nowTax, "currentTotalDiscountsSet": s.Discounts,
		"currentShippingPriceSet": nowShipping, "totalReceivedSet": received, "totalRefundedSet": back, "totalRefundedShippingSet": 0,
		"totalOutstandingSet": max(now-received+back, 0), "netPaymentSet": received - back, "totalTipReceivedSet": 0,
	} {
		out[name] = b(a)
	}
	if s.Fees != 0 {
		out["originalTotalAdditionalFeesSet"], out["currentTotalAdditionalFeesSet"] = b(s.Fees), b(s.Fees)
	}
}

// buyer fills who it is and where it goes; without the scope the customer is refused and the rest stays.
func (v view) buyer(out object, o *world.Order) {
	p := o.Buyer
	out["email"], out["phone"] = orNull(p.Email), orNull(p.Phone)
	bill := address(p.First, p.Last, p.Company, p.Street, p.Street2, p.City, p.Province, p.Postal, p.Country, p.Phone)
	out["billingAddress"], out["shippingAddress"] = bill, bill
	if p.ShipStreet != "" {
		out["shippingAddress"] = address(p.ShipFirst, p.ShipLast, p.ShipCompany, p.ShipStreet, p.ShipStreet2, p.ShipCity, p.ShipProvince, p.ShipPostal, p.ShipCountry, p.ShipPhone)
	}
	out["customer"] = field(func(map[string]any) any {
		if err := v.c.may("read_customers", "customer"); err != nil {
			return err
		}
		if o.BuyerID == 0 {
			return nil
		}
		return object{
			"id": gid("Customer", o.BuyerID), "displayName": p.First + " " + p.Last, "firstName": p.First, "lastName": p.Last,
			"defaultEmailAddress": object{"emailAddress": p.Email}, "defaultPhoneNumber": object{"phoneNumber": p.Phone},
		}
	})
}

func address(first, last, company, street, street2, city, province, zip, country, phone string) object {
	return object{
		"name": strings.TrimSpace(first + " " + last), "firstName": orNull(first), "lastName": orNull(last), "company": orNull(company),
		"address1": orNull(street), "address2": orNull(street2), "city": orNull(city), "province": orNull(province), "provinceCode": orNull(province),
		"zip": orNull(zip), "country": "Indonesia", "countryCodeV2": orNull(country), "phone": orNull(phone),
	}
}

func (v view) shipping(o *world.Order) []object {
	if o.Courier == "" {
		return nil
	}
	price := bag(o.Shipping, o.Currency)
	return []object{{
		"id": gid("ShippingLine", o.ShippingID), "title": o.Courier, "code": o.Courier, "source": "shopify", "isRemoved": false,
		"originalPriceSet": price, "discountedPriceSet": price,
	}}
}

func (v view) lines(o *world.Order) []object {
	out := make([]object, len(o.Lines))
	for i := range o.Lines {
		out[i] = v.line(o, &o.Lines[i])
	}
	return out
}

func (v view) line(o *world.Order, l *world.Line) object {
	b := func(a world.Amount) object { return bag(a, o.Currency) }
	current := l.Quantity - gone(o, l.ID)
	if o.Stage == world.Cancelled && !onlyRefunded(o) {
		current = 0
	}
	out := object{
		"id": gid("LineItem", l.ID), "name": l.Name, "title": l.Name, "variantTitle": nil, "sku": orNull(l.SKU),
		"quantity": l.Quantity, "currentQuantity": current, "unfulfilledQuantity": left(l), "refundableQuantity": current,
		"requiresShipping": true, "isGiftCard": false, "taxable": l.Taxed, "product": nil,
		"originalUnitPriceSet": b(l.Price), "originalTotalSet": b(l.Subtotal), "discountedTotalSet": b(l.Subtotal), "totalDiscountSet": b(0),
		"discountAllocations": []object{}, "taxLines": []object{},
	}
	if l.Discount != 0 {
		out["discountAllocations"] = []object{{"allocatedAmountSet": b(l.Discount)}}
	}
	if l.Tax != 0 {
		rate := float64(world.TaxPercent) / 100
		out["taxLines"] = []object{{"title": "PPN", "rate": rate, "ratePercentage": float64(world.TaxPercent), "priceSet": b(l.Tax)}}
	}
	out["variant"] = field(func(map[string]any) any {
		item, ok := v.f.world.Item(v.f.shop.Key, l.ItemID)
		if !ok {
			return nil // deleted, or never there
		}
		return v.variant(item)
	})
	return out
}

func (v view) transactions(o *world.Order) []object {
	one := func(id int64, kind, status string, a world.Amount, at time.Time) object {
		return object{
			"id": gid("OrderTransaction", id), "kind": kind, "status": status, "gateway": o.Payment.Method, "formattedGateway": o.Payment.Title,
			"amountSet": bag(a, o.Currency), "createdAt": v.time(at), "processedAt": v.time(at), "test": false,
		}
	}
	if o.PaidAt.IsZero() {
		return []object{one(o.ID*100, "SALE", "PENDING", o.Total, o.Created)}
	}
	out := []object{one(o.ID*100, "SALE", "SUCCESS", o.Total, o.PaidAt)}
	for i, r := range o.Refunds {
		out = append(out, one(o.ID*100+int64(i)+1, "REFUND", "SUCCESS", r.Amount, r.At))
	}
	return out
}

func (v view) fulfillments(o *world.Order) []object {
	out := make([]object, len(o.Packages))
	for i := range o.Packages {
		out[i] = v.fulfillment(o, i)
	}
	return out
}

func (v view) fulfillment(o *world.Order, i int) object {
	p := &o.Packages[i]
	status, transit := "SUCCESS", any(nil)
	word := parcelWord(o, p)
	if o.Stage == world.Cancelled {
		status = "CANCELLED" // the shop wants fulfilments undone before it cancels an order
	}
	if word != "FULFILLED" && word != "CONFIRMED" {
		transit = v.time(p.ShippedAt)
	}
	var n int64
	for _, l := range p.Lines {
		n += l.Quantity
	}
	return object{
		"__typename": "Fulfillment",
		"id":         "gid://shopify/Fulfillment/" + p.Ref, "legacyResourceId": p.Ref, "name": fmt.Sprintf("%s-F%d", o.Number, i+1),
		"status": status, "displayStatus": word, "createdAt": v.time(p.ShippedAt), "updatedAt": v.time(o.Updated),
		"inTransitAt": transit, "deliveredAt": v.time(p.DeliveredAt), "totalQuantity": n,
		"trackingInfo": field(func(args map[string]any) any {
			if p.TrackingNumber == "" && p.Courier == "" {
				return []object{}
			}
			return cut([]object{{"company": orNull(p.Courier), "number": orNull(p.TrackingNumber), "url": nil}}, args)
		}),
	}
}

func (v view) refunds(o *world.Order) []object {
	if o.PaidAt.IsZero() {
		return nil
	}
	out := make([]object, len(o.Refunds))
	for i := range o.Refunds {
		r := &o.Refunds[i]
		var lines []object
		for _, l := range r.Lines {
			kind := "NO_RESTOCK"
			if r.Restock {
				kind = "RETURN"
			}
			if r.Part {
				kind = "CANCEL"
			}
			line := o.LineByID(l.Line)
			lines = append(lines, object{
				"id": gid("RefundLineItem", l.ID), "quantity": l.Quantity, "restockType": kind, "restocked": r.Restock,
				"subtotalSet": bag(l.Amount, o.Currency), "totalTaxSet": bag(l.Tax, o.Currency), "lineItem": v.line(o, line),
			})
		}
		out[i] = object{
			"id": gid("Refund", r.ID), "legacyResourceId": text(r.ID), "createdAt": v.time(r.At), "updatedAt": v.time(r.At), "note": orNull(r.Reason),
			"totalRefundedSet": bag(r.Amount, o.Currency), "refundLineItems": connection(lines),
		}
	}
	return out
}

// restTime is how webhooks write times: with the shop's offset.
func (f *Face) restTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.In(f.shop.Zone).Format("2006-01-02T15:04:05-07:00")
}

// payload is an order in REST's shape, as webhooks have it.
func (f *Face) payload(o *world.Order) []byte {
	w := wordsOf(o)
	lines := make([]any, len(o.Lines))
	for i := range o.Lines {
		l := &o.Lines[i]
		lines[i] = ordered{
			{"id", l.ID}, {"admin_graphql_api_id", gid("LineItem", l.ID)}, {"sku", l.SKU}, {"name", l.Name}, {"quantity", l.Quantity},
			{"current_quantity", l.Quantity - gone(o, l.ID)}, {"price", l.Price.Text(2)}, {"variant_id", l.ItemID},
		}
	}
	status := map[string]any{"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}[w.fulfillment]
	b, err := ordered{
		{"id", rawJSON(o.Ref)}, {"admin_graphql_api_id", "gid://shopify/Order/" + o.Ref}, {"name", o.Number}, {"email", o.Buyer.Email},
		{"created_at", f.restTime(o.Created)}, {"updated_at", f.restTime(o.Updated)}, {"cancelled_at", f.restTime(w.cancelledAt)},
		{"cancel_reason", orNull(strings.ToLower(w.cancelReason))}, {"closed_at", f.restTime(w.closedAt)},
		{"financial_status", strings.ToLower(or(w.financial, "pending"))}, {"fulfillment_status", status},
		{"currency", o.Currency}, {"total_price", o.Total.Text(2)}, {"test", false}, {"line_items", lines},
	}.MarshalJSON()
	if err != nil {
		return nil
	}
	return bytes.TrimSpace(b)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
