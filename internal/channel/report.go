package channel

import (
	"cmp"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Report is the result of a test.
type Report struct {
	Shop     string   `json:"shop"`               // the shop's own name or address
	Version  string   `json:"version,omitempty"`  // of the channel's software, where it tells
	Currency string   `json:"currency,omitempty"` // ISO 4217
	Zone     string   `json:"zone,omitempty"`     // IANA name, where it tells
	Checks   []Check  `json:"checks"`
	Advice   []string `json:"advice,omitempty"`
}

// Check is one thing looked at.
type Check struct {
	Name string `json:"name"` // "read orders"
	OK   bool   `json:"ok"`
	Note string `json:"note,omitempty"`
}

// Add adds a check with its result; note may be empty.
func (r *Report) Add(name string, ok bool, note string) {
	r.Checks = append(r.Checks, Check{Name: name, OK: ok, Note: note})
}

// Try adds a check that failed with err, or passed when it is nil, and tells whether it passed. The note is what the channel said, or one of
// the error's other arguments that tells more, and else the reason.
func (r *Report) Try(name string, err error, better ...string) bool {
	note := ""
	if e := outcome.Of(err); e != nil {
		for _, arg := range append(better, "said") {
			note = cmp.Or(note, e.Args[arg])
		}
		note = cmp.Or(note, string(e.Reason))
	}
	r.Add(name, err == nil, note)
	return err == nil
}

// Advise adds a sentence about what a person could do better.
func (r *Report) Advise(format string, args ...any) {
	r.Advice = append(r.Advice, fmt.Sprintf(format, args...))
}

// Clock adds the check of a web store's clock, which is skew away from ours. what says what comes of it when the two differ.
func (r *Report) Clock(skew time.Duration, what string) {
	const worthSaying = 2 * time.Minute
	if skew.Abs() < worthSaying {
		r.Add("clock", true, "")
		return
	}
	skew = skew.Round(time.Second)
	r.Add("clock", false, skew.String())
	r.Advise("The shop's clock differs from this machine's by %s. %s: set both by a time server.", skew.Abs(), what)
}
