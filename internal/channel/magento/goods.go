package magento

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// goodsSize is how many products are read at once, and how many levels or prices are written: their numbers must fit into one
// question, and a shop takes seconds for hundreds of sources (magento/inventory issue 2306).
const goodsSize = 100

// sold are the types of products that are goods by themselves. A configurable product, a bundle and a group are only a way to
// show some of these.
var sold = []string{"simple", "virtual", "downloadable", "giftcard"}

// wireProduct is a product as lists show it: without its stock.
type wireProduct struct {
	ID     text   `json:"id"`
	SKU    text   `json:"sku"`
	Name   text   `json:"name"`
	Price  amount `json:"price"`
	Status text   `json:"status"` // 1 on, 2 off
	Custom []struct {
		Code  string          `json:"attribute_code"`
		Value json.RawMessage `json:"value"` // of any type
	} `json:"custom_attributes"`
}

// wireSource is how many of a SKU lie at a source.
type wireSource struct {
	SKU      text   `json:"sku"`
	Source   text   `json:"source_code"`
	Quantity amount `json:"quantity"`
}

// Listings returns one page of the products that are goods, by number, with what lies at the connection's source. A change of
// stock does not move a product's time (magento/magento2 issue 37670), so since finds other changes only.
//
// Errors: NoAccess, Throttled, Unavailable.
// Source: GET /V1/products (right Magento_Catalog::products), GET /V1/inventory/source-items (Magento_InventoryApi::source).
func (c *connector) Listings(ctx context.Context, since time.Time, at channel.Cursor) (channel.ListingPage, error) {
	const op = "magento.Listings"
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	f, err := c.find(ctx, op, "products", productsAfter(since, at), 0)
	if err != nil {
		return channel.ListingPage{}, err
	}
	currency, err := c.priceCurrency(ctx, op)
	if err != nil {
		return channel.ListingPage{}, err
	}
	page := channel.ListingPage{Total: f.count()}
	var skus []string
	for _, row := range f.Items {
		l := c.listing(row, currency)
		page.Listings, skus = append(page.Listings, l), append(skus, l.SKU)
	}
	if err := c.quantities(ctx, op, page.Listings, skus); err != nil {
		return channel.ListingPage{}, err
	}
	if f.more() {
		page.Next = channel.Cursor(page.Listings[len(page.Listings)-1].ID)
		if page.Next == at {
			return channel.ListingPage{}, outcome.New(outcome.BadPayload, "what", "products cannot be read page by page").In(op)
		}
	}
	return page, nil
}

func productsAfter(changed time.Time, at channel.Cursor) search {
	s := search{
		groups: [][]filter{anyOf("type_id", sold)}, sort: []string{"entity_id"}, size: goodsSize,
		fields: "items[id,sku,name,price,status,type_id,updated_at,custom_attributes],total_count",
	}
	if !changed.IsZero() {
		s.groups = append(s.groups, since("updated_at", changed))
	}
	if isID(string(at)) {
		s.groups = append(s.groups, only("entity_id", "gt", string(at)))
	}
	return s
}

// listing maps a product. What cannot be read is left empty: nothing is planned from a listing.
func (c *connector) listing(row []byte, currency money.Currency) channel.Listing {
	var p wireProduct
	_ = json.Unmarshal(row, &p) // as far as it goes
	l := channel.Listing{
		ID: string(p.ID), SKU: string(p.SKU), Name: string(p.Name), Price: p.Price.value(), Currency: currency, Active: p.Status == "1",
	}
	for _, a := range p.Custom {
		var v text
		if a.Code == c.barcode && json.Unmarshal(a.Value, &v) == nil {
			l.Barcode = string(v)
		}
	}
	return l
}

