package world_test

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

var (
	start = time.Date(2026, 1, 15, 8, 30, 0, 0, time.UTC)
	toko  = world.Key{Channel: "pasar", Shop: "1"}
)

// options are of a world with one shop that stands still.
func options(seed int64, orders int) world.Options {
	return world.Options{
		Seed: seed, Start: start, Now: func() time.Time { return start }, Orders: orders, NoSKU: 1, UnknownSKU: 1,
		Shops: []world.ShopOptions{{Key: toko}, {Key: world.Key{Channel: "pasar", Shop: "2"}}},
	}
}

func newWorld(t testing.TB, o world.Options) *world.World {
	t.Helper()
	w, err := world.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestNew_sameSeedSameHistory(t *testing.T) {
	t.Parallel()
	a, b, other := newWorld(t, options(3, 300)), newWorld(t, options(3, 300)), newWorld(t, options(4, 300))
	if diff := cmp.Diff(a.Orders(world.Filter{}), b.Orders(world.Filter{})); diff != "" {
		t.Errorf("the same seed gave another history:\n%s", diff)
	}
	if diff := cmp.Diff(a.Moves(toko), b.Moves(toko)); diff != "" {
		t.Errorf("the same seed gave other moves:\n%s", diff)
	}
	if cmp.Equal(a.Orders(world.Filter{}), other.Orders(world.Filter{})) {
		t.Error("another seed gave the same history")
	}
}

func TestNew_sixtyOrdersReachEveryStageAndMark(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options(1, 60))
	stages, actors := map[world.Stage]bool{}, map[world.Actor]bool{}
	var parcels, refunds, parts, cancelledOnTheRoad, sku, noSKU bool
	for _, o := range w.Orders(world.Filter{}) {
		for _, s := range o.Steps {
			stages[s.Stage] = true
		}
		actors[o.CancelledBy] = true
		parcels = parcels || len(o.Packages) > 1
		cancelledOnTheRoad = cancelledOnTheRoad || o.Stage == world.Cancelled && o.WasShipped()
		for _, r := range o.Refunds {
			refunds, parts = refunds || !r.Part, parts || r.Part
		}
		for _, l := range o.Lines {
			sku, noSKU = sku || l.SKU != "", noSKU || l.SKU == ""
		}
	}
	for _, s := range world.Stages() {
		if !stages[s] {
			t.Errorf("no order was ever %s", s)
		}
	}
	for _, a := range []world.Actor{world.Buyer, world.Seller, world.System} {
		if !actors[a] {
			t.Errorf("%s never cancelled", a)
		}
	}
	if !parcels || !refunds || !parts || !cancelledOnTheRoad || !sku || !noSKU {
		t.Errorf("missing: parcels %v, refunds %v, partial cancellations %v, cancelled on the road %v, SKU %v and none %v",
			parcels, refunds, parts, cancelledOnTheRoad, sku, noSKU)
	}
}

