package channel

import (
	"context"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// OrderNumberer finds orders by the number that they show, for channels where that is not their id. A person who asks for an order
// has only the number.
type OrderNumberer interface {
	// OrderNumbered gives the order that shows this number, as people write it: with or without a # before it (order.Spellings).
	// What only begins so is another order. Missing if there is none.
	OrderNumbered(ctx context.Context, number string) (order.Snapshot, error)
}

// FindOrder gives an order by what a person calls it: the number that it shows, or its id.
func FindOrder(ctx context.Context, c Connector, called string) (order.Snapshot, error) {
	if n, ok := c.(OrderNumberer); ok {
		s, err := n.OrderNumbered(ctx, called)
		if o := outcome.Of(err); o == nil || o.Reason != outcome.OrderMissing {
			return s, err
		}
	}
	return c.Order(ctx, called)
}
