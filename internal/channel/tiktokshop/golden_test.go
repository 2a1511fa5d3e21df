package tiktokshop_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
)

const madeRef = "580000000000000001"

// made is a file of testdata/made.
type made struct {
	Order   json.RawMessage   `json:"order"`
	Cancels []json.RawMessage `json:"cancels"`
	Returns []json.RawMessage `json:"returns"`
}

func readMade(t testing.TB, file string) made {
	t.Helper()
	return channeltest.Read[made](t, file)
}

// script answers with the order's parts.
func (m made) script() *script {
	list := func(name string, rows []json.RawMessage) string {
		texts := make([]string, len(rows))
		for i, r := range rows {
			texts[i] = string(r)
		}
		return wrap(`{"total_count":1,"next_page_token":"","` + name + `":[` + strings.Join(texts, ",") + `]}`)
	}
	return &script{answers: map[string][]any{
		"/order/202507/orders":                       {list("orders", []json.RawMessage{m.Order})},
		"/return_refund/202309/cancellations/search": {list("cancellations", m.Cancels)},
		"/return_refund/202309/returns/search":       {list("return_orders", m.Returns)},
	}}
}

func TestOrder_golden(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "made") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			s, err := connect(t, readMade(t, file).script(), nil).Order(t.Context(), madeRef)
			if err != nil {
				t.Fatal(err)
			}
			channeltest.Golden(t, s, filepath.Base(file))
		})
	}
}

// Every status has a golden, so that the table cannot grow without one.
func TestStatuses_haveGoldens(t *testing.T) {
	t.Parallel()
	channeltest.GoldenStatuses(t, tiktokshop.Statuses)
}

// Parts of every made order that can be understood come to its total, and its lines to the goods.
func TestOrder_goldenSumsAddUp(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "made") {
		m := readMade(t, file)
		s := tiktokshop.Snapshot(m.Order, nil, nil)
		var lines money.Amount
		for _, l := range s.Lines {
			lines += l.Total
		}
		if s.Problem == nil && (s.Amounts.Sum() != s.Total || lines != s.Amounts.Goods) {
			t.Errorf("%s: parts %s, total %s, lines %s, goods %s", file, s.Amounts.Sum(), s.Total, lines, s.Amounts.Goods)
		}
	}
}

// Every word of a return means the same for an order that is otherwise the same: it is asked for, granted, or changes nothing.
func TestOrder_everyWordOfAReturn(t *testing.T) {
	t.Parallel()
	m := readMade(t, filepath.Join("testdata", "made", "returned.json"))
	for word := range tiktokshop.ReturnStates {
		ret := []byte(strings.Replace(string(m.Returns[0]), "RETURN_OR_REFUND_REQUEST_COMPLETE", word, 1))
		s := tiktokshop.Snapshot(m.Order, nil, ret)
		refused := strings.Contains(word, "REJECT") || strings.HasSuffix(word, "_CANCEL")
		granted := strings.HasSuffix(word, "SUCCESS") || strings.HasSuffix(word, "COMPLETE")
		want := struct {
			stage order.Stage
			asked bool
		}{order.Completed, !refused && !granted}
		if granted {
			want.stage = order.Returned
		}
		if s.Stage != want.stage || s.ReturnRequested != want.asked || s.Problem != nil {
			t.Errorf("%s: %s, requested %t, problem %v", word, s.Stage, s.ReturnRequested, s.Problem)
		}
	}
}

// Every reason that says that a parcel was lost or came back makes a failed delivery of a cancelled order.
func TestOrder_everyReasonOfAFailedDelivery(t *testing.T) {
	t.Parallel()
	m := readMade(t, filepath.Join("testdata", "made", "failed-package-lost.json"))
	for word := range tiktokshop.FailedReasons {
		cancel := []byte(strings.Replace(string(m.Cancels[0]), "package_lost", word, 1))
		if s := tiktokshop.Snapshot(m.Order, cancel, nil); s.Stage != order.FailedDelivery || !s.WasShipped() || s.CancelledBy != "" {
			t.Errorf("%s: %s by %q", word, s.Stage, s.CancelledBy)
		}
	}
}

func FuzzSnapshot(f *testing.F) {
	for _, file := range channeltest.Files(f, "made") {
		m := readMade(f, file)
		var cancel, ret []byte
		if len(m.Cancels) > 0 {
			cancel = m.Cancels[0]
		}
		if len(m.Returns) > 0 {
			ret = m.Returns[0]
		}
		f.Add([]byte(m.Order), cancel, ret)
	}
	f.Fuzz(func(t *testing.T, raw, cancel, ret []byte) {
		if !json.Valid(raw) {
			return
		}
		s := tiktokshop.Snapshot(raw, cancel, ret)
		if s.Ref == "" {
			t.Error("an order without a number")
		}
		if s.Problem == nil && (s.Stage == "" || len(s.Lines) == 0 || s.Total < 0) {
			t.Errorf("stage %q, %d lines, total %s without a problem", s.Stage, len(s.Lines), s.Total)
		}
		if again := tiktokshop.Snapshot(raw, cancel, ret); again.Hash() != s.Hash() {
			t.Error("the same bytes give another snapshot")
		}
	})
}
