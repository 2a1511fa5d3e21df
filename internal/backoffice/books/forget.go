package books

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Forget takes the buyers' names out of the documents of orders: see backoffice.Local.
func (b *Books) Forget(ctx context.Context, tx store.Tx, account int64, without map[int64]*strings.Replacer) error {
	all, err := b.Load(ctx, tx, account, slices.Sorted(maps.Keys(without)))
	if err != nil {
		return err
	}
	for order, docs := range all {
		for _, d := range docs {
			why := without[order].Replace(d.VoidWhy)
			if d.Content.Buyer == "" && why == d.VoidWhy {
				continue
			}
			d.Content.Buyer = ""
			content, err := json.Marshal(d.Content)
			if err != nil {
				return fmt.Errorf("encoding a document: %w", err)
			}
			if _, err := tx.Exec(ctx, `update document set content = $3, void_reason = $4 where account_id = $1 and id = $2`, account, d.ID, string(content), why); err != nil {
				return fmt.Errorf("forgetting the buyer of document %s: %w", d.Number, err)
			}
		}
	}
	return nil
}
