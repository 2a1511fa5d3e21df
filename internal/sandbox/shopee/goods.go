package shopee

import (
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

var itemStatuses = []string{"NORMAL", "BANNED", "UNLIST", "REVIEWING", "SELLER_DELETE", "SHOPEE_DELETE"}

// statusOf is the item status that Shopee shows.
func statusOf(i *world.Item) string {
	switch {
	case i.Trashed:
		return "SELLER_DELETE"
	case i.Draft:
		return "UNLIST"
	}
	return "NORMAL"
}

// catalogue are the items with their models; the time of an item is that of its latest change.
func (f *Face) catalogue() (items []*world.Item, models map[int64][]*world.Item) {
	models = map[int64][]*world.Item{}
	for _, i := range f.world.Items(f.shop.Key) {
		if i.Kind == world.Variation {
			models[i.ParentID] = append(models[i.ParentID], i)
		} else {
			items = append(items, i)
		}
	}
	return items, models
}

func changed(i *world.Item, models []*world.Item) time.Time {
	at := i.Updated
	for _, m := range models {
		if m.Updated.After(at) {
			at = m.Updated
		}
	}
	return at
}

// itemList is GET product/get_item_list: by offset; item_status is repeated.
func itemList(c *call) (any, error) {
	offset, err := c.integer("offset", 0, 1<<31)
	if err != nil {
		return nil, err
	}
	size, err := c.integer("page_size", 1, 100)
	if err != nil {
		return nil, err
	}
	wanted := c.query["item_status"]
	for _, s := range wanted {
		if !slices.Contains(itemStatuses, s) {
			return nil, refuse("error_param_item_status", "Item status error.")
		}
	}
	if len(wanted) == 0 {
		return nil, refuse("error_param_item_status", "Item status error.")
	}
	from, err := c.integer("update_time_from", 0, 1<<40, 0)
	if err != nil {
		return nil, err
	}
	to, err := c.integer("update_time_to", 0, 1<<40, 1<<40)
	if err != nil {
		return nil, err
	}
	if from > to {
		return nil, refuse("error_update_time_range", "Update_time_to should be later than update_time_from.")
	}
	rows := []fields{}
	items, models := c.f.catalogue()
	for _, i := range items {
		at := c.unix(changed(i, models[i.ID]))
		if slices.Contains(wanted, statusOf(i)) && at >= from && at <= to {
			rows = append(rows, fields{"item_id": i.ID, "item_status": statusOf(i), "update_time": at, "tag": fields{"kit": false}})
		}
	}
	start := min(int(offset), len(rows))
	end := min(start+int(size), len(rows))
	out := fields{"item": rows[start:end], "total_count": len(rows), "has_next_page": end < len(rows)}
	if end < len(rows) {
		out["next_offset"] = end
	}
	return out, nil
}

// itemBaseInfo is GET product/get_item_base_info: up to fifty items; those with models show neither price nor stock.
func itemBaseInfo(c *call) (any, error) {
	ids, err := c.list("item_id_list")
	if err != nil {
		return nil, err
	}
	items, models := c.f.catalogue()
	out := []fields{}
	for _, i := range items {
		if !slices.Contains(ids, strconv.FormatInt(i.ID, 10)) {
			continue
		}
		own := models[i.ID]
		d := fields{
			"item_id": i.ID, "category_id": 100001, "item_name": i.Name, "description": i.Name, "item_sku": i.SKU, "item_status": statusOf(i),
			"has_model": len(own) > 0, "create_time": c.unix(i.Created), "update_time": c.unix(changed(i, own)), "weight": "0.2", "condition": "NEW",
			"has_promotion": onSale(i), "gtin_code": i.Barcode, "image": fields{"image_url_list": []string{}, "image_id_list": []string{}},
		}
		if len(own) == 0 {
			d["price_info"], d["stock_info_v2"] = []fields{priceInfo(i, c.f.shop.Currency)}, c.f.stockInfo(i)
		}
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, refuse("error_item_not_found", "Product not found")
	}
	return fields{"item_list": out}, nil
}

func onSale(i *world.Item) bool { return i.SalePrice > 0 && i.SalePrice < i.Price }

func priceInfo(i *world.Item, currency string) fields {
	return fields{"currency": currency, "original_price": money(i.Price), "current_price": money(i.Costs())}
}

// location is the warehouse's id of a shop with several.
const location = "IDZ"

func (f *Face) stockInfo(i *world.Item) fields {
	seller := fields{"stock": max(i.Stock, 0), "if_saleable": true, "location_id": ""}
	if f.warehouses {
		seller["location_id"] = location
	}
	return fields{
		"summary_info": fields{"total_reserved_stock": 0, "total_available_stock": max(i.Stock, 0)}, "seller_stock": []fields{seller},
		"shopee_stock": []fields{},
	}
}

// modelList is GET product/get_model_list.
func modelList(c *call) (any, error) {
	id, err := c.integer("item_id", 1, 1<<62)
	if err != nil {
		return nil, err
	}
	items, models := c.f.catalogue()
	at := slices.IndexFunc(items, func(i *world.Item) bool { return i.ID == id })
	if at < 0 {
		return nil, refuse("error_item_not_found", "Product not found")
	}
	options, rows := []fields{}, []fields{}
	for n, m := range models[id] {
		options = append(options, fields{"option": m.Option})
		rows = append(rows, fields{
			"model_id": m.ID, "model_sku": m.SKU, "model_name": m.Option, "tier_index": []int{n}, "model_status": "MODEL_NORMAL", "has_promotion": onSale(m),
			"promotion_id": 0, "price_info": []fields{priceInfo(m, c.f.shop.Currency)}, "stock_info_v2": c.f.stockInfo(m), "gtin_code": m.Barcode,
		})
	}
	tiers := []fields{}
	if len(rows) > 0 {
		tiers = append(tiers, fields{"name": models[id][0].Choice, "option_list": options})
	}
	return fields{"tier_variation": tiers, "model": rows}, nil
}

// target finds what a write is about: the model, or for model 0 the item itself.
func (c *call) target(item, model int64) (*world.Item, string) {
	items, models := c.f.catalogue()
	at := slices.IndexFunc(items, func(i *world.Item) bool { return i.ID == item })
	if at < 0 {
		return nil, "Item_id is not found."
	}
	if model == 0 {
		return items[at], ""
	}
	for _, m := range models[item] {
		if m.ID == model {
			return m, ""
		}
	}
	return nil, "Input item_id and model_id are not match."
}
