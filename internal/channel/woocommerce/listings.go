package woocommerce

import (
	"cmp"
	"context"
	"encoding/json"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/money"
)

// wooProduct is a product or a variation, as far as we read it.
type wooProduct struct {
	ID       text            `json:"id"`
	Parent   text            `json:"parent_id"`
	Kind     string          `json:"type"` // simple, variable, variation, grouped, external
	Status   string          `json:"status"`
	Name     string          `json:"name"`
	SKU      text            `json:"sku"`
	Barcode  text            `json:"global_unique_id"`
	Price    text            `json:"price"` // what it costs now, a running sale included
	Regular  text            `json:"regular_price"`
	Managed  json.RawMessage `json:"manage_stock"`   // true, false, or "parent" on a variation that its product counts
	Quantity text            `json:"stock_quantity"` // null where it is not counted
	Options  []struct {
		Option string `json:"option"`
	} `json:"attributes"`
}

// fields keep an answer to what is read: a shop's product carries kilobytes of text and pictures.
const productFields = "id,parent_id,type,status,name,sku,global_unique_id,price,regular_price,manage_stock,stock_quantity,attributes"

// Listings gives one page of products, a variable one as its variations: those cost one more request for each such product, for
// the list of all variations is younger than most shops (WooCommerce 10.3). Groups and goods of other shops (external) are not
// sold by themselves and are left out. since goes by the product: a shop does not always move a product's time when one of
// its variations changes, so the whole is to be read once a day.
//
// A variation whose stock its product counts ("manage_stock":"parent") is not Managed: a figure of its own would take it out of
// the common count.
// Errors: NoAccess, Throttled, Unavailable, Unmapped.
// Source: GET /products, /products/{id}/variations.
func (c *connector) Listings(ctx context.Context, since time.Time, at channel.Cursor) (channel.ListingPage, error) {
	const op, size = "woocommerce.Listings", 100
	currency, err := c.shopCurrency(ctx, op)
	if err != nil {
		return channel.ListingPage{}, err
	}
	n, err := strconv.Atoi(cmp.Or(string(at), "1"))
	if err != nil || n < 1 {
		n = 1 // a cursor that is not ours
	}
	var products []wooProduct
	h, err := c.do(ctx, ask{op: op, route: api + "products", params: productParams(since, n, size)}, &products)
	if err != nil {
		return channel.ListingPage{}, err
	}
	page := channel.ListingPage{Total: total(h)}
	for _, p := range products {
		switch p.Kind {
		case "grouped", "external", "variation": // a variation comes with its product
		case "variable":
			variants, err := c.variations(ctx, op, p)
			if err != nil {
				return channel.ListingPage{}, err
			}
			for _, v := range variants {
				page.Listings = append(page.Listings, v.listing(p, currency))
			}
		default:
			page.Listings = append(page.Listings, p.listing(wooProduct{}, currency))
		}
	}
	if len(products) == size {
		page.Next = channel.Cursor(strconv.Itoa(n + 1))
	}
	return page, nil
}

func productParams(since time.Time, page, size int) []param {
	p := []param{{"orderby", "id"}, {"order", "asc"}, {"per_page", strconv.Itoa(size)}, {"page", strconv.Itoa(page)}, {"_fields", productFields}}
	if !since.IsZero() {
		// strictly after, by whole seconds
		p = append(p, param{"modified_after", since.UTC().Truncate(time.Second).Add(-time.Second).Format(wooTime)}, param{"dates_are_gmt", "true"})
	}
	return p
}

// variations are all variations of one product.
func (c *connector) variations(ctx context.Context, op string, of wooProduct) ([]wooProduct, error) {
	const size = 100
	var all []wooProduct
	for page := 1; ; page++ {
		var some []wooProduct
		_, err := c.do(ctx, ask{op: op, route: api + "products/" + string(of.ID) + "/variations", params: productParams(time.Time{}, page, size)}, &some)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(some) < size {
			return all, nil
		}
	}
}

// listing is a product, or a variation of one. A variation hidden by its product is not for sale.
func (p wooProduct) listing(of wooProduct, currency money.Currency) channel.Listing {
	l := channel.Listing{
		ID: string(p.ID), SKU: string(p.SKU), Barcode: string(p.Barcode), Name: html.UnescapeString(p.Name), Currency: currency,
		Active: p.Status == "publish", Managed: string(p.Managed) == "true",
	}
	if of.ID != "" {
		l.ID, l.Name = string(of.ID+":"+p.ID), variantName(of, p)
		l.Active = l.Active && of.Status == "publish"
	}
	if l.Managed {
		l.Quantity = whole(p.Quantity)
	}
	if price, err := money.Parse(string(cmp.Or(p.Price, p.Regular))); err == nil { // none: it cannot be bought yet
		l.Price = price
	}
	return l
}

// variantName is the product's name with what makes the variation: not every release sends a name of its own.
func variantName(of, p wooProduct) string {
	options := make([]string, 0, len(p.Options))
	for _, o := range p.Options {
		options = append(options, o.Option)
	}
	name := html.UnescapeString(of.Name)
	if len(options) == 0 {
		return name
	}
	return name + " - " + html.UnescapeString(strings.Join(options, ", "))
}

// whole is a stock figure in whole pieces, cut towards zero: plugins that sell by weight keep fractions.
func whole(t text) int64 {
	number, _, _ := strings.Cut(string(t), ".")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// shopCurrency is the shop's one currency, asked for once.
func (c *connector) shopCurrency(ctx context.Context, op string) (money.Currency, error) {
	if known := c.currency.Load(); known != nil {
		return *known, nil
	}
	var now struct {
		Code string `json:"code"`
	}
	if _, err := c.do(ctx, ask{op: op, method: http.MethodGet, route: api + "data/currencies/current"}, &now); err != nil {
		return "", err
	}
	currency, err := money.ParseCurrency(now.Code)
	if err != nil {
		return "", err
	}
	c.currency.Store(&currency)
	return currency, nil
}
