package user_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/user"
)

func TestViews(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		sari, budi := d.add(t, "sari@example.com", user.Owner), d.add(t, "budi@example.com", user.Viewer)
		save := func(of user.User, name, address string) {
			t.Helper()
			if _, err := d.SaveView(ctx, of.Account, of.ID, user.View{Name: name, Address: address}); err != nil {
				t.Fatal(err)
			}
		}
		views := func(account, member int64) (all []user.View) {
			t.Helper()
			all, err := d.Views(ctx, account, member)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		save(sari, "to link", "/logs?code=422")
		save(sari, " Älter ", "/orders?before=2026-01-01")
		save(sari, "Held", "/orders?held=1")
		save(sari, "Held", "/logs?tab=errors")
		save(budi, "Held", "/orders?stage=paid")

		t.Run("they come by name, in the same order on every database", func(t *testing.T) {
			want := []user.View{
				{Page: "/logs", Name: "Held", Address: "/logs?tab=errors"}, {Page: "/orders", Name: "Held", Address: "/orders?held=1"},
				{Page: "/logs", Name: "to link", Address: "/logs?code=422"}, {Page: "/orders", Name: "Älter", Address: "/orders?before=2026-01-01"},
			}
			if diff := cmp.Diff(want, views(sari.Account, sari.ID)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("a name that is taken on its page is given anew", func(t *testing.T) {
			save(sari, "Held", "/orders?held=1&channel=lazada")
			if all := views(sari.Account, sari.ID); len(all) != 4 || all[1].Address != "/orders?held=1&channel=lazada" {
				t.Errorf("%+v", all)
			}
		})
		t.Run("another member and another account neither see nor remove them", func(t *testing.T) {
			if all := views(budi.Account, budi.ID); len(all) != 1 || all[0].Address != "/orders?stage=paid" {
				t.Errorf("%+v", all)
			}
			if all := views(sari.Account+1, sari.ID); len(all) != 0 {
				t.Errorf("of another account: %+v", all)
			}
			for name, err := range map[string]error{
				"another member":           d.RemoveView(ctx, budi.Account, budi.ID, "/logs", "to link"),
				"another account":          d.RemoveView(ctx, sari.Account+1, sari.ID, "/logs", "to link"),
				"a member of no such name": d.RemoveView(ctx, sari.Account, sari.ID, "/orders", "to link"),
			} {
				if !errors.Is(err, user.ErrMissing) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if _, err := d.SaveView(ctx, sari.Account+1, sari.ID, user.View{Name: "x", Address: "/logs"}); !errors.Is(err, user.ErrMissing) {
				t.Errorf("saving into another account: %v", err)
			}
		})
		t.Run("one is removed", func(t *testing.T) {
			if err := d.RemoveView(ctx, sari.Account, sari.ID, "/logs", "to link"); err != nil {
				t.Fatal(err)
			}
			if all := views(sari.Account, sari.ID); len(all) != 3 {
				t.Errorf("%+v", all)
			}
		})
		t.Run("many at once do not pass the limit, and one that is there can still be changed", func(t *testing.T) {
			var together sync.WaitGroup
			for i := range user.MostViews + 5 {
				together.Go(func() {
					_, err := d.SaveView(ctx, budi.Account, budi.ID, user.View{Name: fmt.Sprint(i), Address: "/logs"})
					if _, ok := errors.AsType[*user.FieldError](err); err != nil && !ok {
						t.Error(err)
					}
				})
			}
			together.Wait()
			if n := len(views(budi.Account, budi.ID)); n != user.MostViews {
				t.Errorf("%d are kept, want %d", n, user.MostViews)
			}
			save(budi, "Held", "/orders")
		})
		t.Run("they go with their member", func(t *testing.T) {
			if err := d.Remove(ctx, budi.Account, budi.ID); err != nil {
				t.Fatal(err)
			}
			if all := views(budi.Account, budi.ID); len(all) != 0 {
				t.Errorf("%+v", all)
			}
		})
	})
}

func TestSaveView_takesOnlyPagesOfTheApp(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		sari := d.add(t, "sari@example.com", user.Owner)
		for _, tt := range []struct{ name, view, address, field string }{
			{"a page", "x", "/orders", ""},
			{"a page with filters", "x", "/orders?q=a%20b&stage=paid,shipped", ""},
			{"a filter that looks like another site", "x", "/orders?q=https://elsewhere.example//", ""},
			{"a page below a page", "x", "/settings/connections", ""},
			{"the longest name", strings.Repeat("é", user.MaxViewName), "/orders", ""},
			{"another site", "x", "https://elsewhere.example/orders", "address"},
			{"another site, in short", "x", "//elsewhere.example/orders", "address"},
			{"another site, as some browsers read it", "x", `/\elsewhere.example`, "address"},
			{"another site, hidden by a tab", "x", "/\t/elsewhere.example", "address"},
			{"another site, by its encoding", "x", "/%2felsewhere.example", "address"},
			{"a script", "x", "javascript:alert(1)", "address"},
			{"no path", "x", "orders?stage=paid", "address"},
			{"the way up", "x", "/orders/../api", "address"},
			{"the API", "x", "/api/v1/session", "address"},
			{"a webhook's address", "x", "/hooks/abc", "address"},
			{"a mark inside the page", "x", "/orders#x", "address"},
			{"nothing", "x", "", "address"},
			{"too long an address", "x", "/orders?q=" + strings.Repeat("x", user.MaxViewAddress), "address"},
			{"no name", " ", "/orders", "name"},
			{"too long a name", strings.Repeat("é", user.MaxViewName+1), "/orders", "name"},
		} {
			t.Run(tt.name, func(t *testing.T) {
				_, err := d.SaveView(t.Context(), sari.Account, sari.ID, user.View{Name: tt.view, Address: tt.address})
				var field string
				if fe, ok := errors.AsType[*user.FieldError](err); ok {
					field = fe.Field
				} else if err != nil {
					t.Fatal(err)
				}
				if field != tt.field {
					t.Errorf("refused for %q (%v), want %q", field, err, tt.field)
				}
			})
		}
	})
}
