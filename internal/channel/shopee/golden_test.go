package shopee_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
)

// made is a file of testdata/made.
type made struct {
	Detail   json.RawMessage   `json:"detail"`
	Escrow   json.RawMessage   `json:"escrow"`
	Returns  []json.RawMessage `json:"returns"`
	Packages json.RawMessage   `json:"packages"`
}

func readMade(t testing.TB, file string) made {
	t.Helper()
	return channeltest.Read[made](t, file)
}

// script answers with the order's parts.
func (m made) script() *script {
	wrap := func(response string) string {
		return `{"error":"","message":"","request_id":"r","response":` + response + `}`
	}
	s := &script{answers: map[string][]any{
		"order/get_order_detail":   {wrap(`{"order_list":[` + string(m.Detail) + `]}`)},
		"order/get_package_detail": {wrap(`{"package_list":` + string(m.Packages) + `}`)},
	}}
	if !bytes.Equal(m.Escrow, []byte("null")) {
		s.answers["payment/get_escrow_detail"] = []any{wrap(string(m.Escrow))}
	}
	for _, r := range m.Returns {
		s.answers["returns/get_return_detail"] = append(s.answers["returns/get_return_detail"], wrap(string(r)))
	}
	return s
}

func TestOrder_golden(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "made") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			s, err := connect(t, readMade(t, file).script(), nil).Order(t.Context(), "2609018XYZ12AB")
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
	channeltest.GoldenStatuses(t, shopee.Statuses)
}

// Parts of every made order that can be understood come to its total, or the mapping of amounts is wrong.
func TestOrder_goldenSumsAddUp(t *testing.T) {
	t.Parallel()
	for _, file := range channeltest.Files(t, "made") {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if name == "completed-without-settlement" {
			continue // nobody knows its vouchers: the books hold it
		}
		m := readMade(t, file)
		s := shopee.Snapshot(m.Detail, m.Escrow)
		var lines = s.Amounts.Goods
		for _, l := range s.Lines {
			lines -= l.Total
		}
		if s.Problem == nil && (s.Amounts.Sum() != s.Total || lines != 0) {
			t.Errorf("%s: parts %s, total %s, lines differ from goods by %s", name, s.Amounts.Sum(), s.Total, lines)
		}
	}
}

func FuzzSnapshot(f *testing.F) {
	for _, file := range channeltest.Files(f, "made") {
		m := readMade(f, file)
		f.Add([]byte(m.Detail), []byte(m.Escrow))
	}
	f.Fuzz(func(t *testing.T, detail, escrow []byte) {
		if !json.Valid(detail) {
			return
		}
		s := shopee.Snapshot(detail, escrow)
		if s.Ref == "" {
			t.Error("an order without a number")
		}
		if s.Problem == nil && (s.Stage == "" || len(s.Lines) == 0 || s.Total < 0) {
			t.Errorf("stage %q, %d lines, total %s without a problem", s.Stage, len(s.Lines), s.Total)
		}
		if again := shopee.Snapshot(detail, escrow); again.Hash() != s.Hash() {
			t.Error("the same bytes give another snapshot")
		}
	})
}

func FuzzEscrowRows(f *testing.F) {
	f.Add([]byte(`[{"escrow_detail":{"order_sn":"A","return_order_sn_list":[]}}]`))
	f.Add([]byte(`{"escrow_detail_list":[{"escrow_detail":{"order_sn":"A"},"fail_error":"order_not_found"}]}`))
	f.Add([]byte(`[{"order_sn":"A"}]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if n, err := shopee.EscrowRows(b); err != nil && n > 0 {
			t.Errorf("%d rows beside an error", n)
		}
	})
}
