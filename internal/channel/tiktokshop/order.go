package tiktokshop

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wireOrder is what we read of get-order-list-202309 and get-order-detail-202507, which have one shape. Ids and amounts are text,
// amounts in whole units with decimals; times are Unix seconds.
type wireOrder struct {
	ID            text          `json:"id"`
	Status        text          `json:"status"`
	Platform      text          `json:"commerce_platform"`
	Created       text          `json:"create_time"`
	Updated       text          `json:"update_time"`
	Paid          text          `json:"paid_time"`
	Ready         text          `json:"rts_time"`        // the seller arranged the shipment
	Collected     text          `json:"collection_time"` // the courier has all parcels
	Delivered     text          `json:"delivery_time"`
	Cancelled     text          `json:"cancel_time"`
	COD           text          `json:"is_cod"`
	OnHold        text          `json:"is_on_hold_order"`
	CancelAsked   text          `json:"is_buyer_request_cancel"`
	Reason        text          `json:"cancel_reason"` // in the shop's language; the key is in the cancellation
	Initiator     text          `json:"cancellation_initiator"`
	Email         text          `json:"buyer_email"`
	Message       text          `json:"buyer_message"`
	PaymentMethod text          `json:"payment_method_name"`
	Fulfilment    text          `json:"fulfillment_type"`
	Shipping      text          `json:"shipping_type"`
	Provider      text          `json:"shipping_provider"`
	Tracking      text          `json:"tracking_number"`
	Option        text          `json:"delivery_option_id"`
	Payment       wirePayment   `json:"payment"`
	Recipient     wireAddress   `json:"recipient_address"`
	Lines         []wireLine    `json:"line_items"`
	Packages      []wirePackage `json:"packages"`
}

type wirePackage struct {
	ID text `json:"id"`
}

// wireLine is one piece: there is no quantity.
type wireLine struct {
	ID               text    `json:"id"`
	Product          text    `json:"product_id"`
	ProductName      text    `json:"product_name"`
	SKU              text    `json:"sku_id"`
	SellerSKU        text    `json:"seller_sku"`
	SKUName          text    `json:"sku_name"`
	Original         text    `json:"original_price"`
	Sale             text    `json:"sale_price"` // what the buyer pays after both discounts
	SellerDiscount   text    `json:"seller_discount"`
	PlatformDiscount text    `json:"platform_discount"`
	Taxes            []wireT `json:"item_tax"`
	Pfand            text    `json:"pfand_fee"`
	Gift             text    `json:"is_gift"`
	Status           text    `json:"display_status"`
	CancelUser       text    `json:"cancel_user"`
	Package          text    `json:"package_id"`
	PackageStatus    text    `json:"package_status"`
	Tracking         text    `json:"tracking_number"`
	Provider         text    `json:"shipping_provider_name"`
	Ready            text    `json:"rts_time"`
}

type wireT struct {
	Amount text `json:"tax_amount"`
}

type wireAddress struct {
	Name      text           `json:"name"`
	Phone     text           `json:"phone_number"`
	Full      text           `json:"full_address"`
	Detail    text           `json:"address_detail"`
	Line1     text           `json:"address_line1"`
	Line2     text           `json:"address_line2"`
	Line3     text           `json:"address_line3"`
	Line4     text           `json:"address_line4"`
	Postal    text           `json:"postal_code"`
	Region    text           `json:"region_code"`
	Town      text           `json:"post_town"`
	Districts []wireDistrict `json:"district_info"`
}

type wireDistrict struct {
	Level text `json:"address_level"` // "L0" is the country
	Name  text `json:"address_name"`
}

// snapshot maps one order. What cannot be understood is in Problem, and the rest is filled as far as it goes.
func (p *picture) snapshot() order.Snapshot {
	w := &p.order
	r := reader{channel.FieldReader[text]{Ref: string(w.ID)}}
	stage, known := statuses[string(w.Status)]
	if !known {
		r.Fault(outcome.UnknownStatus, "status", string(w.Status))
	}
	s := order.Snapshot{
		Ref: r.Ref, Number: r.Ref, Channel: platforms[string(w.Platform)], Stage: stage, RawStatus: string(w.Status),
		ShippedByOthers: shippers[string(w.Fulfilment)],
		CreatedAt:       r.time("create_time", w.Created), UpdatedAt: r.time("update_time", w.Updated), PaidAt: r.time("paid_time", w.Paid),
		DeliveredAt: r.time("delivery_time", w.Delivered), CancelledAt: r.time("cancel_time", w.Cancelled),
		Currency: r.Currency(w.Payment.Currency), PaymentMethod: string(w.PaymentMethod), Note: string(w.Message),
		Buyer:  order.Person{Name: string(w.Recipient.Name), Email: string(w.Email), Phone: string(w.Recipient.Phone)},
		ShipTo: w.Recipient.address(), Raw: p.raw,
	}
	if s.UpdatedAt.IsZero() {
		s.UpdatedAt = s.CreatedAt
	}
	r.amounts(&s, w)
	r.parcels(&s, w)
	r.cancels(&s, p)
	r.returns(&s, p)
	s.Problem = r.Problem
	return s
}

// unreadable holds an order whose JSON has another shape than we know.
func unreadable(raw json.RawMessage, fault error) order.Snapshot {
	s := channel.Unreadable(string(httpkit.Field[text](raw, "id")), raw, channel.WrongShape(fault))
	s.RawStatus, s.UpdatedAt = string(httpkit.Field[text](raw, "status")), new(reader).time("", httpkit.Field[text](raw, "update_time"))
	return s
}

// reader reads an order's fields.
type reader struct{ channel.FieldReader[text] }

// time reads Unix seconds; 0 and nothing are no time.
func (r *reader) time(field string, t text) time.Time {
	if t.zero() {
		return time.Time{}
	}
	return r.Unix(field, t)
}

// amount reads an amount that may be absent, and then is nothing.
func (r *reader) amount(field string, t text) money.Amount {
	if t.zero() {
		return 0
	}
	return r.Amount(field, t)
}

// address is where the goods go: masked where TikTok ships, blank until the order is paid and off hold.
func (a wireAddress) address() order.Address {
	return order.Address{
		Name: string(a.Name), Phone: string(a.Phone), Lines: a.lines(), City: cmp.Or(a.district("L2"), string(a.Town)),
		State: a.district("L1"), Postcode: string(a.Postal), Country: channel.Country(a.Region),
	}
}

// lines is the street, in one of three ways: a detail, up to four lines, or everything in one.
func (a wireAddress) lines() string {
	return cmp.Or(string(a.Detail), channel.Joined(", ", a.Line1, a.Line2, a.Line3, a.Line4), string(a.Full))
}

// district is the name at a level: L0 is the country, L1 the province, L2 the city.
func (a wireAddress) district(level text) string {
	for _, d := range a.Districts {
		if d.Level == level {
			return string(d.Name)
		}
	}
	return ""
}
