package amazon_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

const login = "/auth/o2/token"

func window(b *worldtest.Box) channel.Window {
	return channel.Window{From: b.Now().Add(-48 * time.Hour), To: b.Now()}
}

func TestTokens_areRenewedBeforeTheyEnd(t *testing.T) {
	t.Parallel()
	b, c := startBox(t, sandbox.Options{Orders: 5}, nil), &worldtest.Counting{}
	conn := b.OpenCounting(c)
	for range 3 {
		if _, err := conn.Orders(t.Context(), window(b), ""); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.Of(login); n != 1 {
		t.Errorf("%d tokens for three reads within the hour", n)
	}
	b.Set(b.Now().Add(59*time.Minute + 30*time.Second))
	if _, err := conn.Orders(t.Context(), window(b), ""); err != nil || c.Of(login) != 2 {
		t.Errorf("half a minute before the end: error %v, %d tokens, want a second one", err, c.Of(login))
	}
}

func TestTokens_oneThatIsRefusedIsRenewedOnce(t *testing.T) {
	t.Parallel()
	b, c := startBox(t, sandbox.Options{Orders: 5}, nil), &worldtest.Counting{}
	b.Tokens = channeltest.NewTokens(channel.Token{Access: "Atza|of-another-app", Refresh: b.Settings()["refresh_token"]})
	conn := b.OpenCounting(c)
	if _, err := conn.Orders(t.Context(), window(b), ""); err != nil || c.Of(login) != 1 {
		t.Errorf("error %v, %d tokens", err, c.Of(login))
	}
	faceOf(b).Rotate()
	_, err := conn.Orders(t.Context(), window(b), "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
		t.Errorf("%v, want not_authorised: the seller took the permission back", err)
	}
	if kept, _ := b.Tokens.Current(t.Context()); kept.Refresh != b.Faces[0].Credentials["refresh_token"] {
		t.Error("the refresh token was lost")
	}
}

func TestTokens_aWrongSecretIsTheAppsFault(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	_, err := b.Open("client_secret", "an-old-one").Orders(t.Context(), window(b), "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.KeyRefused {
		t.Errorf("%v, want key_refused", err)
	}
}

// The whole way: our link, the seller's click, what the browser brings back.
func TestAuthorise_fromTheLinkToTheToken(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 3}, nil)
	settings := b.Settings()
	delete(settings, "seller_id")
	delete(settings, "refresh_token")
	const back = "https://hub.example/authorised"
	link, err := amazon.Kind.Authorise.URL(settings, back, "st-1", b.Now())
	if err != nil {
		t.Fatal(err)
	}
	q := b.Press(link, "approve").Query()
	if q.Get("state") != "st-1" {
		t.Errorf("the state came back as %q", q.Get("state"))
	}
	token, learned, err := amazon.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, q, back)
	if err != nil {
		t.Fatal(err)
	}
	if learned["seller_id"] != b.Settings()["seller_id"] || token.Access == "" || token.Refresh == "" || !token.Until.Equal(b.Now().Add(time.Hour)) {
		t.Errorf("learned %v, ends %s", learned, token.Until)
	}
	if _, _, err := amazon.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, q, back); outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.NotAuthorised {
		t.Errorf("the code a second time: %v", err)
	}
	if _, _, err := amazon.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, url.Values{"state": {"st-1"}}, back); outcome.Of(err) == nil || outcome.Of(err).Code != outcome.NoAccess {
		t.Errorf("without a code: %v", err)
	}
}

func TestAuthorise_links(t *testing.T) {
	t.Parallel()
	settings := map[string]string{"client_id": "c", "client_secret": "s", "marketplace_ids": "A1PA6795UKMFR9,A13V1IB3VIYZZH", "region": "eu", "application_id": "amzn1.sp.solution.1"}
	link, err := amazon.Kind.Authorise.URL(settings, "https://hub.example/back", "x", time.Now())
	if err != nil || !strings.HasPrefix(link, "https://sellercentral-europe.amazon.com/apps/authorize/consent?") || strings.Contains(link, "version=") {
		t.Errorf("%s, %v", link, err)
	}
	settings["app_state"] = "draft"
	if link, err = amazon.Kind.Authorise.URL(settings, "https://hub.example/back", "x", time.Now()); err != nil || !strings.Contains(link, "version=beta") {
		t.Errorf("a draft: %s, %v", link, err)
	}
	delete(settings, "application_id")
	if _, err = amazon.Kind.Authorise.URL(settings, "https://hub.example/back", "x", time.Now()); err == nil || !strings.Contains(err.Error(), "application_id") {
		t.Errorf("without an application id: %v", err)
	}
}

