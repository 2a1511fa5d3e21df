package lazada

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// words are how this account speaks.
type words struct {
	confirmed bool
}

// piece is one item as Lazada has them: a line of three is three of them.
type piece struct {
	id      int64
	line    *world.Line
	n       int64 // from 0, within its line
	status  string
	off     bool // cancelled before it was shipped, alone
	parcel  *world.Package
	pack    *pack // packed through the API and not shipped yet
	price   world.Amount
	tax     world.Amount // inside price
	paid    world.Amount
	seller  world.Amount // parts of the voucher
	platfrm world.Amount
}

// pack is a parcel that was packed through the API and has not left: the world knows parcels only from when they are shipped, so it
// lives in a free field of the order.
type pack struct {
	Ref      string  `json:"package_id"`
	Tracking string  `json:"tracking_number"`
	Provider string  `json:"shipment_provider"`
	Items    []int64 `json:"items"`
	Ready    bool    `json:"ready"` // the courier was called
}

const packsKey = "lazada_packs"

// packs reads the order's free field.
func packs(o *world.Order) []pack {
	for _, m := range o.Meta {
		if m.Key == packsKey {
			var out []pack
			_ = json.Unmarshal(m.Value, &out) // written by setPacks
			return out
		}
	}
	return nil
}

func setPacks(o *world.Order, p world.Pen, all []pack) {
	raw, err := json.Marshal(all)
	if err != nil {
		panic("lazada: packs are always encodable: " + err.Error())
	}
	at := slices.IndexFunc(o.Meta, func(m world.Meta) bool { return m.Key == packsKey })
	if at < 0 {
		o.Meta = append(o.Meta, world.Meta{ID: p.Event(), Key: packsKey})
		at = len(o.Meta) - 1
	}
	o.Meta[at].Value = raw
}

// pieces takes an order apart.
func (w words) pieces(o *world.Order) []piece {
	var out []piece
	packed := packs(o)
	for i := range o.Lines {
		l := &o.Lines[i]
		for n := range l.Quantity {
			p := piece{id: itemBase + l.ID*piecesApart + n + 1, line: l, n: n, off: n >= l.Quantity-l.Cancelled}
			p.parcel = parcelOf(o, l.ID, n)
			for k := range packed {
				if slices.Contains(packed[k].Items, p.id) && p.parcel == nil {
					p.pack = &packed[k]
				}
			}
			p.money(o)
			p.status = w.status(o, &p)
			out = append(out, p)
		}
	}
	return out
}

// parcelOf is the parcel that the n-th piece of a line went with: parcels take pieces from the front, cancellations from the back.
func parcelOf(o *world.Order, line, n int64) *world.Package {
	for i := range o.Packages {
		for _, c := range o.Packages[i].Lines {
			if c.Line != line {
				continue
			}
			if n < c.Quantity {
				return &o.Packages[i]
			}
			n -= c.Quantity
		}
	}
	return nil
}

// money is the piece's share. Prices in Lazada hold the tax. Shares are taken from the back with whole units, so that any number of
// pieces from the back comes to what the world gives back for them.
func (p *piece) money(o *world.Order) {
	l, back := p.line, p.line.Quantity-1-p.n
	share := func(whole world.Amount) world.Amount {
		return part(o, whole, back+1, l.Quantity) - part(o, whole, back, l.Quantity)
	}
	p.tax = share(l.Tax)
	p.price = l.Price + p.tax
	p.paid = share(l.Total()) + p.tax
	voucher := p.price - p.paid
	p.seller, p.platfrm = voucher, 0
	for _, d := range o.Discounts {
		if d.By != world.Seller { // the world gives an order one voucher
			p.seller, p.platfrm = 0, voucher
		}
	}
}

// part is n of all of an amount, in whole units of what the currency shows.
func part(o *world.Order, whole world.Amount, n, all int64) world.Amount {
	if n == all {
		return whole
	}
	step := world.Unit
	for range world.Digits(o.Currency) {
		step /= 10
	}
	share := whole * world.Amount(n) / world.Amount(all)
	return share - share%step
}

