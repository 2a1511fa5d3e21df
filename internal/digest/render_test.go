package digest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

var page = digest.Page{Account: "Toko Sari", URL: "https://hub.example.com", Now: morning}

func write(t *testing.T, r digest.Rule, m digest.Message) digest.Text {
	t.Helper()
	text, err := r.Write(m, page)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRule_Write_plain(t *testing.T) {
	t.Parallel()
	kopi := failing("KOPI-1", 3, morning.Add(-time.Hour))
	kopi.Issue.ID, kopi.Issue.Held = 7, []issue.Held{{Currency: "IDR", Orders: 3, Total: money.Units(150_000)}, {Currency: "SGD", Orders: 1, Total: money.MustParse("12.5")}}
	kopi.Outcome = outcome.New(outcome.SKUNotLinked, "sku", "KOPI-1", "listing", "77", "name", "Kopi Gayo")
	got := write(t, rule(digest.Errors, digest.TenMinutes), digest.Message{Due: []digest.Concern{kopi}, Still: 2, Cleared: []string{"503 Unavailable: the other side: Download Order at Toko"}})
	lines := strings.Split(got.Plain, "\n")
	var shown []string
	for _, l := range lines {
		if !strings.HasPrefix(l, "   What to do: ") && !strings.Contains(l, "Kopi Gayo") { // the sentences are tested where they stand
			shown = append(shown, l)
		}
	}
	want := []string{
		"3 open issues, 1 of them told now: Toko Sari", "As of 2026-11-20 08:00 (WIB).", "",
		"2 more are open and silent here: nothing has changed in them since you were told. They are told again after longer and longer gaps, up to a day.", "",
		"1. 422 Unprocessable: not linked or unequal: Create Invoice at Toko (KOPI-1)",
		"   3 failures, first 2026-11-20 07:00, last 2026-11-20 07:00", "   Holds up 3 orders worth Rp\u00a0150,000", "   Holds up 1 order worth SGD\u00a012.50",
		"   https://hub.example.com/issues/7", "",
		"Resolved since the last message:", "- 503 Unavailable: the other side: Download Order at Toko", "",
		"You get this by your rules of notices. It stops when the cause is resolved, or when somebody acknowledges or snoozes it.", "",
	}
	if d := cmp.Diff(want, shown); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if len(lines) != len(shown)+2 {
		t.Errorf("the sentence or its remedy is missing:\n%s", got.Plain)
	}
}

func TestRule_Write_titles(t *testing.T) {
	t.Parallel()
	alarm := func(what digest.What, o *outcome.Error) digest.Message {
		return digest.Message{Due: []digest.Concern{{What: what, Key: "k", Outcome: o, Connection: 5, Shop: "Melati"}}}
	}
	some := digest.Message{Due: []digest.Concern{failing("A", 1, morning), failing("B", 1, morning)}, Still: 28, Known: 3, Elsewhere: 1}
	for _, c := range []struct {
		what     digest.What
		language string
		message  digest.Message
		want     string
		says     string
	}{
		{digest.NoAccess, "en", alarm(digest.NoAccess, outcome.New(outcome.NotAuthorised)), "Melati needs you: Toko Sari", "/settings/connections/5"},
		{digest.NoAccess, "id", alarm(digest.NoAccess, outcome.New(outcome.NotAuthorised)), "Melati membutuhkan Anda: Toko Sari", "Melati: akses ditolak"},
		{digest.TokenExpiry, "en", alarm(digest.TokenExpiry, outcome.New(outcome.TokenEnds, "connection", "Melati", "on", "2026-11-23T20:00:00Z")), "The permission of Melati ends on 2026-11-24 03:00: Toko Sari", "ends on 2026-11-24 03:00."},
		{digest.SilentWorker, "en", alarm(digest.SilentWorker, outcome.New(outcome.WorkerSilent, "since", "2026-11-20T00:30:00Z")), "No order came in: Toko Sari", "since 2026-11-20 07:30"},
		{digest.Errors, "en", digest.Message{Cleared: []string{"this and that"}}, "All clear: Toko Sari", "- this and that"},
		{digest.Errors, "en", digest.Message{Due: []digest.Concern{failing("A", 1, morning), failing("B", 1, morning)}}, "2 open issues: Toko Sari", "2. 422"},
		{digest.Errors, "en", digest.Message{Due: []digest.Concern{failing("A", 1, morning)}}, "1 open issue: Toko Sari", "1. 422"},
		{digest.Errors, "en", some, "34 open issues, 2 of them told now: Toko Sari", "1 more is about a shop that refuses access"},
		{digest.Errors, "id", some, "34 masalah terbuka, 2 di antaranya diberitahukan kini: Toko Sari", "28 lagi masih terbuka dan tidak disebut di sini"},
		{digest.Person, "en", some, "34 issues need a person, 2 of them told now: Toko Sari", "3 more are acknowledged or snoozed"},
	} {
		r := rule(c.what, digest.AtOnce)
		r.Language = c.language
		if got := write(t, r, c.message); got.Title != c.want || !strings.Contains(got.Plain, c.says) || !strings.Contains(got.Body, c.want) {
			t.Errorf("%q, want %q with %q:\n%s", got.Title, c.want, c.says, got.Plain)
		}
	}
}

// A catalogue with thousands of unlinked listings makes one message that can be read.
func TestRule_Write_manyIssues(t *testing.T) {
	t.Parallel()
	var m digest.Message
	for i := range 5000 {
		m.Due = append(m.Due, failing(fmt.Sprintf("SKU-%04d", i), 1, morning))
	}
	for _, way := range digest.Ways {
		r := rule(digest.Errors, digest.TenMinutes)
		r.Way, r.To = way, "https://example.com"
		got := write(t, r, m)
		if got.Title != "5000 open issues: Toko Sari" || !strings.Contains(got.Plain, "And 4970 more") || strings.Contains(got.Plain, "SKU-0030") || len(got.Body) > 100_000 {
			t.Errorf("%s: %d bytes, %q", way, len(got.Body), got.Title)
		}
		if way != digest.Discord {
			continue
		}
		var body struct{ Content string }
		if err := json.Unmarshal([]byte(got.Body), &body); err != nil || len([]rune(body.Content)) > 2000 {
			t.Errorf("Discord takes 2000 characters, it has %d: %v", len([]rune(body.Content)), err)
		}
	}
}

// Why the others are silent stands before the issues, where no chat cuts it off, and programs are given the figures.
func TestRule_Write_saysWhyOthersAreSilent(t *testing.T) {
	t.Parallel()
	m := digest.Message{Still: 28, Known: 3, Elsewhere: 1}
	for i := range 40 {
		m.Due = append(m.Due, failing(fmt.Sprintf("SKU-%04d", i), 1, morning))
	}
	for _, way := range digest.Ways {
		r := rule(digest.Errors, digest.TenMinutes)
		r.Way, r.To = way, "https://example.com"
		body := write(t, r, m).Body
		for _, want := range []string{"72 open issues, 40 of them told now", "28 more are open and silent here", "3 more are acknowledged or snoozed", "1 more is about a shop"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s does not say %q:\n%s", way, want, body)
			}
		}
		if way == digest.Webhook && !strings.Contains(body, `"open":72`) {
			t.Errorf("no figures:\n%s", body)
		}
	}
}

// What a channel says is text and never markup, and the link leads to our own pages.
func TestRule_Write_escapes(t *testing.T) {
	t.Parallel()
	c := failing(`<script>alert("x")</script>`, 1, morning)
	c.Shop = `"><img src=x>`
	got := write(t, rule(digest.Errors, digest.TenMinutes), digest.Message{Due: []digest.Concern{c}, Cleared: []string{"<b>over</b>"}})
	for _, raw := range []string{"<script", "<img", "<b>"} {
		if strings.Contains(got.Body, raw) {
			t.Errorf("%s in the HTML:\n%s", raw, got.Body)
		}
	}
	if !strings.Contains(got.Body, `href="https://hub.example.com/issues/`) {
		t.Errorf("no link:\n%s", got.Body)
	}
}
