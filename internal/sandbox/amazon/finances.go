package amazon

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// booking is a transaction before it is written.
type booking struct {
	id, kind, status, description, ref string
	posted                             time.Time
	charges, fees                      world.Amount // fees below zero for a sale
}

// bookings are what Amazon books for an order: the sale, kept back until the buyer's time is over, its release, and what was given back.
func (f *Face) bookings(o *world.Order) []booking {
	if f.words.status(o) != "SHIPPED" {
		return nil
	}
	last := o.Packages[len(o.Packages)-1].ShippedAt
	sale := booking{id: "S" + o.Ref, kind: "Shipment", status: "DEFERRED", description: "Order Payment", ref: o.Ref, posted: last, charges: Total(o)}
	sale.fees = -fee(sale.charges)
	out := []booking{sale}
	if !o.CompletedAt.IsZero() {
		out[0].status = "DEFERRED_RELEASED"
		sale.id, sale.status, sale.posted = "R"+o.Ref, "RELEASED", o.CompletedAt
		out = append(out, sale)
	}
	for _, r := range o.Refunds {
		if !r.Part {
			out = append(out, booking{id: "F" + o.Ref + strconv.FormatInt(r.ID, 10), kind: "Refund", status: "RELEASED", description: "Refund Order", ref: o.Ref,
				posted: r.At, charges: -r.Amount, fees: fee(r.Amount)})
		}
	}
	return out
}

// fee is what Amazon takes: a tenth, in whole units.
func fee(a world.Amount) world.Amount { return a / 10 / world.Unit * world.Unit }

// bookingsPage is how many come at once.
const bookingsPage = 500

// listTransactions is the list of bookings. A span wider than 180 days is empty, without an error.
func listTransactions(c *call) (any, *refusal) {
	v := c.r.URL.Query()
	var orders []*world.Order
	from, to := time.Time{}, c.f.now().Add(-2*time.Minute)
	switch name := v.Get("relatedIdentifierName"); {
	case name == "ORDER_ID" && v.Get("relatedIdentifierValue") != "":
		if o, err := c.f.world.Order(c.f.shop.Key, v.Get("relatedIdentifierValue")); err == nil {
			orders = append(orders, o)
		}
	case name != "" || !v.Has("postedAfter"):
		return nil, bad("postedAfter is missing.")
	default:
		orders = c.f.world.Orders(world.Filter{Channel: c.f.shop.Channel, Shop: c.f.shop.Key.Shop})
	}
	for field, at := range map[string]*time.Time{"postedAfter": &from, "postedBefore": &to} {
		if !v.Has(field) {
			continue
		}
		t, err := time.Parse(time.RFC3339, v.Get(field))
		if err != nil || t.After(c.f.now().Add(-2*time.Minute)) {
			return nil, bad("%s is not valid.", field)
		}
		*at = t
	}
	if !to.After(from) {
		return nil, bad("postedBefore has to be later than postedAfter.")
	}
	var all []booking
	if from.IsZero() || to.Sub(from) <= 180*24*time.Hour {
		for _, o := range orders {
			for _, b := range c.f.bookings(o) {
				if !b.posted.Before(from) && b.posted.Before(to) {
					all = append(all, b)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b booking) int { return cmp.Or(a.posted.Compare(b.posted), cmp.Compare(a.id, b.id)) })
	skip, _ := strconv.Atoi(v.Get("nextToken"))
	rows := []object{}
	page := all[min(skip, len(all)):min(skip+bookingsPage, len(all))]
	for _, b := range page {
		rows = append(rows, c.f.transaction(b))
	}
	payload := object{"transactions": rows}
	if skip+bookingsPage < len(all) {
		payload["nextToken"] = strconv.Itoa(skip + bookingsPage)
	}
	return object{"payload": payload}, nil
}

func (f *Face) transaction(b booking) object {
	number := func(a world.Amount) object {
		return object{"currencyAmount": json.Number(a.Text(world.Digits(f.shop.Currency))), "currencyCode": f.shop.Currency}
	}
	return object{
		"transactionId": b.id, "transactionType": b.kind, "transactionStatus": b.status, "description": b.description, "postedDate": stamp(b.posted),
		"totalAmount":        number(b.charges + b.fees),
		"relatedIdentifiers": []object{{"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": b.ref}},
		"breakdowns": []object{
			{"breakdownType": "ProductCharges", "breakdownAmount": number(b.charges), "breakdowns": []object{}},
			{"breakdownType": "AmazonFees", "breakdownAmount": number(b.fees), "breakdowns": []object{}},
		},
		"marketplaceDetails": object{"marketplaceId": marketplace, "marketplaceName": "Amazon.sg"},
	}
}
