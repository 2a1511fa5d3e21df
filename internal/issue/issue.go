// Package issue groups failing entries with one cause: connection, operation, code, reason and subject. An issue is counted with
// the entries themselves, in their transaction, and has a state that people and later successes move.
//
// It owns the tables issue, issue_hour, issue_hold and issue_comment. Who writes an entry tells it by way of package synclog;
// running again what an issue holds up is package bulk's.
package issue

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// State is where an issue stands.
type State string

const (
	Open         State = "open"
	Acknowledged State = "acknowledged" // somebody knows of it
	Snoozed      State = "snoozed"      // until a time, or until it has so many entries
	Resolved     State = "resolved"     // by a person, by success, or by the completeness check: no failure of it is open
	Regressed    State = "regressed"    // it was resolved, and has failed again
)

// States lists them in the order in which pages show them.
var States = []State{Open, Regressed, Acknowledged, Snoozed, Resolved}

// Who resolved an issue when no person did.
const (
	BySuccess = "success" // what failed went through later
	ByCheck   = "check"   // the completeness check found it gone
)

// Key is a cause. Failing entries of one account with the same key are one issue.
type Key struct {
	Connection int64
	Operation  string
	Code       outcome.Code
	Reason     outcome.Reason
	Subject    string // the SKU, the status word, the listing, the payment method; empty when there is none
}

// ID is the id of the issue that a cause belongs to, the same on every node. Whoever writes an entry or holds an order knows its
// issue without asking the database. Two causes with one id, which 62 bits of a hash make next to impossible, would be shown as
// one issue, and nothing else would happen.
func (k Key) ID() int64 {
	h := sha256.New()
	fmt.Fprintf(h, "%d %q %d %q %q", k.Connection, k.Operation, k.Code, string(k.Reason), k.Subject)
	return int64(binary.BigEndian.Uint64(h.Sum(nil))>>1) | 1 // never 0, which means none
}

// Of is the key of an outcome of an operation. The zero Key for one that is no failure.
func Of(connection int64, operation string, o *outcome.Error) Key {
	if o == nil || !o.Code.Failed() {
		return Key{}
	}
	return Key{connection, operation, o.Code, o.Reason, SubjectOf(o)}
}

// IDOf is the id of the issue of an outcome; 0 for one that is no failure.
func IDOf(connection int64, operation string, o *outcome.Error) int64 {
	k := Of(connection, operation, o)
	if k == (Key{}) {
		return 0
	}
	return k.ID()
}

// SubjectOf names what a failure is about.
func SubjectOf(e *outcome.Error) string {
	for _, name := range []string{"sku", "listing", "status", "field", "host", "method"} {
		if v := e.Args[name]; v != "" {
			return v
		}
	}
	return ""
}

// Issue is one cause and what has become of it.
type Issue struct {
	Key
	Account, ID     int64
	Channel         string
	Args            outcome.Args // of the newest entry
	State           State
	StateBy         string // who brought it there; for a resolved one a person or one of the By words
	StateAt         time.Time
	FirstAt, LastAt time.Time
	Entries         int64 // failures in the log
	Unresolved      int64 // of these; 0 exactly when it is resolved
	Assignee        int64 // member; 0: nobody
	SnoozeUntil     time.Time
	SnoozeEntries   int64  // it wakes up with so many entries; 0: not by count
	Held            []Held // what it holds up, by currency
}

// Outcome is the failure that the issue is about, as it came last.
func (i *Issue) Outcome() *outcome.Error {
	return &outcome.Error{Code: i.Code, Reason: i.Reason, Args: i.Args}
}

// Orders is how many orders the issue holds up.
func (i *Issue) Orders() (n int64) {
	for _, h := range i.Held {
		n += h.Orders
	}
	return n
}

// Held is how many orders of a currency are held up, and what they are worth together.
type Held struct {
	Currency money.Currency
	Orders   int64
	Total    money.Amount
}

// Comment is what somebody wrote about an issue.
type Comment struct {
	ID    int64 // also its time
	Actor string
	Text  string
}

// Point is how many failures an hour brought.
type Point struct {
	Hour time.Time
	N    int64
}