// priceCurrency is the currency of catalogue prices: the shop's base currency. It is asked for once.
func (c *connector) priceCurrency(ctx context.Context, op string) (money.Currency, error) {
	if known := c.currency.Load(); known != nil {
		return money.Currency(*known), nil
	}
	views, _, err := c.storeConfigs(ctx, op)
	if lacks(err) || err == nil && len(views) == 0 {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	code := string(views[0].Currency)
	c.currency.Store(&code)
	return money.Currency(code), nil
}

// quantities fills what lies at the source. Without Inventory Management lists do not tell, and the figures stay unknown.
func (c *connector) quantities(ctx context.Context, op string, listings []channel.Listing, skus []string) error {
	if c.inventory == stockSingle || c.single.Load() {
		return nil
	}
	have, err := c.atSource(ctx, op, skus, c.source)
	if lacks(err) {
		return nil
	}
	for i := range listings {
		q, ok := have[listings[i].SKU]
		if ok {
			listings[i].Quantity, listings[i].Managed, listings[i].Location = int64(q/money.Scale), true, c.source
		}
	}
	return err
}

// atSource gives what lies at a source, by SKU. A SKU with a comma cannot be asked for in a list and is left out.
func (c *connector) atSource(ctx context.Context, op string, skus []string, source string) (map[string]money.Amount, error) {
	rest := slices.DeleteFunc(slices.Clone(skus), func(s string) bool { return s == "" || strings.Contains(s, ",") })
	out := map[string]money.Amount{}
	for len(rest) > 0 {
		n := min(c.pageSize(goodsSize), len(rest))
		f, err := c.find(ctx, op, "inventory/source-items", search{
			groups: [][]filter{anyOf("sku", rest[:n]), only("source_code", "eq", source)}, size: n, fields: "items[sku,source_code,quantity],total_count",
		}, 0)
		if err != nil {
			return nil, err
		}
		if c.pageSize(n) < n {
			continue // the shop allows no page of that size, as we have just heard
		}
		for _, row := range f.Items {
			var one wireSource
			if json.Unmarshal(row, &one) == nil {
				out[string(one.SKU)] += one.Quantity.value()
			}
		}
		rest = rest[n:]
	}
	return out, nil
}

// skusOf gives the SKUs of listings, which are product numbers: SKUs can be renamed, and an order line's may have the options
// of a product in it.
func (c *connector) skusOf(ctx context.Context, op string, ids []string) (map[string]string, error) {
	askable := slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return !isID(s) })
	out := map[string]string{}
	if len(askable) == 0 {
		return out, nil
	}
	rows, err := c.all(ctx, op, "products", "id", search{groups: [][]filter{anyOf("entity_id", askable)}, size: goodsSize, fields: "items[id,sku],total_count"})
	for _, row := range rows {
		out[string(httpkit.Field[text](row, "id"))] = string(httpkit.Field[text](row, "sku"))
	}
	return out, err
}

// gone is the outcome of a listing that the shop does not have.
func gone(op, listing string) *outcome.Error {
	return outcome.New(outcome.RefusedByChannel, "status", "404", "said", "there is no such product").In(op).About(listing)
}

// MaxStock is how many levels one push takes.
func (c *connector) MaxStock() int { return goodsSize }

// PushStock sets what can be sold. key is not needed: the figures are absolute.
//
// Magento keeps what lies at a source and takes what open orders reserve off it, so a level is what can be sold plus what is
// reserved; the shop is asked for the latter SKU by SKU. One bad row fails a whole call, so a refused batch is halved until the
// bad ones are alone. A shop without Inventory Management has its stock in the product.
//
// Errors: NoAccess, Throttled, Unavailable; RefusedByChannel for an item.
// Source: POST /V1/inventory/source-items (right Magento_InventoryApi::source), GET
// /V1/inventory/get-product-salable-quantity/{sku}/{stock}, PUT /V1/products/{sku}/stockItems/{id}
// (Magento_CatalogInventory::cataloginventory); magento/inventory.
func (c *connector) PushStock(ctx context.Context, key string, levels []channel.StockLevel) (channel.Pushed, error) {
	const op = "magento.PushStock"
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	ids := make([]string, len(levels))
	for i, l := range levels {
		ids[i] = l.Listing
	}
	skus, err := c.skusOf(ctx, op, ids)
	if err != nil {
		return nil, err
	}
	out := make(channel.Pushed, len(levels))
	var rows []stockRow
	for i, l := range levels {
		if sku := skus[l.Listing]; sku == "" {
			out[i] = gone(op, l.Listing)
		} else {
			rows = append(rows, stockRow{at: i, sku: sku, level: l})
		}
	}
	if c.inventory != stockSingle && !c.single.Load() {
		err := c.pushSources(ctx, op, rows, out)
		if e := outcome.Of(err); e == nil || e.Reason != outcome.NoAPI {
			return out, err
		}
		c.single.Store(true)
	}
	return out, c.pushProducts(ctx, op, rows, out)
}

