package tiktokshop

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// productPage is how many products one search gives (search-products-202502: 1 to 100).
const productPage = 100

// mostProducts is how far one search can be paged; beyond it 12052180 comes, so a larger shop is read in spans of creation time.
const mostProducts = 10_000

// firstShop is before any product was made.
const firstShop = 1_500_000_000

// span64 is a span of creation times in Unix seconds, both ends in it (search-products-202502 has create_time_le, not _lt).
type span64 struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// shelf is the cursor of listings: the spans still to be read, and TikTok's token in the first of them.
type shelf struct {
	Spans []span64 `json:"spans"`
	Token string   `json:"token,omitempty"`
}

func (c *connector) shelf(at channel.Cursor) shelf {
	var s shelf
	if json.Unmarshal([]byte(at), &s) == nil && len(s.Spans) > 0 {
		return s
	}
	return shelf{Spans: []span64{{firstShop, c.now().Unix() + 1}}}
}

func (s shelf) cursor() channel.Cursor {
	if len(s.Spans) == 0 {
		return ""
	}
	return channel.CursorOf(s)
}

// productQuestion makes the ask for a page of products.
func productQuestion(op string, in span64, since time.Time, token string, size int) ask {
	q := url.Values{"page_size": {strconv.Itoa(size)}}
	if token != "" {
		q.Set("page_token", token)
	}
	body := map[string]any{"status": "ALL"}
	if in.To > 0 {
		body["create_time_ge"], body["create_time_le"] = in.From, in.To
	}
	if !since.IsZero() {
		body["update_time_ge"] = since.Unix()
	}
	return ask{op: op, path: "/product/202502/products/search", query: q, body: body}
}

// wireProduct is what we read of search-products-202502.
type wireProduct struct {
	ID        text         `json:"id"`
	Title     text         `json:"title"`
	Status    text         `json:"status"` // absent when it is not listed at TikTok Shop itself
	SKUs      []wireSKU    `json:"skus"`
	Platforms []wireStatus `json:"integrated_platform_statuses"`
}

type wireSKU struct {
	ID        text `json:"id"`
	SellerSKU text `json:"seller_sku"`
	Price     struct {
		Currency text `json:"currency"`
		Sale     text `json:"sale_price"`
		NoTax    text `json:"tax_exclusive_price"`
	} `json:"price"`
	Inventory []struct {
		Warehouse text `json:"warehouse_id"`
		Quantity  text `json:"quantity"`
	} `json:"inventory"`
	Info wireStatus `json:"status_info"`
}

type wireStatus struct {
	Platform text `json:"platform"`
	Status   text `json:"status"`
}

// Listings gives one page of up to a hundred products changed since then, with a line for each SKU and, in shops with several
// warehouses, for each warehouse. Deleted products do not come; others that cannot be bought come as not active. A product counts as
// active when it is so on one of its platforms.
//
// A search has no variant names and no barcodes; order lines have the names. Quantities are what may be sold: pieces in orders are
// taken off already.
// Source: search-products-202502.
func (c *connector) Listings(ctx context.Context, since time.Time, at channel.Cursor) (channel.ListingPage, error) {
	const op = "tiktokshop.Listings"
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	s := c.shelf(at)
	for {
		var got struct {
			Products []json.RawMessage `json:"products"`
			Next     text              `json:"next_page_token"`
			Total    text              `json:"total_count"`
		}
		if err := c.do(ctx, productQuestion(op, s.Spans[0], since, s.Token, productPage), &got); err != nil {
			return channel.ListingPage{}, err
		}
		if s.Token == "" && got.Total.count() > mostProducts && s.halve() {
			continue
		}
		page := channel.ListingPage{Listings: c.readProducts(ctx, op, got.Products)}
		if len(s.Spans) == 1 && at == "" {
			page.Total = int(got.Total.count())
		}
		s.turn(string(got.Next))
		page.Next = s.cursor()
		return page, nil
	}
}

// halve splits the first span; false when it is a second.
func (s *shelf) halve() bool {
	whole := s.Spans[0]
	if whole.To <= whole.From {
		return false
	}
	middle := whole.From + (whole.To-whole.From)/2
	s.Spans = append([]span64{{whole.From, middle}, {middle + 1, whole.To}}, s.Spans[1:]...)
	return true
}

// turn goes on to the next page, or to the next span.
func (s *shelf) turn(next string) {
	if next != "" && next != s.Token {
		s.Token = next
		return
	}
	s.Spans, s.Token = s.Spans[1:], ""
}

func (c *connector) readProducts(ctx context.Context, op string, rows []json.RawMessage) []channel.Listing {
	var all []channel.Listing
	for _, row := range rows {
		var p wireProduct
		if err := json.Unmarshal(row, &p); err != nil || p.ID.id() == "" {
			c.log.WarnContext(ctx, "a product could not be read", "op", op, "product", httpkit.Short(httpkit.Field[text](row, "id")), "error", err)
			continue
		}
		if p.Status == "DELETED" {
			continue
		}
		for _, sku := range p.SKUs {
			all = append(all, p.listings(sku)...)
		}
	}
	return all
}

// active tells whether the product can be bought on TikTok Shop or on a platform that it is listed on, too.
func (p wireProduct) active() bool {
	if p.Status == "ACTIVATE" {
		return true
	}
	for _, s := range p.Platforms {
		if s.Status == "ACTIVATE" {
			return true
		}
	}
	return false
}

// listings is a listing for each warehouse of a SKU; one without a location where there is a single one.
func (p wireProduct) listings(sku wireSKU) []channel.Listing {
	r := reader{}
	l := channel.Listing{
		ID: listingID(p.ID, sku.ID), SKU: string(sku.SellerSKU), Name: string(p.Title), Active: p.active() && sku.Info.Status != "DEACTIVATED",
	}
	l.Price = r.amount("price", sku.Price.Sale)
	if sku.Price.Sale.zero() {
		l.Price = r.amount("price", sku.Price.NoTax)
	}
	l.Currency, _ = money.ParseCurrency(string(sku.Price.Currency))
	if len(sku.Inventory) == 0 {
		return []channel.Listing{l}
	}
	l.Managed = true
	var all []channel.Listing
	for _, i := range sku.Inventory {
		l.Quantity = i.Quantity.count()
		if len(sku.Inventory) > 1 {
			l.Location = i.Warehouse.id()
		}
		all = append(all, l)
	}
	return all
}

// parseListing takes a listing's id apart into product and SKU.
func parseListing(id string) (product, sku string, ok bool) {
	product, sku, ok = strings.Cut(id, ":")
	return product, sku, ok && channel.IsNumber(product) && channel.IsNumber(sku)
}

// notListed says that a push was for something that is no listing of TikTok Shop.
func notListed(op, id string) *outcome.Error {
	return outcome.New(outcome.RefusedByChannel, "status", "listing", "said", "this is no product of TikTok Shop").In(op).About(id)
}
