package tiktokshop

import (
	"cmp"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/order"
)

// parcel is what an order's pieces tell about one package.
type parcel struct {
	id, courier, tracking text
	state                 parcelState
	ready                 time.Time // the earliest of its pieces
}

// parcels fills the packages: those that left, and those that will. Outside the United States a package is there as soon as the
// order is paid. Those that will never leave (of an order that was cancelled in the shop) are not shown.
//
// The order tells when the courier had all parcels, not when he had each: of several, one that left has the time at which the
// seller arranged it.
func (r *reader) parcels(s *order.Snapshot, w *wireOrder) {
	collected := r.time("collection_time", w.Collected)
	all := r.split(w)
	for _, p := range all {
		p.settle(s.Stage, collected)
		if p.state == dropped {
			continue
		}
		pkg := order.Package{Ref: string(p.id), Courier: string(cmp.Or(p.courier, w.Provider)), TrackingNumber: string(p.tracking)}
		if len(all) == 1 {
			pkg.TrackingNumber = string(cmp.Or(p.tracking, w.Tracking))
		}
		if p.state == left || p.state == arrived {
			pkg.ShippedAt = first(p.ready, collected, r.time("rts_time", w.Ready))
			if len(all) == 1 {
				pkg.ShippedAt = first(collected, pkg.ShippedAt)
			}
		}
		if p.state == arrived {
			pkg.DeliveredAt = s.DeliveredAt
		}
		s.Packages = append(s.Packages, pkg)
	}
	s.ShippedAt = order.FirstShipped(s.Packages)
	if s.ShippedAt.IsZero() {
		s.ShippedAt = collected
	}
}

// split sorts the pieces by package, in the order in which the order lists its packages.
func (r *reader) split(w *wireOrder) []*parcel {
	var all []*parcel
	of := func(id text) *parcel {
		i := slices.IndexFunc(all, func(p *parcel) bool { return p.id == id })
		if i < 0 {
			all = append(all, &parcel{id: id})
			i = len(all) - 1
		}
		return all[i]
	}
	for _, p := range w.Packages {
		if p.ID.id() != "" {
			of(p.ID)
		}
	}
	for _, l := range w.Lines {
		if l.Package.id() == "" {
			continue
		}
		p := of(l.Package)
		p.courier, p.tracking = cmp.Or(p.courier, l.Provider), cmp.Or(p.tracking, l.Tracking)
		p.see(parcelStates[string(l.PackageStatus)])
		if at := r.time("line_items.rts_time", l.Ready); p.ready.IsZero() || !at.IsZero() && at.Before(p.ready) {
			p.ready = at
		}
	}
	return all
}

// see notes what one piece tells: a cancelled piece does not cancel the package of the others.
func (p *parcel) see(s parcelState) {
	if p.state == here || p.state == dropped {
		p.state = s
	}
}

// settle fits a parcel to what the order as a whole tells: one that is on its way has no parcel left in the shop, and one that was
// collected has not lost its parcels by being cancelled.
func (p *parcel) settle(stage order.Stage, collected time.Time) {
	switch stage {
	case order.Shipped, order.Delivered, order.Completed:
		if p.state == here {
			p.state = left
		}
	case order.Cancelled:
		switch {
		case !collected.IsZero() && (p.state == here || p.state == dropped):
			p.state = left
		case p.state == here:
			p.state = dropped
		}
	}
}

// first is the first time that is one.
func first(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
