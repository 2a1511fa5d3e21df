package lazada_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/lazada"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// made is a file of testdata/made.
type made struct {
	Country  string            `json:"country"`
	Order    json.RawMessage   `json:"order"`
	Items    json.RawMessage   `json:"items"`
	Reverses []json.RawMessage `json:"reverse_orders"`
}

func load(t testing.TB, name string) made {
	t.Helper()
	return channeltest.Read[made](t, filepath.Join("testdata", "made", name))
}

func (m made) snapshot() order.Snapshot {
	var reverses [][]byte
	for _, r := range m.Reverses {
		reverses = append(reverses, r)
	}
	return lazada.Whole(m.Country, m.Order, m.Items, reverses...)
}

func TestSnapshot_golden(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "made") {
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) {
			t.Parallel()
			s := load(t, name).snapshot()
			if len(s.Raw) == 0 {
				t.Error("no raw answer")
			}
			if s.Problem == nil && s.Amounts.Sum() != s.Total {
				t.Errorf("parts %s, total %s", s.Amounts.Sum(), s.Total)
			}
			channeltest.Golden(t, s, name)
		})
	}
}

// withWord is the usual order with another status on every item.
func withWord(t testing.TB, word, initiator string) order.Snapshot {
	t.Helper()
	m := load(t, "as-recorded.json")
	m.Items = bytes.ReplaceAll(m.Items, []byte(`"status": "pending"`), fmt.Appendf(nil, `"status": %q`, word))
	m.Items = bytes.ReplaceAll(m.Items, []byte(`"cancel_return_initiator": ""`), fmt.Appendf(nil, `"cancel_return_initiator": %q`, initiator))
	return m.snapshot()
}

func TestSnapshot_everyStatus(t *testing.T) {
	t.Parallel()
	for word, stage := range lazada.Statuses {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			s := withWord(t, strings.ToUpper(word[:1])+word[1:], "")
			if s.Stage != stage || s.Problem != nil {
				t.Errorf("stage %s, problem %v, want %s", s.Stage, s.Problem, stage)
			}
			channeltest.Golden(t, withWord(t, word, ""), "status-"+word+".json")
		})
	}
}

func TestSnapshot_everyCanceller(t *testing.T) {
	t.Parallel()
	want := map[string]struct {
		stage order.Stage
		by    order.Party
	}{
		"": {order.Cancelled, order.System}, "cancellation-customer": {order.Cancelled, order.Buyer}, "buyer-cancel": {order.Cancelled, order.Buyer},
		"cancellation-seller": {order.Cancelled, order.Seller}, "seller-cancel": {order.Cancelled, order.Seller},
		"cancellation-internal": {order.Cancelled, order.System}, "system-cancel": {order.Cancelled, order.System},
		"customer service-cancel": {order.Cancelled, order.System}, "cancellation-failed Delivery": {order.FailedDelivery, ""},
		"return-customer": {order.Returned, ""}, "refund-internal": {order.Returned, ""}, "somebody-new": {order.Cancelled, ""},
	}
	for word, w := range want {
		if s := withWord(t, "canceled", word); s.Stage != w.stage || s.CancelledBy != w.by || s.Problem != nil {
			t.Errorf("%q: stage %s by %q, problem %v, want %s by %q", word, s.Stage, s.CancelledBy, s.Problem, w.stage, w.by)
		}
	}
	if len(want) != len(lazada.Cancellers)+1 {
		t.Errorf("the table has %d words, the test %d", len(lazada.Cancellers), len(want)-1)
	}
}

// A word that no table holds is an outcome, and never a stage.
func TestSnapshot_unknownWord(t *testing.T) {
	t.Parallel()
	s := withWord(t, "awaiting_pickup", "")
	if s.Stage != order.Unknown || s.RawStatus != "awaiting_pickup" || s.Problem == nil || s.Problem.Reason != outcome.UnknownStatus ||
		s.Problem.Args["status"] != "awaiting_pickup" {
		t.Errorf("stage %q, raw %q, problem %v", s.Stage, s.RawStatus, s.Problem)
	}
}

// The order of items in the answer must not matter: pages and single reads would differ.
func TestSnapshot_itemsInAnyOrder(t *testing.T) {
	t.Parallel()
	m := load(t, "two-parcels-one-left.json")
	forward := m.snapshot()
	var items []json.RawMessage
	if err := json.Unmarshal(m.Items, &items); err != nil {
		t.Fatal(err)
	}
	items[0], items[1] = items[1], items[0]
	m.Items, _ = json.Marshal(items)
	if back := m.snapshot(); back.Hash() != forward.Hash() {
		t.Errorf("the order of items changes the snapshot:\n%s", cmp.Diff(forward, back))
	}
}

func FuzzSnapshot(f *testing.F) {
	for _, name := range []string{"as-recorded.json", "all-text.json", "return-asked.json", "other-shape.json"} {
		m := load(f, name)
		var rev []byte
		if len(m.Reverses) > 0 {
			rev = m.Reverses[0]
		}
		f.Add([]byte(m.Order), []byte(m.Items), rev)
	}
	f.Fuzz(func(t *testing.T, head, items, rev []byte) {
		s := lazada.Whole("id", head, items, rev)
		if s.Ref == "" || s.Stage == order.Unknown && s.Problem == nil {
			t.Errorf("ref %q, stage %q without a problem", s.Ref, s.Stage)
		}
		if s.Problem == nil && s.Currency == "" {
			t.Error("no currency and no problem")
		}
		_ = s.Hash()
	})
}
