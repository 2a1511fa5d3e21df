package order_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/order/ordertest"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func full() order.Snapshot {
	return order.Snapshot{
		Ref: "727", Number: "#727", Stage: order.Shipped, RawStatus: "sent", UpdatedAt: noon, Currency: "IDR", Total: money.Units(100),
		Amounts:  order.Amounts{Goods: money.Units(100)},
		Lines:    []order.Line{{Ref: "1", Listing: "93", SKU: "MUG", Name: "Mug", Quantity: 1, Price: money.Units(100), Total: money.Units(100)}},
		Packages: []order.Package{{Ref: "A", ShippedAt: noon}, {Ref: "B"}, {Ref: "C"}},
	}
}

func TestSnapshot_Hash_sameForWhatIsNoChange(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*order.Snapshot){
		"nothing":                    func(*order.Snapshot) {},
		"the channel's clock moved":  func(o *order.Snapshot) { o.UpdatedAt = o.UpdatedAt.Add(time.Hour) },
		"the raw answer looks other": func(o *order.Snapshot) { o.Raw = []byte(`{"id": 727}`) },
		"parcels in another order":   func(o *order.Snapshot) { slices.Reverse(o.Packages) },
		"parcels in yet another one": func(o *order.Snapshot) { o.Packages[0], o.Packages[1] = o.Packages[1], o.Packages[0] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := full(), full()
			change(&b)
			if a.Hash() != b.Hash() {
				t.Error("the hash has moved")
			}
		})
	}
}

// Every field a plan or a reader could depend on moves the hash. The walk finds fields that are added later by itself.
func TestSnapshot_Hash_movesWithEveryField(t *testing.T) {
	t.Parallel()
	base := full()
	want := base.Hash()
	var changed []string
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		switch {
		case path == ".UpdatedAt" || path == ".Raw" || path == ".Problem":
			return
		case v.Type() == reflect.TypeFor[time.Time]():
			v.Set(reflect.ValueOf(noon.Add(time.Minute)))
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
			return
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), path+"[]")
			}
			return
		case v.Kind() == reflect.String:
			v.SetString(v.String() + "x")
		case v.Kind() == reflect.Bool:
			v.SetBool(!v.Bool())
		case v.CanInt():
			v.SetInt(v.Int() + 1)
		default:
			t.Fatalf("%s: a %s is not tried here yet", path, v.Type())
		}
		if base.Hash() == want {
			t.Errorf("%s does not move the hash", path)
		}
		want = base.Hash()
		changed = append(changed, path)
	}
	walk(reflect.ValueOf(&base).Elem(), "")
	if len(changed) < 50 {
		t.Errorf("only %d fields were tried: %v", len(changed), changed)
	}
}

func TestSnapshot_Hash_movesWithAProblemAndWithLineOrder(t *testing.T) {
	t.Parallel()
	plain, unknown, amount := full(), full(), full()
	unknown.Problem = outcome.New(outcome.UnknownStatus, "status", "x")
	amount.Problem = outcome.New(outcome.BadAmount, "field", "total", "value", "x")
	if plain.Hash() == unknown.Hash() || unknown.Hash() == amount.Hash() {
		t.Error("a problem does not move the hash")
	}
	fewer := full()
	fewer.Packages = fewer.Packages[:2]
	if plain.Hash() == fewer.Hash() {
		t.Error("a parcel that is gone does not move the hash")
	}
}

func TestSnapshot_Hash_leavesTheSnapshotAlone(t *testing.T) {
	t.Parallel()
	o := full()
	slices.Reverse(o.Packages)
	before := o
	before.Packages = slices.Clone(o.Packages)
	o.Hash()
	if diff := cmp.Diff(before, o); diff != "" {
		t.Errorf("hashing changed it:\n%s", diff)
	}
}

// Hostile snapshots have a hash like any other.
func TestSnapshot_Hash_neverPanics(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := ordertest.DrawHostile(t)
		if o.Hash() != o.Hash() {
			t.Fatal("two looks, two hashes")
		}
	})
}

