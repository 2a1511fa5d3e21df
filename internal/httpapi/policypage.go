package httpapi

import (
	"context"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/rehearsal"
)

// PolicyPreview is what a policy that is not saved yet would make of the last days' orders.
type PolicyPreview struct {
	From     time.Time         `json:"from" doc:"Orders placed from here on were looked at."`
	Peeked   bool              `json:"peeked" doc:"Nothing of the shop is here yet, so the newest page of its orders was read at the channel, whatever their day; nothing of it is stored."`
	Orders   int64             `json:"orders" doc:"That were looked at."`
	Capped   bool              `json:"capped" doc:"There are more orders; the older ones were not looked at."`
	Changed  int64             `json:"changed" doc:"Orders that the proposed policy would treat otherwise."`
	Present  PolicyTally       `json:"present"`
	Proposed PolicyTally       `json:"proposed"`
	Reasons  map[string]string `json:"reasons" doc:"By reason of holds and skips, what it reads like in a word or two."`
	Samples  []PolicySample    `json:"samples" doc:"Some of those, the newest."`
}

// PolicyTally counts what a policy makes of orders that come now.
type PolicyTally struct {
	Operations map[string]int64 `json:"operations" doc:"By operation."`
	Holds      map[string]int64 `json:"holds" doc:"Orders that would be held or pending, by reason."`
	Skips      map[string]int64 `json:"skips" doc:"Orders that would be left out, by rule."`
}

// PolicySample is an order that the proposed policy would treat otherwise.
type PolicySample struct {
	ID       string     `json:"id" doc:"Empty when it was only peeked at."`
	Ref      string     `json:"ref"`
	Number   string     `json:"number"`
	Stage    string     `json:"stage"`
	Total    string     `json:"total"`
	Currency string     `json:"currency"`
	Present  PolicyFate `json:"present"`
	Proposed PolicyFate `json:"proposed"`
}

// PolicyFate is what a policy makes of one order.
type PolicyFate struct {
	Operations []string  `json:"operations"`
	Why        *Sentence `json:"why,omitempty" doc:"Why it would wait or be left out."`
}

type previewInput struct {
	ID   string `path:"id" doc:"Connection id or name."`
	Days int    `query:"days" minimum:"1" maximum:"90" default:"7" doc:"How far back orders are looked at."`
	Body policy.Policy
}

func (s *Server) previewPolicy(ctx context.Context, in *previewInput) (*struct{ Body PolicyPreview }, error) {
	c, err := s.connection(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := connection.CheckPolicy(in.Body); err != nil {
		return nil, s.fail(ctx, err)
	}
	since := s.Now().AddDate(0, 0, -in.Days).UTC()
	a, err := rehearsal.RunOrPeek(ctx, s.DB, s.Desk.Reconciler, s.Cycles, c, in.Body, since)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	v := PolicyPreview{
		From: since, Peeked: a.Peeked, Orders: a.Orders, Capped: a.Capped, Changed: a.Changed, Present: tallyView(a.Present), Proposed: tallyView(a.Proposed), Samples: []PolicySample{},
		Reasons: titles(ctx, a.Present.Holds, a.Present.Skips, a.Proposed.Holds, a.Proposed.Skips),
	}
	for _, one := range a.Samples {
		o := one.Order
		v.Samples = append(v.Samples, PolicySample{
			ID: idOrNone(one.ID), Ref: o.Ref, Number: o.Number, Stage: string(o.Stage), Total: o.Total.String(), Currency: string(o.Currency),
			Present: fateView(ctx, one.Present), Proposed: fateView(ctx, one.Proposed),
		})
	}
	return &struct{ Body PolicyPreview }{v}, nil
}

func idOrNone(id int64) string {
	if id == 0 {
		return ""
	}
	return ids.String(id)
}

// titles are the reasons of some counts as the reader says them.
func titles[R ~string](ctx context.Context, counts ...map[R]int64) map[string]string {
	all := map[string]string{}
	for _, one := range counts {
		for r := range one {
			all[string(r)] = phrase.Title(readerOf(ctx), outcome.Reason(r))
		}
	}
	return all
}

func tallyView(t rehearsal.Tally) PolicyTally {
	return PolicyTally{named(t.Operations), named(t.Holds), named(t.Skips)}
}

// named has its keys as plain words.
func named[K ~string](counts map[K]int64) map[string]int64 {
	all := make(map[string]int64, len(counts))
	for k, n := range counts {
		all[string(k)] = n
	}
	return all
}

func fateView(ctx context.Context, f rehearsal.Fate) PolicyFate {
	v := PolicyFate{Operations: []string{}, Why: sentenceOrNil(ctx, f.Skip)}
	if f.Skip == nil {
		v.Why = sentenceOrNil(ctx, f.Hold)
	}
	for _, op := range f.Operations {
		v.Operations = append(v.Operations, string(op))
	}
	return v
}
