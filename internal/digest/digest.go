// Package digest decides what is told to whom, when, and when to stop: open issues in digests with growing gaps, alarms at once,
// and "all clear" when it is over. It keeps every message with its text, and sends it by mail or to a webhook or chat address.
//
// It owns the tables notice_rule, notice_person, notice_told, notice_watch and notice. The decision is pure (Rule.Next); around it
// a look, once a minute on one node, reads what is wrong and writes messages down, and Send hands over what was written. A crash
// between the two loses nothing; one between handing over and noting it sends a message a second time, and never a third.
package digest

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// What is told.
type What string

const (
	Errors       What = "errors"        // every open issue
	Person       What = "person"        // open issues that waiting does not heal
	NoAccess     What = "no_access"     // a shop has locked us out (401): a person must reconnect
	SilentWorker What = "silent_worker" // no process works
	TokenExpiry  What = "token_expiry"  // a shop's permission ends in 14, 7, 3 days or one
	SilentShop   What = "silent_shop"   // a shop has had no order for longer than it usually has
)

// Whats lists them as pages show them.
var Whats = []What{Errors, Person, NoAccess, SilentWorker, TokenExpiry, SilentShop}

// When it is told.
type When string

const (
	AtOnce     When = "at_once"
	TenMinutes When = "ten_minutes"
	Hourly     When = "hourly"
	Daily      When = "daily" // at Rule.At
)

// Whens lists them, the soonest first.
var Whens = []When{AtOnce, TenMinutes, Hourly, Daily}

// Way it goes.
type Way string

const (
	Mail    Way = "mail"
	Webhook Way = "webhook" // JSON for programs, signed
	Slack   Way = "slack"   // an incoming webhook of Slack, or of a chat that takes the same ({"text": ...})
	Discord Way = "discord" // {"content": ...}
	Chat    Way = "chat"    // any other: {"title": ..., "text": ...}
)

// Ways lists them.
var Ways = []Way{Mail, Webhook, Slack, Discord, Chat}

// Rule is what somebody wants to be told, when, and by which way.
type Rule struct {
	Account, Member int64 // member 0: nobody's own, the account's
	What            What
	When            When
	At              time.Duration // for Daily: after midnight in Zone
	Way             Way
	To              string // a mail address, or a URL, which is as good as a password
	Secret          string // what a webhook is signed with
	Language        string
	Zone            *time.Location
	Since           time.Time // chosen then; zero: nobody chose it, it is the default
}

// ID is the same as long as the same thing is told to the same place, so that a changed time forgets nothing.
func (r Rule) ID() int64 {
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %q %q %q", r.Account, r.Member, r.What, r.Way, r.To)
	return int64(binary.BigEndian.Uint64(h.Sum(nil))>>1) | 1 // never 0, which means none
}

// defaults are the rules of a member who has not chosen: what needs somebody comes at once, the rest every ten minutes.
func defaults() []Rule {
	return []Rule{
		{What: Errors, When: TenMinutes, Way: Mail}, {What: NoAccess, When: AtOnce, Way: Mail}, {What: SilentWorker, When: AtOnce, Way: Mail},
		{What: TokenExpiry, When: AtOnce, Way: Mail}, {What: SilentShop, When: AtOnce, Way: Mail},
	}
}

// Concern is one thing that is wrong, as it stands now.
type Concern struct {
	What    What   // Errors for an issue, whatever it is about
	Key     string // the same as long as it is the same thing
	Outcome *outcome.Error
	At      time.Time // it began, was opened again or regressed then: told before that, it is new
	Size    int64     // more of it is new
	Quiet   bool      // somebody knows of it: acknowledged, snoozed
	Once    bool      // told once for each size
	Past    bool      // it is over already: there is nothing to clear

	Connection int64 // 0: none
	Shop       string
	Issue      *issue.Issue // of an Errors concern
}

// patient tells whether waiting may heal it.
func (c Concern) patient() bool { return c.Outcome != nil && c.Outcome.Code.RetriesItself() }

// about tells whether a rule wants to know of a concern.
func (r Rule) about(c Concern) bool {
	if r.What == Person {
		return c.What == Errors && !c.patient()
	}
	return r.What == c.What
}

// Matters are the concerns that a rule is about. A lockout that the same place is told of by a rule of its own is left to that
// rule: two messages about one thing teach people to read none. elsewhere is how many are left so.
func Matters(r Rule, rules []Rule, concerns []Concern) (all []Concern, elsewhere int) {
	locked := map[int64]bool{}
	for _, other := range rules {
		if other.What == NoAccess && other.Account == r.Account && other.Member == r.Member && other.Way == r.Way && other.To == r.To {
			locked = lockouts(concerns)
		}
	}
	for _, c := range concerns {
		switch {
		case !r.about(c):
		case c.What == Errors && c.Outcome.Code == outcome.NoAccess && locked[c.Connection]:
			elsewhere++
		default:
			all = append(all, c)
		}
	}
	return all, elsewhere
}

// lockouts are the connections that are locked out.
func lockouts(concerns []Concern) map[int64]bool {
	all := map[int64]bool{}
	for _, c := range concerns {
		if c.What == NoAccess {
			all[c.Connection] = true
		}
	}
	return all
}
