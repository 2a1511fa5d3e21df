package lazada

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

const (
	productsAtOnce = 50     // of /products/get
	deepest        = 10_000 // the largest offset it takes; the page advises to go by dates instead
)

// product is an entry of /products/get. Older answers, and /product/item/get, spell some keys in camel case.
type product struct {
	ID         text          `json:"item_id"`
	IDCamel    text          `json:"itemId"`
	Status     text          `json:"status"`
	Attributes productLabels `json:"attributes"`
	SKUs       list[sku]     `json:"skus"`
}

type productLabels struct {
	Name text `json:"name"`
}

type sku struct {
	ID         text            `json:"SkuId"`
	Seller     text            `json:"SellerSku"`
	Status     text            `json:"Status"` // active, inactive, deleted
	Price      text            `json:"price"`
	Special    text            `json:"special_price"`
	From       text            `json:"special_from_time"`
	To         text            `json:"special_to_time"`
	Quantity   text            `json:"quantity"`
	Available  text            `json:"Available"`
	Barcode    text            `json:"barcode_ean"` // only some categories have it
	Warehouses list[inventory] `json:"multiWarehouseInventories"`
}

// inventory is the stock of one warehouse: sellable is what buyers can take, total holds what orders and campaigns have reserved, too.
type inventory struct {
	Code     text `json:"warehouseCode"`
	Sellable text `json:"sellableQuantity"`
}

// shelf is our cursor over products: those made in [From, To), from Offset on. The list goes no deeper than 10,000, so a span that
// holds more is halved.
type shelf struct {
	From   int64 `json:"from"` // Unix seconds
	To     int64 `json:"to"`
	Offset int   `json:"offset"`
	End    int64 `json:"end"` // of all spans
	Total  int   `json:"total,omitempty"`
}

// readShelf reads a cursor; one that is not ours starts over.
func readShelf(at channel.Cursor, now time.Time) shelf {
	var s shelf
	if json.Unmarshal([]byte(at), &s) != nil || s.From <= 0 || s.To <= s.From || s.End < s.To || s.Offset < 0 {
		end := now.Add(24 * time.Hour).Unix()
		return shelf{From: time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), To: end, End: end}
	}
	return s
}

func (s shelf) cursor() channel.Cursor { return channel.CursorOf(s) }

// Listings gives one page of the shop's SKUs: 50 products a request, with all their SKUs. since limits them to products changed since
// then. Quantities are what buyers can take (sellable), by warehouse where the shop has several.
//
// Errors: NoAccess, Throttled (901 during campaigns), Unavailable. Source: /products/get with options=1.
func (c *connector) Listings(ctx context.Context, since time.Time, at channel.Cursor) (channel.ListingPage, error) {
	const op = "lazada.Listings"
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	s := readShelf(at, c.now())
	var found struct {
		Total    text                  `json:"total_products"`
		Products list[json.RawMessage] `json:"products"`
	}
	if err := c.data(ctx, ask{op: op, path: "/products/get", params: s.params(since)}, &found); err != nil {
		return channel.ListingPage{}, fmt.Errorf("reading page %q: %w", at, err)
	}
	total, _ := strconv.Atoi(string(found.Total))
	if half, ok := s.halved(total); ok {
		return channel.ListingPage{Next: half.cursor(), Total: max(total, s.Total)}, nil
	}
	s.Total = max(s.Total, total)
	page := channel.ListingPage{Total: s.Total}
	for _, raw := range found.Products {
		var p product
		if err := json.Unmarshal(raw, &p); err != nil {
			c.log.WarnContext(ctx, "a product could not be read", "op", op, "error", wrongShape(err))
			continue
		}
		page.Listings = append(page.Listings, c.listings(p)...)
	}
	if next, more := s.next(len(found.Products), total); more {
		page.Next = next.cursor()
	}
	return page, nil
}

// productTime is the form of dates that the products page shows.
const productTime = "2006-01-02T15:04:05-0700"

