package shopee

import (
	"cmp"
	"context"
	"encoding/json"
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

// wireItemInfo is what we read of v2.product.get_item_base_info. Price and stock are absent when the item has models.
type wireItemInfo struct {
	ID       text      `json:"item_id"`
	Name     text      `json:"item_name"`
	SKU      text      `json:"item_sku"`
	Status   text      `json:"item_status"`
	HasModel text      `json:"has_model"`
	GTIN     text      `json:"gtin_code"`
	Prices   []wireTag `json:"price_info"`
	Stock    wireStock `json:"stock_info_v2"`
}

type wireTag struct {
	Currency text `json:"currency"`
	Original text `json:"original_price"`
}

// wireStock counts the seller's own pieces by warehouse; those in Shopee's warehouses are not ours to set.
type wireStock struct {
	Summary struct {
		Available text `json:"total_available_stock"`
	} `json:"summary_info"`
	Seller []struct {
		Location text `json:"location_id"`
		Stock    text `json:"stock"`
	} `json:"seller_stock"`
}

// wireModel is what we read of v2.product.get_model_list.
type wireModel struct {
	ID     text      `json:"model_id"`
	SKU    text      `json:"model_sku"`
	Name   text      `json:"model_name"`
	Tiers  []int     `json:"tier_index"`
	Status text      `json:"model_status"`
	GTIN   text      `json:"gtin_code"`
	Prices []wireTag `json:"price_info"`
	Stock  wireStock `json:"stock_info_v2"`
}

type wireTier struct {
	Options []struct {
		Option text `json:"option"`
	} `json:"option_list"`
}

// Listings gives one page of up to fifty items changed since then, with a line for each model. Items that are taken down, banned or
// under review come, too, as not active; deleted ones do not come.
//
// A page costs a call for the list, one for the items, and one for each item with models: there is no batch of them. These calls
// go behind those for orders.
//
// Pages are counted (offset), so an item can be passed over when others change meanwhile; the next full reading has it.
// Source: v2.product.get_item_list, get_item_base_info, get_model_list.
func (c *connector) Listings(ctx context.Context, since time.Time, at channel.Cursor) (channel.ListingPage, error) {
	const op = "shopee.Listings"
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	var l struct {
		Items []struct {
			ID text `json:"item_id"`
		} `json:"item"`
		Total text `json:"total_count"`
		More  text `json:"has_next_page"`
		Next  text `json:"next_offset"`
	}
	q := url.Values{
		"offset": {strconv.Itoa(offset(at))}, "page_size": {strconv.Itoa(batch)},
		"item_status": {"NORMAL", "UNLIST", "BANNED", "REVIEWING"},
	}
	if !since.IsZero() {
		q.Set("update_time_from", strconv.FormatInt(since.Unix(), 10))
		q.Set("update_time_to", strconv.FormatInt(c.now().Unix()+1, 10))
	}
	if _, err := c.do(ctx, ask{op: op, path: "product/get_item_list", query: q}, &l); err != nil {
		return channel.ListingPage{}, err
	}
	page := channel.ListingPage{Total: int(l.Total.count())}
	ids := make([]string, 0, len(l.Items))
	for _, i := range l.Items {
		if id := i.ID.id(); id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var err error
	if page.Listings, err = c.items(ctx, op, ids); err != nil {
		return channel.ListingPage{}, err
	}
	if next := int(l.Next.count()); l.More.on() && next > offset(at) {
		page.Next = channel.Cursor(strconv.Itoa(next))
	}
	return page, nil
}

// offset reads a cursor; one that is not ours starts over.
func offset(at channel.Cursor) int {
	n, err := strconv.Atoi(string(at))
	if err != nil || n < 0 || n > 1<<31 {
		return 0
	}
	return n
}

func (c *connector) items(ctx context.Context, op string, ids []string) ([]channel.Listing, error) {
	var all []channel.Listing
	for part := range slices.Chunk(ids, batch) {
		var got struct {
			Items []json.RawMessage `json:"item_list"`
		}
		q := url.Values{"item_id_list": {strings.Join(part, ",")}}
		if _, err := c.do(ctx, ask{op: op, path: "product/get_item_base_info", query: q}, &got); err != nil {
			return nil, err
		}
		for _, raw := range got.Items {
			var i wireItemInfo
			if err := json.Unmarshal(raw, &i); err != nil || i.ID.id() == "" {
				c.log.WarnContext(ctx, "an item could not be read", "op", op, "item", httpkit.Field[text](raw, "item_id"), "error", err)
				continue
			}
			rows, err := c.variants(ctx, op, i)
			if err != nil {
				return nil, err
			}
			all = append(all, rows...)
		}
	}
	return all, nil
}

// variants are the listings of one item.
func (c *connector) variants(ctx context.Context, op string, i wireItemInfo) ([]channel.Listing, error) {
	if !i.HasModel.on() {
		return listings(channel.Listing{
			ID: i.ID.id(), SKU: i.SKU.plain(), Barcode: i.GTIN.plain(), Name: string(i.Name), Active: i.Status == "NORMAL",
		}, i.Prices, i.Stock), nil
	}
	var got struct {
		Tiers  []wireTier  `json:"tier_variation"`
		Models []wireModel `json:"model"`
	}
	a := ask{op: op, path: "product/get_model_list", query: url.Values{"item_id": {i.ID.id()}}, ref: i.ID.id()}
	if ok, err := c.maybe(ctx, a, &got); !ok {
		return nil, err // the item is gone meanwhile
	}
	var all []channel.Listing
	for _, m := range got.Models {
		all = append(all, listings(channel.Listing{
			ID: listingID(i.ID, m.ID), SKU: cmp.Or(m.SKU.plain(), i.SKU.plain()), Barcode: cmp.Or(m.GTIN.plain(), i.GTIN.plain()),
			Name: modelName(i, m, got.Tiers), Active: i.Status == "NORMAL" && m.Status != "MODEL_UNAVAILABLE",
		}, m.Prices, m.Stock)...)
	}
	return all, nil
}

// plain is a word, or nothing where Shopee fills in a dash.
func (t text) plain() string {
	if s := strings.TrimSpace(string(t)); s != "-" && s != "00" {
		return s
	}
	return ""
}

// modelName is the item's name with the options behind it, as order lines show it.
func modelName(i wireItemInfo, m wireModel, tiers []wireTier) string {
	name := m.Name.plain()
	if name == "" {
		var options []string
		for n, at := range m.Tiers {
			if n < len(tiers) && at >= 0 && at < len(tiers[n].Options) {
				options = append(options, string(tiers[n].Options[at].Option))
			}
		}
		name = strings.Join(options, ",")
	}
	if name == "" {
		return string(i.Name)
	}
	return string(i.Name) + " - " + name
}

// listings is a listing for each warehouse; one without a location where the shop has a single one. An item that is only in
// Shopee's warehouses has no count of ours.
func listings(l channel.Listing, prices []wireTag, stock wireStock) []channel.Listing {
	r := reader{}
	if len(prices) > 0 {
		l.Price = r.amount("original_price", prices[0].Original)
		l.Currency, _ = money.ParseCurrency(string(prices[0].Currency))
	}
	if len(stock.Seller) == 0 {
		l.Quantity = stock.Summary.Available.count()
		return []channel.Listing{l}
	}
	all := make([]channel.Listing, 0, len(stock.Seller))
	for _, s := range stock.Seller {
		l.Location, l.Quantity, l.Managed = s.Location.plain(), s.Stock.count(), true
		all = append(all, l)
	}
	return all
}

// parseListing takes a listing's id apart into item and model; model is "0" where the item has none.
func parseListing(id string) (item, model string, ok bool) {
	item, model, variant := strings.Cut(id, ":")
	if !variant {
		model = "0"
	}
	return item, model, channel.IsNumber(item) && channel.IsNumber(model)
}

// notListed says that a push was for something that is no listing of Shopee.
func notListed(op, id string) *outcome.Error {
	return outcome.New(outcome.RefusedByChannel, "status", "listing", "said", "this is no item of Shopee").In(op).About(id)
}
