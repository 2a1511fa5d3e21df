// Package document is what the books hold for an order: sales order, invoice, outbound logistics, payments, credit notes.
package document

import (
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
)

// Kind of document.
type Kind string

const (
	SalesOrder Kind = "sales_order"
	Invoice    Kind = "invoice"
	Outbound   Kind = "outbound"
	Payment    Kind = "payment"
	CreditNote Kind = "credit_note"
)

// Kinds lists all of them.
var Kinds = []Kind{SalesOrder, Invoice, Outbound, Payment, CreditNote}

// State of a sales order; other kinds leave it empty and are live unless voided.
type State string

const (
	Open      State = "open"
	Converted State = "converted" // an invoice took its place
	Cancelled State = "cancelled"
)

// Document is one document of one order. Key: connection, order, kind and sequence; there is never a second of the same key.
type Document struct {
	ID       int64          `json:"-"`
	Kind     Kind           `json:"kind"`
	Sequence int            `json:"sequence"` // 1, 2, ...: the n-th of its kind for the order
	Number   string         `json:"number"`
	State    State          `json:"state,omitempty"`
	Total    money.Amount   `json:"total"`
	Currency money.Currency `json:"currency"`
	Paid     bool           `json:"paid,omitempty"` // invoices
	Sent     bool           `json:"sent,omitempty"` // invoices
	Voided   bool           `json:"voided,omitempty"`
	ByPerson bool           `json:"by_person,omitempty"`   // voided by a person's hand, not by the hub
	VoidedBy string         `json:"voided_by,omitempty"`   // who voided it, or decided that the hub should; empty: nobody
	VoidWhy  string         `json:"void_reason,omitempty"` // as they wrote it
	Edited   bool           `json:"edited,omitempty"`      // a person changed it after the hub wrote it
	Package  string         `json:"package,omitempty"`     // outbounds: the channel's parcel
	Digest   string         `json:"digest,omitempty"`      // of what it was written from: tells a changed order from an equal one
	Content  Content        `json:"content,omitzero"`
	At       time.Time      `json:"at,omitzero"`
}

// Content is what is printed on a document. Empty on payments.
type Content struct {
	Lines      []Line       `json:"lines,omitempty"`
	Discount   money.Amount `json:"discount,omitempty"`
	Shipping   money.Amount `json:"shipping,omitempty"`
	Tax        money.Amount `json:"tax,omitempty"`
	Fees       money.Amount `json:"fees,omitempty"`
	Rounding   money.Amount `json:"rounding,omitempty"`
	Unpriced   bool         `json:"unpriced,omitempty"` // written before the channel gave amounts: they stand at 0 and are not known
	Buyer      string       `json:"buyer,omitempty"`
	Courier    string       `json:"courier,omitempty"`
	Tracking   string       `json:"tracking,omitempty"`
	Method     string       `json:"method,omitempty"`
	Restock    bool         `json:"restock,omitempty"` // credit notes and voids: goods went back into stock
	Reason     string       `json:"reason,omitempty"`
	Superseded string       `json:"superseded,omitempty"`
}

// Line of a document, on a SKU of the books.
type Line struct {
	SKU      string       `json:"sku"`
	Name     string       `json:"name"`
	Quantity int64        `json:"quantity"`
	Total    money.Amount `json:"total"`
}

// Choice is what a person decided where only a person can.
type Choice string

const (
	Undecided      Choice = ""
	VoidAndRestock Choice = "void_and_restock"
	Keep           Choice = "keep"
	WriteCredit    Choice = "credit_note"
)

// Choices lists what can be decided.
var Choices = []Choice{VoidAndRestock, Keep, WriteCredit}

// Decision is a person's choice and what it was about; it does not cover a later and different question.
type Decision struct {
	Choice   Choice       `json:"choice,omitempty"`
	About    string       `json:"about,omitempty"`    // the hold reason it answered
	Refunded money.Amount `json:"refunded,omitempty"` // what had been paid back when it was made
	By       string       `json:"by,omitempty"`
	Reason   string       `json:"reason,omitempty"` // as they wrote it
	At       time.Time    `json:"at,omitzero"`
}

// Set is all that the books hold for one order. The zero value is an order the books have never seen.
type Set struct {
	Documents []Document `json:"documents,omitempty"`
	Released  bool       `json:"released,omitempty"` // a person let it through although auto_process is off
	Decision  Decision   `json:"decision,omitzero"`
}

// Live gives the live document of a kind: not voided, not converted, not cancelled; nil if there is none.
func (s *Set) Live(k Kind) *Document {
	for i := range s.Documents {
		d := &s.Documents[i]
		if d.Kind == k && !d.Voided && d.State != Converted && d.State != Cancelled {
			return d
		}
	}
	return nil
}

// All gives every live document of a kind.
func (s *Set) All(k Kind) []*Document {
	var all []*Document
	for i := range s.Documents {
		if d := &s.Documents[i]; d.Kind == k && !d.Voided {
			all = append(all, d)
		}
	}
	return all
}

// Next is the next free sequence of a kind, counting voided ones too: numbers in the recycle bin are not used again.
func (s *Set) Next(k Kind) int {
	most := 0
	for _, d := range s.Documents {
		if d.Kind == k && d.Sequence > most {
			most = d.Sequence
		}
	}
	return most + 1
}

// VoidedByPerson tells whether a person threw the order's invoice away and nothing has taken its place.
func (s *Set) VoidedByPerson() bool {
	if s.Live(Invoice) != nil {
		return false
	}
	for _, d := range s.Documents {
		if d.Kind == Invoice && d.Voided && d.ByPerson {
			return true
		}
	}
	return false
}
