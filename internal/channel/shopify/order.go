package shopify

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
)

// text is a JSON string, or a number as it is written, or nothing for null: legacyResourceId is a string in GraphQL and a number
// in webhooks, and an amount must not pass through a float.
type text string

// UnmarshalJSON takes strings, numbers and null. NUL is left out: no database column of text holds it.
func (t *text) UnmarshalJSON(b []byte) error {
	switch c := b[0]; {
	case c == '"':
		if err := json.Unmarshal(b, (*string)(t)); err != nil {
			return err
		}
		*t = text(strings.ReplaceAll(string(*t), "\x00", ""))
	case c == '-' || c >= '0' && c <= '9':
		*t = text(b)
	case c == 'n':
		*t = ""
	default:
		return fmt.Errorf("text or a number was expected, not %.10s", b)
	}
	return nil
}

// bag is a MoneyBag, of which we read the shop's currency. nil: the store says null or was not asked.
type bag struct {
	Shop struct {
		Amount   text `json:"amount"` // a decimal in few digits: "55.0"
		Currency text `json:"currencyCode"`
	} `json:"shopMoney"`
}

// shopOrder is what orderParts asks for.
type shopOrder struct {
	ID           text      `json:"id"`
	LegacyID     text      `json:"legacyResourceId"`
	Name         text      `json:"name"`
	Created      text      `json:"createdAt"`
	Updated      text      `json:"updatedAt"`
	Processed    text      `json:"processedAt"`
	ClosedAt     text      `json:"closedAt"`
	Cancelled    text      `json:"cancelledAt"`
	CancelReason text      `json:"cancelReason"`
	Closed       bool      `json:"closed"`
	Test         bool      `json:"test"`
	TaxesIn      bool      `json:"taxesIncluded"`
	DutiesIn     bool      `json:"dutiesIncluded"`
	Financial    text      `json:"displayFinancialStatus"` // null was seen on unpaid orders (recorded)
	Fulfillment  text      `json:"displayFulfillmentStatus"`
	Return       text      `json:"returnStatus"`
	Currency     text      `json:"currencyCode"`
	Gateways     []text    `json:"paymentGatewayNames"`
	Tags         []text    `json:"tags"`
	Note         text      `json:"note"`
	Email        text      `json:"email"`
	Phone        text      `json:"phone"`
	Customer     *customer `json:"customer"`
	ShipTo       *address  `json:"shippingAddress"`
	BillTo       *address  `json:"billingAddress"`

	Subtotal        *bag `json:"subtotalPriceSet"`
	Total           *bag `json:"totalPriceSet"`
	Tax             *bag `json:"totalTaxSet"`
	Discounts       *bag `json:"totalDiscountsSet"`
	Shipping        *bag `json:"totalShippingPriceSet"`
	Tip             *bag `json:"totalTipReceivedSet"`
	Duties          *bag `json:"originalTotalDutiesSet"`
	ExtraFees       *bag `json:"originalTotalAdditionalFeesSet"`
	CurrentSubtotal *bag `json:"currentSubtotalPriceSet"`
	CurrentTotal    *bag `json:"currentTotalPriceSet"`
	CurrentTax      *bag `json:"currentTotalTaxSet"`
	CurrentShipping *bag `json:"currentShippingPriceSet"`
	CurrentDuties   *bag `json:"currentTotalDutiesSet"`
	CurrentFees     *bag `json:"currentTotalAdditionalFeesSet"`
	Refunded        *bag `json:"totalRefundedSet"`
	RefundedShip    *bag `json:"totalRefundedShippingSet"`

	ShippingLines struct {
		Nodes []shippingLine `json:"nodes"`
	} `json:"shippingLines"`
	Transactions []transaction `json:"transactions"`
	Fulfillments []fulfillment `json:"fulfillments"`
	Refunds      []refund      `json:"refunds"`
	Lines        linesPage     `json:"lineItems"`
}

type linesPage struct {
	Nodes []lineItem `json:"nodes"`
	Page  pageInfo   `json:"pageInfo"`
}

