package shopee

import (
	"cmp"

	"github.com/tillbridge/tillbridge/internal/order"
)

// wireParcel is what we read of v2.order.get_package_detail: the order's detail has neither tracking numbers nor a parcel's own
// pickup time.
type wireParcel struct {
	Number     text `json:"package_number"`
	Tracking   text `json:"tracking_number"`
	Carrier    text `json:"shipping_carrier"`
	PickupDone text `json:"pickup_done_time"`
}

// parcels counts an order's parcels by where they are.
type parcels struct{ here, left, failed int }

// parcels fills the packages: those that left, and before the order is shipped also those that will. Parcels that will never
// leave (of a cancelled order) are not shown.
func (r *reader) parcels(s *order.Snapshot, p *picture) parcels {
	var n parcels
	picked := r.time("pickup_done_time", p.order.PickupDone)
	for _, w := range p.order.Packages {
		state := stateOf(w.Status)
		if w.Number.id() == "" || state == dropped {
			continue
		}
		seen := p.parcels[w.Number.id()]
		pkg := order.Package{
			Ref: w.Number.id(), Courier: string(cmp.Or(seen.Carrier, w.Carrier, p.order.Carrier)), TrackingNumber: seen.Tracking.id(),
		}
		switch state {
		case left, failed:
			pkg.ShippedAt = r.time("package_list.pickup_done_time", seen.PickupDone)
			if pkg.ShippedAt.IsZero() {
				pkg.ShippedAt = picked
			}
			n.left++
		default:
			n.here++
		}
		if state == failed {
			n.failed++
		}
		s.Packages = append(s.Packages, pkg)
	}
	s.ShippedAt = order.FirstShipped(s.Packages)
	if s.ShippedAt.IsZero() {
		s.ShippedAt = picked
	}
	return n
}
