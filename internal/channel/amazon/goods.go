package amazon

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// itemsPath is where the seller's listings are.
func (c *connector) itemsPath() string { return "/listings/2021-08-01/items/" + c.seller }

// listingsAtOnce is the most that a search of listings gives, or is asked for by SKU (listingsItems_2021-08-01).
const listingsAtOnce = 20

// wireListing is a SKU of the seller.
// Source: listingsItems_2021-08-01 (Item).
type wireListing struct {
	SKU       text `json:"sku"`
	Summaries []struct {
		ASIN   text   `json:"asin"`
		Name   text   `json:"itemName"`
		Status []text `json:"status"`
	} `json:"summaries"`
	Offers []struct {
		Market text `json:"marketplaceId"`
		Type   text `json:"offerType"`
		Price  struct {
			Amount   text `json:"amount"`
			Currency text `json:"currencyCode"`
		} `json:"price"`
	} `json:"offers"`
	Availability []wireAvailability         `json:"fulfillmentAvailability"`
	Attributes   map[string]json.RawMessage `json:"attributes"`
}

// wireAvailability is from where a SKU is sent, and how many are there. DEFAULT is the seller's own code.
type wireAvailability struct {
	Code     text `json:"fulfillmentChannelCode"`
	Quantity text `json:"quantity"`
}

// byAmazon tells that the goods lie in Amazon's warehouse: their quantity cannot be set, and trying would list them twice
// (amzn/selling-partner-api-models issue 2061).
func (l *wireListing) byAmazon() bool {
	return slices.ContainsFunc(l.Availability, func(a wireAvailability) bool { return a.Code != "" && a.Code != "DEFAULT" })
}

type foundListings struct {
	Total      int `json:"numberOfResults"`
	Pagination struct {
		Next text `json:"nextToken"`
	} `json:"pagination"`
	Items []wireListing `json:"items"`
}

// Listings gives up to 20 of the seller's SKUs in the first marketplace, those changed since then (zero: all). ID is the SKU, as order
// lines show it. Goods in Amazon's warehouse are not Managed: nobody but Amazon counts them. The barcode is the EAN or the like that
// the listing was made with.
//
// Errors: those of do; RightMissing without the role Product Listing.
// Source: listingsItems_2021-08-01 (searchListingsItems); a search gives at most 1,000 SKUs (guide, unverified).
func (c *connector) Listings(ctx context.Context, since time.Time, at channel.Cursor) (channel.ListingPage, error) {
	q := url.Values{"sortBy": {"sku"}}
	if !since.IsZero() {
		q.Set("lastUpdatedAfter", stamp(since))
	}
	if at != "" {
		q.Set("pageToken", string(at))
	}
	got, err := c.listings(ctx, "amazon.Listings", "summaries,offers,fulfillmentAvailability,attributes", q)
	if err != nil {
		return channel.ListingPage{}, err
	}
	page := channel.ListingPage{Total: got.Total, Listings: make([]channel.Listing, 0, len(got.Items))}
	for i := range got.Items {
		l, err := got.Items[i].listing(c.markets[0])
		if err != nil {
			return page, outcome.Of(err).In("amazon.Listings").About(string(got.Items[i].SKU))
		}
		page.Listings = append(page.Listings, l)
	}
	if next := channel.Cursor(got.Pagination.Next); next != at {
		page.Next = next
	}
	return page, nil
}

func (c *connector) listings(ctx context.Context, op, data string, q url.Values) (foundListings, error) {
	q.Set("marketplaceIds", c.markets[0])
	q.Set("includedData", data)
	q.Set("pageSize", strconv.Itoa(listingsAtOnce))
	var got foundListings
	err := c.do(ctx, ask{op: op, limit: "searchListingsItems", path: c.itemsPath(), query: q, later: true}, &got)
	return got, err
}

func (l *wireListing) listing(marketID string) (channel.Listing, error) {
	out := channel.Listing{ID: string(l.SKU), SKU: string(l.SKU), Barcode: l.barcode(), Currency: market(marketID).currency}
	for _, s := range l.Summaries {
		out.Name, out.Active = string(s.Name), slices.Contains(s.Status, "BUYABLE")
	}
	for _, o := range l.Offers {
		if string(o.Market) != marketID || o.Type != "B2C" {
			continue
		}
		a, err := money.Parse(string(o.Price.Amount))
		if err != nil {
			return out, outcome.New(outcome.BadAmount, "field", "price", "value", clip(o.Price.Amount))
		}
		out.Price, out.Currency = a, money.Currency(o.Price.Currency)
	}
	if l.byAmazon() {
		return out, nil
	}
	for _, a := range l.Availability {
		n, err := strconv.ParseInt(string(a.Quantity), 10, 64)
		out.Quantity, out.Managed = n, err == nil
	}
	return out, nil
}

