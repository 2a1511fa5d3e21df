package amazon_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

func attached(t *testing.T, b *worldtest.Box, nameValue ...string) channel.Listener {
	t.Helper()
	conn := b.Open(nameValue...).(channel.Listener)
	if err := conn.Attach(t.Context()); err != nil {
		t.Fatal(err)
	}
	return conn
}

func listen(t *testing.T, conn channel.Listener) []channel.News {
	t.Helper()
	news, err := conn.Listen(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return news
}

func TestListen_tellsTheOrderUntilItIsForgotten(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"twice_every": "0"})
	conn := attached(t, b)
	if got := listen(t, conn); len(got) > 0 {
		t.Fatalf("news before anything happened: %+v", got)
	}
	ref := b.Place(b.Now())
	first := listen(t, conn)
	if len(first) != 2 || !slices.Equal(first[0].Refs, []string{ref}) || first[0].Topic != "ORDER_CHANGE" || first[0].Shop != b.Settings()["seller_id"] || first[0].ID == "" {
		t.Fatalf("%+v, want two about %s", first, ref)
	}
	if got := listen(t, conn); len(got) > 0 {
		t.Errorf("messages that were received are not hidden: %+v", got)
	}
	b.Set(b.Now().Add(31 * time.Second))
	again := listen(t, conn)
	if len(again) != 2 || again[0].ID != first[0].ID || again[0].Receipt == first[0].Receipt {
		t.Errorf("what was not forgotten comes again under the same id: %+v", again)
	}
	if err := conn.Forget(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	b.Set(b.Now().Add(time.Hour))
	if got := listen(t, conn); len(got) > 0 || faceOf(b).Waiting() != 0 {
		t.Errorf("forgotten, and still there: %+v", got)
	}
}

// The news wakes a call that waits for it.
func TestListen_waits(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := attached(t, b)
	got := make(chan []channel.News, 1)
	go func() {
		news, err := conn.Listen(t.Context(), 20*time.Second)
		if err != nil {
			t.Error(err)
		}
		got <- news
	}()
	b.Place(b.Now())
	if news := <-got; len(news) == 0 {
		t.Error("the call ended without news")
	}
}

func TestListen_twiceIsOnceById(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"twice_every": "1"})
	conn := attached(t, b)
	ref := b.Place(b.Now())
	ids := map[string]int{}
	for _, n := range listen(t, conn) {
		if !slices.Equal(n.Refs, []string{ref}) {
			t.Errorf("%+v", n)
		}
		ids[n.ID]++
	}
	if len(ids) != 2 {
		t.Errorf("%v, want two notifications", ids)
	}
	for id, n := range ids {
		if n != 2 {
			t.Errorf("notification %s came %d times", id, n)
		}
	}
}

// Twelve messages are two calls of each sort.
func TestForget_moreThanTen(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"twice_every": "0"})
	conn := attached(t, b)
	for range 6 {
		b.Place(b.Now())
	}
	news := append(listen(t, conn), listen(t, conn)...)
	if len(news) != 12 {
		t.Fatalf("%d messages", len(news))
	}
	if err := conn.Forget(t.Context(), news); err != nil || faceOf(b).Waiting() != 0 {
		t.Errorf("%d are left, error %v", faceOf(b).Waiting(), err)
	}
}

func TestAttach_againChangesNothing(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"twice_every": "0"})
	for range 3 {
		attached(t, b)
	}
	b.Place(b.Now())
	if got := listen(t, attached(t, b)); len(got) != 2 {
		t.Errorf("%d messages, want one for each of two changes", len(got))
	}
}

func TestAttach_leavesOthersAlone(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	other := strings.Replace(b.Settings()["queue_url"], "tillbridge-orders", "somebody-elses", 1)
	attached(t, b, "queue_url", other)
	err := b.Open().(channel.Listener).Attach(t.Context())
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RefusedByChannel || !strings.Contains(e.Args["said"], "another queue") {
		t.Errorf("%v, want a refusal that names the other queue", err)
	}
}

func TestListener_withoutAQueueDoesNothing(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := attached(t, b, "queue_url", "", "aws_access_key_id", "", "aws_secret_access_key", "")
	b.Place(b.Now())
	if got := listen(t, conn); got != nil {
		t.Errorf("%+v", got)
	}
	if err := conn.Forget(t.Context(), []channel.News{{Receipt: "x"}}); err != nil {
		t.Error(err)
	}
}

