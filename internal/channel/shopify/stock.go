package shopify

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// MaxStock is 250: the store takes no longer list (recorded: MAX_INPUT_SIZE_EXCEEDED at 251).
func (c *connector) MaxStock() int { return 250 }

// row is one quantity to set.
type row struct {
	at          int // in the levels given
	item, place string
	listing     string
	quantity    int64
}

// PushStock sets what is available of variants. available is what may be sold; Shopify takes its own open orders off on_hand by
// itself, which the hub has done already.
//
// The store takes all rows or none (unverified; setting absolute figures again does no harm), so rows that it refuses are left out
// and the others sent again. An item that is not stocked at the location is activated there. The key goes with every write from
// 2026-01 on: a repeat with the same rows is recognised, other rows make another key.
//
// Errors of items: ListingMissing, RefusedByChannel (stock is not tracked, a bundle, out of bounds). Of the call: NoAccess, Throttled,
// Unavailable. Source: inventorySetQuantities, inventoryActivate (schema); their errors (recorded).
func (c *connector) PushStock(ctx context.Context, key string, levels []channel.StockLevel) (channel.Pushed, error) {
	const op = "shopify.PushStock"
	done := make(channel.Pushed, len(levels))
	rows, err := c.rows(ctx, op, levels, done)
	if err != nil {
		return nil, err
	}
	const rounds = 4
	for round := 0; len(rows) > 0 && round < rounds; round++ {
		if rows, err = c.setStock(ctx, op, fmt.Sprint(key, "/", round), rows, done); err != nil {
			return nil, err
		}
	}
	for _, r := range rows {
		done[r.at] = no(op, r.listing, "the store refused the same stock again and again")
	}
	return done, nil
}

// rows looks the items up; those that cannot be set get their outcome at once. Of two levels of one item the later counts.
func (c *connector) rows(ctx context.Context, op string, levels []channel.StockLevel, done channel.Pushed) ([]row, error) {
	place, err := c.where(ctx, op)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(levels))
	for i, l := range levels {
		ids[i] = l.Listing
	}
	items, err := c.lookUp(ctx, op, ids)
	if err != nil {
		return nil, err
	}
	var rows []row
	for i, l := range levels {
		it, ok := items[l.Listing]
		switch {
		case !ok:
			done[i] = outcome.New(outcome.ListingMissing, "listing", l.Listing).In(op).About(l.Listing)
			continue
		case !it.tracked:
			done[i] = no(op, l.Listing, "the shop does not track the stock of this variant")
			continue
		}
		r := row{at: i, item: it.inventory, place: cmp.Or(tail(l.Location), place), listing: l.Listing, quantity: max(l.Quantity, 0)}
		rows = slices.DeleteFunc(rows, func(o row) bool { return o.item == r.item && o.place == r.place })
		rows = append(rows, r)
	}
	return rows, nil
}

// setStock sends rows and gives those to be sent again.
func (c *connector) setStock(ctx context.Context, op, key string, rows []row, done channel.Pushed) ([]row, error) {
	var got struct {
		Set struct {
			Errors []userError `json:"userErrors"`
		} `json:"inventorySetQuantities"`
	}
	vars := map[string]any{"input": c.stockInput(rows)}
	if c.version.since(sinceKeys) {
		vars["key"] = keyOf(key, rows)
	}
	if _, err := c.do(ctx, ask{op: op, query: c.version.stock(), variables: vars, later: true}, &got); err != nil {
		return nil, err
	}
	if len(got.Set.Errors) == 0 {
		return nil, nil
	}
	return c.sort(ctx, op, key, got.Set.Errors, rows, done)
}

// sort deals with the refusals of a list and gives the rows to be sent again.
func (c *connector) sort(ctx context.Context, op, key string, errs []userError, rows []row, done channel.Pushed) ([]row, error) {
	refused := map[int]bool{}
	for _, e := range errs {
		i, ok := e.index("quantities")
		switch {
		case e.Code == "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED":
			continue // the next round has another key
		case !ok || i >= len(rows):
			return nil, e.outcome(op, "")
		case e.Code == "ITEM_NOT_STOCKED_AT_LOCATION":
			why, err := c.activate(ctx, op, key, rows[i])
			if err != nil {
				return nil, err
			}
			refused[i], done[rows[i].at] = why != nil, why
		default:
			refused[i], done[rows[i].at] = true, e.outcome(op, rows[i].listing)
		}
	}
	var again []row
	for i, r := range rows {
		if !refused[i] {
			again = append(again, r)
		}
	}
	return again, nil
}

// activate stocks an item at a location. Its errors have no code.
func (c *connector) activate(ctx context.Context, op, key string, r row) (*outcome.Error, error) {
	var got struct {
		Activate struct {
			Errors []userError `json:"userErrors"`
		} `json:"inventoryActivate"`
	}
	vars := map[string]any{"item": gid("InventoryItem", r.item), "location": gid("Location", r.place), "available": r.quantity}
	if c.version.since(sinceKeys) {
		vars["key"] = keyOf(key+"/activate", []row{r})
	}
	if _, err := c.do(ctx, ask{op: op + ".activate", query: c.version.activate(), variables: vars, later: true}, &got); err != nil {
		return nil, err
	}
	if len(got.Activate.Errors) > 0 {
		return got.Activate.Errors[0].outcome(op, r.listing), nil
	}
	return nil, nil
}

// stockInput is InventorySetQuantitiesInput as the version wants it: nobody's figure is compared, for the hub's is the truth.
func (c *connector) stockInput(rows []row) map[string]any {
	list := make([]map[string]any, len(rows))
	for i, r := range rows {
		list[i] = map[string]any{"inventoryItemId": gid("InventoryItem", r.item), "locationId": gid("Location", r.place), "quantity": r.quantity}
		if c.version.since(sinceChangeFrom) {
			list[i]["changeFromQuantity"] = nil
		}
	}
	input := map[string]any{"name": "available", "reason": "correction", "quantities": list}
	if !c.version.since(sinceChangeFrom) {
		input["ignoreCompareQuantity"] = true
	}
	return input
}

// keyOf is an idempotency key in the form of a UUID: the same for the same push and rows, another one for anything else.
func keyOf(key string, rows []row) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q", key)
	for _, r := range rows {
		fmt.Fprintf(h, " %s@%s=%d", r.item, r.place, r.quantity)
	}
	b := h.Sum(nil)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
