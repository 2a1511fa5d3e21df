// Package outhook tells other programs what happens here: webhooks out, by the Standard Webhooks scheme.
//
// An event is written in the transaction in which it happened, with one delivery for every endpoint that wants it (Tell). So it
// is sent if, and only if, that transaction was committed: a crash between the commit and the sending costs time, never an event.
// Sender sends what is due, endpoint by endpoint. Each event comes at least once and may come twice, under the same webhook-id.
//
// First attempts go to an endpoint in the order in which events were written, one at a time. One that fails is tried again later
// and does not hold up those after it; the scheme promises no order either. Who needs one compares the payload's timestamp, or
// asks the API for the state as it is.
//
// It owns the tables outhook, outhook_event, outhook_delivery and outhook_attempt. It does not know what wakes it up: jobs do.
package outhook

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/money"
)

// Type is what an event is about: "order.created". It also names the shape of the payload's data.
type Type string

const (
	OrderCreated    Type = "order.created"
	OrderChanged    Type = "order.changed"
	OrderHeld       Type = "order.held"
	DocumentCreated Type = "document.created"
	DocumentChanged Type = "document.changed"
	DocumentVoided  Type = "document.voided"
	IssueOpened     Type = "issue.opened"
	IssueRegressed  Type = "issue.regressed" // it was resolved, and has failed again
	IssueChanged    Type = "issue.changed"   // somebody knows of it, it sleeps, is awake again, or is somebody else's
	IssueResolved   Type = "issue.resolved"
	StockChanged    Type = "stock.changed"
	Test            Type = "webhook.test" // sent when a person asks for it, whatever the endpoint wants, and tried once
)

// Types lists what an endpoint can ask for.
var Types = []Type{
	OrderCreated, OrderChanged, OrderHeld, DocumentCreated, DocumentChanged, DocumentVoided, IssueOpened, IssueRegressed, IssueChanged, IssueResolved, StockChanged,
}

// Event is one thing that happened. Data is encoded as the payload's data and must hold no secret and no buyer's data.
type Event struct {
	Type Type
	Data any
}

// payload is what is sent.
type payload struct {
	Type      Type      `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      any       `json:"data"`
}

func (e Event) encode(at time.Time) (string, error) {
	b, err := json.Marshal(payload{e.Type, at.UTC(), e.Data})
	if err != nil {
		return "", fmt.Errorf("encoding the event %s: %w", e.Type, err)
	}
	return string(b), nil
}

// reference is what an event is about, as people call it; empty: nothing that has a name.
func (e Event) reference() string {
	switch d := e.Data.(type) {
	case Order:
		return cmp.Or(d.Number, d.Ref)
	case Document:
		return d.Number
	case Issue:
		return cmp.Or(d.Subject, d.Reason)
	}
	return ""
}

// messageID is an event's webhook-id. It holds no full stop, which separates the parts of what is signed.
func messageID(event int64) string { return "msg_" + ids.String(event) }

// Order is the data of order events: enough to know which order, and whether to ask for more.
type Order struct {
	ID         string         `json:"id"`
	Ref        string         `json:"ref"` // the channel's stable id
	Number     string         `json:"number"`
	Channel    string         `json:"channel"`
	Connection string         `json:"connection"`
	Stage      string         `json:"stage"`
	Tab        string         `json:"tab"`
	Total      *money.Amount  `json:"total,omitempty"` // absent while the channel has not given it
	Currency   money.Currency `json:"currency"`
	Hold       *Hold          `json:"hold,omitempty"`
	UpdatedAt  time.Time      `json:"updated_at,omitzero"` // at the channel
}

// Hold is why an order does not go on.
type Hold struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
}

// Document is the data of document events.
type Document struct {
	ID          string         `json:"id"`
	Kind        document.Kind  `json:"kind"`
	Number      string         `json:"number"`
	OrderID     string         `json:"order_id"`
	OrderRef    string         `json:"order_ref"`
	OrderNumber string         `json:"order_number"`
	Channel     string         `json:"channel"`
	Connection  string         `json:"connection"`
	State       document.State `json:"state,omitempty"` // sales orders
	Total       *money.Amount  `json:"total,omitempty"` // absent while the channel has not given it
	Currency    money.Currency `json:"currency"`
	Paid        bool           `json:"paid"` // invoices
	Sent        bool           `json:"sent"` // invoices
	Voided      bool           `json:"voided"`
}

// Known is an amount, unless the channel has not given it yet.
func Known(a money.Amount, unpriced bool) *money.Amount {
	if unpriced {
		return nil
	}
	return &a
}

// Of is the order a document belongs to.
type Of struct {
	Order      int64
	Ref        string
	Number     string // as the channel shows it
	Channel    string
	Connection int64
}

// DocumentEvent is an event about a document as it is now.
func DocumentEvent(t Type, d document.Document, of Of) Event {
	return Event{t, Document{
		ID: ids.String(d.ID), Kind: d.Kind, Number: d.Number, OrderID: ids.String(of.Order), OrderRef: of.Ref, OrderNumber: of.Number, Channel: of.Channel,
		Connection: ids.String(of.Connection), State: d.State, Total: Known(d.Total, d.Content.Unpriced), Currency: d.Currency, Paid: d.Paid, Sent: d.Sent, Voided: d.Voided,
	}}
}
