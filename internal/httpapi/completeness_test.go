package httpapi_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/httpapi"
)

func TestCompleteness_wrongQuestions(t *testing.T) {
	t.Parallel()
	hub, _, conn := filled(t, apptest.SQLite(t), 10)
	ask := func(from, to string) map[string]string {
		return map[string]string{"connection": conn, "from": from, "to": to}
	}
	for _, c := range []struct {
		method, path string
		body         any
		status       int
		field        string
	}{
		{"GET", "/completeness?from=yesterday", nil, 422, "query.from"},
		{"GET", "/completeness?to=2026-02-30", nil, 422, "query.to"},
		{"GET", "/completeness?from=2026-11-02&to=2026-11-01", nil, 422, "query.from"},
		{"GET", "/completeness?connection=Mawar", nil, 422, "query.connection"},
		{"GET", "/completeness/" + conn + "/today", nil, 422, "path.day"},
		{"GET", "/completeness/" + conn + "/2026-11-01?kind=odd", nil, 422, "query.kind"},
		{"GET", "/completeness/Mawar/2026-11-01", nil, 404, ""},
		{"POST", "/completeness/check", ask("2026-11-02", "2026-11-01"), 422, "body.from"},
		{"POST", "/completeness/check", ask("2026-01-01", "2026-11-01"), 422, "body.from"},
		{"POST", "/completeness/check", ask("", "soon"), 422, "body.to"},
		{"POST", "/completeness/check", map[string]string{"connection": "Mawar"}, 404, ""},
	} {
		a := hub.Do(c.method, c.path, c.body)
		p := a.Problem()
		if a.Status != c.status || c.field != "" && (len(p.Errors) == 0 || p.Errors[0].Location != c.field) {
			t.Errorf("%s %s %v: %s, want %d about %s", c.method, c.path, c.body, a, c.status, c.field)
		}
	}
	hub.Must("POST", "/connections/"+conn+"/pause", nil, nil)
	if a := hub.Do("POST", "/completeness/check", ask("", "")); a.Status != http.StatusConflict || a.Problem().Reason != "connection_paused" {
		t.Errorf("a paused shop: %s", a)
	}
}

// What was asked for shows in the answer, and is done.
func TestCompleteness_checkTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	hub, _, conn := filled(t, apptest.SQLite(t), 10)
	to := time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	a := hub.Do("POST", "/completeness/check", map[string]string{"connection": conn, "to": to})
	if a.Status != http.StatusAccepted {
		t.Fatal(a)
	}
	apptest.Eventually(t, time.Minute, func() error {
		shop := apptest.Get[httpapi.Completeness](hub.Client, "/completeness?from="+to+"&to="+to).Connections[0]
		if c := shop.Check; c != nil && (c.Scope == "asked") && (c.From != to || c.To != to) {
			t.Fatalf("asked for was %s, the check is of %s to %s", to, c.From, c.To)
		}
		if len(shop.Days) == 1 && shop.Days[0].Day == to && shop.Days[0].Whole && shop.NextAt != nil {
			return nil
		}
		return fmt.Errorf("the day is not there: %+v", shop)
	})
}
