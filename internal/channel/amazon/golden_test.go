package amazon_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// made is a file of testdata/made.
type made struct {
	Order    json.RawMessage   `json:"order"`
	Bookings []json.RawMessage `json:"bookings"`
	Old      json.RawMessage   `json:"order_v0"`
	Items    []json.RawMessage `json:"items"`
}

func load(t testing.TB, name string) made {
	t.Helper()
	return channeltest.Read[made](t, filepath.Join("testdata", "made", name))
}

func (m made) snapshot(t testing.TB) order.Snapshot {
	t.Helper()
	if m.Old != nil {
		return amazon.SnapshotOld(m.Old, m.Items...)
	}
	s, err := amazon.Snapshot(m.Order, m.Bookings...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSnapshot_golden(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "made") {
		name := filepath.Base(file)
		t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) {
			t.Parallel()
			s := load(t, name).snapshot(t)
			if len(s.Raw) == 0 {
				t.Error("no raw answer")
			}
			var lines money.Amount
			for _, l := range s.Lines {
				lines += l.Total
			}
			priced := s.Stage != order.Unpaid && s.Stage != order.Cancelled
			if s.Problem == nil && priced && (s.Amounts.Sum() != s.Total || lines != s.Amounts.Goods) {
				t.Errorf("parts %s, total %s, lines %s of %s", s.Amounts.Sum(), s.Total, lines, s.Amounts.Goods)
			}
			channeltest.Golden(t, s, name)
		})
	}
}

// withStatus is the usual order under another word, in the version that has the word.
func withStatus(t testing.TB, word string) order.Snapshot {
	t.Helper()
	if word == strings.ToUpper(word) {
		m := load(t, "as-in-the-sheet.json")
		m.Order = bytes.Replace(m.Order, []byte(`"UNSHIPPED"`), fmt.Appendf(nil, "%q", word), 1)
		return m.snapshot(t)
	}
	m := load(t, "v0-as-in-the-sheet.json")
	m.Old = bytes.Replace(m.Old, []byte(`"Unshipped"`), fmt.Appendf(nil, "%q", word), 1)
	return m.snapshot(t)
}

func TestSnapshot_everyStatus(t *testing.T) {
	t.Parallel()
	for word, stage := range amazon.Statuses {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			s := withStatus(t, word)
			if s.Stage != stage || s.Problem != nil || s.RawStatus != word {
				t.Errorf("stage %s, raw %q, problem %v, want %s", s.Stage, s.RawStatus, s.Problem, stage)
			}
			version := "2026-"
			if word != strings.ToUpper(word) {
				version = "v0-"
			}
			channeltest.Golden(t, s, "status-"+version+strings.ToLower(word)+".json")
		})
	}
}

// A word that no table holds is an outcome, and never a stage.
func TestSnapshot_unknownWord(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"AWAITING_PICKUP", "AwaitingPickup", "Cancelled", "unshipped"} {
		s := withStatus(t, word)
		if s.Stage != order.Unknown || s.RawStatus != word || s.Problem == nil || s.Problem.Reason != outcome.UnknownStatus || s.Problem.Args["status"] != word {
			t.Errorf("stage %q, raw %q, problem %v", s.Stage, s.RawStatus, s.Problem)
		}
	}
}

func TestSnapshot_everyWordOfAParcel(t *testing.T) {
	t.Parallel()
	for word := range amazon.Journeys {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			m := load(t, "all-parcels-delivered.json")
			m.Order = bytes.ReplaceAll(m.Order, []byte(`"status": "DELIVERED"`), []byte(`"status": "IN_TRANSIT"`))
			m.Order = bytes.ReplaceAll(m.Order, []byte(`"detailedStatus": "DELIVERED"`), fmt.Appendf(nil, `"detailedStatus": %q`, word))
			s := m.snapshot(t)
			if s.Problem != nil {
				t.Errorf("problem %v", s.Problem)
			}
			channeltest.Golden(t, s, "status-parcel-"+strings.ToLower(word)+".json")
		})
	}
}

func TestEasyShip_wordsOfV0(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"PendingSchedule", "PendingPickUp", "PendingDropOff", "LabelCanceled", "PickedUp", "DroppedOff", "AtOriginFC", "AtDestinationFC",
		"OutForDelivery", "Delivered", "RejectedByBuyer", "Undeliverable", "ReturningToSeller", "Lost", "Damaged", "ReturnedToSeller"} {
		m := load(t, "v0-easy-ship-delivered.json")
		m.Old = bytes.Replace(m.Old, []byte(`"EasyShipShipmentStatus": "Delivered"`), fmt.Appendf(nil, `"EasyShipShipmentStatus": %q`, word), 1)
		if s := m.snapshot(t); s.Problem != nil {
			t.Errorf("%s: %v", word, s.Problem)
		}
	}
}

// The same order read by either version is the same sale.
func TestSnapshot_bothVersionsAgree(t *testing.T) {
	t.Parallel()
	a, b := load(t, "as-in-the-sheet.json").snapshot(t), load(t, "v0-as-in-the-sheet.json").snapshot(t)
	if diff := cmp.Diff(a.Amounts, b.Amounts) + cmp.Diff(a.Lines, b.Lines) + cmp.Diff(a.Stage, b.Stage) + cmp.Diff(a.Total, b.Total); diff != "" {
		t.Errorf("2026-01-01 and v0 differ:\n%s", diff)
	}
}

func FuzzSnapshot(f *testing.F) {
	for _, file := range channeltest.Files(f, "made") {
		if m := load(f, filepath.Base(file)); m.Order != nil {
			var b json.RawMessage
			if len(m.Bookings) > 0 {
				b = m.Bookings[len(m.Bookings)-1]
			}
			f.Add([]byte(m.Order), []byte(b))
		}
	}
	f.Fuzz(func(t *testing.T, raw, booking []byte) {
		if !json.Valid(raw) {
			return
		}
		var bookings []json.RawMessage
		if json.Valid(booking) {
			bookings = append(bookings, booking)
		}
		s, err := amazon.Snapshot(raw, bookings...)
		if err != nil {
			return
		}
		if s.Stage == order.Unknown && s.Problem == nil {
			t.Errorf("raw status %q: neither stage nor problem", s.RawStatus)
		}
		for _, l := range s.Lines {
			if l.Quantity < 1 {
				t.Errorf("a line of %d pieces", l.Quantity)
			}
		}
		if again, _ := amazon.Snapshot(raw, bookings...); again.Hash() != s.Hash() {
			t.Error("the same bytes give another snapshot")
		}
	})
}

func FuzzSnapshotOld(f *testing.F) {
	for _, file := range channeltest.Files(f, "made") {
		if m := load(f, filepath.Base(file)); m.Old != nil {
			f.Add([]byte(m.Old), []byte(m.Items[0]))
		}
	}
	f.Fuzz(func(t *testing.T, raw, item []byte) {
		if !json.Valid(raw) || !json.Valid(item) {
			return
		}
		if s := amazon.SnapshotOld(raw, item); s.Stage == order.Unknown && s.Problem == nil {
			t.Errorf("raw status %q: neither stage nor problem", s.RawStatus)
		}
	})
}
