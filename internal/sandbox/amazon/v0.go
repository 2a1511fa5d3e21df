package amazon

import (
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// statusesV0 are v0's spellings.
var statusesV0 = map[string]string{
	"PENDING": "Pending", "UNSHIPPED": "Unshipped", "PARTIALLY_SHIPPED": "PartiallyShipped", "SHIPPED": "Shipped", "CANCELLED": "Canceled",
}

func stampV0(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func (f *Face) moneyV0(a world.Amount) object {
	return object{"Amount": a.Text(world.Digits(f.shop.Currency)), "CurrencyCode": f.shop.Currency}
}

// getOrdersV0 is the older list. With NextToken the other filters come from the token.
func getOrdersV0(c *call) (any, *refusal) {
	v := c.r.URL.Query()
	if no := markets(v, "MarketplaceIds", true); no != nil {
		return nil, no
	}
	q := question{limit: 100}
	if v.Has("NextToken") {
		at, ok := readPlace(v.Get("NextToken"))
		if !ok {
			return nil, bad("NextToken is not valid.")
		}
		first := at.Query
		r := *c.r
		u := *r.URL
		u.RawQuery, r.URL = first, &u
		older := *c
		older.r = &r
		v, q.at, c = u.Query(), at, &older
	}
	if no := c.spans(&q, "CreatedAfter", "CreatedBefore", "LastUpdatedAfter", "LastUpdatedBefore"); no != nil {
		return nil, no
	}
	if s := v.Get("MaxResultsPerPage"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 100 {
			return nil, bad("MaxResultsPerPage has to be between 1 and 100.")
		}
		q.limit = n
	}
	page, next := c.f.list(q)
	orders := []object{}
	for _, o := range page {
		orders = append(orders, c.orderV0(o))
	}
	out := object{"Orders": orders}
	name := "CreatedBefore"
	if q.byUpdate {
		name = "LastUpdatedBefore"
	}
	out[name] = stampV0(q.to)
	if next.Time != 0 {
		v.Del("NextToken")
		next.Query = v.Encode()
		out["NextToken"] = next.token()
	}
	return object{"payload": out}, nil
}

func getOrderV0(c *call) (any, *refusal) {
	o, no := c.one()
	if no != nil {
		return nil, no
	}
	return object{"payload": c.orderV0(o)}, nil
}

// orderV0 is an order of v0. Name and street show with a restricted token only.
func (c *call) orderV0(o *world.Order) object {
	f, status := c.f, c.f.words.status(o)
	out := object{
		"AmazonOrderId": o.Ref, "SellerOrderId": o.Ref, "PurchaseDate": stampV0(c.effects.Shift(o.Created)), "LastUpdateDate": stampV0(c.effects.Shift(o.Updated)),
		"OrderStatus": statusesV0[status], "FulfillmentChannel": map[string]string{"AMAZON": "AFN", "MERCHANT": "MFN"}[f.fulfilledBy(o)],
		"SalesChannel": "Amazon.sg", "MarketplaceId": marketplace, "OrderType": "StandardOrder", "PaymentMethod": "Other", "IsReplacementOrder": "false",
	}
	if statusesV0[status] == "" {
		out["OrderStatus"] = status
	}
	if o.Payment.OnDelivery {
		out["PaymentMethod"] = "COD"
	}
	if Priced(o) && status != "CANCELLED" {
		out["OrderTotal"] = f.moneyV0(Total(o))
	}
	if f.tells(o) {
		a := address(o.Buyer)
		shown := object{"City": a["city"], "StateOrRegion": a["stateOrRegion"], "PostalCode": a["postalCode"], "CountryCode": a["countryCode"]}
		if c.token.shows("shippingAddress") {
			shown["Name"], shown["AddressLine1"], shown["Phone"] = a["name"], a["addressLine1"], a["phone"]
		}
		out["ShippingAddress"] = shown
		if c.token.shows("buyerInfo") {
			out["BuyerInfo"] = object{"BuyerEmail": "b" + strconv.FormatInt(o.ID, 10) + "@marketplace.example", "BuyerName": o.Buyer.First + " " + o.Buyer.Last}
		}
	}
	return out
}

func getItemsV0(c *call) (any, *refusal) {
	o, no := c.one()
	if no != nil {
		return nil, no
	}
	items := []object{}
	for _, p := range parts(o) {
		items = append(items, c.f.itemV0(o, p))
	}
	return object{"payload": object{"AmazonOrderId": o.Ref, "OrderItems": items}}, nil
}

// itemV0 is a line: amounts are of the whole line, flags are strings, discounts stand above zero.
func (f *Face) itemV0(o *world.Order, p part) object {
	l := p.line
	item := object{"ASIN": asin(l.ItemID), "OrderItemId": itemID(l.ID), "Title": l.Name, "QuantityOrdered": p.left, "QuantityShipped": l.Shipped, "IsGift": "false"}
	if l.SKU != "" {
		item["SellerSKU"] = l.SKU
	}
	if Priced(o) && f.words.status(o) != "CANCELLED" && p.left > 0 {
		item["ItemPrice"], item["ItemTax"], item["PromotionDiscount"] = f.moneyV0(p.goods), f.moneyV0(p.tax), f.moneyV0(p.discount)
		if p.shipping != 0 {
			item["ShippingPrice"] = f.moneyV0(p.shipping)
		}
		if p.fees != 0 {
			item["CODFee"] = f.moneyV0(p.fees)
		}
	}
	if o.CancelRequested || f.words.status(o) == "CANCELLED" && o.CancelledBy == world.Buyer {
		item["BuyerRequestedCancel"] = object{"IsBuyerRequestedCancel": "true", "BuyerCancelReason": "ORDERED_BY_MISTAKE"}
	}
	return item
}
