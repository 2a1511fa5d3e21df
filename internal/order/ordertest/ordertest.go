// Package ordertest draws orders for property tests: whole legal lives, the ways in which their snapshots can reach us, and
// hostile snapshots that no channel should send.
package ordertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
)

// Start is when the first order of a life can be created.
var Start = time.Date(2026, 1, 15, 8, 0, 0, 0, time.UTC)

// DrawLife draws the life of one order as a channel tells it: snapshots in the order of their UpdatedAt, which always grows.
// The last one need not be an end: orders are also looked at half way.
//
// A life is legal: facts stay once they are told, an order does not change after the first parcel has left, the times of
// parcels are told for all of a shipment or for none, what is paid back only grows, and a return has its figure (or none at
// all) from the moment it is a return.
func DrawLife(t *rapid.T) []order.Snapshot {
	l := life{t: t, now: drawOrder(t)}
	l.told = rapid.Bool().Draw(t, "the channel tells times")
	l.walk(fates[evenly(len(fates)).Draw(t, "fate")])
	if evenly(4).Draw(t, "looked at half way") == 0 {
		l.seen = l.seen[:1+evenly(len(l.seen)).Draw(t, "last snapshot")]
	}
	return l.seen
}

// evenly draws 0 to n-1, each as often as the others. Rapid's own ranges prefer small numbers, which would leave most fates
// and most ends of a life hardly tried.
func evenly(n int) *rapid.Generator[int] {
	return rapid.Custom(func(t *rapid.T) int {
		i := 0
		for range 8 {
			i *= 2
			if rapid.Bool().Draw(t, "bit") {
				i++
			}
		}
		return i % n
	})
}

// DrawDeliveries draws how the snapshots of a life can arrive: some never, some twice, in any order, but the last one at
// least once, for a cycle finds it in the end.
func DrawDeliveries(t *rapid.T, life []order.Snapshot) []order.Snapshot {
	last := len(life) - 1
	picks := rapid.SliceOfN(evenly(len(life)), 0, 2*len(life)).Draw(t, "deliveries")
	picks = append(picks, last)
	picks = rapid.Permutation(picks).Draw(t, "order of deliveries")
	arrived := make([]order.Snapshot, 0, len(picks))
	for _, i := range picks {
		arrived = append(arrived, life[i])
	}
	return arrived
}

// Change gives o as it would be if a line were changed now, however far it has come: legal before shipping, and something to
// ask a person about after it.
func Change(t *rapid.T, o order.Snapshot) order.Snapshot {
	l := life{t: t, now: clone(o)}
	l.more()
	return l.now
}

// Newer gives the deliveries that a store takes: those that are not older than what it has.
func Newer(arrived []order.Snapshot) []order.Snapshot {
	var taken []order.Snapshot
	for _, o := range arrived {
		if n := len(taken); n == 0 || !o.UpdatedAt.Before(taken[n-1].UpdatedAt) {
			taken = append(taken, o)
		}
	}
	return taken
}

var fates = []string{
	"abandoned", "completed", "cancelled before shipping", "cancelled between parcels", "cancelled after shipping",
	"failed delivery", "returned", "refunded", "revived",
}

type life struct {
	t    *rapid.T
	now  order.Snapshot
	told bool // the channel tells when a step happened, where it need not
	seen []order.Snapshot
}

func (l *life) maybe(what string) bool { return rapid.Bool().Draw(l.t, what) }

// tick lets some time pass and gives the new time.
func (l *life) tick() time.Time {
	l.now.UpdatedAt = l.now.UpdatedAt.Add(time.Duration(rapid.IntRange(1, 5000).Draw(l.t, "minutes")) * time.Minute)
	return l.now.UpdatedAt
}

// show keeps a snapshot of the order as it is, sometimes followed by one in which only the channel's clock has moved.
func (l *life) show() {
	l.seen = append(l.seen, clone(l.now))
	if rapid.IntRange(0, 5).Draw(l.t, "touched") == 0 {
		l.tick()
		l.seen = append(l.seen, clone(l.now))
	}
}

