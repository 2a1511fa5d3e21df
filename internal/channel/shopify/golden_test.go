package shopify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopify"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

func payloads(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "orders", "*.json"))
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	all := map[string][]byte{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = b
	}
	return all
}

func TestSnapshot_golden(t *testing.T) {
	t.Parallel()
	for name, payload := range payloads(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			channeltest.Golden(t, shopify.Snapshot(payload), name+".json")
		})
	}
}

// What the goldens must say, in one place: the sheet's table of stages.
func TestSnapshot_stages(t *testing.T) {
	t.Parallel()
	all := payloads(t)
	for name, want := range map[string]string{
		"payment-pending": "unpaid", "payment-null": "unpaid", "payment-authorized": "unpaid", "payment-partially_paid": "unpaid", "payment-voided": "unpaid",
		"payment-expired": "unpaid", "payment-paid": "paid", "payment-partially_refunded": "paid", "payment-cash-on-delivery": "paid",
		"fulfillment-unfulfilled": "paid", "fulfillment-in_progress": "paid", "fulfillment-on_hold": "paid", "fulfillment-scheduled": "paid",
		"fulfillment-request_declined": "paid", "fulfillment-partially_fulfilled": "paid", "fulfillment-fulfilled-without-parcels": "shipped",
		"parcel-in_transit": "shipped", "parcel-fulfilled": "shipped", "parcel-attempted_delivery": "shipped", "parcel-delayed": "shipped", "parcel-null": "shipped",
		"parcel-delivered": "delivered", "parcel-picked_up": "delivered", "parcel-not_delivered": "failed_delivery", "parcel-failure": "failed_delivery",
		"parcels-one-of-two-delivered": "shipped", "parcels-one-of-two-failed": "failed_delivery", "parcels-undone-label": "paid",
		"parcels-error-and-good-one": "delivered", "completed": "completed", "archived-after-shipping": "shipped",
		"return-return_requested": "delivered, return requested", "return-in_progress": "delivered, return requested",
		"return-inspection_complete": "delivered, return requested", "return-returned": "returned", "return-return_failed": "delivered",
		"cancelled-customer": "cancelled by buyer", "cancelled-declined": "cancelled by system", "cancelled-fraud": "cancelled by system",
		"cancelled-inventory": "cancelled by seller", "cancelled-staff": "cancelled by seller", "cancelled-other": "cancelled by seller",
		"cancelled-null": "cancelled by seller", "cancelled-on-the-road": "cancelled by seller", "refunded-without-cancelling": "cancelled by seller",
		"refunded-after-delivery": "delivered", "cancel-tag": "paid, cancellation requested",
		"strange-fulfillment": "", "strange-payment": "", "strange-parcel": "", "strange-return": "",
	} {
		s := shopify.Snapshot(all[name])
		got := string(s.Stage)
		if s.CancelledBy != "" {
			got += " by " + string(s.CancelledBy)
		}
		if s.ReturnRequested {
			got += ", return requested"
		}
		if s.CancelRequested {
			got += ", cancellation requested"
		}
		unknown := s.Problem != nil && s.Problem.Reason == outcome.UnknownStatus && s.Problem.Args["status"] == s.RawStatus
		if got != want || unknown != (want == "") {
			t.Errorf("%s: %q with %v, want %q", name, got, s.Problem, want)
		}
	}
	if s := shopify.Snapshot(all["payment-authorized"], "authorized_is", "paid"); s.Stage != order.Paid {
		t.Errorf("authorized, by setting: %s", s.Stage)
	}
	if s := shopify.Snapshot(all["archived-after-shipping"], "archived_is", "completed"); s.Stage != order.Completed {
		t.Errorf("archived, by setting: %s", s.Stage)
	}
	if s := shopify.Snapshot(all["cancelled-on-the-road"]); !s.WasShipped() {
		t.Error("a parcel that was on the road is forgotten")
	}
}

func TestSnapshot_sumsAddUp(t *testing.T) {
	t.Parallel()
	for name, payload := range payloads(t) {
		s := shopify.Snapshot(payload)
		if strings.HasPrefix(name, "bad-") {
			if s.Problem == nil || s.Ref != "5551234567890" {
				t.Errorf("%s: order %s, problem %v", name, s.Ref, s.Problem)
			}
			continue
		}
		if s.Amounts.Sum() != s.Total || len(s.Lines) == 0 {
			t.Errorf("%s: parts %+v come to %s, total %s", name, s.Amounts, s.Amounts.Sum(), s.Total)
		}
	}
	all := payloads(t)
	for name, want := range map[string]string{
		"edited-one-piece-less": "113 of 1 line", "edited-a-line-less": "113 of 1 line", "refunded-without-cancelling": "281400 of 1 line",
		"cancelled-null": "281400 of 1 line", "taxes-included": "255000 of 1 line", "shipping-discounted-and-tip": "271400.5 of 1 line",
	} {
		s := shopify.Snapshot(all[name])
		if got := s.Total.String() + " of 1 line"; got != want || len(s.Lines) != 1 {
			t.Errorf("%s: %s (%d lines), want %s", name, got, len(s.Lines), want)
		}
	}
}

func TestTables_holdEveryWordOfTheSchema(t *testing.T) {
	t.Parallel()
	want := map[string]int{"financial": 9, "fulfilled": 10, "returns": 7, "cancellers": 7, "live": 6, "courier": 19}
	if diff := cmp.Diff(want, shopify.Tables); diff != "" {
		t.Errorf("words, with the null of each (-want +got):\n%s", diff)
	}
}

func FuzzSnapshot(f *testing.F) {
	for _, b := range payloads(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := shopify.Snapshot(raw)
		if s.Ref == "" || s.Problem == nil && s.Stage == "" {
			t.Errorf("ref %q, stage %q without a problem", s.Ref, s.Stage)
		}
	})
}