func TestNew_badOptionsAreNamed(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*world.Options){
		"orders": func(o *world.Options) { o.Orders = -1 },
		"speed":  func(o *world.Options) { o.Speed = -1 },
		"pace":   func(o *world.Options) { o.Pace = -1 },
		"goods":  func(o *world.Options) { o.Goods = -1 },
		"no_sku": func(o *world.Options) { o.NoSKU = 1000 },
		"shops":  func(o *world.Options) { o.Shops = nil },
	} {
		o := options(1, 1)
		change(&o)
		if _, err := world.New(o); err == nil || err.Error()[:len(field)] != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

// legal is what may follow what, written down once more and independently of the world's own table.
var legal = map[world.Stage][]world.Stage{
	world.Unpaid:         {world.Paid, world.Cancelled},
	world.Paid:           {world.Paid, world.Shipped, world.Cancelled},
	world.Shipped:        {world.Shipped, world.Delivered, world.Completed, world.Cancelled, world.FailedDelivery, world.Returned},
	world.Delivered:      {world.Delivered, world.Completed, world.Returned},
	world.Completed:      {world.Completed, world.Returned},
	world.FailedDelivery: {world.FailedDelivery, world.Returned},
	world.Cancelled:      {},
	world.Returned:       {},
}

// checkOrder holds what is true of every order the world ever shows.
func checkOrder(t *rapid.T, o *world.Order) {
	if got := o.Sums().Total(); got != o.Total {
		t.Fatalf("order %s: parts %s, total %s", o.Ref, got.Text(4), o.Total.Text(4))
	}
	if o.Total%world.Unit != 0 || o.Total < 0 {
		t.Fatalf("order %s: %s is not in whole rupiah", o.Ref, o.Total.Text(4))
	}
	if r := o.Refunded(); r < 0 || r > o.Total {
		t.Fatalf("order %s: %s of %s went back", o.Ref, r.Text(4), o.Total.Text(4))
	}
	for _, l := range o.Lines {
		if l.Subtotal != l.Price*world.Amount(l.Quantity) || l.Discount < 0 || l.Discount > l.Subtotal || l.Shipped+l.Cancelled > l.Quantity || l.Held < 0 || l.Held > l.Quantity {
			t.Fatalf("order %s: line %+v", o.Ref, l)
		}
	}
	var discounts world.Amount
	for _, d := range o.Discounts {
		discounts += d.Amount
	}
	if discounts != o.Sums().Discounts {
		t.Fatalf("order %s: vouchers of %s, lines say %s", o.Ref, discounts.Text(4), o.Sums().Discounts.Text(4))
	}
	for i := 1; i < len(o.Steps); i++ {
		from, to := o.Steps[i-1], o.Steps[i]
		if !slices.Contains(legal[from.Stage], to.Stage) || to.At.Before(from.At) || to.ID <= from.ID {
			t.Fatalf("order %s: %s follows %s: %+v", o.Ref, to.Stage, from.Stage, o.Steps)
		}
	}
	if last := o.Steps[len(o.Steps)-1]; last.Stage != o.Stage || !last.At.Equal(o.Updated) {
		t.Fatalf("order %s: last step %+v, order is %s of %s", o.Ref, last, o.Stage, o.Updated)
	}
}

// checkStock holds that every figure is the sum of its moves, and that what orders hold is what was taken.
func checkStock(t *rapid.T, w *world.World, k world.Key) {
	sum, held := map[int64]int64{}, map[int64]int64{}
	for _, m := range w.Moves(k) {
		if sum[m.Item] += m.Change; sum[m.Item] != m.After {
			t.Fatalf("item %d: the moves make %d, the book says %d", m.Item, sum[m.Item], m.After)
		}
		if m.Why == world.Sale || m.Why == world.GiveBack {
			held[m.Item] -= m.Change
		}
	}
	for _, o := range w.Orders(world.Filter{Channel: k.Channel, Shop: k.Shop}) {
		for _, l := range o.Lines {
			held[l.ItemID] -= l.Held
		}
	}
	for _, i := range w.Items(k) {
		if sum[i.ID] != i.Stock {
			t.Fatalf("item %d has %d, its moves make %d", i.ID, i.Stock, sum[i.ID])
		}
		if held[i.ID] != 0 {
			t.Fatalf("item %d: %d pieces were taken that no order holds", i.ID, held[i.ID])
		}
	}
}

// checkIndex holds that the walk by change shows every order once, in sequence.
func checkIndex(t *rapid.T, w *world.World, k world.Key) {
	var last *world.Order
	n := 0
	for o := range w.ByUpdated(k, time.Time{}, time.Time{}, false) {
		if last != nil && (o.Updated.Before(last.Updated) || o.Updated.Equal(last.Updated) && o.ID <= last.ID) {
			t.Fatalf("order %s of %s comes after %s of %s", o.Ref, o.Updated, last.Ref, last.Updated)
		}
		last = o
		n++
	}
	if want := len(w.Orders(world.Filter{Channel: k.Channel, Shop: k.Shop})); n != want {
		t.Fatalf("the walk has %d orders, the shop %d", n, want)
	}
}

// Whatever is done to a world, by hand or by time: totals are exact, lives are legal, stock moves only with a move.
func TestWorld_properties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := start
		o := options(rapid.Int64Range(0, 1000).Draw(t, "seed"), rapid.IntRange(0, 60).Draw(t, "orders"))
		o.Now = func() time.Time { return now }
		w, err := world.New(o)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second)
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				if err := w.Advance(time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour); err != nil {
					t.Fatal(err)
				}
			case 1:
				if _, err := w.Buy(toko, nil); err != nil {
					t.Fatal(err)
				}
			case 2:
				w.Nudge(toko, rapid.Uint64().Draw(t, "draw"))
			default:
				push(t, w)
			}
		}
		for _, o := range w.Orders(world.Filter{}) {
			checkOrder(t, o)
		}
		for _, s := range w.Shops() {
			checkStock(t, w, s.Key)
			checkIndex(t, w, s.Key)
		}
	})
}

