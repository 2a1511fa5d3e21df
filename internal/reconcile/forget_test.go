package reconcile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// private is what tells who the buyer of bought is.
var private = []string{"Zubaidah Qureshi", "zubaidah@example.com", "+62 812-9876-5432", "Jl. Kenanga 99", "Bandung", "40199", "leave it with Pak Joko", "moved to my sister"}

func bought(ref string, stage order.Stage) order.Snapshot {
	return order.Snapshot{
		Ref: ref, Number: "#" + ref, Stage: stage, RawStatus: string(stage), UpdatedAt: start, Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
		Lines:  []order.Line{{Ref: "1", SKU: "K-1", Listing: "L", Quantity: 1, Total: money.Units(10)}},
		Buyer:  order.Person{Name: private[0], Email: private[1], Phone: private[2]},
		ShipTo: order.Address{Name: private[0], Phone: private[2], Lines: private[3], City: private[4], Postcode: private[5], State: "JB", Country: "ID"},
		Note:   private[6], CancelReason: private[7], Raw: []byte(`{"gift_to":"` + private[0] + `"}`),
	}
}

// kept is all that the database holds in words about an order.
func (d *desk) kept(t *testing.T, ref string) string {
	t.Helper()
	var id, forgotten int64
	var all strings.Builder
	var buyer, hold, skip string
	if err := d.DB.QueryRow(t.Context(), `select id, buyer, hold, skip, forgotten_at from orders where ref = $1`, ref).Scan(&id, &buyer, &hold, &skip, &forgotten); err != nil {
		t.Fatal(err)
	}
	snaps, err := reconcile.Stored(t.Context(), d.DB, d.Connection.Account, []int64{id})
	if err != nil {
		t.Fatal(err)
	}
	docs, err := books.List(t.Context(), d.DB, d.Connection.Account, books.Filter{OrderID: id, Any: true, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := synclog.List(t.Context(), d.DB, d.Connection.Account, synclog.Filter{Ref: ref}, synclog.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&all, "%s %s %s %+v %s %+v", buyer, hold, skip, snaps[id], snaps[id].Raw, docs)
	for _, e := range entries {
		said, err := synclog.Exchanges(t.Context(), d.DB, e)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "%v %s %+v", e.Outcome.Args, e.Subject, said)
	}
	return all.String()
}

func mentions(text string) (found []string) {
	for _, p := range private {
		if strings.Contains(text, p) {
			found = append(found, p)
		}
	}
	return found
}

// tell gives the log an entry in which the channel speaks of the buyer, in words of its own.
func (d *desk) tell(t *testing.T, b *reconcile.Batch, ref string) {
	t.Helper()
	b.Exchange = []httpkit.Exchange{{URL: "https://shop.example/orders?for=" + private[1], ResponseBody: `{"said":"` + private[0] + `"}`, ResponseHeader: map[string]string{"X-For": private[2]}}}
	b.Extra = []synclog.Entry{{Operation: synclog.DownloadOrder, Entity: synclog.OrderEntity, Ref: ref,
		Outcome: outcome.New(outcome.RefusedByChannel, "status", "400", "said", private[0]+" is not at "+private[3])}}
}

func TestForget(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		d := newDesk(t, db)
		first := d.batch(bought("forget-me", order.Paid), bought("keep-me", order.Paid))
		d.tell(t, &first, "forget-me")
		if _, err := d.Apply(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		if found := mentions(d.kept(t, "forget-me")); len(found) != len(private) {
			t.Fatalf("before, only %q are kept: this test looks in the wrong places", found)
		}
		id := d.find(t, "forget-me")
		noted := []string{}
		forget := func() {
			t.Helper()
			err := d.Forget(t.Context(), d.Connection.Account, []int64{id}, time.Now(), func(_ store.Tx, all []reconcile.Forgotten) error {
				for _, f := range all {
					noted = append(noted, f.Ref)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		was := d.sums(t, id)
		forget()

		t.Run("nothing of the buyer is left, and the books are what they were", func(t *testing.T) {
			if found := mentions(d.kept(t, "forget-me")); len(found) > 0 {
				t.Errorf("%q are left in %s", found, d.kept(t, "forget-me"))
			}
			if diff := cmp.Diff(was, d.sums(t, id)); diff != "" {
				t.Errorf("books (-before +after):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"forget-me"}, noted); diff != "" {
				t.Errorf("noted (-want +got):\n%s", diff)
			}
		})
		t.Run("another order of the same buyer, who did not ask about it, is as it was", func(t *testing.T) {
			if found := mentions(d.kept(t, "keep-me")); len(found) < len(private)-1 { // the channel's words are shared by the page
				t.Errorf("only %q are kept", found)
			}
		})
		t.Run("read again as it was, it is nothing new", func(t *testing.T) {
			again := bought("forget-me", order.Paid)
			again.UpdatedAt = start.Add(time.Minute)
			if res := d.apply(t, again); res.Unchanged != 1 {
				t.Errorf("%+v", res)
			}
		})
		t.Run("read again with a change, the change goes into the books and the buyer does not", func(t *testing.T) {
			for i, stage := range []order.Stage{order.Shipped, order.Completed} {
				again := bought("forget-me", stage)
				again.UpdatedAt = start.Add(time.Duration(i+2) * time.Minute)
				again.ShippedAt = start.Add(time.Minute)
				if res := d.apply(t, again); res.Changed != 1 || res.Held != 0 {
					t.Errorf("%s: %+v", stage, res)
				}
			}
			if found := mentions(d.kept(t, "forget-me")); len(found) > 0 {
				t.Errorf("%q are back in %s", found, d.kept(t, "forget-me"))
			}
			var sent, paid bool
			if err := d.DB.QueryRow(t.Context(), `select sent, paid from document where order_id = $1 and kind = 'invoice'`, id).Scan(&sent, &paid); err != nil || !sent || !paid {
				t.Errorf("the invoice is sent %v and paid %v, %v", sent, paid, err)
			}
		})
		t.Run("a dry run does not show them either, and asking twice does no harm", func(t *testing.T) {
			works, err := d.Plan(t.Context(), d.batch(bought("forget-me", order.Paid)))
			if err != nil || mentions(fmt.Sprintf("%+v", works)) != nil {
				t.Errorf("%+v, %v", works, err)
			}
			forget()
		})
		t.Run("another account forgets nothing of ours", func(t *testing.T) {
			err := d.Forget(t.Context(), d.Connection.Account+1, []int64{d.find(t, "keep-me")}, time.Now(), func(_ store.Tx, all []reconcile.Forgotten) error {
				if len(all) > 0 {
					t.Errorf("it noted %v", all)
				}
				return nil
			})
			if err != nil || len(mentions(d.kept(t, "keep-me"))) == 0 {
				t.Errorf("%v", err)
			}
		})
	})
}

// What the trail cannot note is not done.
func TestForget_isUndoneWithItsNote(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		d := newDesk(t, db)
		d.apply(t, bought("forget-me", order.Paid))
		full := fmt.Errorf("the trail is full")
		err := d.Forget(t.Context(), d.Connection.Account, []int64{d.find(t, "forget-me")}, time.Now(), func(store.Tx, []reconcile.Forgotten) error { return full })
		if err == nil || !strings.Contains(err.Error(), full.Error()) || len(mentions(d.kept(t, "forget-me"))) == 0 {
			t.Errorf("%v", err)
		}
	})
}

func TestOfBuyer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		d := newDesk(t, db)
		var snaps []order.Snapshot
		for i := range 1203 { // more than two queries
			s := bought(fmt.Sprint("other-", i), order.Unpaid)
			s.Buyer, s.ShipTo = order.Person{Name: "Other", Email: fmt.Sprint(i, "@example.com")}, order.Address{}
			if i%600 == 2 {
				s.Ref, s.Buyer.Email = fmt.Sprint("hers-", i), strings.ToUpper(private[1])
			}
			snaps = append(snaps, s)
		}
		d.apply(t, snaps...)
		for name, c := range map[string]struct {
			who  order.Contact
			want int
		}{"hers": {order.Contact{Email: private[1]}, 3}, "nobody's": {order.Contact{Email: "nobody@example.com"}, 0}, "by phone": {order.Contact{Phone: private[2]}, 0}} {
			if found, err := reconcile.OfBuyer(t.Context(), db, d.Connection.Account, c.who); err != nil || len(found) != c.want {
				t.Errorf("%s: %d, %v", name, len(found), err)
			}
		}
		if found, err := reconcile.OfBuyer(t.Context(), db, d.Connection.Account+1, order.Contact{Email: private[1]}); err != nil || len(found) != 0 {
			t.Errorf("another account finds %d, %v", len(found), err)
		}
	})
}

func (d *desk) find(t *testing.T, ref string) (id int64) {
	t.Helper()
	if err := d.DB.QueryRow(t.Context(), `select id from orders where ref = $1`, ref).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// sums are the documents of an order but for the buyer.
func (d *desk) sums(t *testing.T, id int64) (all []string) {
	t.Helper()
	docs, err := books.List(t.Context(), d.DB, d.Connection.Account, books.Filter{OrderID: id, Any: true, Limit: 100})
	if err != nil || len(docs) == 0 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	for _, doc := range docs {
		doc.Content.Buyer = ""
		all = append(all, fmt.Sprintf("%+v", doc))
	}
	return all
}
