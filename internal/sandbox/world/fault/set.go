package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// Set holds the rules of a sandbox. The zero value is not usable; see NewSet.
type Set struct {
	seed int64
	now  func() time.Time

	mu    sync.Mutex
	rules []*ruleState
	next  int
}

// ruleState is a rule with its own stream of draws, so that one rule's draws do not depend on another's.
type ruleState struct {
	Rule
	dice *rand.Rand
}

// NewSet returns a set without rules. Draws come from seed; now is the world's clock.
func NewSet(seed int64, now func() time.Time) *Set { return &Set{seed: seed, now: now, next: 1} }

// Add checks rules and adds them; with a bad one none is added and the error names the field.
func (s *Set) Add(rules ...Rule) error { return s.set(rules, false) }

// Replace puts rules in the place of all.
func (s *Set) Replace(rules ...Rule) error { return s.set(rules, true) }

func (s *Set) set(rules []Rule, replace bool) error {
	for i := range rules {
		if err := rules[i].check(); err != nil {
			var field *FieldError
			if errors.As(err, &field) && len(rules) > 1 {
				field.Field = fmt.Sprintf("rules[%d].%s", i, field.Field)
			}
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if replace {
		// Numbers start again, so that setting the same rules gives the same draws.
		s.rules, s.next = nil, 1
	}
	for _, r := range rules {
		r.ID, r.Hits = s.next, 0
		s.next++
		h := fnv.New64a()
		fmt.Fprintf(h, "%s %d", r.Kind, r.ID)
		s.rules = append(s.rules, &ruleState{Rule: r, dice: rand.New(rand.NewPCG(uint64(s.seed), h.Sum64()))})
	}
	return nil
}

// Clear drops all rules.
func (s *Set) Clear() { _ = s.set(nil, true) }

// Rules returns all rules with how often they struck.
func (s *Set) Rules() []Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Rule, 0, len(s.rules))
	for _, r := range s.rules {
		out = append(out, r.Rule)
	}
	return out
}

// draw returns the rules that strike t now, in their order. webhooks chooses which half of the kinds is asked.
func (s *Set) draw(t Target, webhooks bool) []Rule {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Rule
	for _, r := range s.rules {
		if strings.HasPrefix(string(r.Kind), "webhook_") != webhooks || !r.matches(t, now) {
			continue
		}
		if r.Probability > 0 && r.dice.Float64() >= r.Probability {
			continue
		}
		r.Hits++
		out = append(out, r.Rule)
	}
	return out
}

// pick draws a number for a rule that struck.
func (s *Set) pick(id int) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rules {
		if r.ID == id {
			return r.dice.Uint64()
		}
	}
	return 0
}

// Fate is what happens to a webhook. The zero value: it is sent once, at once.
type Fate struct {
	Lost     bool
	Twice    bool
	Late     time.Duration
	AfterOne bool // it waits until the next one was sent
}

// Webhook draws the fate of a webhook to path on channel and shop.
func (s *Set) Webhook(t Target) Fate {
	var f Fate
	for _, r := range s.draw(t, true) {
		switch r.Kind {
		case WebhookLost:
			f.Lost = true
		case WebhookDuplicate:
			f.Twice = true
		case WebhookLate:
			f.Late += time.Duration(r.Delay)
		case WebhookReorder:
			f.AfterOne = true
		}
	}
	return f
}

// Read decodes rules from JSON: a list, one rule, or {"rules":[…]}. Unknown fields are refused by name.
func Read(body []byte) ([]Rule, error) {
	body = bytes.TrimSpace(body)
	switch {
	case len(body) == 0:
		return nil, bad("rules", "the body is empty")
	case body[0] == '[':
		var list []Rule
		return list, decode(body, &list)
	case body[0] != '{':
		return nil, bad("rules", "want a list of rules or a rule")
	}
	var shape map[string]json.RawMessage
	if err := json.Unmarshal(body, &shape); err != nil {
		return nil, bad("rules", "no JSON: %v", err)
	}
	if _, ok := shape["rules"]; ok {
		var wrapped struct {
			Rules []Rule `json:"rules"`
		}
		err := decode(body, &wrapped)
		return wrapped.Rules, err
	}
	var one Rule
	if err := decode(body, &one); err != nil {
		return nil, err
	}
	return []Rule{one}, nil
}

func decode(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			return bad("rules", "something follows the JSON")
		}
		return nil
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return bad(or(kind.Field, "rules"), "%s does not fit, want %s", kind.Value, kind.Type)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return bad(strings.Trim(name, `"`), "is no field of a rule")
	}
	return bad("rules", "%v", err)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