// push does a drawn verb to a drawn order; it may be refused, but for no other reason than the order's state.
func push(t *rapid.T, w *world.World) {
	all := w.Orders(world.Filter{})
	if len(all) == 0 {
		return
	}
	o := all[rapid.IntRange(0, len(all)-1).Draw(t, "order")]
	act := world.Act{
		Verb: rapid.SampledFrom(world.Verbs()).Draw(t, "verb"), Part: rapid.Bool().Draw(t, "part"), Restock: rapid.Bool().Draw(t, "restock"),
		By: rapid.SampledFrom([]world.Actor{world.Nobody, world.Buyer, world.Seller, world.System}).Draw(t, "by"),
	}
	if rapid.Bool().Draw(t, "amount") {
		act.Amount = world.Whole(rapid.Int64Range(1, 400_000).Draw(t, "rupiah"))
	}
	if _, err := w.Do(o.Key, o.Ref, act); err != nil && !errors.Is(err, world.ErrIllegal) {
		t.Fatal(err)
	}
}

func TestDo_refusesWhatTheStateDoesNotAllow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options(1, 0))
	o, err := w.Buy(toko, []world.Wish{{SKU: w.Goods()[0].SKU, Quantity: 2}})
	if err != nil {
		t.Fatal(err)
	}
	do := func(a world.Act) error { _, err := w.Do(toko, o.Ref, a); return err }
	if o.Stage == world.Unpaid {
		if err := do(world.Act{Verb: world.Pay}); err != nil {
			t.Fatal(err)
		}
	}
	if err := do(world.Act{Verb: world.Deliver}); !errors.Is(err, world.ErrIllegal) {
		t.Errorf("delivered before it was shipped: %v", err)
	}
	for _, v := range []world.Verb{world.Ship, world.Deliver, world.Accept, world.RequestReturn, world.Return} {
		if err := do(world.Act{Verb: v}); err != nil {
			t.Fatalf("%s: %v", v, err)
		}
	}
	o, _ = w.Order(toko, o.Ref)
	if o.Stage != world.Returned || o.Refunded() != o.Total || o.Lines[0].Held != 0 {
		t.Errorf("returned: %s, %s of %s back, %d held", o.Stage, o.Refunded().Text(0), o.Total.Text(0), o.Lines[0].Held)
	}
	if err := do(world.Act{Verb: world.Cancel}); !errors.Is(err, world.ErrIllegal) {
		t.Errorf("cancelled after the return: %v", err)
	}
	if _, err := w.Do(toko, "nope", world.Act{Verb: world.Pay}); !errors.Is(err, world.ErrNotFound) {
		t.Errorf("unknown order: %v", err)
	}
}

// A channel that cannot say delivered shows the last stage it can.
func TestReading_goesBackToTheLastStageThatTheChannelCanExpress(t *testing.T) {
	t.Parallel()
	o := options(1, 0)
	o.Shops[0].Profile.Stages = []world.Stage{world.Unpaid, world.Paid, world.Shipped, world.Completed, world.Cancelled}
	w := newWorld(t, o)
	order, err := w.Buy(toko, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []world.Verb{world.Pay, world.Ship, world.Deliver} {
		if got, err := w.Do(toko, order.Ref, world.Act{Verb: v}); err == nil {
			order = got
		}
	}
	if order.Stage != world.Delivered || w.Reading(order).Stage != world.Shipped {
		t.Errorf("the order is %s and reads %s", order.Stage, w.Reading(order).Stage)
	}
}

// Lives go on by themselves at the speed of the clock, and are stamped with the present.
func TestRun_livesGoOnAtTheSpeedOfTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := options(1, 100)
		o.Start, o.Now, o.Speed = time.Now(), time.Now, 60
		w := newWorld(t, o)
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		changes := 0
		defer w.Subscribe(func(c world.Change) {
			mu.Lock()
			defer mu.Unlock()
			if c.Order != nil {
				changes++
				if d := time.Since(c.Order.Updated); d < 0 || d > time.Second {
					t.Errorf("stamped %s ago", d)
				}
			}
		})()
		go w.Run(ctx)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		mu.Lock()
		if changes < 200 || changes > 2000 {
			t.Errorf("%d changes in ten minutes", changes)
		}
		changes = 0
		mu.Unlock()
		if err := w.SetSpeed(0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		mu.Lock()
		if changes != 0 {
			t.Errorf("%d changes while the world stood still", changes)
		}
		mu.Unlock()
		cancel()
		synctest.Wait()
	})
}

