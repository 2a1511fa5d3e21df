package issue

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Scrub takes a buyer's texts out of what issues show of their newest entry. Their ids, and so what belongs to them, stay.
func Scrub(ctx context.Context, tx store.Tx, account int64, ids []int64, without *strings.Replacer) error {
	rows, err := tx.Query(ctx, `select `+columns+` from issue where account_id = $1 and `+tx.In("id", 2)+` order by id`, account, store.IDs(ids))
	if err != nil {
		return fmt.Errorf("scrubbing issues: %w", err)
	}
	all, err := scanAll(rows)
	if err != nil {
		return fmt.Errorf("scrubbing issues: %w", err)
	}
	for _, i := range all {
		args, subject := i.Args.Without(without), without.Replace(i.Subject)
		if subject == i.Subject && maps.Equal(args, i.Args) {
			continue
		}
		if err := rewrite(ctx, tx, i, subject, args); err != nil {
			return fmt.Errorf("scrubbing issues: %w", err)
		}
	}
	return nil
}

func rewrite(ctx context.Context, tx store.Tx, i Issue, subject string, args outcome.Args) error {
	text, err := json.Marshal(args)
	if err != nil {
		return err
	}
	// One that has failed again since it was read shows another order: this one's entries are written under its lock.
	_, err = tx.Exec(ctx, `update issue set subject = $3, args = $4 where account_id = $1 and id = $2 and entries = $5`, i.Account, i.ID, subject, string(text), i.Entries)
	return err
}
