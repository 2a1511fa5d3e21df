package amazon

import (
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

var allBlocks = []string{"BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS"}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (f *Face) money(a world.Amount) object {
	return object{"amount": a.Text(world.Digits(f.shop.Currency)), "currencyCode": f.shop.Currency}
}

// asin is Amazon's number of goods.
func asin(item int64) string { return fmt.Sprintf("B0%08d", item) }

// itemID is the number of a line.
func itemID(line int64) string { return fmt.Sprint(60_000_000_000_000 + line) }

// part is what a line comes to after pieces were cancelled.
type part struct {
	line                                 *world.Line
	left                                 int64 // pieces
	goods, discount, tax, shipping, fees world.Amount
	cash                                 bool // the fees are for cash on delivery
}

// parts splits an order into its lines as Amazon shows them: shipping and fees stand on the first line that is left. Pieces that were
// cancelled before shipping are taken off with their price.
func parts(o *world.Order) []part {
	out := make([]part, 0, len(o.Lines))
	first := true
	for i := range o.Lines {
		l := &o.Lines[i]
		p := part{line: l, left: l.Quantity - l.Cancelled, goods: l.Subtotal, discount: l.Discount, tax: l.Tax}
		if l.Cancelled > 0 {
			amount, tax := cancelledOf(o, l.ID)
			p.goods = l.Price * world.Amount(p.left)
			p.discount = p.goods - (l.Total() - amount)
			p.tax -= tax
		}
		if first && p.left > 0 {
			first = false
			p.shipping, p.cash = o.Shipping, o.Payment.OnDelivery
			for _, f := range o.Fees {
				p.fees += f.Amount
			}
		}
		out = append(out, p)
	}
	return out
}

// cancelledOf is what was taken off a line with cancelled pieces.
func cancelledOf(o *world.Order, line int64) (amount, tax world.Amount) {
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			if r.Part && l.Line == line {
				amount, tax = amount+l.Amount, tax+l.Tax
			}
		}
	}
	return amount, tax
}

func (p part) total() world.Amount { return p.goods - p.discount + p.tax + p.shipping + p.fees }

// Total is what Amazon says an order comes to: pieces cancelled before shipping are no part of it.
func Total(o *world.Order) world.Amount {
	var sum world.Amount
	for _, p := range parts(o) {
		sum += p.total()
	}
	return sum
}

// Priced tells whether Amazon shows amounts: not before payment is authorised, nor when it never was.
func Priced(o *world.Order) bool {
	return o.Stage != world.Unpaid && (o.Stage != world.Cancelled || !o.PaidAt.IsZero())
}

// order is an order of 2026-01-01 with the blocks that were asked for.
func (c *call) order(o *world.Order, blocks []string) object {
	f, has := c.f, func(b string) bool { return slices.Contains(blocks, b) }
	out := object{
		"orderId": o.Ref, "createdTime": stamp(c.effects.Shift(o.Created)), "lastUpdatedTime": stamp(c.effects.Shift(o.Updated)),
		"orderAliases": []object{{"aliasId": o.Ref, "aliasType": "SELLER_ORDER_ID"}},
		"salesChannel": object{"channelName": "AMAZON", "marketplaceId": marketplace, "marketplaceName": "Amazon.sg"},
		"orderItems":   c.items(o, has),
	}
	if has("FULFILLMENT") {
		out["fulfillment"] = object{"fulfillmentStatus": f.words.status(o), "fulfilledBy": f.fulfilledBy(o), "fulfillmentServiceLevel": "STANDARD",
			"shipByWindow": object{"earliestDateTime": stamp(o.Created), "latestDateTime": stamp(o.Created.Add(48 * time.Hour))}}
	}
	if has("PROCEEDS") && Priced(o) {
		out["proceeds"] = object{"grandTotal": f.money(Total(o)), "breakdowns": []object{}}
	}
	if has("PAYMENT") && Priced(o) {
		out["payment"] = object{"paymentExecutions": []object{{"paymentMethod": o.Payment.Method, "paymentAmount": f.money(Total(o))}}}
	}
	if has("PACKAGES") && f.fulfilledBy(o) == "MERCHANT" && len(o.Packages) > 0 {
		out["packages"] = packages(o)
	}
	if f.tells(o) {
		if has("BUYER") {
			out["buyer"] = object{"buyerName": o.Buyer.First + " " + o.Buyer.Last, "buyerEmail": fmt.Sprintf("b%d@marketplace.example", o.ID)}
		}
		if has("RECIPIENT") {
			out["recipient"] = object{"deliveryAddress": address(o.Buyer)}
		}
	}
	return out
}

