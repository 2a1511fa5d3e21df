package world

import "time"

// life is a way an order can go, with how often it does.
type life struct {
	name   string
	weight int64
	cash   bool // cash on delivery: never unpaid
	steps  []lifeStep
}

// lifeStep is an act and how long after the one before it happens.
type lifeStep struct {
	act    Act
	lo, hi time.Duration
}

const (
	minute = time.Minute
	hour   = time.Hour
)

// Times are those of Indonesian trade: paid within hours, packed within a day, two or three days on the road, and a
// buyer who presses "received" or lets the term run out.
var (
	paying     = lifeStep{Act{Verb: Pay}, 2 * minute, 3 * hour}
	shipping   = lifeStep{Act{Verb: Ship}, 2 * hour, 26 * hour}
	delivering = lifeStep{Act{Verb: Deliver}, 18 * hour, 70 * hour}
	accepting  = lifeStep{Act{Verb: Accept}, 2 * hour, 60 * hour}
)

// lives are all the ways. TestNew_sixtyOrdersReachEveryStageAndMark holds that together they reach every stage and mark.
var lives = []life{
	{"accepted", 560, false, []lifeStep{paying, shipping, delivering, accepting}},
	{"cash on delivery", 110, true, []lifeStep{shipping, delivering, accepting}},
	{"several parcels", 35, false, []lifeStep{
		paying, {Act{Verb: Ship, Part: true}, 2 * hour, 26 * hour}, {Act{Verb: Ship}, hour, 12 * hour}, delivering, accepting,
	}},
	{"never paid", 55, false, []lifeStep{{Act{Verb: Cancel, By: System}, 20 * hour, 25 * hour}}},
	{"buyer changes their mind before paying", 20, false, []lifeStep{{Act{Verb: Cancel, By: Buyer}, 3 * minute, 10 * hour}}},
	{"buyer asks to cancel, seller agrees", 30, false, []lifeStep{
		paying, {Act{Verb: RequestCancel}, 5 * minute, 3 * hour}, {Act{Verb: Cancel, By: Buyer}, 20 * minute, 4 * hour},
	}},
	{"buyer asks to cancel, seller refuses", 10, false, []lifeStep{
		paying, {Act{Verb: RequestCancel}, 5 * minute, 3 * hour}, {Act{Verb: RefuseCancel}, 20 * minute, 4 * hour}, shipping, delivering, accepting,
	}},
	{"seller has no stock", 30, false, []lifeStep{paying, {Act{Verb: Cancel, By: Seller}, hour, 20 * hour}}},
	{"seller has one piece too few", 20, false, []lifeStep{
		paying, {Act{Verb: CancelPart}, hour, 6 * hour}, shipping, delivering, accepting,
	}},
	{"cancelled on the road", 15, false, []lifeStep{paying, shipping, {Act{Verb: Cancel, By: Seller}, 3 * hour, 40 * hour}}},
	{"delivery fails", 20, false, []lifeStep{paying, shipping, {Act{Verb: Fail}, 20 * hour, 70 * hour}}},
	{"cash on delivery fails", 15, true, []lifeStep{shipping, {Act{Verb: Fail}, 20 * hour, 70 * hour}}},
	{"returned", 25, false, []lifeStep{
		paying, shipping, delivering, {Act{Verb: RequestReturn}, hour, 20 * hour}, {Act{Verb: Return}, 20 * hour, 60 * hour},
	}},
	{"returned after it was accepted", 10, false, []lifeStep{
		paying, shipping, delivering, accepting, {Act{Verb: RequestReturn}, hour, 20 * hour}, {Act{Verb: Return}, 20 * hour, 60 * hour},
	}},
	{"return refused", 10, false, []lifeStep{
		paying, shipping, delivering, {Act{Verb: RequestReturn}, hour, 20 * hour}, {Act{Verb: RefuseReturn}, 4 * hour, 20 * hour}, accepting,
	}},
	{"part of the money back", 25, false, []lifeStep{
		paying, shipping, delivering, {Act{Verb: GiveRefund}, hour, 20 * hour}, accepting,
	}},
	{"part of the money back after it was accepted", 10, false, []lifeStep{
		paying, shipping, delivering, accepting, {Act{Verb: GiveRefund, Restock: true}, hour, 40 * hour},
	}},
}

// drawLife picks a way by weight.
func drawLife(d dice) life {
	var sum int64
	for _, l := range lives {
		sum += l.weight
	}
	n := d.Int64N(sum)
	for _, l := range lives {
		if n -= l.weight; n < 0 {
			return l
		}
	}
	return lives[0]
}

// script lays a life out from the time of creation.
func (l life) script(d dice, from time.Time) []Due {
	out := make([]Due, 0, len(l.steps))
	at := from
	for _, s := range l.steps {
		at = at.Add(d.span(s.lo, s.hi))
		out = append(out, Due{At: at, Act: s.act})
	}
	return out
}
