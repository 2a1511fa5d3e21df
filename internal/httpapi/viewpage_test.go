package httpapi_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/user"
)

func TestAPI_savedViews(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		viewer, owner := signedIn(t, hub, user.Viewer), signedIn(t, hub, user.Owner)
		guarded := func(c *apptest.Client, method, path string, body any) apptest.Answer {
			return c.Do(method, path, body, "X-Tillbridge", "1")
		}
		save := func(c *apptest.Client, name, address string) apptest.Answer {
			return guarded(c, "PUT", "/session/views", map[string]string{"name": name, "address": address})
		}
		views := func(c *apptest.Client) []httpapi.SavedView {
			return apptest.All[httpapi.SavedView](c, "/session/views")
		}

		t.Run("whoever only looks keeps views, too, and finds them in another browser", func(t *testing.T) {
			for _, address := range []string{"/orders?held=1", "/orders?held=1&channel=lazada"} {
				if a := save(viewer, "Held", address); a.Status != http.StatusOK {
					t.Fatalf("%s", a)
				}
			}
			again := browser(t, hub)
			again.Must("POST", "/session", map[string]string{"email": "viewer@example.com", "password": password}, nil)
			want := []httpapi.SavedView{{Page: "/orders", Name: "Held", Address: "/orders?held=1&channel=lazada"}}
			if diff := cmp.Diff(want, views(again)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("nobody else sees or removes them", func(t *testing.T) {
			if all := views(owner); len(all) != 0 {
				t.Errorf("%+v", all)
			}
			if a := guarded(owner, "DELETE", "/session/views?page=/orders&name=Held", nil); a.Status != http.StatusNotFound {
				t.Errorf("%s", a)
			}
			if a := hub.As(token(t, hub, hub.Account.ID, user.Owner)).Do("GET", "/session/views", nil); a.Status != http.StatusForbidden {
				t.Errorf("a token: %s", a)
			}
		})
		t.Run("another site's address is refused, and the field is named", func(t *testing.T) {
			a := save(viewer, "Elsewhere", "//elsewhere.example/orders")
			if errs := a.Problem().Errors; a.Status != http.StatusUnprocessableEntity || len(errs) != 1 || errs[0].Location != "body.address" {
				t.Errorf("%s", a)
			}
		})
		t.Run("one is removed by its page and name", func(t *testing.T) {
			if a := guarded(viewer, "DELETE", "/session/views?page=/orders&name=Held", nil); a.Status != http.StatusNoContent {
				t.Errorf("%s", a)
			}
			if all := views(viewer); len(all) != 0 {
				t.Errorf("%+v", all)
			}
		})
	})
}
