package synclog

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// hidden stands where something was taken out.
const hidden = "***"

// Without is a replacer that takes texts out; the longest should come first.
func Without(texts []string) *strings.Replacer {
	pairs := make([]string, 0, 2*len(texts))
	for _, t := range texts {
		pairs = append(pairs, t, hidden)
	}
	return strings.NewReplacer(pairs...)
}

// WithoutSaid is an exchange with texts taken out of all that was said.
func WithoutSaid(x httpkit.Exchange, texts *strings.Replacer) httpkit.Exchange {
	x.URL, x.Error = texts.Replace(x.URL), texts.Replace(x.Error)
	x.RequestBody, x.ResponseBody = texts.Replace(x.RequestBody), texts.Replace(x.ResponseBody)
	x.RequestHeader, x.ResponseHeader = outcome.Args(x.RequestHeader).Without(texts), outcome.Args(x.ResponseHeader).Without(texts)
	return x
}

// Scrub takes a buyer's texts out of an order's entries, of what was said for them and of their issues. All are written without buyers' data, so that
// there should be none; this is for what a channel said in words of its own. It is the one thing that changes an entry (P19).
func Scrub(ctx context.Context, tx store.Tx, account, connection int64, ref string, texts []string) error {
	if len(texts) == 0 {
		return nil
	}
	entries, err := entriesOf(ctx, tx, account, connection, ref)
	if err != nil {
		return fmt.Errorf("scrubbing the log: %w", err)
	}
	without, seen := Without(texts), map[int64]bool{0: true}
	var issues []int64
	for _, e := range entries {
		if err := scrubEntry(ctx, tx, e, without); err != nil {
			return fmt.Errorf("scrubbing the log: %w", err)
		}
		issues = append(issues, e.Issue())
		if seen[e.Exchange] {
			continue
		}
		seen[e.Exchange] = true
		if err := scrubExchange(ctx, tx, e, without); err != nil {
			return fmt.Errorf("scrubbing the log: %w", err)
		}
	}
	return issue.Scrub(ctx, tx, account, issues, without)
}

func entriesOf(ctx context.Context, db store.Reader, account, connection int64, ref string) ([]Entry, error) {
	rows, err := db.Query(ctx, `select `+entryColumns+` from entry where account_id = $1 and ref = $2 and connection_id = $3`, account, ref, connection)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func scrubEntry(ctx context.Context, tx store.Tx, e Entry, without *strings.Replacer) error {
	before, err := json.Marshal(e.Outcome.Args)
	if err != nil {
		return err
	}
	after, err := json.Marshal(e.Outcome.Args.Without(without))
	subject := without.Replace(e.Subject)
	if err != nil || (string(before) == string(after) && subject == e.Subject) {
		return err
	}
	_, err = tx.Exec(ctx, `update entry set args = $4, subject = $5 where account_id = $1 and at = $2 and id = $3`, e.Account, store.Micros(e.At()), e.ID, string(after), subject)
	return err
}

func scrubExchange(ctx context.Context, tx store.Tx, e Entry, without *strings.Replacer) error {
	said, err := Exchanges(ctx, tx, e)
	if err != nil || len(said) == 0 {
		return err
	}
	for i := range said {
		said[i] = WithoutSaid(said[i], without)
	}
	b, err := json.Marshal(said)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update exchange set content = $4 where account_id = $1 and at = $2 and id = $3`, e.Account, store.Micros(ids.Time(e.Exchange)), e.Exchange, zip.EncodeAll(b, nil))
	return err
}
