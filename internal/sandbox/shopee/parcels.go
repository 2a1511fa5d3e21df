package shopee

import (
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// parcel is one parcel of an order: one that left, or the one that waits.
type parcel struct {
	number, status, carrier, tracking string
	picked                            time.Time
	lines                             []world.Count
}

// parcels are those that left, and one with all that still has to.
func (f *Face) parcels(o *world.Order) []parcel {
	var out []parcel
	for _, p := range o.Packages {
		out = append(out, parcel{number: p.Ref, status: gone(o, p), carrier: o.Courier, tracking: p.TrackingNumber, picked: p.ShippedAt, lines: p.Lines})
	}
	var rest []world.Count
	for _, l := range o.Lines {
		if n := l.Quantity - l.Cancelled - l.Shipped; n > 0 {
			rest = append(rest, world.Count{Line: l.ID, Quantity: n})
		}
	}
	if len(rest) > 0 {
		out = append(out, parcel{number: packageNumber(o.Ref, len(o.Packages)+1), status: waiting(o), carrier: o.Courier, tracking: planned(o), lines: rest})
	}
	return out
}

// gone is the status of a parcel that left.
func gone(o *world.Order, p world.Package) string {
	switch {
	case o.Stage == world.FailedDelivery && o.Payment.OnDelivery:
		return "LOGISTICS_COD_REJECTED"
	case o.Stage == world.FailedDelivery:
		return "LOGISTICS_DELIVERY_FAILED"
	case p.DeliveredAt.IsZero():
		return "LOGISTICS_PICKUP_DONE"
	}
	return "LOGISTICS_DELIVERY_DONE"
}

// waiting is the status of a parcel that has not left.
func waiting(o *world.Order) string {
	switch {
	case o.Stage == world.Unpaid:
		return "LOGISTICS_NOT_START"
	case o.Stage == world.Cancelled:
		return "LOGISTICS_INVALID"
	case o.Word == "PROCESSED":
		return "LOGISTICS_REQUEST_CREATED"
	case o.Word == "RETRY_SHIP":
		return "LOGISTICS_PICKUP_RETRY"
	}
	return "LOGISTICS_READY"
}

// planned is the tracking number of an arranged shipment that the courier has not picked up.
func planned(o *world.Order) string {
	if o.Word != "PROCESSED" {
		return ""
	}
	for _, d := range o.Script {
		if d.Verb == world.Ship {
			return d.Tracking
		}
	}
	return arrangedNumber(o)
}

// arrangedNumber is the tracking number that Shopee makes when a shipment is arranged.
func arrangedNumber(o *world.Order) string {
	return "SPXID0" + strings.TrimPrefix(packageNumber(o.Ref, len(o.Packages)+1), "OFG1")
}

func firstPickup(o *world.Order) time.Time {
	if len(o.Packages) == 0 {
		return time.Time{}
	}
	return o.Packages[0].ShippedAt
}

type packageItem struct {
	Item      int64  `json:"item_id"`
	Model     int64  `json:"model_id"`
	Quantity  int64  `json:"model_quantity"`
	OrderItem int64  `json:"order_item_id"`
	Group     int64  `json:"promotion_group_id"`
	Location  string `json:"product_location_id"`
}

func (c *call) packageItems(o *world.Order, counts []world.Count) []packageItem {
	out := make([]packageItem, 0, len(counts))
	for _, n := range counts {
		if l := o.LineByID(n.Line); l != nil {
			item, model, _ := c.f.goods(l.ItemID)
			out = append(out, packageItem{Item: item, Model: model, Quantity: n.Quantity, OrderItem: item, Location: "IDZ"})
		}
	}
	return out
}

// packages are an order's parcels as its detail shows them: without tracking numbers.
func (c *call) packages(o *world.Order) []fields {
	out := []fields{}
	for _, p := range c.f.parcels(o) {
		out = append(out, fields{
			"package_number": p.number, "logistics_status": p.status, "logistics_channel_id": 8003, "shipping_carrier": p.carrier,
			"parcel_chargeable_weight_gram": 400, "group_shipment_id": nil, "item_list": c.packageItems(o, p.lines),
		})
	}
	return out
}

// packageDetail is GET order/get_package_detail: up to fifty parcels by number.
func packageDetail(c *call) (any, error) {
	numbers, err := c.list("package_number_list")
	if err != nil {
		return nil, err
	}
	out := struct {
		Packages []fields `json:"package_list"`
	}{Packages: []fields{}}
	for _, n := range numbers {
		n = strings.TrimSpace(n)
		sn, _ := packageOf(n)
		o, err := c.order(sn)
		if err != nil {
			continue
		}
		for _, p := range c.f.parcels(o) {
			if p.number == n {
				out.Packages = append(out.Packages, c.packageFields(o, p))
			}
		}
	}
	if len(out.Packages) == 0 {
		return nil, refuse("error_not_found", "Wrong parameters, detail: the package is not found.")
	}
	return out, nil
}

func (c *call) packageFields(o *world.Order, p parcel) fields {
	return fields{
		"order_sn": o.Ref, "package_number": p.number, "fulfillment_status": p.status, "update_time": c.unix(o.Updated),
		"logistics_channel_id": 8003, "shipping_carrier": p.carrier, "days_to_ship": 2, "ship_by_date": c.unix(o.Created) + 2*24*3600,
		"tracking_number": p.tracking, "pickup_done_time": c.unix(p.picked), "is_split_up": len(c.f.parcels(o)) > 1,
		"item_list": c.packageItems(o, p.lines), "recipient_address": c.f.recipient(&o.Buyer), "is_shipment_arranged": p.status == "LOGISTICS_REQUEST_CREATED",
		"can_split_order": false, "can_unsplit_order": false,
	}
}
