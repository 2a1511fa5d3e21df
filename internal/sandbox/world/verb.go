package world

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Verb is something that can be done to an order.
type Verb string

// The verbs. Place and Write are written by the world itself and cannot be asked for.
const (
	Place         Verb = "place"
	Write         Verb = "write" // a client wrote to it through the channel's API
	Pay           Verb = "pay"
	Ship          Verb = "ship"
	Deliver       Verb = "deliver"
	Accept        Verb = "accept"
	Cancel        Verb = "cancel"
	RequestCancel Verb = "request_cancel"
	RefuseCancel  Verb = "refuse_cancel"
	CancelPart    Verb = "cancel_part"
	Fail          Verb = "fail"
	RequestReturn Verb = "request_return"
	RefuseReturn  Verb = "refuse_return"
	Return        Verb = "return"
	GiveRefund    Verb = "refund"
)

// legal says from which stages a verb can be done.
var legal = map[Verb][]Stage{
	Pay:           {Unpaid},
	Ship:          {Paid, Shipped}, // again while pieces are left: several parcels
	Deliver:       {Shipped},
	Accept:        {Shipped, Delivered},
	Cancel:        {Unpaid, Paid, Shipped},
	RequestCancel: {Paid},
	RefuseCancel:  {Paid},
	CancelPart:    {Paid},
	Fail:          {Shipped},
	RequestReturn: {Delivered, Completed},
	RefuseReturn:  {Delivered, Completed},
	Return:        {Delivered, Completed, FailedDelivery},
	GiveRefund:    {Paid, Shipped, Delivered, Completed, FailedDelivery},
}

// Verbs lists what can be asked for, in the order of a life.
func Verbs() []Verb {
	return []Verb{
		Pay, RequestCancel, RefuseCancel, CancelPart, Ship, Deliver, Accept, Fail, RequestReturn, RefuseReturn, Return, GiveRefund, Cancel,
	}
}

// Allowed tells from which stages a verb can be done; nil for an unknown verb.
func Allowed(v Verb) []Stage { return slices.Clone(legal[v]) }

// Act is a verb with what it needs. What is left empty is chosen sensibly.
type Act struct {
	Verb     Verb
	By       Actor   // Cancel: who; empty: Seller
	Amount   Amount  // GiveRefund: 0 with no Lines is the price of one piece
	Lines    []Count // Ship: empty is all that is left; CancelPart, GiveRefund: which pieces
	Part     bool    // Ship: only part of what is left, so that a second parcel follows
	Restock  bool    // GiveRefund: the pieces go back on sale
	Reason   string
	Courier  string
	Tracking string
}

// Due is an act that happens by itself.
type Due struct {
	At time.Time // on the clock of lives
	Act
}

// ErrIllegal says that the order's state does not allow the verb.
var ErrIllegal = errors.New("not allowed in this state")

// ErrNotFound says that there is no such shop, order or item.
var ErrNotFound = errors.New("not found")

func refuse(o *Order, v Verb, why string) error {
	return fmt.Errorf("%s of order %s, which is %s: %s: %w", v, o.Ref, o.Stage, why, ErrIllegal)
}

// do changes o, which must be a copy of its own, as a says. names gives ids to what is new.
func (o *Order) do(a Act, at time.Time, ids *ids, p Profile) error {
	from, ok := legal[a.Verb]
	if !ok {
		return fmt.Errorf("%q is no verb: %w", a.Verb, ErrIllegal)
	}
	if !slices.Contains(from, o.Stage) {
		return refuse(o, a.Verb, fmt.Sprintf("it has to be one of %v", from))
	}
	if a.By == Nobody {
		a.By = usually[a.Verb]
	}
	if err := acts[a.Verb](o, a, at, ids, p); err != nil {
		return err
	}
	o.Word = ""
	o.Steps = append(o.Steps, Step{ID: ids.event(), At: at, Verb: a.Verb, By: a.By, Stage: o.Stage})
	return nil
}

// usually is who does a verb when nobody is named.
var usually = map[Verb]Actor{
	Pay: Buyer, Ship: Seller, Deliver: System, Accept: Buyer, Cancel: Seller, RequestCancel: Buyer, RefuseCancel: Seller,
	CancelPart: Seller, Fail: System, RequestReturn: Buyer, RefuseReturn: Seller, Return: Seller, GiveRefund: Seller,
}