// barcode is the product number that the listing was made with.
func (l *wireListing) barcode() string {
	var all []struct {
		Type  text `json:"type"`
		Value text `json:"value"`
	}
	if json.Unmarshal(l.Attributes["externally_assigned_product_identifier"], &all) != nil || len(all) == 0 {
		return ""
	}
	return string(all[0].Value)
}

// bySKU looks up to 20 SKUs up in one call.
func (c *connector) bySKU(ctx context.Context, op, data string, skus []string) (map[string]*wireListing, error) {
	got, err := c.listings(ctx, op, data, url.Values{"identifiers": {strings.Join(skus, ",")}, "identifiersType": {"SKU"}})
	found := map[string]*wireListing{}
	for i := range got.Items {
		found[string(got.Items[i].SKU)] = &got.Items[i]
	}
	return found, err
}

// MaxStock is how many levels one PushStock takes: one search is made for all of them.
func (c *connector) MaxStock() int { return listingsAtOnce }

// MaxPrices is how many tags one PushPrices takes.
func (c *connector) MaxPrices() int { return listingsAtOnce }

// PushStock sets the quantity that the seller sends from their own stock. It looks the SKUs up first, one call for all, so that goods in
// Amazon's warehouse are not touched; then each is a patch. It merges, so that lead time and restock date stay (replace loses them).
// There is no idempotency key and no need of one: quantities are absolute. ACCEPTED only queues the change at Amazon.
//
// Per item: ListingMissing, RefusedByChannel (Amazon's own stock, a comma in the SKU, Amazon's issue under HTTP 200). A throttled or broken
// item stops the rest, which get the same error. For all: NoAccess, Throttled, Unavailable of the search.
// Source: listingsItems_2021-08-01 (patchListingsItem); guides merge-a-listing and fulfillment_availability.
func (c *connector) PushStock(ctx context.Context, _ string, levels []channel.StockLevel) (channel.Pushed, error) {
	const op = "amazon.PushStock"
	skus := make([]string, len(levels))
	for i, l := range levels {
		skus[i] = l.Listing
	}
	return c.push(ctx, op, "summaries,fulfillmentAvailability", skus, func(i int, have *wireListing) (any, *outcome.Error) {
		switch {
		case have.byAmazon():
			return nil, refusal("AMAZON", "Amazon sends this from its own stock; its quantity cannot be set")
		case levels[i].Quantity < 0:
			return nil, refusal("quantity", "a quantity below zero")
		}
		return change("merge", "fulfillment_availability", map[string]any{"fulfillment_channel_code": "DEFAULT", "quantity": levels[i].Quantity}), nil
	})
}

// PushPrices sets what everybody pays in the first marketplace. The offer is read first, one call for all, and goes back with its
// discounts and its other audiences: a patch replaces the whole of it.
//
// Per item: ListingMissing, CurrencyMismatch (not the offer's), RefusedByChannel (a price not above zero, Amazon's issue under HTTP 200).
// For all: as of PushStock.
// Source: listingsItems_2021-08-01 (patchListingsItem, purchasable_offer).
func (c *connector) PushPrices(ctx context.Context, _ string, tags []channel.PriceTag) (channel.Pushed, error) {
	const op = "amazon.PushPrices"
	skus := make([]string, len(tags))
	for i, t := range tags {
		skus[i] = t.Listing
	}
	return c.push(ctx, op, "summaries,attributes", skus, func(i int, have *wireListing) (any, *outcome.Error) {
		if tags[i].Price <= 0 {
			return nil, refusal("price", "a price has to be above zero")
		}
		offers, no := repriced(have.Attributes["purchasable_offer"], c.markets[0], tags[i])
		return change("replace", "purchasable_offer", offers...), no
	})
}

func refusal(status, said string) *outcome.Error {
	return outcome.New(outcome.RefusedByChannel, "status", status, "said", said)
}

// change is the body of a patch. PRODUCT stands for any product type where only stock or price change.
func change(op, attribute string, value ...any) any {
	return map[string]any{"productType": "PRODUCT", "patches": []map[string]any{{"op": op, "path": "/attributes/" + attribute, "value": value}}}
}