// stockRow is a level on its way, with its place in the answer.
type stockRow struct {
	at    int
	sku   string
	level channel.StockLevel
}

// pushProducts writes stock to the products, one by one. An item that is refused does not stop the others.
func (c *connector) pushProducts(ctx context.Context, op string, rows []stockRow, out channel.Pushed) error {
	for _, r := range rows {
		body := map[string]any{"stockItem": map[string]any{"qty": r.level.Quantity, "is_in_stock": r.level.Quantity > 0}}
		route := "products/" + httpkit.Escape(r.sku) + "/stockItems/1" // the number is ignored
		_, err := c.do(ctx, ask{op: op, method: http.MethodPut, route: route, body: body, ref: r.level.Listing, global: true, again: true}, nil)
		if err := itemOrAll(err, &out[r.at]); err != nil {
			return err
		}
	}
	return nil
}

// itemOrAll puts an error where it belongs: to the item that the shop refused, or to the call.
func itemOrAll(err error, item **outcome.Error) error {
	e := outcome.Of(err)
	if e != nil && (e.Reason == outcome.RefusedByChannel || e.Reason == outcome.OrderMissing) {
		*item = e
		return nil
	}
	return err
}

// sourceItem is a level as the shop takes it; status is 1 in stock, 0 out of it.
type sourceItem struct {
	SKU      string      `json:"sku"`
	Source   string      `json:"source_code"`
	Quantity json.Number `json:"quantity"`
	Status   int         `json:"status"`
}

// pushSources writes levels to their sources.
func (c *connector) pushSources(ctx context.Context, op string, rows []stockRow, out channel.Pushed) error {
	reserved, err := c.reserved(ctx, op, rows)
	if err != nil {
		return err
	}
	items := make([]sourceItem, len(rows))
	for i, r := range rows {
		items[i] = sourceItem{SKU: r.sku, Source: c.sourceOf(r), Status: 1}
		quantity := money.Units(max(0, r.level.Quantity))
		if items[i].Source == c.source {
			quantity += reserved[r.sku]
		}
		items[i].Quantity = json.Number(quantity.String())
		if r.level.Quantity <= 0 {
			items[i].Status = 0
		}
	}
	return c.halve(ctx, op, items, rows, out)
}

func (c *connector) sourceOf(r stockRow) string {
	if r.level.Location != "" {
		return r.level.Location
	}
	return c.source
}

// halve writes rows, and the halves of them by themselves when the shop refuses.
func (c *connector) halve(ctx context.Context, op string, items []sourceItem, rows []stockRow, out channel.Pushed) error {
	if len(items) == 0 {
		return nil
	}
	body := map[string]any{"sourceItems": items}
	ref := ""
	if len(items) == 1 {
		ref = rows[0].level.Listing
	}
	_, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: "inventory/source-items", body: body, ref: ref, again: true}, nil)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RefusedByChannel {
		return err
	}
	if len(items) == 1 {
		return itemOrAll(err, &out[rows[0].at])
	}
	half := len(items) / 2
	if err := c.halve(ctx, op, items[:half], rows[:half], out); err != nil {
		return err
	}
	return c.halve(ctx, op, items[half:], rows[half:], out)
}