func (s shelf) params(since time.Time) []param {
	p := []param{
		{"filter", "all"}, {"options", "1"}, {"limit", strconv.Itoa(productsAtOnce)}, {"offset", strconv.Itoa(s.Offset)},
		{"create_after", time.Unix(s.From, 0).UTC().Format(productTime)}, {"create_before", time.Unix(s.To-1, 0).UTC().Format(productTime)},
	}
	if !since.IsZero() {
		p = append(p, param{"update_after", since.UTC().Format(productTime)})
	}
	return p
}

// halved is the first half of a span that holds more than the list can show; what is behind it follows by itself.
func (s shelf) halved(total int) (shelf, bool) {
	const shortest = int64(time.Hour / time.Second)
	if s.Offset > 0 || total <= deepest || s.To-s.From < 2*shortest {
		return s, false
	}
	s.To, s.Total = s.From+(s.To-s.From)/2, max(s.Total, total)
	return s, true
}

// next is where to go on after n products of total in this span.
func (s shelf) next(n, total int) (shelf, bool) {
	if n > 0 && s.Offset+n < total && s.Offset+n <= deepest {
		s.Offset += n
		return s, true
	}
	if s.To >= s.End {
		return s, false
	}
	s.From, s.To, s.Offset = s.To, s.End, 0
	return s, true
}

// listings are the SKUs of a product. Deleted ones are left out.
func (c *connector) listings(p product) []channel.Listing {
	var all []channel.Listing
	for _, k := range p.SKUs {
		if strings.EqualFold(string(k.Status), "deleted") {
			continue
		}
		l := channel.Listing{
			ID: string(cmp.Or(p.ID, p.IDCamel) + ":" + k.ID), SKU: string(k.Seller), Barcode: string(k.Barcode), Name: string(p.Attributes.Name),
			Managed: true, Price: k.costs(c.now()), Currency: c.home.currency, Quantity: whole64(cmp.Or(k.Available, k.Quantity)),
			Active: (k.Status == "" || strings.EqualFold(string(k.Status), "active")) && !strings.EqualFold(string(p.Status), "deleted"),
		}
		if len(k.Warehouses) == 1 && k.Warehouses[0].Sellable != "" {
			l.Quantity = whole64(k.Warehouses[0].Sellable)
		}
		if len(k.Warehouses) < 2 {
			all = append(all, l)
			continue
		}
		for _, w := range k.Warehouses {
			l.Location, l.Quantity = string(w.Code), whole64(w.Sellable)
			all = append(all, l)
		}
	}
	return all
}

// costs is what a buyer pays now: the special price in its time.
func (k *sku) costs(now time.Time) money.Amount {
	price, _ := money.Parse(string(k.Price)) // zero when it is not told
	special, err := money.Parse(string(k.Special))
	if err != nil || special <= 0 || special >= price || !within(k.From, k.To, now) {
		return price
	}
	return special
}

// within tells whether a special price counts now. Its times come in several forms; one that cannot be read does not count.
func within(from, to text, now time.Time) bool {
	read := func(t text, otherwise time.Time) (time.Time, bool) {
		if t == "" {
			return otherwise, true
		}
		for _, l := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", time.DateOnly} {
			if at, err := time.Parse(l, string(t)); err == nil {
				return at, true
			}
		}
		return moment(t)
	}
	begin, okFrom := read(from, now)
	end, okTo := read(to, now)
	return okFrom && okTo && !now.Before(begin) && !now.After(end)
}

// whole64 reads a quantity; what is none is 0.
func whole64(t text) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(string(t), ".0"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// notOurs is the outcome of a listing id that is not product:sku.
func notOurs(op, listing string) *outcome.Error {
	return outcome.New(outcome.BadPayload, "what", "the listing "+httpkit.Short(listing)+" has no SKU id").In(op).About(listing)
}

var _ channel.ListingReader = (*connector)(nil)