func TestListen_refusals(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	for name, c := range map[string]struct {
		settings []string
		want     outcome.Reason
	}{
		"another secret": {[]string{"aws_secret_access_key", "wrong"}, outcome.QueueRefused},
		"another key":    {[]string{"aws_access_key_id", "AKIAOTHER"}, outcome.QueueRefused},
		"another region": {[]string{"queue_region", "eu-west-1"}, outcome.QueueRefused},
		"no such queue":  {[]string{"queue_url", b.Faces[0].BaseURL + "/123456789012/none"}, outcome.QueueMissing},
	} {
		_, err := b.Open(c.settings...).(channel.Listener).Listen(t.Context(), 0)
		if e := outcome.Of(err); e == nil || e.Reason != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// A queue refuses what was signed a quarter of an hour ago; that is our clock, not the key.
func TestListen_aClockThatIsWrong(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	for _, off := range []time.Duration{-20 * time.Minute, 20 * time.Minute} {
		conn, err := amazon.Kind.Open(channel.Shop{Settings: b.Settings()}, channel.Tools{
			HTTP: httpkit.New(httpkit.Options{AllowPrivate: true}), Tokens: b.Tokens, Now: func() time.Time { return b.Now().Add(off) },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = conn.(channel.Listener).Listen(t.Context(), 0)
		if e := outcome.Of(err); e == nil || e.Reason != outcome.ClockSkew {
			t.Errorf("%s: %v, want clock_skew", off, err)
		}
	}
}

// vector is the body of the fact sheet, section 9.
const vector = `{"NotificationVersion":"1.0","NotificationType":"ORDER_CHANGE","PayloadVersion":"1.0","EventTime":"2026-01-30T08:46:12.345Z",
 "Payload":{"OrderChangeNotification":{"NotificationLevel":"OrderLevel","SellerId":"A1EXAMPLE","AmazonOrderId":"701-1234567-7654321",
  "OrderChangeType":"OrderStatusChange","OrderChangeTrigger":{"TimeOfOrderChange":"2026-01-30T08:46:10.000Z","ChangeReason":"..."},
  "Summary":{"MarketplaceId":"ATVPDKIKX0DER","OrderStatus":"Unshipped","PurchaseDate":"2026-01-30T08:15:03Z","DestinationPostalCode":"78701",
   "FulfillmentType":"MFN","OrderType":"StandardOrder","NumberOfItemsShipped":0,"NumberOfItemsUnshipped":2,"OrderPrograms":["Prime"],"ShippingPrograms":[],
   "OrderItems":[{"OrderItemId":"60011122233344","SellerSKU":"CUP-RED","OrderItemStatus":"Unshipped","Quantity":2,"QuantityShipped":0,"IsBuyerRequestedCancel":false}]}}},
 "NotificationMetadata":{"ApplicationId":"app","SubscriptionId":"sub","PublishTime":"2026-01-30T08:46:13Z","NotificationId":"d0e9e693-c3ad-4373-979f-ed4ec98dd746"}}`

func TestHook_takesNothingButTheOrder(t *testing.T) {
	t.Parallel()
	h := amazon.Hook("m-1", vector, "ATVPDKIKX0DER")
	if h.ID != "d0e9e693-c3ad-4373-979f-ed4ec98dd746" || h.Shop != "A1EXAMPLE" || !slices.Equal(h.Refs, []string{"701-1234567-7654321"}) {
		t.Errorf("%+v", h)
	}
	for name, body := range map[string]string{
		"another marketplace": strings.Replace(vector, "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", 1),
		"another topic":       strings.Replace(vector, "ORDER_CHANGE", "FEED_PROCESSING_FINISHED", 1),
		"a hostile id":        strings.Replace(vector, "701-1234567-7654321", "../../x?y=1", 1),
		"no JSON":             "hello",
		"a list":              "[]",
	} {
		if h := amazon.Hook("m-1", body, "ATVPDKIKX0DER"); len(h.Refs) > 0 || h.ID == "" {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

func FuzzHook(f *testing.F) {
	f.Add(vector)
	f.Add("{}")
	f.Fuzz(func(t *testing.T, body string) {
		h := amazon.Hook("m-1", body, "ATVPDKIKX0DER")
		if h.ID == "" || len(h.Refs) > 1 {
			t.Errorf("%+v", h)
		}
		for _, ref := range h.Refs {
			if len(ref) != 19 || strings.ContainsAny(ref, "/?#% ") {
				t.Errorf("ref %q", ref)
			}
		}
	})
}

// The vector get-vanilla of AWS's Signature Version 4 test suite.
func TestSign_getVanilla(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://example.amazonaws.com/", nil)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)
	if err := amazon.Sign(t.Context(), req, nil, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "service", "us-east-1", at); err != nil {
		t.Fatal(err)
	}
	const want = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, " +
		"Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
	if got := req.Header.Get("Authorization"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestQueueErrors(t *testing.T) {
	t.Parallel()
	for word, want := range amazon.QueueReasons {
		e := outcome.Of(amazon.QueueRefused(400, `{"__type":"com.amazonaws.sqs#`+word+`","message":"It is so."}`))
		if e.Reason != want {
			t.Errorf("%s: %v, want %s", word, e, want)
		}
	}
	if e := outcome.Of(amazon.QueueRefused(403, `{"__type":"SignatureDoesNotMatch","message":"Signature expired: 2026 is now earlier than 2027"}`)); e.Reason != outcome.ClockSkew {
		t.Errorf("%v", e)
	}
	if e := outcome.Of(amazon.QueueRefused(400, `{"__type":"SomethingNew","message":"It is so."}`)); e.Reason != outcome.RefusedByChannel || e.Args["status"] != "SomethingNew" {
		t.Errorf("%v", e)
	}
}
