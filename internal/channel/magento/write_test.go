package magento_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

func snapshot(t *testing.T, conn channel.Connector, ref string) order.Snapshot {
	t.Helper()
	s, err := conn.Order(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The two order download modes live from this: not invoiced before, invoiced and paid after.
func TestCreateInvoice_turnsTheOrderFromNotInvoicedToInvoiced(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	ref := b.Place(b.Now())
	if s := snapshot(t, conn, ref); s.Invoiced != order.NotInvoiced || !s.PaidAt.IsZero() || s.Stage != order.Paid {
		t.Fatalf("before: invoiced %q, paid at %s, %s", s.Invoiced, s.PaidAt, s.Stage)
	}
	for range 2 { // a repeat finds it done
		if err := conn.(channel.Invoicer).CreateInvoice(t.Context(), ref); err != nil {
			t.Fatal(err)
		}
	}
	s := snapshot(t, conn, ref)
	if s.Invoiced != order.IsInvoiced || s.PaidAt.IsZero() || s.Stage != order.Paid {
		t.Errorf("after: invoiced %q, paid at %s, %s", s.Invoiced, s.PaidAt, s.Stage)
	}
	if n := len(b.Order(ref).Meta); n != 1 {
		t.Errorf("%d invoices were made", n)
	}
}

func TestCreateInvoice_whoseAnswerIsLostIsNotMadeTwice(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	ref := b.Place(b.Now())
	if err := b.Faults().Add(fault.Rule{Kind: fault.Reset, After: true, Method: "POST", Count: 1}); err != nil {
		t.Fatal(err)
	}
	if err := conn.(channel.Invoicer).CreateInvoice(t.Context(), ref); err != nil {
		t.Errorf("the invoice was made, and the error is %v", err)
	}
	if n := len(b.Order(ref).Meta); n != 1 {
		t.Errorf("%d invoices were made", n)
	}
}

func TestCreateInvoice_ofAnOrderOnHoldIsRefusedInTheShopsWords(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	ref := b.Place(b.Now())
	b.Edit(ref, b.Now(), func(o *world.Order) { o.Word = "holded" })
	err := conn.(channel.Invoicer).CreateInvoice(t.Context(), ref)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RefusedByChannel || e.Ref != ref || !strings.Contains(e.Args["said"], "holded") {
		t.Errorf("got %v", err)
	}
	if s := snapshot(t, conn, ref); s.Stage != order.Paid || s.RawStatus != "holded" || s.Problem != nil {
		t.Errorf("an order on hold is %s, %q, %v", s.Stage, s.RawStatus, s.Problem)
	}
}

func TestShip_makesOneShipmentHoweverOftenItIsCalled(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	ref := b.Place(b.Now())
	ship := channel.Shipment{Order: ref, Courier: "JNE", Tracking: "JNE0001", At: b.Now()}
	if err := b.Faults().Add(fault.Rule{Kind: fault.Reset, After: true, Path: "/rest/V1/order/*/ship", Count: 1}); err != nil {
		t.Fatal(err)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), ship); outcome.Of(err) == nil {
		t.Fatal("a lost answer to a write is for the caller to try again")
	}
	for range 2 {
		if err := conn.(channel.Shipper).Ship(t.Context(), ship); err != nil {
			t.Fatal(err)
		}
	}
	s := snapshot(t, conn, ref)
	if s.Stage != order.Shipped || len(s.Packages) != 1 || s.Packages[0].TrackingNumber != "JNE0001" || s.Packages[0].Courier != "JNE" {
		t.Errorf("%s, packages %+v", s.Stage, s.Packages)
	}
	contentType, label, err := conn.(channel.LabelMaker).Label(t.Context(), ref, s.Packages[0].Ref)
	if err != nil || contentType != "application/pdf" || !bytes.HasPrefix(label, []byte("%PDF")) {
		t.Errorf("label %s %.10q, %v", contentType, label, err)
	}
	if _, _, err := conn.(channel.LabelMaker).Label(t.Context(), ref, "nothing"); outcome.Of(err).Code != outcome.Missing {
		t.Errorf("a label of no shipment: %v", err)
	}
}

func TestShip_partsAndLateTrackingNumbers(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	item := b.Item(func(i *world.Item) bool { return i.Kind == world.Variation })
	ref := b.Buy(world.Wish{SKU: item.SKU, Quantity: 3}).Ref
	line := snapshot(t, conn, ref).Lines[0].Ref
	first := channel.Shipment{Order: ref, Courier: "dhl", Tracking: "A1", Lines: map[string]int64{line: 1}}
	if err := conn.(channel.Shipper).Ship(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), first); err != nil { // told twice: the answer was lost
		t.Fatal(err)
	}
	if s := snapshot(t, conn, ref); s.Stage != order.Paid || len(s.Packages) != 1 {
		t.Errorf("after a part: %s with %d packages, want paid with one", s.Stage, len(s.Packages))
	}
	tooMany := channel.Shipment{Order: ref, Tracking: "A2", Lines: map[string]int64{line: 5}}
	if err := conn.(channel.Shipper).Ship(t.Context(), tooMany); outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.RefusedByChannel {
		t.Errorf("more than is left: %v", err)
	}
	nothing := channel.Shipment{Order: ref, Tracking: "A3", Lines: map[string]int64{"x": 1}}
	if err := conn.(channel.Shipper).Ship(t.Context(), nothing); outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.RefusedByChannel {
		t.Errorf("lines of another order must not ship all of this one: %v", err)
	}
	b.Set(b.Now().Add(time.Minute))
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
		t.Fatal(err)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref, Courier: "JNE", Tracking: "LATE"}); err != nil {
		t.Fatal(err)
	}
	s := snapshot(t, conn, ref)
	if s.Stage != order.Shipped || len(s.Packages) != 2 || s.Packages[1].TrackingNumber != "LATE" {
		t.Errorf("%s, packages %+v", s.Stage, s.Packages)
	}
}