// Without its role an app reads orders all the same, only without buyers.
func TestOrders_withoutRoles(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2026-01-01", "v0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			b, c := startBox(t, sandbox.Options{Orders: 40}, map[string]string{"denied": "buyers,finances"}), &worldtest.Counting{}
			conn := b.OpenCounting(c, "orders_api", version)
			for range 2 {
				for _, s := range b.Everything(conn) {
					if s.Problem != nil || s.Buyer.Email != "" || s.ShipTo.Name != "" || s.Refunded != 0 || s.Stage == "completed" {
						t.Errorf("%s: %v, buyer %q, stage %s", s.Ref, s.Problem, s.Buyer.Email, s.Stage)
					}
				}
			}
			if n := c.Of("/tokens/2021-03-01/restrictedDataToken"); n > 1 {
				t.Errorf("a restricted token was asked for %d times although it is refused", n)
			}
			if n := c.Of("/finances/2024-06-19/transactions"); n != 1 {
				t.Errorf("bookings were asked for %d times although they are refused", n)
			}
		})
	}
}

func TestOrders_withTheRoleShowBuyers(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2026-01-01", "v0"} {
		b := startBox(t, sandbox.Options{Orders: 40}, nil)
		shown := 0
		for _, s := range b.Everything(b.Open("orders_api", version)) {
			if s.Stage == "paid" && !s.ShippedByOthers {
				if s.Buyer.Email == "" || s.ShipTo.Name == "" || s.ShipTo.Lines == "" {
					t.Errorf("%s, %s: buyer %q, to %+v", version, s.Ref, s.Buyer.Email, s.ShipTo)
				}
				shown++
			}
		}
		if shown == 0 {
			t.Errorf("%s: no order to look at", version)
		}
	}
}

func TestOrders_withoutTheRightToReadThem(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"denied": "orders"})
	_, err := b.Open().Orders(t.Context(), window(b), "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RightMissing {
		t.Errorf("%v, want right_missing", err)
	}
	_, err = b.Open("marketplace_ids", "ATVPDKIKX0DER").Test(t.Context())
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RightMissing {
		t.Errorf("a marketplace that the seller is not on: %v", err)
	}
}

func TestTest_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 10}, map[string]string{"denied": "finances,listings"})
	r, err := b.Open("queue_url", "", "aws_access_key_id", "", "aws_secret_access_key", "").Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bad := map[string]bool{}
	for _, c := range r.Checks {
		if !c.OK {
			bad[c.Name] = true
		}
	}
	if len(bad) != 2 || !bad["read bookings"] || !bad["read listings"] || len(r.Advice) != 1 {
		t.Errorf("%+v", r)
	}
}

// Real limits: what the bucket cannot give soon is handed up with the wait, and nothing is sent for it.
func TestLimits_anEmptyBucketIsHandedUp(t *testing.T) {
	t.Parallel()
	b, c := startBox(t, sandbox.Options{Orders: 5}, map[string]string{"rate_factor": "1", "denied": "finances"}), &worldtest.Counting{}
	conn := b.OpenCounting(c)
	var last *outcome.Error
	for range 22 {
		_, err := conn.Orders(t.Context(), window(b), "")
		last = outcome.Of(err)
	}
	if last == nil || last.Reason != outcome.TooManyRequests || last.After < 2*time.Minute || last.After > 4*time.Minute {
		t.Fatalf("the 22nd read: %v after %s", last, last.After)
	}
	if n := c.Of("/orders/2026-01-01/orders"); n != 20 {
		t.Errorf("%d requests went out, the bucket holds 20", n)
	}
	b.Set(b.Now().Add(3 * time.Minute))
	if _, err := conn.Orders(t.Context(), window(b), ""); err != nil {
		t.Errorf("three minutes later: %v", err)
	}
}

// Amazon counts for the whole app; another program may have used the bucket up. No Retry-After comes.
func TestLimits_amazonsRefusalIsAWait(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 5}, map[string]string{"rate_factor": "1", "denied": "finances"})
	var last *outcome.Error
	for range 22 {
		_, err := b.Open().Orders(t.Context(), window(b), "") // each with buckets of its own
		last = outcome.Of(err)
	}
	if last == nil || last.Reason != outcome.TooManyRequests || last.After < 2*time.Minute {
		t.Errorf("%v", last)
	}
}

func TestLimits_bucket(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 30, 8, 0, 0, 0, time.UTC)
	l := amazon.NewLimits(func() time.Time { return now })
	for range 5 {
		if w := l.Take("cancelOrder"); w != 0 {
			t.Fatalf("a full bucket waits %s", w)
		}
	}
	if w := l.Take("cancelOrder"); w != time.Second {
		t.Errorf("the sixth waits %s, want a second", w)
	}
	l.Learn("cancelOrder", "0.5")
	if w := l.Take("cancelOrder"); w != 4*time.Second {
		t.Errorf("at half a token a second, behind another: %s, want 4 s", w)
	}
	now = now.Add(time.Hour)
	if w := l.Empty("cancelOrder"); w != 2*time.Second {
		t.Errorf("emptied by a refusal: %s, want 2 s", w)
	}
	for _, nonsense := range []string{"", "NaN", "-1", "Inf", "0", "1e300"} {
		l.Learn("cancelOrder", nonsense)
	}
	if w := l.Empty("cancelOrder"); w != 2*time.Second {
		t.Errorf("nonsense was learned: %s", w)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Wait(ended, "cancelOrder"); err == nil {
		t.Error("an ended context waited")
	}
}
