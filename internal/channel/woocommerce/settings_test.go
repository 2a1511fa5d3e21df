package woocommerce_test

import (
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
)

func TestOpen_namesTheSettingThatIsWrong(t *testing.T) {
	t.Parallel()
	good := map[string]string{"url": "https://shop.example", "consumer_key": testKey, "consumer_secret": testSecret}
	for name, value := range map[string]string{
		"url": "ftp://x", "consumer_key": testSecret, "consumer_secret": testKey, "webhook_secret": "a&amp;b", "auth": "digest",
		"on_hold": "shipped", "custom_statuses": "packed=boxed",
	} {
		bad := maps.Clone(good)
		bad[name] = value
		_, err := woocommerce.Kind.Open(channel.Shop{Settings: bad}, channel.Tools{HTTP: httpkit.New(httpkit.Options{}), Now: time.Now})
		if err == nil || !strings.HasPrefix(err.Error(), name+":") {
			t.Errorf("%s = %q: %v", name, value, err)
		}
		if err != nil && (strings.Contains(err.Error(), testKey) || strings.Contains(err.Error(), testSecret)) {
			t.Errorf("%s: the error repeats a secret", name)
		}
	}
}

func TestOrders_statusesOfTheConnection(t *testing.T) {
	t.Parallel()
	s, server := newShop(t)
	words := []string{"on-hold", "packed", "on-the-way", "wait-return", "ticket"}
	for _, w := range words {
		s.place(s.now, w)
	}
	conn := connectTo(t, server, "on_hold", "paid", "custom_statuses", "wc-packed=paid, on-the-way=shipped,wait-return=return_requested,\nticket=ignore")
	page, err := conn.Orders(t.Context(), channel.Window{}, "")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]order.Stage{}
	for _, o := range page.Orders {
		got[o.RawStatus] = o.Stage
		if o.Problem != nil {
			t.Errorf("%s: %v", o.RawStatus, o.Problem)
		}
	}
	want := map[string]order.Stage{"on-hold": order.Paid, "packed": order.Paid, "on-the-way": order.Shipped, "wait-return": order.Delivered}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
}

func TestKind_watchesTheShopsClock(t *testing.T) {
	t.Parallel()
	k := woocommerce.Kind
	if k.Overlap < time.Minute || k.Policy.OrdersEverySecs != 60 || k.Policy.PaymentAt != "paid" {
		t.Errorf("overlap %s, policy %+v", k.Overlap, k.Policy)
	}
}

func TestTest_healthyShop(t *testing.T) {
	t.Parallel()
	s, server := newShop(t)
	s.now = at("19:39:00")
	s.place(at("08:00:00"), "processing")
	got, err := connectTo(t, server).Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Shop != "Toko & Kopi" || got.Currency != "IDR" || got.Version != "11.0.1" || got.Zone != "Asia/Jakarta" {
		t.Errorf("report %+v", got)
	}
	if len(got.Advice) != 1 || !strings.Contains(got.Advice[0], "https") {
		t.Errorf("advice %q, want one about http", got.Advice)
	}
}

func TestTest_tellsOfAClockThatIsOff(t *testing.T) {
	t.Parallel()
	s, server := newShop(t)
	s.now = at("19:29:00")
	got, err := connectTo(t, server).Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(got.Advice, " "), "10m0s") {
		t.Errorf("advice %q, want one about ten minutes", got.Advice)
	}
}

func TestTest_tellsOfAShopThatIsTooOld(t *testing.T) {
	t.Parallel()
	s, server := newShop(t)
	s.now = at("19:39:00")
	s.place(at("19:39:00").AddDate(1, 0, 0), "processing") // an order from the future comes whatever the shop filters
	got, err := connectTo(t, server).Test(t.Context())
	if err != nil || !strings.Contains(strings.Join(got.Advice, " "), "5.8") {
		t.Errorf("advice %q, error %v, want one about 5.8", got.Advice, err)
	}
}

func TestTest_noShopThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(nil)
	t.Cleanup(server.Close)
	if _, err := connectTo(t, server).Test(t.Context()); err == nil || !strings.Contains(err.Error(), "no_api") {
		t.Errorf("%v, want no_api", err)
	}
}