var acts = map[Verb]func(o *Order, a Act, at time.Time, ids *ids, p Profile) error{
	Pay:           pay,
	Ship:          ship,
	Deliver:       deliver,
	Accept:        accept,
	Cancel:        cancel,
	RequestCancel: mark(func(o *Order) *bool { return &o.CancelRequested }, true),
	RefuseCancel:  mark(func(o *Order) *bool { return &o.CancelRequested }, false),
	RequestReturn: mark(func(o *Order) *bool { return &o.ReturnRequested }, true),
	RefuseReturn:  mark(func(o *Order) *bool { return &o.ReturnRequested }, false),
	CancelPart:    cancelPart,
	Fail:          failDelivery,
	Return:        takeBack,
	GiveRefund:    refund,
}

func mark(field func(*Order) *bool, to bool) func(*Order, Act, time.Time, *ids, Profile) error {
	return func(o *Order, a Act, _ time.Time, _ *ids, _ Profile) error {
		m := field(o)
		if *m == to {
			return refuse(o, a.Verb, "it is so already")
		}
		*m = to
		return nil
	}
}

func pay(o *Order, _ Act, at time.Time, _ *ids, _ Profile) error {
	o.Stage, o.PaidAt = Paid, at
	if o.Payment.Transaction == "" && !o.Payment.Slow {
		o.Payment.Transaction = fmt.Sprintf("TRX-%s-%d", at.Format("060102"), o.ID)
	}
	return nil
}

func ship(o *Order, a Act, at time.Time, _ *ids, p Profile) error {
	counts := a.Lines
	if len(counts) == 0 {
		counts = o.left(a.Part)
	}
	if len(counts) == 0 {
		return refuse(o, a.Verb, "no pieces are left to ship")
	}
	if err := checkCounts(o, counts, a.Verb); err != nil {
		return err
	}
	for _, c := range counts {
		o.LineByID(c.Line).Shipped += c.Quantity
	}
	n := len(o.Packages) + 1
	o.Packages = append(o.Packages, Package{
		Ref: p.packageRef(o.Ref, n), Courier: or(a.Courier, courierOf(o.Courier)),
		TrackingNumber: or(a.Tracking, trackingNumber(o, n)), ShippedAt: at, Lines: counts,
	})
	o.Stage, o.CancelRequested = Shipped, false
	return nil
}

// checkCounts refuses lines that are not there and more pieces than are left to ship.
func checkCounts(o *Order, counts []Count, v Verb) error {
	want := map[int64]int64{}
	for _, c := range counts {
		want[c.Line] += c.Quantity
		l := o.LineByID(c.Line)
		if l == nil || c.Quantity <= 0 || want[c.Line] > l.toShip() {
			return refuse(o, v, fmt.Sprintf("line %d has no %d pieces left", c.Line, want[c.Line]))
		}
	}
	return nil
}

// left is what has still to leave; with part, about half of it, unless it is a single piece.
func (o *Order) left(part bool) []Count {
	var all []Count
	var pieces int64
	for _, l := range o.Lines {
		if n := l.toShip(); n > 0 {
			all = append(all, Count{Line: l.ID, Quantity: n})
			pieces += n
		}
	}
	if !part || pieces < 2 {
		return all
	}
	if len(all) > 1 {
		return all[:len(all)/2]
	}
	all[0].Quantity /= 2
	return all
}

func deliver(o *Order, a Act, at time.Time, _ *ids, _ Profile) error {
	if len(o.left(false)) > 0 {
		return refuse(o, a.Verb, "pieces are still in the shop")
	}
	o.arrive(at)
	if o.PaidAt.IsZero() {
		o.PaidAt = at // the courier collected
	}
	o.Stage = Delivered
	return nil
}

func (o *Order) arrive(at time.Time) {
	for i := range o.Packages {
		if o.Packages[i].DeliveredAt.IsZero() {
			o.Packages[i].DeliveredAt = at
		}
	}
}

func accept(o *Order, a Act, at time.Time, ids *ids, p Profile) error {
	if err := deliver(o, a, at, ids, p); err != nil {
		return err
	}
	o.Stage, o.CompletedAt = Completed, at
	return nil
}

func cancel(o *Order, a Act, _ time.Time, _ *ids, _ Profile) error {
	o.Stage, o.CancelledBy, o.CancelRequested = Cancelled, a.By, false
	return nil
}

func failDelivery(o *Order, _ Act, _ time.Time, _ *ids, _ Profile) error {
	o.Stage = FailedDelivery
	return nil
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (p Profile) packageRef(order string, n int) string {
	if p.PackageRef != nil {
		return p.PackageRef(order, n)
	}
	return fmt.Sprintf("%s-%d", order, n)
}