func (l *life) walk(fate string) {
	if fate == "abandoned" || l.maybe("seen unpaid") {
		l.unpaid()
	}
	if fate == "abandoned" {
		l.cancel()
		return
	}
	l.paid()
	switch fate {
	case "cancelled before shipping":
		l.refundSome("paid back before shipping")
		l.cancel()
		return
	case "revived":
		l.cancel()
		l.now.CancelledBy, l.now.CancelledAt = "", time.Time{}
		l.paid()
	case "refunded":
		l.refundSome("paid back before shipping")
		l.change("changed after a refund")
	}
	l.pack()
	if l.shipSome(fate == "cancelled between parcels") && fate == "cancelled between parcels" {
		l.cancel()
		return
	}
	l.ship(strings.HasPrefix(fate, "cancelled"))
	switch fate {
	case "cancelled between parcels", "cancelled after shipping":
		l.cancel()
		l.refundSome("paid back after cancellation")
	case "failed delivery":
		l.step(order.FailedDelivery, nil)
		if l.maybe("then cancelled") {
			if l.now.ShippedAt.IsZero() { // else a cancelled order would not tell that it had left
				l.now.ShippedAt = l.now.UpdatedAt
			}
			l.cancel()
		}
	case "returned":
		l.deliver(true)
		if l.maybe("completed before it is returned") {
			l.step(order.Completed, &l.now.CompletedAt)
		}
		l.now.Refunded = []money.Amount{0, l.now.Total / 3, l.now.Total}[evenly(3).Draw(l.t, "paid back")]
		l.now.ReturnRequested = false
		l.step(order.Returned, nil)
	default:
		l.deliver(l.maybe("return asked for"))
		l.now.ReturnRequested = false
		l.step(order.Completed, &l.now.CompletedAt)
		if fate == "refunded" {
			l.refundSome("paid back")
			l.refundSome("paid back once more")
		}
	}
}

// step moves to a stage. at is its time, noted where the channel tells it.
func (l *life) step(s order.Stage, at *time.Time) {
	now := l.tick()
	if at != nil && l.told {
		*at = now
	}
	l.now.Stage, l.now.RawStatus = s, "raw_"+string(s)
	l.show()
}

func (l *life) unpaid() {
	l.step(order.Unpaid, nil)
	l.change("changed before payment")
}

func (l *life) paid() {
	l.tick()
	if l.now.PaymentMethod != "cod" {
		l.now.PaidAt = l.now.UpdatedAt
	}
	l.now.Stage, l.now.RawStatus = order.Paid, "raw_paid"
	l.show()
	l.change("changed after payment")
}

// change lets the seller or the buyer take another number of pieces, before anything has left.
func (l *life) change(label string) {
	if rapid.IntRange(0, 3).Draw(l.t, label) != 0 {
		return
	}
	l.more()
	l.show()
}

// more puts more pieces on a line.
func (l *life) more() {
	line := &l.now.Lines[rapid.IntRange(0, len(l.now.Lines)-1).Draw(l.t, "line")]
	line.Quantity += rapid.Int64Range(1, 3).Draw(l.t, "more pieces")
	line.Total = line.Price.Times(line.Quantity)
	add(&l.now)
	l.tick()
}

func (l *life) cancel() {
	if l.maybe("asked for first") {
		l.now.CancelRequested = true
		l.tick()
		l.show()
		l.now.CancelRequested = false
	}
	l.now.CancelledBy = rapid.SampledFrom([]order.Party{order.Buyer, order.Seller, order.System, ""}).Draw(l.t, "cancelled by")
	l.step(order.Cancelled, &l.now.CancelledAt)
}

// pack draws the parcels. They have their names from the start, or get them when the order is shipped.
func (l *life) pack() {
	n := rapid.IntRange(0, 3).Draw(l.t, "parcels")
	for i := range n {
		l.now.Packages = append(l.now.Packages, order.Package{Ref: fmt.Sprintf("P%d", i+1), Courier: "JNE"})
	}
	if n > 0 && l.maybe("seen packed") {
		l.tick()
		l.show()
	}
}

