package woocommerce_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// recording is a file of testdata/recorded or testdata/made.
type recording struct {
	Status   int               `json:"status"`
	Response json.RawMessage   `json:"response"`
	Headers  map[string]string `json:"headers"`
	RawBody  string            `json:"raw_body"`
}

func recorded(t testing.TB, file string) recording {
	t.Helper()
	return channeltest.Read[recording](t, filepath.Join("testdata", file))
}

// list is the response as a list of orders.
func (r recording) list() []byte {
	if bytes.HasPrefix(r.Response, []byte("[")) {
		return r.Response
	}
	return slices.Concat([]byte("["), r.Response, []byte("]"))
}

// connect opens a connector to a handler, with settings over the usual ones.
func connect(t testing.TB, h http.Handler, nameValue ...string) channel.Connector {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return connectTo(t, server, nameValue...)
}

func connectTo(t testing.TB, server *httptest.Server, nameValue ...string) channel.Connector {
	t.Helper()
	settings := settingsFor(server)
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	client := httpkit.New(httpkit.Options{Transport: server.Client().Transport, FirstWait: time.Millisecond, MaxWait: 5 * time.Millisecond})
	conn, err := woocommerce.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{
		HTTP: client, Now: func() time.Time { return time.Date(2026, 11, 21, 19, 39, 0, 0, time.UTC) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// answers replays one body for the walk over orders, and an empty trash.
func answers(status int, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=UTF-8")
		if r.URL.Query().Get("status") == "trash" {
			body = []byte("[]")
		}
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
}

func TestOrders_golden(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"recorded", "made"} {
		for _, file := range channeltest.Files(t, dir) {
			name := filepath.Base(file)
			if !strings.HasPrefix(name, "order") && dir == "recorded" || name == "order-note-create.json" || name == "orders-page-too-far.json" {
				continue
			}
			t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) {
				t.Parallel()
				compareGolden(t, recorded(t, dir+"/"+name).list(), name)
			})
		}
	}
}

func compareGolden(t *testing.T, list []byte, name string) {
	t.Helper()
	page, err := connect(t, answers(200, list)).Orders(t.Context(), channel.Window{}, "")
	if err != nil {
		t.Fatal(err)
	}
	channeltest.GoldenPage(t, page.Orders, name)
}

// Sums of every recorded order add up, or the mapping of amounts is wrong.
func TestOrders_recordedSumsAddUp(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"orders-list-all-statuses.json", "orders-status-list.json", "orders-list-trash.json"} {
		page, err := connect(t, answers(200, recorded(t, "recorded/"+file).list())).Orders(t.Context(), channel.Window{}, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Orders {
			if s.Amounts.Sum() != s.Total || s.Problem != nil {
				t.Errorf("order %s: parts %s, total %s, problem %v", s.Ref, s.Amounts.Sum(), s.Total, s.Problem)
			}
		}
	}
}

func TestOrder_recordedErrors(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]*outcome.Error{
		"error-bad-json":                 outcome.New(outcome.RefusedByChannel, "status", "400", "said", "Invalid JSON body passed."),
		"error-bad-signature":            outcome.New(outcome.KeyRefused, "said", "Invalid signature - provided signature does not match."),
		"error-invalid-status":           outcome.New(outcome.RefusedByChannel, "status", "400", "said", "Invalid parameter(s): status"),
		"error-modified-after-invalid":   outcome.New(outcome.RefusedByChannel, "status", "400", "said", "Invalid parameter(s): modified_after"),
		"error-per-page-over-100":        outcome.New(outcome.RefusedByChannel, "status", "400", "said", "Invalid parameter(s): per_page"),
		"error-no-route":                 outcome.New(outcome.NoAPI),
		"error-nonce-replay":             outcome.New(outcome.ServerError, "status", "401"),
		"error-old-timestamp":            outcome.New(outcome.ClockSkew, "said", "Invalid timestamp."),
		"error-order-404":                outcome.New(outcome.OrderMissing, "said", "Invalid ID."),
		"error-order-after-force-delete": outcome.New(outcome.OrderMissing, "said", "Invalid ID."),
		"error-order-update-404":         outcome.New(outcome.OrderMissing, "said", "ID is invalid."),
		"error-read-only-key":            outcome.New(outcome.RightMissing, "right", "write", "said", "The API key provided does not have write permissions."),
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			r := recorded(t, "recorded/"+file+".json")
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Date", "Sat, 21 Nov 2026 19:39:00 GMT")
				w.Header().Set("Content-Type", "application/json; charset=UTF-8")
				w.WriteHeader(r.Status)
				_, _ = w.Write(r.Response)
			}))
			t.Cleanup(server.Close)
			_, err := connectTo(t, server).Order(t.Context(), "999999")
			got := outcome.Of(err)
			if want.Reason == outcome.NoAPI {
				want.Args = outcome.Args{"url": server.URL}
			}
			if got.Code != want.Code || got.Reason != want.Reason || !cmp.Equal(got.Args, want.Args) || got.Ref != "999999" {
				t.Errorf("got %d %s %v about %q, want %d %s %v", got.Code, got.Reason, got.Args, got.Ref, want.Code, want.Reason, want.Args)
			}
		})
	}
}

// compact writes JSON as the shop sends it.
func compact(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, b); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