func TestSnapshot_WasShipped(t *testing.T) {
	t.Parallel()
	for _, s := range order.Stages {
		want := s != order.Unpaid && s != order.Paid && s != order.Cancelled
		if o := (order.Snapshot{Stage: s}); o.WasShipped() != want {
			t.Errorf("%s: %v", s, !want)
		}
	}
	for name, o := range map[string]order.Snapshot{
		"cancelled after it was shipped":     {Stage: order.Cancelled, ShippedAt: noon},
		"cancelled after it was delivered":   {Stage: order.Cancelled, DeliveredAt: noon},
		"cancelled after it was completed":   {Stage: order.Cancelled, CompletedAt: noon},
		"cancelled after one parcel left":    {Stage: order.Cancelled, Packages: []order.Package{{Ref: "A"}, {Ref: "B", ShippedAt: noon}}},
		"cancelled after one parcel arrived": {Stage: order.Cancelled, Packages: []order.Package{{Ref: "A", DeliveredAt: noon}}},
		"paid, and the first parcel left":    {Stage: order.Paid, Packages: []order.Package{{Ref: "A", ShippedAt: noon}, {Ref: "B"}}},
	} {
		if !o.WasShipped() {
			t.Errorf("%s: goods have left", name)
		}
	}
	if o := (order.Snapshot{Stage: order.Cancelled, PaidAt: noon, CancelledAt: noon, Packages: []order.Package{{Ref: "A"}}}); o.WasShipped() {
		t.Error("packed is not shipped")
	}
}

func TestSnapshot_ShippedPackages(t *testing.T) {
	t.Parallel()
	o := order.Snapshot{Packages: []order.Package{{Ref: "A"}, {Ref: "B", ShippedAt: noon}, {Ref: "C", DeliveredAt: noon}}}
	var got []string
	for _, p := range o.ShippedPackages() {
		got = append(got, p.Ref)
	}
	if diff := cmp.Diff([]string{"B", "C"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAmounts_Sum(t *testing.T) {
	t.Parallel()
	a := order.Amounts{Goods: 1000, SellerVoucher: 100, PlatformVoucher: 50, Shipping: 200, Tax: 30, Fees: -7}
	if got := a.Sum(); got != 1073 {
		t.Errorf("got %d", got)
	}
}

// A life is what it says: its clock grows, its facts stay, and its money adds up.
func TestDrawLife_isLegal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life := ordertest.DrawLife(t)
		for i, o := range life {
			if diff := o.Total - o.Amounts.Sum(); diff.Abs() > o.Currency.Tolerance() || o.Total < 0 || !slices.Contains(order.Stages, o.Stage) {
				t.Fatalf("snapshot %d: %+v", i, o)
			}
			if i == 0 {
				continue
			}
			before := life[i-1]
			if !o.UpdatedAt.After(before.UpdatedAt) || o.Refunded < before.Refunded || o.Ref != before.Ref {
				t.Fatalf("snapshot %d goes back: %+v\nafter %+v", i, o, before)
			}
			if before.WasShipped() && (!o.WasShipped() || o.Total != before.Total) {
				t.Fatalf("snapshot %d forgets or changes what has left: %+v\nafter %+v", i, o, before)
			}
		}
		arrived := ordertest.Newer(ordertest.DrawDeliveries(t, life))
		if diff := cmp.Diff(life[len(life)-1], arrived[len(arrived)-1]); diff != "" {
			t.Fatalf("the last snapshot does not arrive last:\n%s", diff)
		}
	})
}

func TestFirstShipped(t *testing.T) {
	t.Parallel()
	at := func(hour int) order.Package {
		return order.Package{ShippedAt: time.Date(2026, 1, 31, hour, 0, 0, 0, time.UTC)}
	}
	if got := order.FirstShipped([]order.Package{{}, at(12), at(10), at(11)}); got.Hour() != 10 {
		t.Errorf("the first of three left at %s", got)
	}
	if got := order.FirstShipped([]order.Package{{}, {}}); !got.IsZero() {
		t.Errorf("nothing left at %s", got)
	}
}