// shipSome lets some parcels leave, one by one, while others are still to come; false when there is nothing to part.
func (l *life) shipSome(must bool) bool {
	n := len(l.now.Packages)
	if n < 2 || !must && !l.maybe("parcels leave one by one") {
		return false
	}
	for i := range rapid.IntRange(1, n-1).Draw(l.t, "parcels that leave first") {
		l.now.Packages[i].ShippedAt = l.tick()
		l.show()
	}
	return true
}

// ship lets the rest leave. Parcels tell their times if one did already.
func (l *life) ship(mustTell bool) {
	now := l.tick()
	if mustTell || l.told {
		l.now.ShippedAt = now
	}
	partly := slices.ContainsFunc(l.now.Packages, func(p order.Package) bool { return !p.ShippedAt.IsZero() })
	if partly || l.maybe("parcels tell when they left") {
		for i := range l.now.Packages {
			if p := &l.now.Packages[i]; p.ShippedAt.IsZero() {
				p.ShippedAt = now
			}
		}
	}
	l.now.Stage, l.now.RawStatus = order.Shipped, "raw_shipped"
	if names := l.now.Packages; !partly && l.maybe("parcels named later") {
		l.now.Packages = nil
		l.show()
		l.now.Packages = names
		l.tick()
	}
	l.show()
}

func (l *life) deliver(returnAsked bool) {
	l.step(order.Delivered, &l.now.DeliveredAt)
	if returnAsked {
		l.now.ReturnRequested = true
		l.tick()
		l.show()
	}
}

// refundSome pays back a little more, up to all of it.
func (l *life) refundSome(label string) {
	left := int64(l.now.Total - l.now.Refunded)
	if left <= 0 || !l.maybe(label) {
		return
	}
	l.now.Refunded += money.Amount(rapid.Int64Range(1, left).Draw(l.t, "amount "+label))
	l.tick()
	l.show()
}

func drawOrder(t *rapid.T) order.Snapshot {
	created := Start.Add(time.Duration(rapid.IntRange(0, 100_000).Draw(t, "created")) * time.Second)
	ref := rapid.StringMatching(`[1-9][0-9]{5,11}`).Draw(t, "ref")
	o := order.Snapshot{
		Ref: ref, Number: "#" + ref, CreatedAt: created, UpdatedAt: created,
		Currency:      rapid.SampledFrom([]money.Currency{"IDR", "USD", "MYR"}).Draw(t, "currency"),
		PaymentMethod: rapid.SampledFrom(PaymentMethods).Draw(t, "payment method"),
		Buyer:         order.Person{Name: "Sari"},
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
		price := money.Amount(rapid.Int64Range(0, 5_000_000).Draw(t, "price")) * 100
		line := order.Line{
			Ref: fmt.Sprint(i + 1), Listing: fmt.Sprint(90 + i), Name: fmt.Sprintf("Item %d", i+1), Price: price,
			SKU: rapid.SampledFrom(append(slices.Clone(SKUs), "")).Draw(t, "sku"), Quantity: rapid.Int64Range(1, 9).Draw(t, "quantity"),
		}
		line.Total = line.Price.Times(line.Quantity)
		o.Lines = append(o.Lines, line)
	}
	o.Amounts.Shipping = money.Amount(rapid.Int64Range(0, 500_000).Draw(t, "shipping"))
	o.Amounts.Tax = money.Amount(rapid.Int64Range(0, 500_000).Draw(t, "tax"))
	o.Amounts.Fees = money.Amount(rapid.Int64Range(0, 9_000).Draw(t, "fees"))
	add(&o)
	o.Amounts.SellerVoucher = money.Amount(rapid.Int64Range(0, int64(o.Amounts.Goods)).Draw(t, "seller voucher"))
	tolerance := int64(o.Currency.Tolerance())
	add(&o)
	o.Total += money.Amount(rapid.Int64Range(-min(tolerance, int64(o.Total)), tolerance).Draw(t, "rounding"))
	return o
}

