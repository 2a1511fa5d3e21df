package app_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// kiosk is a channel that nothing but this file knows. Its orders are placed at a counter or by telephone.
var kiosk = channel.Kind{
	Name: "kiosk", Title: "Kiosk", Policy: policy.Default(), Overlap: time.Minute,
	Settings: []channel.Setting{
		{Name: "url", Label: "Address", Required: true},
		{Name: "password", Label: "Password", Secret: true, Required: true},
	},
	Identity: channel.ByAddress("url"),
	Open: func(s channel.Shop, t channel.Tools) (channel.Connector, error) {
		return &kiosker{s.Settings["url"], s.Settings["password"], t.HTTP}, nil
	},
}

// telephone had an API of its own once; its orders come over the kiosk now, and are numbered by themselves.
var telephone = channel.Kind{
	Name: "telephone", Title: "Telephone", Over: "kiosk", Policy: policy.Policy{NumberPrefix: "TEL-"},
	Open: func(channel.Shop, channel.Tools) (channel.Connector, error) { return retired{}, nil },
}

type kiosker struct {
	url, password string
	http          *httpkit.Client
}

type sale struct {
	ID    string
	Cents int64
	Phone bool
	At    time.Time
}

func (k *kiosker) sales(ctx context.Context, query url.Values) (all []sale, err error) {
	res, err := k.http.Do(ctx, httpkit.Call{Op: "kiosk.sales", Build: func(ctx context.Context) (*http.Request, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url+"/sales?"+query.Encode(), nil)
		if err == nil {
			req.Header.Set("Authorization", k.password)
		}
		return req, err
	}})
	if err != nil {
		return nil, err
	}
	if res.Status != http.StatusOK {
		return nil, outcome.New(outcome.KeyRefused, "said", "wrong password")
	}
	return all, res.Decode(&all)
}

func (k *kiosker) Test(ctx context.Context) (channel.Report, error) {
	_, err := k.sales(ctx, nil)
	return channel.Report{Shop: k.url}, err
}

func (k *kiosker) Orders(ctx context.Context, w channel.Window, _ channel.Cursor) (page channel.Page, err error) {
	all, err := k.sales(ctx, url.Values{"from": {w.From.Format(time.RFC3339Nano)}, "to": {w.To.Format(time.RFC3339Nano)}})
	for _, s := range all {
		page.Orders = append(page.Orders, s.snapshot())
	}
	return page, err
}

func (k *kiosker) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	all, err := k.sales(ctx, url.Values{"id": {ref}})
	if err == nil && len(all) == 0 {
		err = outcome.New(outcome.OrderMissing).About(ref)
	}
	if err != nil {
		return order.Snapshot{}, err
	}
	return all[0].snapshot(), nil
}

func (s sale) snapshot() order.Snapshot {
	total := money.Amount(s.Cents) * 100
	o := order.Snapshot{
		Ref: s.ID, Number: s.ID, Stage: order.Paid, RawStatus: "sold", CreatedAt: s.At, UpdatedAt: s.At, PaidAt: s.At, Currency: "EUR",
		Total: total, Amounts: order.Amounts{Goods: total}, Lines: []order.Line{{Ref: "1", Listing: "tea", SKU: "TEA", Name: "Tea", Quantity: 1, Price: total, Total: total}},
	}
	if s.Phone {
		o.Channel = telephone.Name
	}
	return o
}

type retired struct{}

var gone = outcome.New(outcome.ChannelRetired, "since", "2025-09-30", "over", kiosk.Title)

func (retired) Test(context.Context) (channel.Report, error) { return channel.Report{}, gone }
func (retired) Orders(context.Context, channel.Window, channel.Cursor) (channel.Page, error) {
	return channel.Page{}, gone
}
func (retired) Order(context.Context, string) (order.Snapshot, error) { return order.Snapshot{}, gone }

