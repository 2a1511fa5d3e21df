package shopify

import (
	"cmp"
	"context"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// item is what writes need to know of a variant. It does not change while the variant lives.
type item struct {
	product, inventory string // numbers
	tracked            bool
}

// quantities are the named figures of one item at one location.
type quantities []struct {
	Name     string `json:"name"`
	Quantity int64  `json:"quantity"`
}

func (q quantities) of(name string) int64 {
	for _, n := range q {
		if n.Name == name {
			return n.Quantity
		}
	}
	return 0
}

type variant struct {
	ID         text  `json:"id"`
	SKU        text  `json:"sku"`
	Barcode    text  `json:"barcode"`
	Title      text  `json:"title"`
	Display    text  `json:"displayName"`
	Price      text  `json:"price"` // two decimals as text, in the shop's currency
	Everywhere int64 `json:"inventoryQuantity"`
	Product    struct {
		ID     text `json:"id"`
		Title  text `json:"title"`
		Status text `json:"status"` // ACTIVE, ARCHIVED, DRAFT, UNLISTED
	} `json:"product"`
	Item struct {
		ID      text `json:"id"`
		Tracked bool `json:"tracked"`
		Level   *struct {
			Quantities quantities `json:"quantities"`
		} `json:"inventoryLevel"` // null where the item is not stocked at the location
	} `json:"inventoryItem"`
}

// pageOfVariants is how many variants a page asks for: the most there can be, for about 60 points.
const pageOfVariants = 250

// Listings gives one page of the shop's variants, with what is available of them at our location. since looks at when the variant
// was changed, which a change of its stock does not move (unverified), so stock is read whole from time to time.
//
// Errors: NoAccess (read_products, read_inventory, read_locations), Throttled, Unavailable, Unmapped (a price that is no amount).
// Source: productVariants, inventoryLevel (schema).
func (c *connector) Listings(ctx context.Context, since time.Time, at channel.Cursor) (channel.ListingPage, error) {
	const op = "shopify.Listings"
	place, err := c.where(ctx, op)
	if err != nil {
		return channel.ListingPage{}, err
	}
	vars := map[string]any{"first": pageOfVariants, "location": gid("Location", place), "after": nil, "query": nil}
	if at != "" {
		vars["after"] = string(at)
	}
	if !since.IsZero() {
		vars["query"] = span("updated_at", since, time.Time{})
	}
	var got struct {
		Variants struct {
			Nodes []variant `json:"nodes"`
			Page  pageInfo  `json:"pageInfo"`
		} `json:"productVariants"`
	}
	if _, err := c.do(ctx, ask{op: op, query: listingsQuery, variables: vars, later: true}, &got); err != nil {
		return channel.ListingPage{}, err
	}
	var page channel.ListingPage
	for i := range got.Variants.Nodes {
		l, err := c.listing(&got.Variants.Nodes[i], place)
		if err != nil {
			return page, err.In(op)
		}
		page.Listings = append(page.Listings, l)
	}
	if got.Variants.Page.More {
		page.Next = channel.Cursor(got.Variants.Page.End)
	}
	return page, nil
}

func (c *connector) listing(v *variant, place string) (channel.Listing, *outcome.Error) {
	l := channel.Listing{
		ID: tail(string(v.ID)), SKU: string(v.SKU), Barcode: string(v.Barcode), Name: v.name(),
		Managed: v.Item.Tracked, Currency: c.money(), Location: place, Active: v.Product.Status == "ACTIVE" || v.Product.Status == "UNLISTED",
	}
	if v.Item.Level != nil {
		l.Quantity = v.Item.Level.Quantities.of("available")
	}
	var err error
	if l.Price, err = money.Parse(string(v.Price)); err != nil {
		return l, outcome.New(outcome.BadAmount, "field", "price", "value", httpkit.Short(v.Price)).About(l.ID)
	}
	c.remember(v.ID, v.Product.ID, v.Item.ID, v.Item.Tracked)
	return l, nil
}

// name is product and variant; a product without choices has one variant, called Default Title.
func (v *variant) name() string {
	if v.Title == "Default Title" || v.Title == "" {
		return string(cmp.Or(v.Product.Title, v.Display))
	}
	return string(cmp.Or(v.Display, v.Product.Title+" - "+v.Title))
}

func (c *connector) remember(variant, product, inventory text, tracked bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[tail(string(variant))] = item{tail(string(product)), tail(string(inventory)), tracked}
}

// known gives what was learned of variants, and which are still to be looked up.
func (c *connector) known(variants []string) (found map[string]item, unknown []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found = map[string]item{}
	for _, v := range variants {
		if i, ok := c.items[v]; ok {
			found[v] = i
		} else if channel.IsNumber(v) {
			unknown = append(unknown, gid("ProductVariant", v))
		}
	}
	return found, unknown
}

// lookUp finds what belongs to variants; those that are not there are missing from the result. At most 250.
func (c *connector) lookUp(ctx context.Context, op string, variants []string) (map[string]item, error) {
	found, unknown := c.known(variants)
	if len(unknown) == 0 {
		return found, nil
	}
	var got struct {
		Shop struct {
			Currency string `json:"currencyCode"`
		} `json:"shop"`
		Nodes []*variant `json:"nodes"`
	}
	if _, err := c.do(ctx, ask{op: op + ".items", query: itemsQuery, variables: map[string]any{"ids": unknown}, later: true}, &got); err != nil {
		return nil, err
	}
	c.setMoney(got.Shop.Currency)
	for _, v := range got.Nodes {
		if v != nil && v.ID != "" {
			c.remember(v.ID, v.Product.ID, v.Item.ID, v.Item.Tracked)
		}
	}
	found, _ = c.known(variants)
	return found, nil
}

func (c *connector) money() money.Currency {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.currency
}

func (c *connector) setMoney(code string) {
	if cur, err := money.ParseCurrency(code); err == nil {
		c.mu.Lock()
		c.currency = cur
		c.mu.Unlock()
	}
}

// where is the number of the location that stock is kept at: the setting's, else the first active one that fulfils online orders,
// else the first active one. It is asked for once, with the shop's currency.
func (c *connector) where(ctx context.Context, op string) (string, error) {
	c.mu.Lock()
	place := c.place
	c.mu.Unlock()
	if place != "" {
		return place, nil
	}
	var got struct {
		Shop struct {
			Currency string `json:"currencyCode"`
		} `json:"shop"`
		Locations struct {
			Nodes []location `json:"nodes"`
		} `json:"locations"`
	}
	if _, err := c.do(ctx, ask{op: op + ".locations", query: locationsQuery, later: true}, &got); err != nil {
		return "", err
	}
	c.setMoney(got.Shop.Currency)
	if place = cmp.Or(c.location, choose(got.Locations.Nodes)); place == "" {
		return "", no(op, "", "the shop has no active location")
	}
	c.mu.Lock()
	c.place = place
	c.mu.Unlock()
	return place, nil
}

type location struct {
	ID     string `json:"id"`
	Active bool   `json:"isActive"`
	Online bool   `json:"fulfillsOnlineOrders"`
}

func choose(all []location) (place string) {
	for _, l := range all {
		if l.Active && l.Online {
			return tail(l.ID)
		}
		if l.Active && place == "" {
			place = tail(l.ID)
		}
	}
	return place
}