func TestAnswerCancel(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	asked := func() string {
		ref := b.Place(b.Now())
		b.Edit(ref, b.Now(), func(o *world.Order) { o.CancelRequested = true })
		if s := snapshot(t, conn, ref); !s.CancelRequested || s.Stage != order.Paid {
			t.Fatalf("the wish is not seen: %+v", s)
		}
		return ref
	}
	yes, no, billed := asked(), asked(), asked()
	if err := conn.(channel.Canceller).AnswerCancel(t.Context(), yes, true, "Sold out"); err != nil {
		t.Fatal(err)
	}
	if s := snapshot(t, conn, yes); s.Stage != order.Cancelled || s.CancelledBy != order.Seller || s.CancelReason == "" || s.Refunded != 0 {
		t.Errorf("accepted: %s by %q because %q, refunded %s", s.Stage, s.CancelledBy, s.CancelReason, s.Refunded)
	}
	if err := conn.(channel.Canceller).AnswerCancel(t.Context(), yes, true, ""); err != nil {
		t.Errorf("again: %v", err)
	}
	if err := conn.(channel.Canceller).AnswerCancel(t.Context(), no, false, "It has left"); err != nil {
		t.Fatal(err)
	}
	if s := snapshot(t, conn, no); s.CancelRequested || s.Stage != order.Paid {
		t.Errorf("refused: requested %v, %s", s.CancelRequested, s.Stage)
	}
	if err := conn.(channel.Invoicer).CreateInvoice(t.Context(), billed); err != nil {
		t.Fatal(err)
	}
	err := conn.(channel.Canceller).AnswerCancel(t.Context(), billed, true, "")
	if e := outcome.Of(err); e == nil || e.Code != outcome.BadStatus || !strings.Contains(e.Args["said"], "credit memo") {
		t.Errorf("invoiced: %v", err)
	}
}

func TestOrderIDs_areThoseCreatedInTheWindow(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{"any pages": {}, "small pages": {"maximum_page_size": "20"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 150}, settings)
			b.OrderIDsAreTheWorlds(b.Open())
		})
	}
}
