package document_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/document"
)

func books(docs ...document.Document) *document.Set { return &document.Set{Documents: docs} }

func TestSet_Live(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		have *document.Set
		kind document.Kind
		want int // sequence, 0 for none
	}{
		{"an order never seen has nothing", books(), document.Invoice, 0},
		{"another kind is not asked for", books(document.Document{Kind: document.SalesOrder, Sequence: 1}), document.Invoice, 0},
		{"a voided one is in the recycle bin", books(document.Document{Kind: document.Invoice, Sequence: 1, Voided: true}), document.Invoice, 0},
		{
			"the one after the recycle bin",
			books(document.Document{Kind: document.Invoice, Sequence: 1, Voided: true}, document.Document{Kind: document.Invoice, Sequence: 2}),
			document.Invoice, 2,
		},
		{"an open sales order", books(document.Document{Kind: document.SalesOrder, Sequence: 1, State: document.Open}), document.SalesOrder, 1},
		{"a converted sales order lives on as its invoice", books(document.Document{Kind: document.SalesOrder, Sequence: 1, State: document.Converted}), document.SalesOrder, 0},
		{"a cancelled sales order", books(document.Document{Kind: document.SalesOrder, Sequence: 1, State: document.Cancelled}), document.SalesOrder, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := 0
			if d := c.have.Live(c.kind); d != nil {
				got = d.Sequence
			}
			if got != c.want {
				t.Errorf("got #%d, want #%d", got, c.want)
			}
		})
	}
}

func TestSet_Live_isTheDocumentItself(t *testing.T) {
	t.Parallel()
	have := books(document.Document{Kind: document.Invoice, Sequence: 1})
	have.Live(document.Invoice).Paid = true
	have.All(document.Invoice)[0].Sent = true
	if !have.Documents[0].Paid || !have.Documents[0].Sent {
		t.Error("a copy was changed")
	}
}

func TestSet_All(t *testing.T) {
	t.Parallel()
	have := books(
		document.Document{Kind: document.Outbound, Sequence: 1}, document.Document{Kind: document.Outbound, Sequence: 2, Voided: true},
		document.Document{Kind: document.Invoice, Sequence: 1}, document.Document{Kind: document.Outbound, Sequence: 3},
	)
	if got := have.All(document.Outbound); len(got) != 2 || got[0].Sequence != 1 || got[1].Sequence != 3 {
		t.Errorf("got %v", got)
	}
}

func TestSet_Next_neverUsesANumberOfTheRecycleBinAgain(t *testing.T) {
	t.Parallel()
	have := books(
		document.Document{Kind: document.Invoice, Sequence: 3, Voided: true}, document.Document{Kind: document.Invoice, Sequence: 1},
		document.Document{Kind: document.Payment, Sequence: 7},
	)
	for k, want := range map[document.Kind]int{document.Invoice: 4, document.Payment: 8, document.CreditNote: 1} {
		if got := have.Next(k); got != want {
			t.Errorf("%s: got %d, want %d", k, got, want)
		}
	}
}

func TestSet_VoidedByPerson(t *testing.T) {
	t.Parallel()
	byHub := document.Document{Kind: document.Invoice, Sequence: 1, Voided: true}
	byPerson := document.Document{Kind: document.Invoice, Sequence: 2, Voided: true, ByPerson: true}
	live := document.Document{Kind: document.Invoice, Sequence: 3}
	outbound := document.Document{Kind: document.Outbound, Sequence: 1, Voided: true, ByPerson: true}
	for _, c := range []struct {
		name string
		have *document.Set
		want bool
	}{
		{"nothing is there", books(), false},
		{"the hub voided it", books(byHub), false},
		{"a person voided it", books(byPerson), true},
		{"a person voided what the hub wrote anew", books(byHub, byPerson), true},
		{"another one took its place", books(byPerson, live), false},
		{"a person voided something else", books(outbound), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.have.VoidedByPerson(); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