// PaymentMethods are the words that drawn orders have for how they are paid. Some channels have none.
var PaymentMethods = []string{"bank", "cod", "wallet", ""}

// SKUs are those that drawn orders use, on listings 90 to 93. A line may also have none.
var SKUs = []string{"TS-BLK-M", "TS-WHT-L", "MUG", "CAP"}

// add makes goods and total what the lines add up to.
func add(o *order.Snapshot) {
	o.Amounts.Goods = 0
	for _, l := range o.Lines {
		o.Amounts.Goods += l.Total
	}
	o.Total = o.Amounts.Sum()
}

// clone copies o so deep that later steps of a life do not reach back into it.
func clone(o order.Snapshot) order.Snapshot {
	o.Lines, o.Packages = slices.Clone(o.Lines), slices.Clone(o.Packages)
	return o
}

// DrawHostile draws what no channel should send: any stage, amounts of either sign and any size, empty words, zero times.
func DrawHostile(t *rapid.T) order.Snapshot {
	word := rapid.SampledFrom([]string{"", " ", "P1", "P2", "TS-BLK-M", "{sku}", "\x00", "'; drop table orders; --"})
	amount := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) money.Amount { return money.Amount(rapid.Int64().Draw(t, "any")) }),
		rapid.SampledFrom([]money.Amount{0, 1, -1, money.Units(10), -money.Units(10)}))
	at := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "zero time") {
			return time.Time{}
		}
		return Start.Add(time.Duration(rapid.Int64().Draw(t, "offset")))
	})
	stage := rapid.SampledFrom(append(slices.Clone(order.Stages), order.Unknown, "shiped"))
	o := order.Snapshot{
		Ref: word.Draw(t, "ref"), Stage: stage.Draw(t, "stage"), RawStatus: word.Draw(t, "raw status"),
		CancelRequested: rapid.Bool().Draw(t, "cancel requested"), ReturnRequested: rapid.Bool().Draw(t, "return requested"),
		CancelledBy: order.Party(word.Draw(t, "cancelled by")), Invoiced: order.Invoiced(word.Draw(t, "invoiced")),
		ShippedByOthers: rapid.Bool().Draw(t, "shipped by others"),
		CreatedAt:       at.Draw(t, "created"), UpdatedAt: at.Draw(t, "updated"), PaidAt: at.Draw(t, "paid"), ShippedAt: at.Draw(t, "shipped"),
		DeliveredAt: at.Draw(t, "delivered"), CompletedAt: at.Draw(t, "completed"), CancelledAt: at.Draw(t, "cancelled"),
		Currency: money.Currency(word.Draw(t, "currency")), Total: amount.Draw(t, "total"), Refunded: amount.Draw(t, "refunded"),
		Amounts: order.Amounts{
			Goods: amount.Draw(t, "goods"), SellerVoucher: amount.Draw(t, "seller voucher"), PlatformVoucher: amount.Draw(t, "platform voucher"),
			Shipping: amount.Draw(t, "shipping"), Tax: amount.Draw(t, "tax"), Fees: amount.Draw(t, "fees"),
		},
	}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		o.Lines = append(o.Lines, order.Line{
			Listing: word.Draw(t, "listing"), SKU: word.Draw(t, "sku"), Name: word.Draw(t, "name"),
			Quantity: rapid.Int64().Draw(t, "quantity"), Price: amount.Draw(t, "price"), Total: amount.Draw(t, "line total"),
		})
	}
	for range rapid.IntRange(0, 3).Draw(t, "packages") {
		o.Packages = append(o.Packages, order.Package{Ref: word.Draw(t, "package"), ShippedAt: at.Draw(t, "left"), DeliveredAt: at.Draw(t, "arrived")})
	}
	if rapid.Bool().Draw(t, "sums agree") { // so that hostile orders get past the sums, too
		o.Amounts.Goods = 0
		for _, l := range o.Lines {
			o.Amounts.Goods += l.Total
		}
		o.Total = o.Amounts.Sum()
	}
	return o
}