func TestSave_aWorldGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	dir, now, empty := t.TempDir(), start, cmpopts.EquateEmpty()
	o := options(5, 120)
	o.Now = func() time.Time { return now }
	w := newWorld(t, o)
	compare := func(when string) {
		t.Helper()
		if err := w.Save(dir); err != nil {
			t.Fatal(err)
		}
		again, err := world.Load(dir, world.Options{Now: o.Now, Shops: o.Shops})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w.Orders(world.Filter{Deleted: true}), again.Orders(world.Filter{Deleted: true}), empty); diff != "" {
			t.Fatalf("%s the orders differ:\n%s", when, diff)
		}
		if diff := cmp.Diff(w.Items(toko), again.Items(toko), empty); diff != "" {
			t.Fatalf("%s the items differ:\n%s", when, diff)
		}
		if diff := cmp.Diff(w.Moves(toko), again.Moves(toko)); diff != "" {
			t.Fatalf("%s the moves differ:\n%s", when, diff)
		}
	}
	compare("at first")
	for range 5 {
		now = now.Add(time.Minute)
		if err := w.Advance(5 * time.Hour); err != nil {
			t.Fatal(err)
		}
		compare("after some life")
	}
	again, err := world.Load(dir, world.Options{Now: o.Now, Shops: o.Shops})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []*world.World{w, again} {
		if err := x.Advance(10 * time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(w.Orders(world.Filter{}), again.Orders(world.Filter{}), empty); diff != "" {
		t.Errorf("what was loaded lives on differently:\n%s", diff)
	}
	if _, err := world.Load(t.TempDir(), o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty directory: %v", err)
	}
}

// A reader and a writer at the same time see whole orders; the race detector sees the rest.
func TestWorld_isSafeUnderConcurrentUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options(2, 100))
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for i := range 20 {
				switch (n + i) % 4 {
				case 0:
					_, _ = w.Buy(toko, nil)
				case 1:
					w.Nudge(toko, uint64(i))
				case 2:
					for o := range w.ByUpdated(toko, time.Time{}, time.Time{}, i%2 == 0) {
						if o.Sums().Total() != o.Total {
							t.Error("half an order was seen")
						}
					}
				default:
					if err := w.Save(t.TempDir()); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestAmount_textAndParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount world.Amount
		digits int
		want   string
	}{
		{world.Whole(162000), 0, "162000"}, {world.Whole(-75000), 0, "-75000"}, {293500, 2, "29.35"}, {-100000, 2, "-10.00"},
		{5000, 0, "1"}, {4999, 0, "0"}, {-4999, 0, "0"}, {1, 4, "0.0001"}, {0, 2, "0.00"},
	} {
		if got := c.amount.Text(c.digits); got != c.want {
			t.Errorf("%d with %d places: got %s, want %s", c.amount, c.digits, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a := world.Amount(rapid.Int64Range(-1e15, 1e15).Draw(t, "amount"))
		if got, err := world.ParseAmount(a.Text(4)); err != nil || got != a {
			t.Fatalf("%s came back as %s: %v", a.Text(4), got.Text(4), err)
		}
	})
	for _, bad := range []string{"", "-", "1e5", "1.23456", "99999999999999999999", "1,5", "abc", "--1"} {
		if a, err := world.ParseAmount(bad); err == nil {
			t.Errorf("%q was read as %s", bad, a.Text(4))
		}
	}
}

func BenchmarkNew_100000Orders(b *testing.B) {
	for b.Loop() {
		newWorld(b, options(1, 100_000))
	}
}