// tells tells whether buyers' data show: the app has the role, the seller ships, and the order is paid and not cancelled.
func (f *Face) tells(o *world.Order) bool {
	return !f.denied["buyers"] && f.fulfilledBy(o) == "MERCHANT" && slices.Contains([]string{"UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"}, f.words.status(o))
}

func address(p world.Person) object {
	if p.ShipFirst != "" {
		return object{"name": p.ShipFirst + " " + p.ShipLast, "addressLine1": p.ShipStreet, "city": p.ShipCity, "stateOrRegion": p.ShipProvince,
			"postalCode": p.ShipPostal, "countryCode": p.ShipCountry, "phone": p.ShipPhone, "addressType": "RESIDENTIAL"}
	}
	return object{"name": p.First + " " + p.Last, "companyName": p.Company, "addressLine1": p.Street, "city": p.City, "stateOrRegion": p.Province,
		"postalCode": p.Postal, "countryCode": p.Country, "phone": p.Phone, "addressType": "RESIDENTIAL"}
}

// items are the lines.
func (c *call) items(o *world.Order, has func(string) bool) []object {
	f, out := c.f, []object{}
	for _, p := range parts(o) {
		l := p.line
		product := object{"asin": asin(l.ItemID), "title": l.Name}
		if l.SKU != "" {
			product["sellerSku"] = l.SKU
		}
		item := object{"orderItemId": itemID(l.ID), "quantityOrdered": p.left, "product": product}
		if Priced(o) {
			product["price"] = object{"unitPrice": f.money(l.Price)}
			if has("PROCEEDS") {
				item["proceeds"] = f.proceeds(p)
			}
		}
		if has("FULFILLMENT") {
			item["fulfillment"] = object{"quantityFulfilled": l.Shipped, "quantityUnfulfilled": p.left - l.Shipped}
		}
		if p.left == 0 {
			item["quantityOrdered"] = l.Quantity // it is the cancellation that tells
		}
		if has("CANCELLATION") {
			if said := cancellation(f, o, p); said != nil {
				item["cancellation"] = said
			}
		}
		out = append(out, item)
	}
	return out
}

// cancellation says who wants a line cancelled, or who did it; nil: nobody.
func cancellation(f *Face, o *world.Order, p part) object {
	by := map[world.Actor]string{world.Buyer: "BUYER", world.Seller: "MERCHANT", world.System: "AMAZON"}
	switch {
	case f.words.status(o) == "CANCELLED":
		return object{"cancellationExecution": object{"cancelledBy": by[o.CancelledBy], "cancelReason": "OTHER"}}
	case p.left == 0:
		return object{"cancellationExecution": object{"cancelledBy": "MERCHANT", "cancelReason": "NO_INVENTORY"}}
	case o.CancelRequested:
		return object{"cancellationRequest": object{"requester": "BUYER", "cancelReason": "ORDERED_BY_MISTAKE"}}
	}
	return nil
}

// proceeds are a line's amounts by sort; the discount is written below zero.
func (f *Face) proceeds(p part) object {
	rows := []object{{"type": "ITEM", "subtotal": f.money(p.goods)}}
	add := func(kind, sub string, a world.Amount) {
		if a == 0 {
			return
		}
		row := object{"type": kind, "subtotal": f.money(a)}
		if sub != "" {
			row["detailedBreakdowns"] = []object{{"subtype": sub, "value": f.money(a)}}
		}
		rows = append(rows, row)
	}
	fee := "OTHER"
	if p.cash {
		fee = "COD_FEE"
	}
	add("SHIPPING", "", p.shipping)
	add(fee, "", p.fees)
	add("TAX", "ITEM", p.tax)
	add("DISCOUNT", "ITEM", -p.discount)
	return object{"proceedsTotal": f.money(p.total()), "breakdowns": rows}
}

// packages are the parcels of an order that the seller ships.
func packages(o *world.Order) []object {
	var out []object
	for _, p := range o.Packages {
		status := object{"status": "SHIPPED"}
		switch {
		case lost(o) && o.Stage == world.Returned:
			status = object{"status": "UNDELIVERABLE", "detailedStatus": "RETURNED_TO_SELLER"}
		case lost(o):
			status = object{"status": "UNDELIVERABLE", "detailedStatus": "UNDELIVERABLE"}
		case !p.DeliveredAt.IsZero():
			status = object{"status": "DELIVERED", "detailedStatus": "DELIVERED"}
		}
		items := []object{}
		for _, n := range p.Lines {
			items = append(items, object{"orderItemId": itemID(n.Line), "quantity": n.Quantity})
		}
		out = append(out, object{"packageReferenceId": p.Ref, "createdTime": stamp(p.ShippedAt), "shipTime": stamp(p.ShippedAt), "packageStatus": status,
			"carrier": p.Courier, "shippingService": "Standard", "trackingNumber": p.TrackingNumber, "packageItems": items})
	}
	return out
}