// counter is the kiosk's server.
func counter(t *testing.T, sold ...sale) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "open sesame" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		all := []sale{}
		for _, s := range sold {
			if id := r.FormValue("id"); id == "" || id == s.ID {
				all = append(all, s)
			}
		}
		_ = json.NewEncoder(w).Encode(all) // the hub says what it could not read
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// A ninth channel needs its Kind in the list, and nothing else: its form, its orders, documents, log, report and status card are
// there, and so are those of a channel whose orders come over it.
func TestNinthChannel(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := apptest.StartWith(t, cfg, append(all.Kinds(), kiosk, telephone), nil)
		now := time.Now().UTC().Truncate(time.Second)
		shop := map[string]any{"channel": "kiosk", "settings": map[string]string{"password": "open sesame", "url": counter(t,
			sale{"K1", 250, false, now.Add(-3 * time.Minute)}, sale{"K2", 400, false, now.Add(-2 * time.Minute)}, sale{"K3", 300, true, now.Add(-2 * time.Minute)})}}
		hub.Confide(map[string]string{"password": "open sesame"})

		t.Run("its form is drawn from its settings", func(t *testing.T) {
			for _, c := range apptest.All[httpapi.ChannelView](hub.Client, "/channels") {
				if c.Name == "kiosk" && len(c.Settings) == 2 && c.Settings[1].Secret {
					return
				}
			}
			t.Error("no form of the kiosk")
		})
		t.Run("a channel that is served over another's connections is told so when somebody connects it", func(t *testing.T) {
			a := hub.Do("POST", "/connections", map[string]any{"channel": "telephone", "settings": map[string]string{}})
			if p := a.Problem(); p.Reason != string(outcome.ChannelRetired) {
				t.Errorf("answer %s", a)
			}
		})
		var conn httpapi.ConnectionView
		hub.Must("POST", "/connections", shop, &conn)
		hub.Cycle(conn.ID, 20*time.Second)

		t.Run("its orders are in the books, under the channel where they were placed", func(t *testing.T) {
			got := map[string]string{}
			for _, d := range apptest.All[httpapi.DocumentView](hub.Client, "/documents/invoices") {
				got[d.OrderRef] = d.Channel + " " + d.Number + " " + d.Total
			}
			want := map[string]string{"K1": "kiosk INV-000001 2.5", "K2": "kiosk INV-000002 4", "K3": "telephone TEL-INV-000001 3"}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
		t.Run("lists, report and status know both channels", func(t *testing.T) {
			got := map[string]int64{}
			for _, c := range []string{"kiosk", "telephone"} {
				got["orders of "+c] = int64(len(apptest.All[httpapi.Order](hub.Client, "/orders?channel="+c)))
				got["invoice entries of "+c] = int64(len(apptest.All[httpapi.LogEntry](hub.Client, "/logs?operation=create_invoice&channel="+c)))
				got["invoices of "+c] = int64(len(apptest.All[httpapi.DocumentView](hub.Client, "/documents/invoices?channel="+c)))
				for _, row := range apptest.Get[httpapi.Report](hub.Client, "/report?operation=create_invoice&channel="+c).Rows {
					got["report of "+row.Channel] += row.Total
				}
			}
			for _, s := range apptest.Get[httpapi.Status](hub.Client, "/status").Connections {
				got["status of "+s.Channel] = s.Orders
				for _, o := range s.Over {
					got["status of "+o.Channel] = o.Orders
				}
			}
			want := map[string]int64{}
			for c, n := range map[string]int64{"kiosk": 2, "telephone": 1} {
				for _, what := range []string{"orders", "invoices", "invoice entries", "report", "status"} {
					want[what+" of "+c] = n
				}
			}
			want["status of kiosk"] = 3 // the connection brings them all
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
		t.Run("an order is downloaded by its number", func(t *testing.T) {
			hub.Must("POST", "/orders/download", map[string]any{"connection": conn.ID, "ref": "K2"}, nil)
			if a := hub.Do("POST", "/orders/download", map[string]any{"connection": conn.ID, "ref": "K" + strconv.Itoa(99)}); a.Problem().Code != int(outcome.Missing) {
				t.Errorf("answer %s", a)
			}
		})
	})
}
