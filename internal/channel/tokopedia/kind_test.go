package tokopedia_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/tokopedia"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// nobody fails the test when a request is sent.
type nobody struct{ t *testing.T }

func (n nobody) RoundTrip(req *http.Request) (*http.Response, error) {
	n.t.Errorf("a request went out to %s", req.URL.Host)
	return nil, http.ErrHandlerTimeout
}

func open(t *testing.T, settings map[string]string) channel.Connector {
	t.Helper()
	tools := channel.Tools{HTTP: httpkit.New(httpkit.Options{Transport: nobody{t}}), Now: time.Now}
	conn, err := tokopedia.Kind.Open(channel.Shop{Settings: settings}, tools)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestConnector_everyCallSaysThatTheChannelIsRetired(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{
		"with the settings of before": {"fs_id": "13004", "client_id": "c", "client_secret": "s", "shop_id": "479573"},
		"with none":                   {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := open(t, settings)
			_, test := conn.Test(t.Context())
			page, orders := conn.Orders(t.Context(), channel.Window{From: time.Unix(1, 0), To: time.Unix(2, 0)}, "")
			_, one := conn.Order(t.Context(), "12490706")
			for call, err := range map[string]error{"Test": test, "Orders": orders, "Order": one} {
				e := outcome.Of(err)
				if e == nil || e.Reason != outcome.ChannelRetired || e.Code != outcome.NoAccess || e.Code.RetriesItself() {
					t.Errorf("%s: %v, want channel_retired that nothing retries", call, err)
					continue
				}
				if e.Args["since"] != "2025-09-30" || e.Args["over"] != "TikTok Shop" {
					t.Errorf("%s: arguments %v", call, e.Args)
				}
			}
			if e := outcome.Of(one); e != nil && e.Ref != "12490706" {
				t.Errorf("the error is about %q", e.Ref)
			}
			if len(page.Orders) > 0 || page.Next != "" {
				t.Errorf("a page of a retired channel: %+v", page)
			}
		})
	}
}

// Nobody should be asked for what cannot be used any more, and a secret of before stays one.
func TestKind_asksForNothing(t *testing.T) {
	t.Parallel()
	if tokopedia.Kind.Over != "tiktokshop" || tokopedia.Kind.Authorise != nil {
		t.Errorf("over %q, authorise %v", tokopedia.Kind.Over, tokopedia.Kind.Authorise)
	}
	for _, s := range tokopedia.Kind.Settings {
		if s.Required || s.Secret != (s.Name == "client_secret") {
			t.Errorf("setting %+v", s)
		}
	}
}

// A connector of a retired channel has nothing beside reading: whoever finds a pusher or a receiver would use it.
func TestConnector_canDoNothingElse(t *testing.T) {
	t.Parallel()
	conn := open(t, nil)
	for name, can := range map[string]bool{
		"webhooks": is[channel.WebhookReceiver](conn), "stock": is[channel.StockPusher](conn), "prices": is[channel.PricePusher](conn),
		"listings": is[channel.ListingReader](conn), "shipping": is[channel.Shipper](conn), "order ids": is[channel.OrderLister](conn),
	} {
		if can {
			t.Errorf("it offers %s", name)
		}
	}
}

func is[T any](conn channel.Connector) bool { _, ok := conn.(T); return ok }