// repriced gives the offers of a listing with another price for everybody in a marketplace. Numbers stay as they are written.
func repriced(raw json.RawMessage, marketID string, tag channel.PriceTag) ([]any, *outcome.Error) {
	var offers []map[string]any
	if len(raw) > 0 {
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		if err := d.Decode(&offers); err != nil {
			return nil, outcome.New(outcome.BadPayload, "what", "purchasable_offer is no list")
		}
	}
	price := []any{map[string]any{"schedule": []any{map[string]any{"value_with_tax": json.Number(tag.Price.String())}}}}
	done, out := false, []any{}
	for _, o := range offers {
		audience, _ := o["audience"].(string)
		if o["marketplace_id"] == marketID && (audience == "" || audience == "ALL") {
			if have, _ := o["currency"].(string); have != "" && have != string(tag.Currency) {
				return nil, outcome.New(outcome.CurrencyMismatch, "order", string(tag.Currency), "books", have)
			}
			o["our_price"], done = price, true
		}
		out = append(out, o)
	}
	if !done {
		out = append(out, map[string]any{"marketplace_id": marketID, "currency": string(tag.Currency), "our_price": price})
	}
	return out, nil
}

// push looks SKUs up and patches each with what make gives.
func (c *connector) push(ctx context.Context, op, data string, skus []string, body func(int, *wireListing) (any, *outcome.Error)) (channel.Pushed, error) {
	done := make(channel.Pushed, len(skus))
	var ask []string
	for i, sku := range skus {
		switch {
		case sku == "" || len(sku) > 40:
			done[i] = outcome.New(outcome.ListingMissing, "listing", sku)
		case strings.Contains(sku, ","):
			done[i] = refusal("SKU", "a SKU with a comma cannot be looked up by Amazon's search")
		case !slices.Contains(ask, sku):
			ask = append(ask, sku)
		}
	}
	if len(ask) == 0 {
		return done, nil
	}
	found, err := c.bySKU(ctx, op, data, ask)
	if err != nil {
		return nil, err
	}
	var stop *outcome.Error
	for i, sku := range skus {
		if done[i] == nil {
			done[i], stop = c.pushOne(ctx, op, sku, found[sku], stop, func(l *wireListing) (any, *outcome.Error) { return body(i, l) })
		}
		if done[i] != nil {
			done[i].In(op).About(sku)
		}
	}
	return done, nil
}

// pushOne patches one SKU; stop is what keeps the rest from being tried.
func (c *connector) pushOne(ctx context.Context, op, sku string, have *wireListing, stop *outcome.Error, body func(*wireListing) (any, *outcome.Error)) (no, stopped *outcome.Error) {
	switch {
	case stop != nil:
		again := *stop
		return &again, stop
	case have == nil:
		return outcome.New(outcome.ListingMissing, "listing", sku), nil
	}
	change, no := body(have)
	if no != nil {
		return no, nil
	}
	err := c.patch(ctx, op, sku, change)
	e := outcome.Of(err)
	if e != nil && (e.Code.RetriesItself() || e.Code == outcome.NoAccess || e.Code == outcome.Bug) {
		return e, e
	}
	return e, nil
}

// patch changes one SKU. HTTP 200 with status INVALID is a refusal, whose issues say why.
func (c *connector) patch(ctx context.Context, op, sku string, body any) error {
	var got struct {
		Status text `json:"status"`
		Issues []struct {
			Code     text `json:"code"`
			Message  text `json:"message"`
			Severity text `json:"severity"`
		} `json:"issues"`
	}
	a := ask{
		op: op, limit: "patchListingsItem", method: http.MethodPatch, path: c.itemsPath() + "/" + url.PathEscape(sku),
		query: url.Values{"marketplaceIds": {c.markets[0]}}, body: body, ref: sku, later: true,
	}
	err := c.do(ctx, a, &got)
	if e := outcome.Of(err); e != nil && e.Reason == outcome.OrderMissing {
		return outcome.New(outcome.ListingMissing, "listing", sku).In(op).About(sku).Because(e.Err)
	}
	if err != nil || got.Status == "ACCEPTED" || got.Status == "VALID" {
		return err
	}
	for _, i := range got.Issues {
		if i.Severity == "ERROR" {
			return refusal(clip(i.Code), httpkit.Said(string(i.Message)))
		}
	}
	return refusal(clip(got.Status), "Amazon did not say why")
}
