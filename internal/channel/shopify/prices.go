package shopify

import (
	"context"
	"slices"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// MaxPrices is 100. The store takes one product's variants at once, so a push may be as many requests.
func (c *connector) MaxPrices() int { return 100 }

// PushPrices sets what variants cost, product by product; within one, those that the store refuses do not hold the others up. The
// store knows no key for this: setting the same price twice does no harm.
//
// Errors of items: ListingMissing, CurrencyMismatch (not the shop's), RefusedByChannel (a price below 0, a suspended product), and the
// call's own for products that came after one that failed. Of the call: NoAccess, Throttled, Unavailable.
// Source: productVariantsBulkUpdate (schema).
func (c *connector) PushPrices(ctx context.Context, _ string, tags []channel.PriceTag) (channel.Pushed, error) {
	const op = "shopify.PushPrices"
	done := make(channel.Pushed, len(tags))
	products, err := c.byProduct(ctx, op, tags, done)
	if err != nil {
		return nil, err
	}
	for n, p := range products {
		err := c.setPrices(ctx, op, p, tags, done)
		switch {
		case err != nil && n == 0:
			return nil, err
		case err != nil:
			for _, rest := range products[n:] {
				for _, at := range rest.tags {
					done[at] = outcome.Of(err)
				}
			}
			return done, nil
		}
	}
	return done, nil
}

// priced is a product with the tags that are for its variants.
type priced struct {
	product string
	tags    []int
}

func (c *connector) byProduct(ctx context.Context, op string, tags []channel.PriceTag, done channel.Pushed) ([]priced, error) {
	if _, err := c.where(ctx, op); err != nil { // learns the currency, too
		return nil, err
	}
	ids := make([]string, len(tags))
	for i, t := range tags {
		ids[i] = t.Listing
	}
	items, err := c.lookUp(ctx, op, ids)
	if err != nil {
		return nil, err
	}
	var products []priced
	for i, t := range tags {
		it, ok := items[t.Listing]
		switch shop := c.money(); {
		case !ok:
			done[i] = outcome.New(outcome.ListingMissing, "listing", t.Listing).In(op).About(t.Listing)
			continue
		case shop != "" && t.Currency != shop:
			done[i] = outcome.New(outcome.CurrencyMismatch, "order", string(shop), "books", string(t.Currency)).In(op).About(t.Listing)
			continue
		}
		at := slices.IndexFunc(products, func(p priced) bool { return p.product == it.product })
		if at < 0 {
			at, products = len(products), append(products, priced{product: it.product})
		}
		products[at].tags = append(products[at].tags, i)
	}
	return products, nil
}

func (c *connector) setPrices(ctx context.Context, op string, p priced, tags []channel.PriceTag, done channel.Pushed) error {
	variants := make([]map[string]any, len(p.tags))
	for i, at := range p.tags {
		variants[i] = map[string]any{"id": gid("ProductVariant", tags[at].Listing), "price": tags[at].Price.String()}
	}
	var got struct {
		Update struct {
			Errors []userError `json:"userErrors"`
		} `json:"productVariantsBulkUpdate"`
	}
	vars := map[string]any{"product": gid("Product", p.product), "variants": variants}
	if _, err := c.do(ctx, ask{op: op, query: pricesQuery, variables: vars, later: true}, &got); err != nil {
		return err
	}
	for _, e := range got.Update.Errors {
		if i, ok := e.index("variants"); ok && i < len(p.tags) {
			at := p.tags[i]
			done[at] = e.outcome(op, tags[at].Listing)
			continue
		}
		for _, at := range p.tags { // about the product
			done[at] = e.outcome(op, tags[at].Listing)
		}
	}
	return nil
}