// reserved is how much of each SKU open orders hold at the connection's stock: what lies at its source less what can be sold.
// With several sources in one stock the others' goods count as sellable, too, and the figure is too small by them: then
// inventory = physical is the better choice.
func (c *connector) reserved(ctx context.Context, op string, rows []stockRow) (map[string]money.Amount, error) {
	out := map[string]money.Amount{}
	if c.inventory != stockSalable {
		return out, nil
	}
	skus := make([]string, len(rows))
	for i, r := range rows {
		skus[i] = r.sku
	}
	there, err := c.atSource(ctx, op, skus, c.source)
	if err != nil {
		return nil, err
	}
	for sku, lies := range there {
		var salable amount
		route := "inventory/get-product-salable-quantity/" + httpkit.Escape(sku) + "/" + c.stockID
		_, err := c.do(ctx, ask{op: op, route: route, ref: sku}, (*text)(&salable))
		if lacks(err) || err != nil && outcome.Of(err).Reason == outcome.RefusedByChannel {
			c.log.WarnContext(ctx, "what open orders reserve is unknown; too little is sold rather than too much", "op", op, "sku", sku, "error", err)
			continue
		}
		if err != nil {
			return nil, err
		}
		out[sku] = max(0, lies-salable.value())
	}
	return out, nil
}

// MaxPrices is how many prices one push takes.
func (c *connector) MaxPrices() int { return goodsSize }

// basePrice is a price for all websites; money goes out as the number it is, never through a float.
type basePrice struct {
	Price json.Number `json:"price"`
	Store int         `json:"store_id"`
	SKU   string      `json:"sku"`
}

// rowError is a price that was refused, in an answer that is 200 all the same.
type rowError struct {
	shopError
}

// PushPrices sets base prices for all store views, in the shop's base currency. key is not needed: prices are absolute.
//
// Errors: NoAccess, Throttled, Unavailable; RefusedByChannel for an item.
// Source: POST /V1/products/base-prices (right Magento_Catalog::products): AdobeDocs/commerce-webapi:
// src/pages/rest/modules/catalog/catalog-pricing.md.
func (c *connector) PushPrices(ctx context.Context, key string, tags []channel.PriceTag) (channel.Pushed, error) {
	const op = "magento.PushPrices"
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	ids := make([]string, len(tags))
	for i, t := range tags {
		ids[i] = t.Listing
	}
	skus, err := c.skusOf(ctx, op, ids)
	if err != nil {
		return nil, err
	}
	currency, err := c.priceCurrency(ctx, op)
	if err != nil {
		return nil, err
	}
	out := make(channel.Pushed, len(tags))
	var rows []priceRow
	for i, t := range tags {
		switch sku := skus[t.Listing]; {
		case sku == "":
			out[i] = gone(op, t.Listing)
		case currency != "" && t.Currency != "" && t.Currency != currency:
			out[i] = outcome.New(outcome.CurrencyMismatch, "order", string(t.Currency), "books", string(currency)).In(op).About(t.Listing)
		default:
			rows = append(rows, priceRow{i, t.Listing, basePrice{Price: json.Number(t.Price.String()), SKU: sku}})
		}
	}
	return out, c.writePrices(ctx, op, rows, out)
}

// priceRow is a price on its way, with its place in the answer.
type priceRow struct {
	at      int
	listing string
	price   basePrice
}

// writePrices sends rows and puts what was refused where it belongs.
func (c *connector) writePrices(ctx context.Context, op string, rows []priceRow, out channel.Pushed) error {
	if len(rows) == 0 {
		return nil
	}
	prices := make([]basePrice, len(rows))
	for i, r := range rows {
		prices[i] = r.price
	}
	var refused []rowError
	body := map[string]any{"prices": prices}
	_, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: "products/base-prices", body: body, again: true}, &refused)
	for _, e := range refused {
		for _, r := range rows {
			if e.names(r.price.SKU) || !e.namesAny(prices) {
				out[r.at] = outcome.New(outcome.RefusedByChannel, "status", "200", "said", httpkit.SaidInHTML(e.text())).In(op).About(r.listing)
			}
		}
	}
	return err
}

// names tells whether a refusal is about a SKU: it is one of its parameters.
func (r *rowError) names(sku string) bool {
	var list []text
	var named map[string]text
	_ = json.Unmarshal(r.Parameters, &list)
	_ = json.Unmarshal(r.Parameters, &named)
	for _, v := range named {
		list = append(list, v)
	}
	return slices.Contains(list, text(sku))
}

// namesAny is false for a refusal that says nothing of which row it is about: then none is known to be taken.
func (r *rowError) namesAny(prices []basePrice) bool {
	return slices.ContainsFunc(prices, func(p basePrice) bool { return r.names(p.SKU) })
}