type lineItem struct {
	ID       text  `json:"id"`
	Name     text  `json:"name"`
	Title    text  `json:"title"`
	SKU      text  `json:"sku"`
	Quantity int64 `json:"quantity"`        // as sold and edited in, removed and refunded pieces included
	Current  int64 `json:"currentQuantity"` // without them
	Variant  *struct {
		ID text `json:"id"`
	} `json:"variant"` // null when it was deleted, and for lines typed in by hand
	UnitPrice   *bag `json:"originalUnitPriceSet"`
	Total       *bag `json:"originalTotalSet"`
	Allocations []struct {
		Amount *bag `json:"allocatedAmountSet"`
	} `json:"discountAllocations"` // of line and order discounts alike
	TaxLines []struct {
		Price *bag `json:"priceSet"`
	} `json:"taxLines"`
}

type shippingLine struct {
	Title text `json:"title"`
	Price *bag `json:"originalPriceSet"`
	Net   *bag `json:"discountedPriceSet"`
}

type transaction struct {
	Kind      text `json:"kind"`
	Status    text `json:"status"`
	Gateway   text `json:"gateway"`
	Created   text `json:"createdAt"`
	Processed text `json:"processedAt"`
}

type fulfillment struct {
	ID        text     `json:"id"`
	Status    text     `json:"status"`
	Display   text     `json:"displayStatus"`
	Created   text     `json:"createdAt"`
	InTransit text     `json:"inTransitAt"`
	Delivered text     `json:"deliveredAt"`
	Tracking  tracking `json:"trackingInfo"`
}

type tracking []struct {
	Company text `json:"company"`
	Number  text `json:"number"`
}

type refund struct {
	Created text `json:"createdAt"`
	Total   *bag `json:"totalRefundedSet"`
	Lines   struct {
		Nodes []struct {
			Quantity int64 `json:"quantity"`
			Subtotal *bag  `json:"subtotalSet"`
			Tax      *bag  `json:"totalTaxSet"`
			Line     struct {
				ID text `json:"id"`
			} `json:"lineItem"`
		} `json:"nodes"`
	} `json:"refundLineItems"`
}

type customer struct {
	Display text `json:"displayName"`
	First   text `json:"firstName"`
	Last    text `json:"lastName"`
}

type address struct {
	Name         text `json:"name"`
	First        text `json:"firstName"`
	Last         text `json:"lastName"`
	Company      text `json:"company"`
	Line1        text `json:"address1"`
	Line2        text `json:"address2"`
	City         text `json:"city"`
	Province     text `json:"province"`
	ProvinceCode text `json:"provinceCode"`
	Zip          text `json:"zip"`
	Country      text `json:"countryCodeV2"`
	Phone        text `json:"phone"`
}

// ref is the order's number, the key: the same in GraphQL, webhooks and the admin's address.
func (o *shopOrder) ref() string { return cmp.Or(tail(string(o.ID)), string(o.LegacyID)) }

func decodeOrder(raw []byte) (*shopOrder, error) {
	o := &shopOrder{}
	if err := json.Unmarshal(raw, o); err != nil {
		return nil, err
	}
	if !channel.IsNumber(o.ref()) {
		return nil, errNoID
	}
	return o, nil
}

var errNoID = errors.New("the order has no id")

// idField finds the number of an order whose JSON cannot be read.
var idField = regexp.MustCompile(`gid://shopify/Order/(\d{1,19})"`)

// unreadable holds an order whose JSON has another shape than we know.
func unreadable(raw []byte, err error) order.Snapshot {
	ref := ""
	if m := idField.FindSubmatch(raw); m != nil {
		ref = string(m[1])
	}
	return channel.Unreadable(ref, raw, httpkit.Redact(err.Error()))
}

// reader reads an order's fields.
type reader struct{ channel.FieldReader[text] }

func (r *reader) time(field string, t text) time.Time { return r.Time(field, t, time.RFC3339) }

// amount reads a bag; nil, which the schema allows for some, is nothing.
func (r *reader) amount(field string, b *bag) money.Amount {
	if b == nil {
		return 0
	}
	return r.Amount(field, b.Shop.Amount)
}

