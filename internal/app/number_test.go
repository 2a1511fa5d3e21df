package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// People have the number that a channel shows: under it an order is downloaded, and found wherever it is named.
func TestOrders_byTheNumberThatTheChannelShows(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		w := newWishing(t, cfg)
		for name, conn := range w.connections {
			o, err := w.box.World().Buy(world.Key{Channel: name, Shop: w.shop(name)}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, called := range []string{o.Number, strings.TrimPrefix(o.Number, "#"), o.Ref} { // the first of them is news to the hub
				var read httpapi.OrderDetail
				w.Must(http.MethodPost, "/orders/download", map[string]string{"connection": conn.Name, "ref": called}, &read)
				if read.Ref != o.Ref || read.Number != o.Number {
					t.Errorf("%s: %q is order %s (%s), want %s (%s)", name, called, read.Number, read.Ref, o.Number, o.Ref)
				}
			}
			w.namedByNumber(conn.Name, o.Number, o.Ref)
		}
		shopify := w.connections["shopify"]
		a := w.Do(http.MethodPost, "/orders/download", map[string]string{"connection": shopify.Name, "ref": "#99999999"})
		if p := a.Problem(); p.Code != int(outcome.Missing) || !strings.Contains(string(a.Body), "Compare the number") {
			t.Errorf("a number that no order has: %s", a)
		}
	})
}

func (w *wishing) namedByNumber(shop, number, ref string) {
	w.t.Helper()
	shop = url.QueryEscape(shop)
	for _, called := range []string{number, strings.TrimPrefix(number, "#"), ref} {
		for _, filter := range []string{"ref", "q"} {
			found := apptest.All[httpapi.LogEntry](w.Client, "/logs?operation=download_order&connection="+shop+"&"+filter+"="+url.QueryEscape(called))
			if len(found) != 3 {
				w.t.Errorf("%s=%s finds %d downloads of order %s, want 3", filter, called, len(found), number)
			}
			for _, e := range found {
				if e.OrderNumber != number || e.Ref != ref || e.OrderID == "" {
					w.t.Errorf("an entry is of order %q (%s), want %q (%s)", e.OrderNumber, e.Ref, number, ref)
				}
			}
		}
		docs := append(apptest.All[httpapi.DocumentView](w.Client, "/documents/invoices?connection="+shop+"&q="+url.QueryEscape(called)),
			apptest.All[httpapi.DocumentView](w.Client, "/documents/sales-orders?connection="+shop+"&q="+url.QueryEscape(called))...)
		if len(docs) == 0 {
			w.t.Errorf("no document of order %s is found as %q", number, called)
		}
		for _, d := range docs {
			if d.OrderNumber != number || d.OrderRef != ref {
				w.t.Errorf("document %s is of order %q (%s), want %q (%s)", d.Number, d.OrderNumber, d.OrderRef, number, ref)
			}
		}
		for _, file := range []string{"/logs.csv?ref=", "/orders.csv?ref="} {
			if a := w.Do(http.MethodGet, file+url.QueryEscape(called), nil); !strings.Contains(string(a.Body), ","+number+",") {
				w.t.Errorf("%s%s does not name order %s: %s", file, called, number, a)
			}
		}
	}
}
