package lazada

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// listed are the ids of what a line sold, and its variation in Lazada's words; 0: it is not in the catalogue.
func (f *Face) listed(item int64) (product, sku int64, variation string) {
	i, ok := f.world.Item(f.shop.Key, item)
	if !ok {
		return 0, 0, ""
	}
	if i.Kind == world.Variation {
		return productBase + i.ParentID, skuBase + i.ID, i.Choice + ":" + i.Option
	}
	return productBase + i.ID, skuBase + i.ID, ""
}

// shopSKU is Lazada's own name of a SKU; empty for what is not in the catalogue.
func shopSKU(product, sku int64) string {
	if product == 0 {
		return ""
	}
	return fmt.Sprintf("%d_ID-%d", product, sku)
}

// product is an entry of the catalogue with its SKUs.
type product struct {
	id      int64
	name    string
	created time.Time
	updated time.Time
	skus    []*world.Item
}

// products are the shop's, by id.
func (f *Face) products() []product {
	byID := map[int64]*product{}
	for _, i := range f.world.Items(f.shop.Key) {
		if i.Kind == world.Variable || i.Trashed {
			continue
		}
		id, _, _ := f.listed(i.ID)
		p := byID[id]
		if p == nil {
			p = &product{id: id, name: i.Name, created: i.Created}
			if head, ok := f.world.Item(f.shop.Key, i.ParentID); ok && i.Kind == world.Variation {
				p.name = head.Name
			}
			byID[id] = p
		}
		p.skus = append(p.skus, i)
		if i.Updated.After(p.updated) {
			p.updated = i.Updated
		}
	}
	var out []product
	for _, p := range byID {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b product) int { return cmp.Compare(a.id, b.id) })
	return out
}

// productFilters are the words of filter; pending and rejected never match here.
var productFilters = []string{"all", "live", "inactive", "deleted", "pending", "rejected", "sold-out"}

// getProducts is /products/get, by id (the default sort is unverified). sku_seller_list matches whole SellerSkus.
func getProducts(c *call) (object, *refusal) {
	filter := cmp.Or(c.get("filter"), "all")
	if !slices.Contains(productFilters, filter) {
		return nil, &refusal{"36", "ISP", "E036: Invalid status filter"}
	}
	var created, updated span
	for _, t := range []struct {
		name string
		at   *time.Time
	}{{"create_after", &created.from}, {"create_before", &created.to}, {"update_after", &updated.from}, {"update_before", &updated.to}} {
		if no := c.productTime(t.name, t.at); no != nil {
			return nil, no
		}
	}
	skip, limit, no := c.paging(50, 10000)
	if no != nil {
		return nil, no
	}
	wanted, held := ids(cmp.Or(c.get("sku_seller_list"), "[]"))
	if !held || len(wanted) > 100 {
		return nil, &refusal{"70", "ISP", "E070: You have corrupt data in your sku seller list."}
	}
	found := slices.DeleteFunc(c.f.products(), func(p product) bool {
		return !created.holds(p.created) || !updated.holds(p.updated) || !p.passes(filter) || len(wanted) > 0 && !p.has(wanted)
	})
	page := []object{}
	for n := skip; n < min(skip+limit, len(found)); n++ {
		page = append(page, c.view.product(found[n]))
	}
	return object{"data": object{"total_products": c.view.id(int64(len(found))), "products": page}}, nil
}

// productTime takes the form of the products pages, 2018-01-01T00:00:00+0800, and that of the orders.
func (c *call) productTime(name string, into *time.Time) *refusal {
	if at, err := time.Parse("2006-01-02T15:04:05-0700", c.get(name)); err == nil {
		*into = at
		return nil
	}
	return c.time(name, into)
}

func (p product) has(skus []string) bool {
	return slices.ContainsFunc(p.skus, func(i *world.Item) bool { return slices.Contains(skus, i.SKU) })
}

func (p product) passes(filter string) bool {
	live := slices.ContainsFunc(p.skus, func(i *world.Item) bool { return !i.Draft })
	stocked := slices.ContainsFunc(p.skus, func(i *world.Item) bool { return i.Stock > 0 })
	switch filter {
	case "all":
		return true
	case "live":
		return live && stocked
	case "sold-out":
		return live && !stocked
	case "inactive":
		return !live
	}
	return false
}

func (v view) product(p product) object {
	skus := []object{}
	for _, i := range p.skus {
		skus = append(skus, v.sku(p, i))
	}
	return object{
		"item_id": v.id(p.id), "created_time": strconv.FormatInt(p.created.UnixMilli(), 10), "updated_time": strconv.FormatInt(p.updated.UnixMilli(), 10),
		"status": "Active", "subStatus": "", "trialProduct": v.flag(false), "primary_category": v.id(8707), "images": []string{}, "marketImages": []string{},
		"suspendedSkus": []object{}, "attributes": object{"name": p.name, "short_description": "", "brand": "No Brand"}, "skus": skus,
	}
}

func (v view) sku(p product, i *world.Item) object {
	withhold, occupy := v.f.reserved(i.ID)
	sellable := max(i.Stock, 0)
	status := "active"
	if i.Draft {
		status = "inactive"
	}
	sku := object{
		"SkuId": v.id(skuBase + i.ID), "SellerSku": i.SKU, "ShopSku": shopSKU(p.id, skuBase+i.ID), "Status": status, "price": v.money(i.Price), "special_price": v.money(i.SalePrice),
		"quantity": v.id(sellable + withhold + occupy), "Available": v.id(sellable), "Images": []string{}, "fblWarehouseInventories": []object{}, "channelInventories": []object{},
		"package_weight": "0.3", "package_height": "10.00", "package_width": "10.00", "package_length": "10.00", "Url": "",
		"multiWarehouseInventories": []object{{
			"warehouseCode": "dropshipping", "totalQuantity": v.id(sellable + withhold + occupy), "quantity": v.id(sellable + withhold + occupy), "sellableQuantity": v.id(sellable),
			"occupyQuantity": v.id(occupy), "withholdQuantity": v.id(withhold),
		}},
	}
	if i.Option != "" {
		sku["saleProp"] = object{strings.ToLower(i.Choice): i.Option}
	}
	return sku
}

// reserved is what unpaid (withhold) and paid, unshipped orders (occupy) hold of an item.
func (f *Face) reserved(item int64) (withhold, occupy int64) {
	for _, o := range f.world.Orders(world.Filter{Channel: f.shop.Channel, Shop: f.shop.Key.Shop}) {
		for _, l := range o.Lines {
			switch {
			case l.ItemID != item:
			case o.Stage == world.Unpaid:
				withhold += l.Held
			case o.Stage == world.Paid:
				occupy += l.Held
			}
		}
	}
	return withhold, occupy
}