// snapshot maps one order. What cannot be understood is in Problem, and the rest is filled as far as it goes.
func (c *connector) snapshot(o *shopOrder, raw []byte) order.Snapshot {
	r := &reader{channel.FieldReader[text]{Ref: o.ref()}}
	s := order.Snapshot{
		Ref: r.Ref, Number: cmp.Or(string(o.Name), r.Ref), RawStatus: o.rawStatus(),
		CreatedAt: r.time("createdAt", o.Created), UpdatedAt: r.time("updatedAt", o.Updated),
		CancelledAt: r.time("cancelledAt", o.Cancelled), CancelReason: string(o.CancelReason),
		Currency: r.Currency(o.Currency), PaymentMethod: channel.Joined(", ", o.Gateways...), Note: string(o.Note),
		Buyer: o.person(), ShipTo: o.shipTo(), Raw: raw,
	}
	r.parcels(&s, o)
	c.stage(r, &s, o)
	r.amounts(&s, o)
	s.PaidAt = r.paidAt(&s, o)
	s.Problem = r.Problem
	return s
}

// parcels fills packages and their times. A fulfilment is one parcel, or several under one entry with their numbers joined. One that
// was undone counts only when the courier had the goods: undoing is also how a wrong label is corrected.
func (r *reader) parcels(s *order.Snapshot, o *shopOrder) {
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		p := order.Package{
			Ref: tail(string(f.ID)), Courier: f.Tracking.company(), TrackingNumber: f.Tracking.numbers(),
			ShippedAt: r.time("fulfillments.createdAt", f.Created), DeliveredAt: r.time("fulfillments.deliveredAt", f.Delivered),
		}
		switch transit := r.time("fulfillments.inTransitAt", f.InTransit); {
		case !f.live() && transit.IsZero() && p.DeliveredAt.IsZero():
			continue
		case !f.live() && !transit.IsZero():
			p.ShippedAt = transit
		}
		s.Packages = append(s.Packages, p)
		if s.ShippedAt.IsZero() || p.ShippedAt.Before(s.ShippedAt) {
			s.ShippedAt = p.ShippedAt
		}
	}
}

func (t tracking) company() string {
	if len(t) == 0 {
		return ""
	}
	return string(t[0].Company)
}

func (t tracking) numbers() string {
	numbers := make([]text, len(t))
	for i := range t {
		numbers[i] = t[i].Number
	}
	return channel.Joined(", ", numbers...)
}

// paidAt is when the last of the money came in. An order that costs nothing is paid when it is made.
func (r *reader) paidAt(s *order.Snapshot, o *shopOrder) time.Time {
	var last time.Time
	for _, t := range o.Transactions {
		if t.Status != "SUCCESS" || t.Kind != "SALE" && t.Kind != "CAPTURE" {
			continue
		}
		if at := r.time("transactions.processedAt", cmp.Or(t.Processed, t.Created)); at.After(last) {
			last = at
		}
	}
	if !slices.Contains([]text{"PAID", "PARTIALLY_REFUNDED", "REFUNDED"}, o.Financial) {
		return time.Time{}
	}
	if last.IsZero() && s.Total == 0 {
		return r.time("processedAt", cmp.Or(o.Processed, o.Created))
	}
	return last
}

// person is the buyer: the customer, or whoever the goods or the bill go to.
func (o *shopOrder) person() order.Person {
	p := order.Person{Email: string(o.Email), Phone: string(o.Phone)}
	if o.Customer != nil {
		p.Name = cmp.Or(channel.Joined(" ", o.Customer.First, o.Customer.Last), string(o.Customer.Display))
	}
	for _, a := range []*address{o.BillTo, o.ShipTo} {
		if a != nil {
			p.Name, p.Phone = cmp.Or(p.Name, a.name()), cmp.Or(p.Phone, string(a.Phone))
		}
	}
	return p
}

func (a *address) name() string {
	return cmp.Or(string(a.Name), channel.Joined(" ", a.First, a.Last))
}

// shipTo is the shipping address; empty for what is not shipped or not shown to us.
func (o *shopOrder) shipTo() order.Address {
	a := o.ShipTo
	if a == nil {
		return order.Address{}
	}
	return order.Address{
		Name: a.name(), Phone: cmp.Or(string(a.Phone), string(o.Phone)), Lines: channel.Joined("\n", a.Company, a.Line1, a.Line2),
		City: string(a.City), State: string(cmp.Or(a.Province, a.ProvinceCode)), Postcode: string(a.Zip), Country: string(a.Country),
	}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
