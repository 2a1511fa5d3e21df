package magento_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

func TestOpen_namesTheSettingThatIsWrong(t *testing.T) {
	t.Parallel()
	good := map[string]string{"url": "https://shop.example", "consumer_key": "ck", "consumer_secret": "cs-secret", "access_token": "at-secret", "access_token_secret": "ats-secret"}
	open := func(s map[string]string, k channel.Tokens) error {
		_, err := magento.Kind.Open(channel.Shop{Settings: s}, channel.Tools{HTTP: httpkit.New(httpkit.Options{}), Tokens: k, Now: time.Now})
		return err
	}
	if err := open(good, nil); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"url": "ftp://x", "consumer_key": "", "consumer_secret": "", "access_token": "", "access_token_secret": "", "auth": "digest", "store_code": "a/b",
		"complete_is": "paid", "custom_statuses": "packed=boxed", "inventory": "magic", "source_code": "a b", "stock_id": "x", "notify_buyer": "maybe",
	} {
		bad := maps.Clone(good)
		bad[name] = value
		err := open(bad, nil)
		if err == nil || !strings.HasPrefix(err.Error(), name+":") || strings.Contains(err.Error(), "-secret") {
			t.Errorf("%s = %q: %v", name, value, err)
		}
	}
	bearer := map[string]string{"url": "https://shop.example", "access_token": "at"}
	if err := open(bearer, nil); err != nil {
		t.Errorf("an access token alone: %v", err)
	}
	delete(good, "access_token")
	if err := open(good, channeltest.NewTokens(channel.Token{})); err != nil {
		t.Errorf("with the access token among the tokens: %v", err)
	}
}

// The hub keeps access_token with the tokens and not among the settings.
func TestOrder_signsWithTheTokenThatTheHubKeeps(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	ref := b.Place(b.Now())
	settings := b.Settings()
	tokens := channeltest.NewTokens(channel.Token{Access: settings["access_token"]})
	delete(settings, "access_token")
	open := func(k channel.Tokens) channel.Connector {
		conn, err := magento.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{
			HTTP: httpkit.New(httpkit.Options{AllowPrivate: true}), Tokens: k, Now: b.Now,
		})
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	if _, err := open(tokens).Order(t.Context(), ref); err != nil {
		t.Error(err)
	}
	if _, err := open(channeltest.NewTokens(channel.Token{})).Order(t.Context(), ref); outcome.Of(err) == nil || outcome.Of(err).Code != outcome.NoAccess {
		t.Errorf("without any token: %v", err)
	}
}

func TestKind_invoicesByItself(t *testing.T) {
	t.Parallel()
	k := magento.Kind
	if !k.Invoices || k.Policy.OrderDownloadMode != policy.AutoInvoice || k.Policy.PaymentAt != policy.AtPaid || k.Overlap < 5*time.Minute {
		t.Errorf("%+v", k)
	}
}

func TestOrders_wordsOfTheConnection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file     string
		settings []string
		want     order.Stage
	}{
		"a merchant's status":                {"status-of-a-merchant", []string{"custom_statuses", "packed_in_red=shipped, other=paid"}, order.Shipped},
		"one that rules over ours":           {"status-delivered", []string{"custom_statuses", "delivered=completed"}, order.Completed},
		"complete is shipped":                {"state-complete", []string{"complete_is", "shipped"}, order.Shipped},
		"cash on delivery is not sent early": {"state-new-cash-on-delivery", []string{"pay_later", "none"}, order.Unpaid},
		"a cheque is trusted":                {"state-new", []string{"pay_later", "cashondelivery, checkmo"}, order.Paid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := connect(t, load(t, c.file+".json"), c.settings...).Orders(t.Context(), channel.Window{}, "")
			if err != nil || page.Orders[0].Stage != c.want {
				t.Errorf("%s, %v, want %s", page.Orders[0].Stage, err, c.want)
			}
		})
	}
}

func TestTest_healthyShop(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 5}, nil)
	got, err := b.Open().Test(t.Context())
	if err != nil || got.Currency != "IDR" || got.Zone != "Asia/Jakarta" || len(got.Checks) < 6 {
		t.Errorf("%+v, %v", got, err)
	}
	if len(got.Advice) != 1 || !strings.Contains(got.Advice[0], "https") {
		t.Errorf("advice %q, want one about http", got.Advice)
	}
}

// A person who forgot to tick a right is told which.
func TestTest_namesTheRightThatIsMissing(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 5}, nil)
	settings := faceOf(b).AddIntegration("Magento_Sales::actions_view", "Magento_Sales::shipment")
	settings["url"] = b.Faces[0].BaseURL
	got, err := b.OpenAs(settings).Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	notes := map[string]string{}
	for _, c := range got.Checks {
		if !c.OK {
			notes[c.Name] = c.Note
		}
	}
	if notes["read invoices"] != "Magento_Sales::sales_invoice" || notes["read products"] != "Magento_Catalog::products" || notes["read orders"] != "" || notes["read shipments"] != "" || len(notes) != 4 {
		t.Errorf("failed checks %v", notes)
	}
	settings = faceOf(b).AddIntegration("Magento_Catalog::products")
	settings["url"] = b.Faces[0].BaseURL
	if _, err := b.OpenAs(settings).Test(t.Context()); outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.RightMissing {
		t.Errorf("without the right to read orders: %v", err)
	}
}

func TestTest_explainsARefusedBearer(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	got, err := b.Open("auth", "bearer").Test(t.Context())
	if outcome.Of(err) == nil || outcome.Of(err).Code != outcome.NoAccess || len(got.Advice) == 0 || !strings.Contains(got.Advice[0], "2.4.4") {
		t.Errorf("advice %q, %v", got.Advice, err)
	}
}

func TestTest_tellsOfAClockThatIsOff(t *testing.T) {
	t.Parallel()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", present.Add(-10*time.Minute).Format(http.TimeFormat))
		if strings.HasSuffix(r.URL.Path, "storeConfigs") {
			reply(w, 200, []any{map[string]any{"code": "default", "base_currency_code": "USD"}})
			return
		}
		reply(w, 200, map[string]any{"items": []any{}, "total_count": 0})
	})
	got, err := connect(t, h).Test(t.Context())
	if err != nil || !strings.Contains(strings.Join(got.Advice, " "), "10m0s") {
		t.Errorf("advice %q, %v", got.Advice, err)
	}
}

// The two order download modes of seed 003 rest on this word.
func TestOrders_invoicedOrNot(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 200}, map[string]string{"invoicing": "payment"})
	yes, no := 0, 0
	for ref, s := range b.Everything(b.Open()) {
		paid := b.Order(ref).WasPaid()
		if (s.Invoiced == order.IsInvoiced) != paid || s.Invoiced == "" {
			t.Errorf("order %s: invoiced %q, paid %v", ref, s.Invoiced, paid)
		}
		if paid {
			yes++
		} else {
			no++
		}
	}
	if yes < 10 || no < 10 {
		t.Errorf("%d and %d are too few to compare", yes, no)
	}
}

// Money in is money out: the shares of a bundle's parts add up to its price, whatever the weights.
func TestShare_addsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		whole := money.Amount(rapid.Int64Range(-1e15, 1e15).Draw(t, "whole"))
		weights := rapid.SliceOfN(rapid.Int64Range(1, 1<<20), 1, 12).Draw(t, "weights")
		var sum money.Amount
		for i := range weights {
			sum += magento.Share(whole, weights, i)
		}
		if sum != whole {
			t.Fatalf("%v add up to %s, not %s", weights, sum, whole)
		}
	})
}
