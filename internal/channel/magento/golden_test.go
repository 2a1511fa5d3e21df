package magento_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// documented is a file of testdata/documented.
type documented struct {
	Items     json.RawMessage `json:"items"`
	Invoices  json.RawMessage `json:"invoices"`
	Shipments json.RawMessage `json:"shipments"`
}

func load(t testing.TB, file string) documented {
	t.Helper()
	return channeltest.Read[documented](t, filepath.Join("testdata", "documented", file))
}

// ServeHTTP answers each list as the file says.
func (d documented) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lists := map[string]json.RawMessage{"/rest/V1/orders": d.Items, "/rest/V1/invoices": d.Invoices, "/rest/V1/shipments": d.Shipments}
	items, ok := lists[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	var rows []json.RawMessage
	_ = json.Unmarshal(items, &rows)
	reply(w, 200, map[string]any{"items": items, "total_count": len(rows), "search_criteria": map[string]any{}})
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// present is the clock of connectors in tests.
var present = time.Date(2026, 2, 2, 12, 0, 0, 0, time.UTC)

// connect opens a connector to a handler, with settings over the usual ones.
func connect(t testing.TB, h http.Handler, nameValue ...string) channel.Connector {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	settings := map[string]string{
		"url": server.URL, "consumer_key": strings.Repeat("k", 32), "consumer_secret": strings.Repeat("s", 32),
		"access_token": strings.Repeat("t", 32), "access_token_secret": strings.Repeat("u", 32),
	}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	client := httpkit.New(httpkit.Options{Transport: server.Client().Transport, FirstWait: time.Millisecond, MaxWait: 5 * time.Millisecond})
	conn, err := magento.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: client, Now: func() time.Time { return present }})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestOrders_golden(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "documented") {
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) {
			t.Parallel()
			page, err := connect(t, load(t, name)).Orders(t.Context(), channel.Window{}, "")
			if err != nil {
				t.Fatal(err)
			}
			channeltest.GoldenPage(t, page.Orders, name)
		})
	}
}

// Every word of every table has its file, so that none is only guessed.
func TestOrders_goldenForEachWord(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, file := range channeltest.Files(t, "documented") {
		var orders []struct{ State, Status string }
		if err := json.Unmarshal(load(t, filepath.Base(file)).Items, &orders); err == nil && len(orders) > 0 {
			seen["state "+orders[0].State], seen["status "+orders[0].Status] = true, true
		}
	}
	for state := range magento.States {
		if !seen["state "+state] {
			t.Errorf("state %s has no golden", state)
		}
	}
	for status := range magento.Added {
		if !seen["status "+status] {
			t.Errorf("status %s has no golden", status)
		}
	}
}

// Parts add up to the total wherever nothing is wrong with the order.
func TestOrders_documentedSumsAddUp(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "documented") {
		page, err := connect(t, load(t, filepath.Base(file))).Orders(t.Context(), channel.Window{}, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Orders {
			if diff := s.Total - s.Amounts.Sum(); s.Problem == nil && diff.Abs() > s.Currency.Tolerance() {
				t.Errorf("%s: parts %s, total %s", filepath.Base(file), s.Amounts.Sum(), s.Total)
			}
		}
	}
}
