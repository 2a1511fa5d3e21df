package order

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Hash is the fingerprint of everything a plan or a reader could depend on: equal hash, nothing changed. UpdatedAt is left
// out, for some shops move it without a change (a PUT that changes nothing, opening the order's page).
//
// Every order of every page is hashed, changed or not, so the fields are written down by hand: JSON takes eight times as long.
// A test walks all fields and finds one that is forgotten here.
func (s *Snapshot) Hash() [sha256.Size]byte {
	p := fingerprint{make([]byte, 0, 1024)}
	p.text(s.Ref, s.Number, s.Channel, string(s.Stage), s.RawStatus, string(s.CancelledBy), s.CancelReason, string(s.Invoiced))
	p.flags(s.CancelRequested, s.ReturnRequested, s.ShippedByOthers)
	p.times(s.CreatedAt, s.PaidAt, s.ShippedAt, s.DeliveredAt, s.CompletedAt, s.CancelledAt)
	a := s.Amounts
	p.text(string(s.Currency))
	p.amounts(s.Total, a.Goods, a.SellerVoucher, a.PlatformVoucher, a.Shipping, a.Tax, a.Fees, s.Refunded)
	p.number(int64(len(s.Lines)))
	for _, l := range s.Lines {
		p.text(l.Ref, l.Listing, l.SKU, l.Name)
		p.number(l.Quantity)
		p.amounts(l.Price, l.Total, l.Discount, l.Tax)
	}
	b, to := s.Buyer, s.ShipTo
	p.text(s.PaymentMethod, b.Name, b.Email, b.Phone, to.Name, to.Phone, to.Lines, to.City, to.State, to.Postcode, to.Country, s.Note)
	p.packages(s.Packages)
	p.text(problemText(s.Problem))
	if s.Unpriced { // only then, so that orders that were stored before there was such a thing have not changed
		p.flags(true)
	}
	return sha256.Sum256(p.bytes)
}

// fingerprint collects values so that no two lists of values give the same bytes: texts with their lengths, numbers in a form that
// tells its own end.
type fingerprint struct{ bytes []byte }

func (p *fingerprint) text(all ...string) {
	for _, s := range all {
		p.bytes = append(binary.AppendUvarint(p.bytes, uint64(len(s))), s...)
	}
}

func (p *fingerprint) number(n int64) { p.bytes = binary.AppendVarint(p.bytes, n) }

func (p *fingerprint) amounts(all ...money.Amount) {
	for _, a := range all {
		p.number(int64(a))
	}
}

func (p *fingerprint) flags(all ...bool) {
	for _, on := range all {
		if on {
			p.number(1)
		} else {
			p.number(0)
		}
	}
}

func (p *fingerprint) times(all ...time.Time) {
	for _, t := range all {
		p.number(t.Unix())
		p.number(int64(t.Nanosecond()))
	}
}

// packages are sorted, for shops list parcels in any order.
func (p *fingerprint) packages(all []Package) {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b Package) int { return cmp.Compare(a.Ref, b.Ref) })
	p.number(int64(len(sorted)))
	for _, k := range sorted {
		p.text(k.Ref, k.Courier, k.TrackingNumber)
		p.times(k.ShippedAt, k.DeliveredAt)
	}
}

func problemText(e *outcome.Error) string {
	if e == nil {
		return ""
	}
	return e.Error()
}
