package order_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/order/ordertest"
)

func bought() order.Snapshot {
	o := full()
	o.Buyer = order.Person{Name: "Sari Wijaya", Email: "Sari@example.com", Phone: "+62 812-3456-7890"}
	o.ShipTo = order.Address{Name: "Ibu Wijaya", Phone: "021 555 0199", Lines: "Jl. Melati 7, Blok C", City: "Bandung", State: "JB", Postcode: "40111", Country: "ID"}
	o.Note, o.CancelReason, o.Raw = "ring twice", "moved away", []byte(`{"gift_to":"Sari Wijaya"}`)
	return o
}

func TestSnapshot_Forget_takesOutTheBuyerAndNothingElse(t *testing.T) {
	t.Parallel()
	o, want := bought(), full()
	want.ShipTo = order.Address{State: "JB", Country: "ID"}
	o.Forget()
	if diff := cmp.Diff(want, o); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whatever a channel fills in, nothing of it is left, and forgetting again changes nothing: an order that is read again is what it was.
func TestSnapshot_Forget_leavesNothingPersonal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := ordertest.DrawHostile(t)
		const mark = "Q7Distinctive"
		for _, field := range []*string{&o.Buyer.Name, &o.Buyer.Email, &o.Buyer.Phone, &o.ShipTo.Name, &o.ShipTo.Phone, &o.ShipTo.Lines, &o.ShipTo.City, &o.ShipTo.Postcode, &o.Note, &o.CancelReason} {
			*field = mark
		}
		o.Forget()
		if b, err := json.Marshal(o); err == nil && strings.Contains(string(b), mark) {
			t.Fatalf("left is %s", b)
		}
		hash := o.Hash()
		if o.Forget(); o.Hash() != hash {
			t.Fatal("forgetting twice is more than forgetting once")
		}
	})
}

func TestSnapshot_Personal(t *testing.T) {
	t.Parallel()
	o := bought()
	want := []string{"Jl. Melati 7, Blok C", "+62 812-3456-7890", "Sari@example.com", "021 555 0199", "Jl. Melati 7", "Sari Wijaya", "Ibu Wijaya", "moved away", "ring twice", "Blok C"}
	if diff := cmp.Diff(want, o.Personal()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	short := order.Snapshot{Buyer: order.Person{Name: "Li"}}
	if got := short.Personal(); len(got) != 0 {
		t.Errorf("%q would be found everywhere", got)
	}
}

func TestSnapshot_From(t *testing.T) {
	t.Parallel()
	o := bought()
	for name, c := range map[string]struct {
		who  order.Contact
		want bool
	}{
		"their address in another case":        {order.Contact{Email: " SARI@example.com "}, true},
		"their phone as they would say it":     {order.Contact{Phone: "0812 3456 7890"}, true},
		"from abroad":                          {order.Contact{Phone: "0062812 34567890"}, true},
		"the phone at the address":             {order.Contact{Phone: "(021) 5550199"}, true},
		"one of two":                           {order.Contact{Email: "eve@example.com", Phone: "+6281234567890"}, true},
		"another address":                      {order.Contact{Email: "sari@example.org"}, false},
		"another phone":                        {order.Contact{Phone: "0812 3456 7891"}, false},
		"the end of a phone, which many share": {order.Contact{Phone: "567890"}, false},
		"nothing":                              {order.Contact{}, false},
	} {
		if got := o.From(c.who); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	none := order.Snapshot{}
	if none.From(order.Contact{}) || none.From(order.Contact{Email: "", Phone: "0"}) {
		t.Error("an order without a buyer is everybody's")
	}
}
