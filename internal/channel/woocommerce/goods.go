package woocommerce

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// batchSize is how many items one batch takes from us. The shop takes 100 and works through them one by one, so that a slow one
// runs out of time half way.
const batchSize = 50

// MaxStock is how many levels one PushStock takes: what one call could take, if they were all simple products or of one.
func (c *connector) MaxStock() int { return batchSize }

// MaxPrices is how many tags one PushPrices takes.
func (c *connector) MaxPrices() int { return batchSize }

// PushStock sets stock, absolute figures, and has the shop count what it did not count before. Simple products go in one call,
// the variations of each product in one more. key is not sent: the shop takes none, and an absolute figure may be set twice.
// A sale between our reading and this call is overwritten: the shop has neither differences nor compare-and-set.
//
// Errors: see push.
// Source: POST /products/batch, /products/{id}/variations/batch (seen on WooCommerce 11.0.1, stock-batch-update).
func (c *connector) PushStock(ctx context.Context, _ string, levels []channel.StockLevel) (channel.Pushed, error) {
	changes := make([]change, len(levels))
	for i, l := range levels {
		changes[i] = change{listing: l.Listing, body: map[string]any{"manage_stock": true, "stock_quantity": l.Quantity}}
	}
	return c.push(ctx, "woocommerce.PushStock", changes)
}

// PushPrices sets what things cost from now on: the regular price, and no sale beside it. A tag in another currency than the
// shop's is not sent.
//
// Errors: see push; CurrencyMismatch for a tag.
func (c *connector) PushPrices(ctx context.Context, _ string, tags []channel.PriceTag) (channel.Pushed, error) {
	const op = "woocommerce.PushPrices"
	currency, err := c.shopCurrency(ctx, op)
	if err != nil {
		return nil, err
	}
	changes := make([]change, len(tags))
	for i, t := range tags {
		changes[i] = change{listing: t.Listing, body: map[string]any{"regular_price": t.Price.String(), "sale_price": ""}}
		switch {
		case t.Currency != currency:
			changes[i].wrong = outcome.New(outcome.CurrencyMismatch, "order", string(t.Currency), "books", string(currency)).In(op).About(t.Listing)
		case t.Price < 0:
			changes[i].wrong = outcome.New(outcome.BadAmount, "field", "price", "value", t.Price.String()).In(op).About(t.Listing)
		}
	}
	return c.push(ctx, op, changes)
}

// change is what is to be written to one listing.
type change struct {
	listing string
	body    map[string]any
	wrong   *outcome.Error // it is not sent
}

// push writes changes, batch by batch, and tells what became of each.
//
// Errors of an item: ListingMissing, RefusedByChannel with the shop's words. Of the call: NoAccess, Throttled, Unavailable; when
// some batches went through before, the items of the failed one and of those after it carry the error instead.
func (c *connector) push(ctx context.Context, op string, changes []change) (channel.Pushed, error) {
	done := make(channel.Pushed, len(changes))
	var failed error
	sent := 0
	for _, b := range batches(op, changes, done) {
		if failed == nil {
			failed = c.send(ctx, op, b, done)
			if failed == nil {
				sent++
				continue
			}
		}
		for _, i := range b.items {
			done[i] = outcome.Of(failed).About(changes[i].listing)
		}
	}
	if failed != nil && sent == 0 {
		return nil, failed
	}
	return done, nil
}

// batch is one call: simple products, or the variations of one product.
type batch struct {
	product string // of variations; empty: simple products
	ids     []string
	items   []int // places in the push, beside ids
	update  []map[string]any
}

// batches sorts changes by the call that writes them, and marks those that name no listing.
func batches(op string, changes []change, done channel.Pushed) []*batch {
	var all []*batch
	for i, ch := range changes {
		product, id, variation := strings.Cut(ch.listing, ":")
		if !variation {
			product, id = "", ch.listing
		}
		switch {
		case ch.wrong != nil:
			done[i] = ch.wrong
			continue
		case !channel.IsNumber(id) || variation && !channel.IsNumber(product):
			done[i] = outcome.New(outcome.ListingMissing, "listing", ch.listing).In(op).About(ch.listing)
			continue
		}
		at := slices.IndexFunc(all, func(b *batch) bool { return b.product == product && len(b.ids) < batchSize })
		if at < 0 {
			at, all = len(all), append(all, &batch{product: product})
		}
		number, _ := strconv.ParseInt(id, 10, 64) // isID
		ch.body["id"] = number
		b := all[at]
		b.ids, b.items, b.update = append(b.ids, id), append(b.items, i), append(b.update, ch.body)
	}
	return all
}

// batchItem is what the shop says of one item of a batch.
type batchItem struct {
	ID    text       `json:"id"`
	Error *shopError `json:"error"` // nil: it was written
}

// send writes one batch. The answer is 200 whatever became of its items.
func (c *connector) send(ctx context.Context, op string, b *batch, done channel.Pushed) error {
	route := api + "products/batch"
	if b.product != "" {
		route = api + "products/" + b.product + "/variations/batch"
	}
	var answer struct {
		Update []batchItem `json:"update"`
	}
	_, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: route, body: map[string]any{"update": b.update}, again: true}, &answer)
	if e := outcome.Of(err); e != nil && hasCode(err, missingListing) { // the product of the variations
		for n, i := range b.items {
			done[i] = outcome.New(outcome.ListingMissing, "listing", b.listing(n)).In(op).About(b.listing(n))
		}
		return nil
	}
	if err != nil {
		return err
	}
	for n, i := range b.items {
		at := slices.IndexFunc(answer.Update, func(u batchItem) bool { return string(u.ID) == b.ids[n] })
		switch {
		case at < 0:
			done[i] = outcome.New(outcome.RefusedByChannel, "status", "200", "said", "the answer does not tell of this item").In(op).About(b.listing(n))
		case answer.Update[at].Error != nil:
			done[i] = itemError(*answer.Update[at].Error, b.listing(n)).In(op).About(b.listing(n))
		}
	}
	return nil
}

func (b *batch) listing(n int) string {
	if b.product == "" {
		return b.ids[n]
	}
	return b.product + ":" + b.ids[n]
}

// missingListing are the shop's words for a product or variation that is not there, and for a variation that is taken for a
// product (seen on WooCommerce 11.0.1: stock-batch-update, variation-stock-batch-update).
var missingListing = []string{"woocommerce_rest_product_invalid_id", "woocommerce_rest_product_variation_invalid_id", "woocommerce_rest_invalid_product_id"}

// itemError is what became of one item of a batch that failed.
func itemError(said shopError, listing string) *outcome.Error {
	if slices.Contains(missingListing, said.Code) {
		return outcome.New(outcome.ListingMissing, "listing", listing).Because(&said)
	}
	return outcome.New(outcome.RefusedByChannel, "status", strconv.Itoa(said.status()), "said", httpkit.SaidInHTML(said.Message)).Because(&said)
}
