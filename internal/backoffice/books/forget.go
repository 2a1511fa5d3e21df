package books

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Forget takes the buyers' names out of the documents of orders: see backoffice.Local.
func (b *Books) Forget(ctx context.Context, tx store.Tx, account int64, orders []int64) error {
	all, err := b.Load(ctx, tx, account, orders)
	if err != nil {
		return err
	}
	for _, docs := range all {
		for _, d := range docs {
			if d.Content.Buyer == "" {
				continue
			}
			d.Content.Buyer = ""
			content, err := json.Marshal(d.Content)
			if err != nil {
				return fmt.Errorf("encoding a document: %w", err)
			}
			if _, err := tx.Exec(ctx, `update document set content = $3 where account_id = $1 and id = $2`, account, d.ID, string(content)); err != nil {
				return fmt.Errorf("forgetting the buyer of document %s: %w", d.Number, err)
			}
		}
	}
	return nil
}
