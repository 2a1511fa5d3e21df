package outhook

import (
	"context"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// Issue is the data of issue events: which cause it is, where it stands and how much it holds up. What the newest failure is about
// beyond its subject is left out: a channel speaks for itself there and may name anybody.
type Issue struct {
	ID           string    `json:"id"`
	Connection   string    `json:"connection,omitempty"` // absent: it is about no shop, such as an endpoint that was disabled
	Channel      string    `json:"channel,omitempty"`
	Operation    string    `json:"operation"`
	Code         int       `json:"code"`
	Reason       string    `json:"reason"`
	Subject      string    `json:"subject,omitempty"`
	State        string    `json:"state"`
	Was          string    `json:"was,omitempty"`         // the state before; absent: it is new
	ResolvedBy   string    `json:"resolved_by,omitempty"` // person, success, check
	Assignee     string    `json:"assignee,omitempty"`    // member id
	SnoozedUntil time.Time `json:"snooze_until,omitzero"`
	Entries      int64     `json:"entries"` // failures there ever were
	Open         int64     `json:"open"`    // of these
	HeldOrders   int64     `json:"held_orders"`
	Held         []Held    `json:"held"` // what these are worth, by currency
	FirstAt      time.Time `json:"first_at"`
	LastAt       time.Time `json:"last_at"`
	URL          string    `json:"url,omitempty"` // its page, when the hub knows its address
}

// Held is money of one currency and how many orders it stands for.
type Held struct {
	Currency money.Currency `json:"currency"`
	Orders   int64          `json:"orders"`
	Total    money.Amount   `json:"total"`
}

// ByPerson is who resolved an issue as events tell it: which person it was is nobody's business outside.
const ByPerson = "person"

// Issues tells endpoints of issues. It is an issue.Listeners; nil is nobody.
type Issues struct {
	IDs       *ids.Maker
	PublicURL string // of the pages, for links; empty: none. Set before the work begins
}

var _ issue.Listeners = (*Issues)(nil)

// Listening is one question to the database.
func (s *Issues) Listening(ctx context.Context, db store.Reader, account int64) (issue.Tell, error) {
	if s == nil {
		return nil, nil
	}
	a, err := Listening(ctx, db, account)
	if err != nil {
		return nil, err
	}
	return s.to(a), nil
}

// Known are the listeners of an audience that was asked for before, so that nothing is asked a second time.
func (s *Issues) Known(a Audience) issue.Listeners {
	if s == nil {
		return nil
	}
	return known{s.to(a)}
}

type known struct{ tell issue.Tell }

func (k known) Listening(context.Context, store.Reader, int64) (issue.Tell, error) {
	return k.tell, nil
}

func (s *Issues) to(a Audience) issue.Tell {
	if !a.Wants(IssueOpened, IssueRegressed, IssueChanged, IssueResolved) {
		return nil
	}
	return func(ctx context.Context, tx store.Tx, at time.Time, moved []issue.Moved) error {
		events := make([]Event, len(moved))
		for i, m := range moved {
			events[i] = s.event(m)
		}
		return a.Tell(ctx, tx, s.IDs, at, events)
	}
}

func (s *Issues) event(m issue.Moved) Event {
	data := Issue{
		ID: ids.String(m.ID), Channel: m.Channel, Operation: m.Operation, Code: int(m.Code), Reason: string(m.Reason), Subject: httpkit.Redact(m.Subject),
		State: string(m.State), Was: string(m.Was), Entries: m.Entries, Open: m.Unresolved, HeldOrders: m.Orders(), Held: []Held{}, FirstAt: m.FirstAt, LastAt: m.LastAt,
	}
	for _, h := range m.Held {
		data.Held = append(data.Held, Held(h))
	}
	if m.Connection != 0 {
		data.Connection = ids.String(m.Connection)
	}
	if m.Assignee != 0 {
		data.Assignee = ids.String(m.Assignee)
	}
	switch m.State {
	case issue.Resolved:
		data.ResolvedBy = resolvedBy(m.StateBy)
	case issue.Snoozed:
		data.SnoozedUntil = m.SnoozeUntil
	}
	if s.PublicURL != "" {
		data.URL = strings.TrimSuffix(s.PublicURL, "/") + "/issues/" + data.ID
	}
	return Event{issueType(m), data}
}

// issueType goes by where an issue stands and stood: one that a person has opened again was not told to be open, either.
func issueType(m issue.Moved) Type {
	switch {
	case m.State == issue.Resolved:
		return IssueResolved
	case m.State == issue.Regressed && m.Was == issue.Resolved:
		return IssueRegressed
	case m.Was == "" || m.Was == issue.Resolved:
		return IssueOpened
	}
	return IssueChanged
}

func resolvedBy(who string) string {
	switch who {
	case issue.BySuccess, "":
		return issue.BySuccess
	case issue.ByCheck, synclog.ByCheck, synclog.ByAttempt:
		return issue.ByCheck
	}
	return ByPerson
}
