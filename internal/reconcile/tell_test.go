package reconcile_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// listen makes an endpoint that wants events of these types, or of all.
func (d *desk) listen(t testing.TB, types ...outhook.Type) {
	t.Helper()
	v, err := vault.New("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	if err != nil {
		t.Fatal(err)
	}
	hooks := &outhook.Desk{DB: d.DB, IDs: d.IDs, Vault: v, Now: time.Now}
	if _, _, err := hooks.Add(t.Context(), d.Owner, outhook.Given{URL: "https://example.com", Types: types}); err != nil {
		t.Fatal(err)
	}
}

// told are the events written since it was last asked, as "type what".
func (d *desk) told(t testing.TB) (all []string) {
	t.Helper()
	err := d.DB.InTx(t.Context(), func(tx store.Tx) error {
		rows, err := tx.Query(t.Context(), `select payload from outhook_event order by id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			all = append(all, brief(t, text))
		}
		rows.Close()
		_, err = tx.Exec(t.Context(), `delete from outhook_event`)
		return errors.Join(rows.Err(), err)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func brief(t testing.TB, text string) string {
	t.Helper()
	var p struct {
		Type string
		Data struct {
			Stage, Tab, Kind, State string
			Paid, Sent, Voided      bool
			Hold                    *outhook.Hold
		}
	}
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	words := []string{p.Type, p.Data.Kind, p.Data.Stage, p.Data.Tab, p.Data.State}
	for i, is := range []bool{p.Data.Paid, p.Data.Sent, p.Data.Voided} {
		if is {
			words = append(words, []string{"paid", "sent", "voided"}[i])
		}
	}
	if p.Data.Hold != nil {
		words = append(words, p.Data.Hold.Reason)
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func TestApply_tellsWhatChanged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Run("through an order's life", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			d.listen(t)
			at := start.Add(time.Hour)
			for _, step := range []struct {
				stage order.Stage
				want  []string
			}{
				{order.Unpaid, []string{"order.created unpaid new", "document.created sales_order open"}},
				{order.Unpaid, nil},
				{order.Paid, []string{"order.changed paid to_ship", "document.changed sales_order converted", "document.created invoice"}},
				{order.Shipped, []string{"order.changed shipped in_delivery", "document.changed invoice sent", "document.created outbound"}},
				{order.Shipped, nil},
			} {
				s := snapshot("7", step.stage)
				if step.want != nil {
					at = at.Add(time.Minute)
				}
				s.UpdatedAt = at
				d.apply(t, s)
				if diff := cmp.Diff(step.want, d.told(t)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", step.stage, diff)
				}
			}
		})
		t.Run("a cancelled order's invoice is told as voided", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			d.listen(t, outhook.DocumentVoided)
			d.apply(t, snapshot("7", order.Paid))
			gone := snapshot("7", order.Cancelled)
			gone.UpdatedAt = gone.UpdatedAt.Add(time.Minute)
			d.apply(t, gone)
			if diff := cmp.Diff([]string{"document.voided invoice voided"}, d.told(t)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
		t.Run("what holds an order is told when it begins, and not with every try", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			d.listen(t, outhook.OrderHeld, outhook.OrderChanged)
			d.Connection.Policy.UnmappedSKU = policy.HoldUnmapped
			s := snapshot("7", order.Paid)
			s.Lines[0].SKU = "unheard"
			d.apply(t, s)
			again := d.batch(s)
			again.Force = true
			if _, err := d.Apply(t.Context(), again); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"order.held paid errors sku_not_linked"}, d.told(t)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
		t.Run("a cause that holds many orders is one issue, told once with all that it holds", func(t *testing.T) {
			cost := func(tells bool, types ...outhook.Type) (*desk, int) {
				counted, counter := storetest.Count(freshLike(t, db))
				d := newDesk(t, counted)
				if tells {
					d.Issues = &outhook.Issues{IDs: d.IDs}
				}
				d.listen(t, types...)
				d.Connection.Policy.UnmappedSKU = policy.HoldUnmapped
				snaps := page(20, order.Paid)
				for i := range snaps {
					snaps[i].Lines[0].SKU = "unheard"
				}
				counter.Reset()
				d.apply(t, snaps...)
				return d, counter.Statements()
			}
			d, listened := cost(true, outhook.IssueOpened)
			var text string
			if err := d.DB.QueryRow(t.Context(), `select payload from outhook_event`).Scan(&text); err != nil {
				t.Fatal(err)
			}
			var p struct{ Data outhook.Issue }
			if err := json.Unmarshal([]byte(text), &p); err != nil {
				t.Fatal(err)
			}
			if p.Data.Subject != "unheard" || p.Data.Open != 20 || p.Data.HeldOrders != 20 || len(p.Data.Held) != 1 {
				t.Errorf("told %s", text)
			}
			if told := d.told(t); len(told) != 1 {
				t.Errorf("told %v", told)
			}
			_, unheard := cost(true, outhook.DocumentVoided)
			_, without := cost(false, outhook.DocumentVoided)
			if unheard != without || listened-unheard > 5 {
				t.Errorf("%d statements with a listener to issues, %d with one to something else, %d without issue events", listened, unheard, without)
			}
		})
		t.Run("no buyer's data leaves", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			d.listen(t)
			s := snapshot("7", order.Shipped)
			s.Buyer = order.Person{Name: "Sari Wijaya", Email: "sari@example.com", Phone: "0812345"}
			s.Note, s.ShipTo.Lines = "ring twice", "Jalan Melati 7"
			d.apply(t, s)
			var all string
			for n := range 3 {
				var text string
				if err := d.DB.QueryRow(t.Context(), fmt.Sprintf(`select payload from outhook_event order by id limit 1 offset %d`, n)).Scan(&text); err != nil {
					t.Fatal(err)
				}
				all += text
			}
			for _, private := range []string{"Sari", "sari@", "0812345", "ring twice", "Melati"} {
				if strings.Contains(all, private) {
					t.Errorf("%q is told: %s", private, all)
				}
			}
		})
		t.Run("what the mark refuses is not told", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			d.listen(t)
			b := d.batch(page(3, order.Shipped)...)
			refused := errors.New("the lane has moved")
			b.Mark = func(context.Context, store.Tx, reconcile.Result) error { return refused }
			if _, err := d.Apply(t.Context(), b); !errors.Is(err, refused) {
				t.Fatal(err)
			}
			if told := d.told(t); len(told) != 0 {
				t.Errorf("told %v", told)
			}
		})
		t.Run("telling costs the same few statements for 10 orders and for 100", func(t *testing.T) {
			cost := func(n int, listen bool) (statements []int) {
				counted, counter := storetest.Count(freshLike(t, db))
				d := newDesk(t, counted)
				if listen {
					d.listen(t)
				}
				for i, stage := range []order.Stage{order.Unpaid, order.Paid, order.Shipped, order.Shipped} {
					snaps := page(n, stage)
					for j := range snaps {
						snaps[j].UpdatedAt = snaps[j].UpdatedAt.Add(time.Duration(min(i, 2)) * time.Minute)
					}
					counter.Reset()
					d.apply(t, snaps...)
					statements = append(statements, counter.Statements())
				}
				return statements
			}
			ten, hundred, unheard := cost(10, true), cost(100, true), cost(100, false)
			if diff := cmp.Diff(ten, hundred); diff != "" {
				t.Errorf("10 orders (-) and 100 (+):\n%s", diff)
			}
			for i := range hundred {
				if more := hundred[i] - unheard[i]; more > 3 {
					t.Errorf("page %d: %d statements more than with nobody listening", i, more)
				}
			}
		})
	})
}