// status is the word of one piece.
func (w words) status(o *world.Order, p *piece) string {
	switch {
	case p.off:
		return "canceled"
	case o.Word != "":
		return o.Word
	}
	switch o.Stage {
	case world.Unpaid:
		return "unpaid"
	case world.Paid, world.Shipped:
		return w.underWay(p)
	case world.Delivered:
		return "delivered"
	case world.Completed:
		if !w.confirmed {
			return "delivered"
		}
		return "confirmed"
	case world.FailedDelivery:
		return "failed_delivery"
	case world.Returned:
		return "returned"
	}
	return "canceled"
}

func (w words) underWay(p *piece) string {
	switch {
	case p.parcel != nil:
		return "shipped"
	case p.pack != nil && p.pack.Ready:
		return "ready_to_ship"
	case p.pack != nil:
		return "packed"
	}
	return "pending"
}

// statuses are the distinct words of an order, in the order of its items. An order without items has the word "".
func (w words) statuses(o *world.Order) []string {
	var out []string
	for _, p := range w.pieces(o) {
		if !slices.Contains(out, p.status) {
			out = append(out, p.status)
		}
	}
	if out == nil {
		return []string{""}
	}
	return out
}

// initiator is cancel_return_initiator of a cancelled piece. A parcel that is called back on the road is a failed delivery to Lazada:
// a seller can cancel only up to ready_to_ship.
func initiator(o *world.Order, p *piece) string {
	switch {
	case p.status != "canceled":
		return ""
	case p.off && o.Stage != world.Cancelled:
		return "cancellation-seller"
	case o.WasShipped():
		return "cancellation-failed Delivery"
	case o.CancelledBy == world.Buyer:
		return "cancellation-customer"
	case o.CancelledBy == world.Seller:
		return "cancellation-seller"
	case o.WasPaid():
		return "cancellation-internal"
	}
	return "" // an unpaid order that ran out of time
}

// stands is the stage that the channel's word tells of a piece; empty for a word that only a client wrote.
func stands(o *world.Order, p *piece) world.Stage {
	switch strings.ToLower(p.status) {
	case "unpaid":
		return world.Unpaid
	case "pending", "packed", "repacked", "ready_to_ship", "ready_to_ship_pending":
		return world.Paid
	case "shipped":
		return world.Shipped
	case "delivered":
		return world.Delivered
	case "confirmed":
		return world.Completed
	case "failed_delivery", "failed", "shipped_back", "shipped_back_success", "shipped_back_failed", "lost_by_3pl", "damaged_by_3pl", "package_scrapped":
		return world.FailedDelivery
	case "returned":
		return world.Returned
	case "canceled":
		if initiator(o, p) == "cancellation-failed Delivery" {
			return world.FailedDelivery
		}
		return world.Cancelled
	}
	return ""
}

// read is what a perfect connector makes of the order as the items show it: the least advanced of those under way (sheet, 4).
func (w words) read(o *world.Order) world.Reading {
	seen := map[world.Stage]bool{}
	all := w.pieces(o)
	for i := range all {
		seen[stands(o, &all[i])] = true
	}
	r := world.Reading{ReturnRequested: o.ReturnRequested}
	for _, s := range []world.Stage{
		world.Unpaid, world.Paid, world.Shipped, world.Delivered, world.Completed, world.Returned, world.FailedDelivery, world.Cancelled,
	} {
		if seen[s] {
			r.Stage = s
			break
		}
	}
	switch r.Stage {
	case world.Paid:
		r.CancelRequested = o.CancelRequested
	case world.Cancelled:
		r.CancelledBy = o.CancelledBy
	}
	return r
}

// since is when the order came to where it is: items are stamped with it.
func since(o *world.Order) time.Time {
	at := o.Created
	for i := len(o.Steps) - 1; i >= 0; i-- {
		if o.Steps[i].Stage != o.Stage {
			break
		}
		at = o.Steps[i].At
	}
	return at
}

// changed is when a piece came to its status.
func (p *piece) changed(o *world.Order) time.Time {
	switch {
	case p.status == "shipped" && p.parcel != nil:
		return p.parcel.ShippedAt
	case p.off && o.Stage != world.Cancelled:
		for _, r := range o.Refunds {
			if r.Part {
				return r.At
			}
		}
	}
	return since(o)
}
