package channeltest

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

func everyOrderOnce(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	n := 2*b.h.PageSize + 3
	b.place(2, -7200, 1)                                             // before the window
	want := append([]string{b.Place(b.at(0))}, b.place(n, 10, 2)...) // from its first second on
	b.place(1, 10+2*n, 1)                                            // on its end, which is not in it
	got := b.read(t, b.window(0, 10+2*n), nil)
	for _, ref := range want {
		if _, ok := got[ref]; !ok {
			t.Errorf("order %s was lost", ref)
		}
	}
	if most := len(want) + 1; len(got) > most {
		t.Errorf("%d orders came, the window holds %d", len(got), len(want))
	}
}

// idsByCreation is for the completeness check: what a list leaves out would be taken for gone, or never be missed.
func idsByCreation(t *testing.T, b *bench) {
	_, lists := b.conn.(channel.OrderLister)
	need(t, lists && b.Place != nil && b.Touch != nil, "list ids")
	n := 2*b.h.PageSize + 3
	b.place(2, -7200, 1)
	want := append([]string{b.Place(b.at(0))}, b.place(n, 10, 2)...)
	b.place(1, 10+2*n+60, 1)
	b.Touch(want[1], b.at(2900)) // changed long after, but created within
	got := map[string]bool{}
	for _, ref := range WalkOrderIDs(t, b.conn, b.window(0, 10+2*n)) {
		got[ref] = true
	}
	for _, ref := range want {
		if !got[ref] {
			t.Errorf("order %s was left out", ref)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d ids came, %d orders were created in the window", len(got), len(want))
	}
}

func equalTimes(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	want := b.place(2*b.h.PageSize+1, 100, 0)
	want = append(want, b.place(3, 101, 1)...)
	wantRefs(t, b.read(t, b.window(0, 3000), nil), want)
}

func changeWhileRead(t *testing.T, b *bench) {
	need(t, b.Place != nil && b.Touch != nil, "change orders")
	want := b.place(3*b.h.PageSize, 10, 1)
	readWithChanges(t, b, want)
}

func equalTimesChange(t *testing.T, b *bench) {
	need(t, b.Place != nil && b.Touch != nil, "change orders")
	want := b.place(3*b.h.PageSize, 100, 0)
	readWithChanges(t, b, want)
}

// readWithChanges moves orders out of the window after each page, as buyers do, and then reads the window that follows: both
// together must hold every order, and the changed ones as they are now.
func readWithChanges(t *testing.T, b *bench, want []string) {
	t.Helper()
	end := 3000
	var changed []string
	first := b.read(t, b.window(0, end), func(page int) {
		if page < 3 {
			for _, ref := range want[page*5 : page*5+5] {
				b.Touch(ref, b.at(end+page))
				changed = append(changed, ref)
			}
		}
	})
	second := b.read(t, b.window(end-int(b.h.Kind.Overlap/time.Second), end+60), nil)
	for _, ref := range changed {
		if s, ok := second[ref]; !ok || s.UpdatedAt.Before(b.at(end)) {
			t.Errorf("order %s changed while the first window was read, and the next shows it as of %s", ref, s.UpdatedAt)
		}
	}
	maps.Copy(first, second)
	wantRefs(t, first, want)
}

func lateStamp(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	b.place(1, 1000, 1)
	b.read(t, b.window(0, 2000), nil)
	overlap := int(b.h.Kind.Overlap / time.Second)
	late := b.Place(b.at(2000 - overlap/2))
	if _, ok := b.read(t, b.window(2000-overlap, 3000), nil)[late]; !ok {
		t.Errorf("an order stamped %d s before the last window's end was not found", overlap/2)
	}
}

func emptyWindow(t *testing.T, b *bench) {
	pages := 0
	if got := b.read(t, b.window(0, 60), func(int) { pages++ }); len(got) > 0 || pages > 2 {
		t.Errorf("%d orders on %d pages of an empty window", len(got), pages+1)
	}
}

func strangeCursor(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	ref := b.Place(b.at(5))
	for _, c := range []channel.Cursor{"0", "{}", `{"page":-1}`, "\x00", "null", channel.Cursor(strings.Repeat("9", 5000))} {
		page, err := b.conn.Orders(t.Context(), b.window(0, 60), c)
		if err != nil || len(page.Orders) != 1 || page.Orders[0].Ref != ref {
			t.Errorf("cursor %.20q: %d orders, error %v", c, len(page.Orders), err)
		}
	}
}

func aloneAsInPage(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	b.place(3, 10, 1)
	for ref, inPage := range b.read(t, b.window(0, 60), nil) {
		alone, err := b.conn.Order(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if alone.Hash() != inPage.Hash() {
			t.Errorf("order %s differs between page and single read: a cycle and a webhook would overwrite each other", ref)
		}
		if len(alone.Raw) == 0 || len(inPage.Raw) == 0 {
			t.Errorf("order %s has no raw answer", ref)
		}
	}
}

// foundByNumber: a person has only what the channel shows, and may leave away a # before it. Orders whose number begins alike are
// others.
func foundByNumber(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	b.place(12, 10, 1)
	for ref, s := range b.read(t, b.window(0, 60), nil) {
		for _, called := range append(order.Spellings(s.Number), ref) {
			if _, numbers := b.conn.(channel.OrderNumberer); !numbers && called != s.Number {
				continue // its number is its id
			}
			found, err := channel.FindOrder(t.Context(), b.conn, called)
			if err != nil || found.Ref != ref {
				t.Errorf("%q is order %q, error %v, want %s", called, found.Ref, err, ref)
			}
		}
	}
	if _, err := channel.FindOrder(t.Context(), b.conn, b.Absent); err == nil {
		t.Errorf("an order was found under %s", b.Absent)
	} else {
		wantCode(t, err, outcome.Missing)
	}
}

func missingOrder(t *testing.T, b *bench) {
	for _, ref := range []string{b.Absent, "../x?y=1", ""} {
		_, err := b.conn.Order(t.Context(), ref)
		if e := wantCode(t, err, outcome.Missing); e.Ref != ref {
			t.Errorf("the error is about %q, want %q", e.Ref, ref)
		}
	}
}

func unknownStatus(t *testing.T, b *bench) {
	need(t, b.Place != nil && b.Strange != nil, "give an order a strange status")
	want := b.place(5, 10, 1)
	b.Strange(want[2], b.at(12))
	got := b.read(t, b.window(0, 60), nil)
	wantRefs(t, got, want)
	for i, ref := range want {
		s := got[ref]
		switch {
		case i != 2 && s.Problem != nil:
			t.Errorf("order %s: %v", ref, s.Problem)
		case i == 2 && (s.Problem == nil || s.Problem.Reason != outcome.UnknownStatus || s.Problem.Args["status"] != s.RawStatus):
			t.Errorf("order %s with status %q: problem %v, want unknown_status", ref, s.RawStatus, s.Problem)
		case i == 2 && s.Stage != "":
			t.Errorf("order %s: stage %q was guessed", ref, s.Stage)
		}
	}
}

func refusedKey(t *testing.T, b *bench) {
	need(t, b.Revoke != nil, "take the key away")
	b.Revoke()
	for call, err := range b.everyCall(t.Context(), b.Absent) {
		t.Run(call, func(t *testing.T) { wantCode(t, err, outcome.NoAccess) })
	}
}

func healthyTest(t *testing.T, b *bench) {
	if b.Place != nil {
		b.place(2, 10, 1)
	}
	r, err := b.conn.Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Checks {
		if !c.OK {
			t.Errorf("check %q failed: %s", c.Name, c.Note)
		}
	}
	if len(r.Checks) == 0 || r.Shop == "" {
		t.Errorf("an empty report: %+v", r)
	}
}

func throttled(t *testing.T, b *bench) {
	b.net.breaks(func(_ int, req *http.Request, _ http.RoundTripper) (*http.Response, error) {
		if b.h.Throttle != nil {
			return b.h.Throttle(req), nil
		}
		res := answer(req, http.StatusTooManyRequests, "text/html", "<html>slow down</html>")
		res.Header.Set("Retry-After", "120")
		return res, nil
	})
	for call, err := range b.everyCall(t.Context(), b.Absent) {
		if e := wantCode(t, err, outcome.Throttled); e.After < 2*time.Minute {
			t.Errorf("%s: wait %s, want two minutes", call, e.After)
		}
	}
}

func throttledBarely(t *testing.T, b *bench) {
	b.net.breaks(always(http.StatusTooManyRequests, "application/json", "{}"))
	for call, err := range b.everyCall(t.Context(), b.Absent) {
		t.Run(call, func(t *testing.T) { wantCode(t, err, outcome.Throttled) })
	}
}

// tokenEnds: a connector that waits for the refusal instead asks twice for everything, and some channels count refusals.
func tokenEnds(t *testing.T, b *bench) {
	need(t, b.Token.Refresh != "", "end a token")
	now, err := b.tokens.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now.Until = b.Now().Add(-time.Minute)
	b.tokens.put(now)
	var calls sync.WaitGroup
	for range 4 {
		calls.Go(func() {
			if _, err := b.conn.Orders(t.Context(), b.window(0, 60), ""); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if n := b.tokens.Renewed(); n != 1 {
		t.Errorf("the token was renewed %d times, want once", n)
	}
}

// wrongClock: channels that sign a time refuse one that is far off; others do not mind. Nothing else may come of it.
func wrongClock(t *testing.T, b *bench) {
	ref := b.Absent
	if b.Place != nil {
		ref = b.place(1, 10, 1)[0]
	}
	for _, off := range []time.Duration{-time.Hour, time.Hour} {
		b.skew.Store(int64(off))
		_, err := b.conn.Order(t.Context(), ref)
		if e := outcome.Of(err); e != nil && e.Reason != outcome.ClockSkew && e.Reason != outcome.OrderMissing {
			t.Errorf("clock wrong by %s: %v, want the order, or to be told of the clock", off, err)
		}
	}
}

func serverError(t *testing.T, b *bench) {
	for _, status := range []int{500, 502, 503, 504, 508, 520, 524} {
		b.net.breaks(always(status, "text/html", "<html>something broke</html>"))
		_, err := b.conn.Order(t.Context(), b.Absent)
		wantCode(t, err, outcome.Unavailable)
		if b.net.sent() < 2 {
			t.Errorf("%d was not tried again", status)
		}
	}
	wantCode(t, b.walkErr(t.Context()), outcome.Unavailable)
}

func pageInstead(t *testing.T, b *bench) {
	b.net.breaks(always(200, "text/html; charset=UTF-8", "<!DOCTYPE html><html><script>var a = {};</script>Please wait</html>"))
	for call, err := range b.everyCall(t.Context(), b.Absent) {
		if e := wantCode(t, err, outcome.Unavailable); e.Reason != outcome.NotJSON {
			t.Errorf("%s: %v, want not_json", call, err)
		}
	}
}

func cutOnce(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	want := b.place(5, 10, 1)
	b.net.breaks(cutFirst(1))
	wantRefs(t, b.read(t, b.window(0, 60), nil), want)
}

func cutAlways(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	ref := b.place(5, 10, 1)[0]
	b.net.breaks(cutFirst(1 << 30))
	wantCode(t, b.walkErr(t.Context()), outcome.Unavailable)
	_, err := b.conn.Order(t.Context(), ref)
	wantCode(t, err, outcome.Unavailable)
}

func hugeBody(t *testing.T, b *bench) {
	b.net.breaks(endless)
	_, err := b.conn.Order(t.Context(), b.Absent)
	if e := wantCode(t, err, outcome.Unavailable); e.Reason != outcome.BodyTooLarge {
		t.Errorf("%v, want body_too_large", err)
	}
}

func brokenConnection(t *testing.T, b *bench) {
	b.net.breaks(reset)
	for _, err := range b.everyCall(t.Context(), b.Absent) {
		wantCode(t, err, outcome.Unavailable)
	}
}

func cancelled(t *testing.T, b *bench) {
	ctx, cancel := context.WithCancel(t.Context())
	b.net.breaks(func(_ int, req *http.Request, _ http.RoundTripper) (*http.Response, error) {
		cancel()
		<-req.Context().Done() // a shop that hangs; only the context ends it
		return nil, req.Context().Err()
	})
	for call, err := range b.everyCall(ctx, b.Absent) {
		if e := wantCode(t, err, outcome.Unavailable); e.Reason != outcome.Interrupted && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want interrupted", call, err)
		}
	}
	if b.net.sent() > 1 {
		t.Errorf("%d requests went out, the context ended during the first", b.net.sent())
	}
}

func (b *bench) receiver(t *testing.T) channel.WebhookReceiver {
	t.Helper()
	need(t, b.Delivery != nil && b.Place != nil, "send webhooks")
	r, ok := b.conn.(channel.WebhookReceiver)
	if !ok {
		t.Fatal("the shop sends webhooks, and the connector does not receive them")
	}
	return r
}

// hook is a delivery as it comes to the shop's address.
func (b *bench) hook(h http.Header, body []byte) channel.Delivery {
	return channel.Delivery{URL: b.HookURL, Header: h, Body: body}
}

func forgedWebhook(t *testing.T, b *bench) {
	receiver := b.receiver(t)
	h, body := b.Delivery(b.Place(b.at(10)))
	if _, err := receiver.Receive(b.hook(h, append(slices.Clone(body), ' '))); err == nil {
		t.Error("a changed body was taken")
	} else {
		wantCode(t, err, outcome.NoAccess)
	}
	if _, err := receiver.Receive(b.hook(http.Header{"Content-Type": h["Content-Type"]}, body)); err == nil {
		t.Error("an unsigned body was taken")
	}
	for name, values := range h {
		for _, forged := range []string{"", "AAAA", strings.Repeat("A", 4000), values[0] + "A"} {
			changed := h.Clone()
			changed.Set(name, forged)
			got, err := receiver.Receive(b.hook(changed, append(slices.Clone(body), '\n')))
			if err == nil {
				t.Errorf("a changed body with %s: %.20q was taken: %+v", name, forged, got)
			}
		}
	}
}

func replayedWebhook(t *testing.T, b *bench) {
	receiver := b.receiver(t)
	refs := b.place(2, 10, 1)
	h, body := b.Delivery(refs[0])
	first, err := receiver.Receive(b.hook(h, body))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(first.Refs, refs[:1]) {
		t.Errorf("the webhook is about %v, want %s", first.Refs, refs[0])
	}
	again, err := receiver.Receive(b.hook(h.Clone(), slices.Clone(body)))
	if err != nil || again.ID != first.ID || first.ID == "" {
		t.Errorf("replayed: delivery %q, error %v, want %q again", again.ID, err, first.ID)
	}
	h, body = b.Delivery(refs[1])
	other, err := receiver.Receive(b.hook(h, body))
	if err != nil || other.ID == first.ID {
		t.Errorf("another order: delivery %q, error %v, want another than %q", other.ID, err, first.ID)
	}
}

func noSecrets(t *testing.T, b *bench) {
	need(t, len(b.Secrets) > 0, "tell its secrets")
	ref := b.Absent
	if b.Place != nil {
		ref = b.place(2, 10, 1)[0]
	}
	var recorder httpkit.Recorder
	ctx := httpkit.WithRecorder(t.Context(), &recorder)
	var said []error
	call := func() {
		for _, err := range b.everyCall(ctx, ref) {
			said = append(said, err)
		}
	}
	call()
	for _, f := range []fault{reset, always(500, "text/html", "<html>"), always(200, "text/html", "<html>"), cutFirst(1 << 30), echo} {
		b.net.breaks(f)
		call()
	}
	b.net.breaks(nil)
	if b.Revoke != nil {
		b.Revoke()
		call()
	}
	exchanges := recorder.Exchanges()
	if len(exchanges) == 0 {
		t.Error("no exchange was kept")
	}
	shown, err := json.Marshal(exchanges)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range said {
		if err != nil {
			shown = append(shown, outcome.Of(err).Encode()+err.Error()...)
		}
	}
	if s := b.holdsSecret(append(shown, b.log.bytes()...)); s != "" {
		t.Errorf("a secret that begins with %.6q… shows", s)
	}
}

// echo answers like a server in debug mode: with the request's own address and headers in a redirect, which is refused.
func echo(_ int, req *http.Request, _ http.RoundTripper) (*http.Response, error) {
	res := answer(req, http.StatusFound, "text/html", req.URL.String())
	u := *req.URL
	u.Host = "elsewhere.example"
	res.Header.Set("Location", u.String())
	return res, nil
}

func sideBySide(t *testing.T, b *bench) {
	need(t, b.Place != nil, "place orders")
	want := b.place(b.h.PageSize+1, 10, 1)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			got, err := b.walk(t.Context(), b.window(0, 3000), nil)
			if err != nil || len(got) != len(want) {
				t.Errorf("%d orders, error %v, want %d", len(got), err, len(want))
			}
		})
		all.Go(func() {
			if _, err := b.conn.Order(t.Context(), want[0]); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func missingSetting(t *testing.T, b *bench) {
	for _, s := range b.h.Kind.Settings {
		if !s.Required {
			continue
		}
		less := maps.Clone(b.Settings)
		delete(less, s.Name)
		_, err := b.h.Kind.Open(channel.Shop{Settings: less}, channel.Tools{Tokens: b.tokens, HTTP: httpkit.New(httpkit.Options{}), Now: b.Now})
		if err == nil || !strings.Contains(err.Error(), s.Name) {
			t.Errorf("without %s: error %v, want one that names it", s.Name, err)
		}
		if err != nil && b.holdsSecret([]byte(err.Error())) != "" {
			t.Errorf("without %s: the error repeats a secret", s.Name)
		}
	}
}

// strayedSecret gives a key to the fields that must refuse it: those with choices, and addresses.
func strayedSecret(t *testing.T, b *bench) {
	const secret = "k3y-pasted-into-the-wrong-field"
	for _, s := range b.h.Kind.Settings {
		given := maps.Clone(b.Settings)
		switch {
		case len(s.Choices) > 0:
			given[s.Name] = secret
		case s.Name == "url" || s.Name == "base_url":
			given[s.Name] = "https://user:" + secret + "@shop.example"
		default:
			continue
		}
		_, err := b.h.Kind.Open(channel.Shop{Settings: given}, channel.Tools{Tokens: b.tokens, HTTP: httpkit.New(httpkit.Options{}), Now: b.Now})
		if err == nil || !strings.HasPrefix(err.Error(), s.Name+": ") || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: error %v, want one that names it and nothing that was given", s.Name, err)
		}
	}
}
