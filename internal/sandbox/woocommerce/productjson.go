package woocommerce

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// product appends an item as /products shows it; a variation comes with its parent's name (recorded: product-by-sku,
// variation-by-sku).
func (v view) product(w *writer, i *world.Item) {
	variation := i.Kind == world.Variation
	w.open('{')
	w.int("id", i.ID)
	w.str("name", i.Name)
	w.str("slug", slug(i.Name))
	w.str("permalink", v.permalink(i))
	v.itemDates(w, i)
	w.str("type", [...]string{world.Simple: "simple", world.Variable: "variable", world.Variation: "variation"}[i.Kind])
	w.str("status", itemStatus(i))
	w.bool("featured", false)
	w.str("catalog_visibility", "visible")
	w.str("description", "")
	w.str("short_description", "")
	w.str("sku", i.SKU)
	v.prices(w, i)
	w.bool("purchasable", i.Kind != world.Variable)
	if variation {
		w.raw("total_sales", `"0"`)
	} else {
		w.int("total_sales", i.Sold)
	}
	unboxed(w)
	w.raw("external_url", `""`)
	w.raw("button_text", `""`)
	w.str("tax_status", "taxable")
	w.str("tax_class", "")
	v.stock(w, i)
	w.bool("sold_individually", false)
	w.raw("weight", `""`)
	w.raw("dimensions", `{"length":"","width":"","height":""}`)
	w.bool("shipping_required", true)
	w.bool("shipping_taxable", true)
	w.raw("shipping_class", `""`)
	w.int("shipping_class_id", 0)
	w.bool("reviews_allowed", !variation)
	w.str("average_rating", "0.00")
	w.int("rating_count", 0)
	w.raw("upsell_ids", "[]")
	w.raw("cross_sell_ids", "[]")
	w.int("parent_id", i.ParentID)
	w.raw("purchase_note", `""`)
	if variation {
		w.raw("categories", "[]")
	} else {
		w.raw("categories", `[{"id":15,"name":"Uncategorized","slug":"uncategorized"}]`)
	}
	w.raw("brands", "[]")
	w.raw("tags", "[]")
	w.raw("images", "[]")
	v.attributes(w, i)
	w.raw("default_attributes", "[]")
	v.children(w, i)
	w.raw("grouped_products", "[]")
	w.int("menu_order", 0)
	w.str("price_html", v.priceHTML(i))
	w.raw("related_ids", "[]")
	itemMeta(w, i)
	w.str("stock_status", stockStatus(i, v.f))
	w.bool("has_options", i.Kind == world.Variable)
	w.raw("post_password", `""`)
	w.str("global_unique_id", i.Barcode)
	further := ""
	if variation {
		further = v.up(apiRoot + "/products/" + ref(i.ParentID))
	}
	v.links(w, apiRoot+"/products/"+ref(i.ID), allMethods, apiRoot+"/products", further)
	w.close('}')
}

// variation appends one as /products/{id}/variations shows it (recorded: variations-list). Written ones say tax_class
// parent, read ones nothing; that is how the shop does it.
func (v view) variation(w *writer, i *world.Item, written bool) {
	w.open('{')
	w.int("id", i.ID)
	w.str("type", "variation")
	v.itemDates(w, i)
	w.str("description", "")
	w.str("permalink", v.permalink(i))
	w.str("sku", i.SKU)
	w.str("global_unique_id", i.Barcode)
	v.prices(w, i)
	w.str("status", itemStatus(i))
	w.bool("purchasable", true)
	unboxed(w)
	w.str("tax_status", "taxable")
	if written {
		w.str("tax_class", "parent")
	} else {
		w.str("tax_class", "")
	}
	if w.key("manage_stock") {
		if i.Managed {
			w.b = append(w.b, "true"...)
		} else {
			w.b = append(w.b, v.f.managedBy(i)...)
		}
	}
	quantity(w, i)
	w.str("stock_status", stockStatus(i, v.f))
	backorders(w, i)
	w.raw("low_stock_amount", "null")
	w.raw("weight", `""`)
	w.raw("dimensions", `{"length":"","width":"","height":""}`)
	w.raw("shipping_class", `""`)
	w.int("shipping_class_id", 0)
	w.raw("image", "null")
	w.raw("gallery_image_ids", "[]")
	v.attributes(w, i)
	w.int("menu_order", 0)
	itemMeta(w, i)
	w.str("name", i.Option)
	w.int("parent_id", i.ParentID)
	parent := apiRoot + "/products/" + ref(i.ParentID)
	v.links(w, parent+"/variations/"+ref(i.ID), allMethods, parent+"/variations", v.up(parent))
	w.close('}')
}

// managedBy is what manage_stock says of a variation without a count of its own: "parent" when the head is counted.
func (f *Face) managedBy(i *world.Item) string {
	if head, ok := f.world.Item(f.shop.Key, i.ParentID); ok && head.Managed {
		return `"parent"`
	}
	return "false"
}

func (v view) itemDates(w *writer, i *world.Item) {
	v.date(w, "date_created", i.Created, false)
	v.date(w, "date_created_gmt", i.Created, true)
	v.date(w, "date_modified", i.Updated, false)
	v.date(w, "date_modified_gmt", i.Updated, true)
}

func itemStatus(i *world.Item) string {
	switch {
	case i.Trashed:
		return trash
	case i.Draft:
		return "draft"
	}
	return "publish"
}

func (v view) permalink(i *world.Item) string {
	if i.Kind != world.Variation {
		return v.home + "/product/" + slug(i.Name) + "/"
	}
	return v.home + "/product/" + slug(v.f.parentName(i)) + "/?attribute_" + slug(i.Choice) + "=" + i.Option
}

func (v view) prices(w *writer, i *world.Item) {
	if i.Kind == world.Variable {
		w.str("price", "")
		w.str("regular_price", "")
	} else {
		w.money("price", i.Costs(), v.digits)
		w.money("regular_price", i.Price, v.digits)
	}
	if i.SalePrice > 0 {
		w.money("sale_price", i.SalePrice, v.digits)
	} else {
		w.str("sale_price", "")
	}
	for _, name := range []string{"date_on_sale_from", "date_on_sale_from_gmt", "date_on_sale_to", "date_on_sale_to_gmt"} {
		w.raw(name, "null")
	}
	w.bool("on_sale", i.Costs() < i.Price)
}

// unboxed are the members about virtual and downloadable wares, of which there are none here.
func unboxed(w *writer) {
	w.bool("virtual", false)
	w.bool("downloadable", false)
	w.raw("downloads", "[]")
	w.int("download_limit", -1)
	w.int("download_expiry", -1)
}

func (v view) stock(w *writer, i *world.Item) {
	w.bool("manage_stock", i.Managed)
	quantity(w, i)
	backorders(w, i)
	w.raw("low_stock_amount", "null")
}

func quantity(w *writer, i *world.Item) {
	if i.Managed {
		w.int("stock_quantity", i.Stock)
	} else {
		w.raw("stock_quantity", "null")
	}
}

func backorders(w *writer, i *world.Item) {
	how := i.Backorder
	if how == "" {
		how = "no"
	}
	w.str("backorders", how)
	w.bool("backorders_allowed", how != "no")
	w.bool("backordered", how != "no" && i.Managed && i.Stock < 0)
}

// stockStatus follows from the count; a head is in stock when one of its variations is.
func stockStatus(i *world.Item, f *Face) string {
	switch {
	case i.Kind == world.Variable && !i.Managed:
		for _, child := range f.variations(i.ID) {
			if s := stockStatus(child, f); s == "instock" {
				return s
			}
		}
		return "outofstock"
	case !i.Managed || i.Stock > 0:
		return "instock"
	case i.Backorder != "" && i.Backorder != "no":
		return "onbackorder"
	}
	return "outofstock"
}

func (v view) attributes(w *writer, i *world.Item) {
	if !w.list("attributes") {
		return
	}
	if i.Choice != "" {
		w.sep()
		w.open('{')
		w.int("id", 0)
		w.str("name", i.Choice)
		if i.Kind == world.Variation {
			w.str("slug", slug(i.Choice))
			w.str("option", i.Option)
		} else {
			w.str("slug", i.Choice)
			w.int("position", 0)
			w.bool("visible", true)
			w.bool("variation", true)
			w.list("options")
			for _, child := range v.f.variations(i.ID) {
				w.sep()
				w.b = appendString(w.b, child.Option)
			}
			w.close(']')
		}
		w.close('}')
	}
	w.close(']')
}

func (v view) children(w *writer, i *world.Item) {
	if !w.list("variations") {
		return
	}
	if i.Kind == world.Variable {
		for _, child := range v.f.variations(i.ID) {
			w.sep()
			w.b = append(w.b, ref(child.ID)...)
		}
	}
	w.close(']')
}

func itemMeta(w *writer, i *world.Item) {
	if !w.list("meta_data") {
		return
	}
	for _, m := range i.Meta {
		meta(w, m.ID, m.Key, m.Value)
	}
	w.close(']')
}

// priceHTML is as the shop's pages show it (recorded: product-by-sku).
func (v view) priceHTML(i *world.Item) string {
	if i.Kind == world.Variable || i.Price == 0 {
		return ""
	}
	text := i.Costs().Text(v.digits)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return `<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol" translate="no">` +
		symbol(v.f.shop.Currency) + `</span>` + text + `</bdi></span>`
}

func slug(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			dash = false
			continue
		}
		dash = true
	}
	return b.String()
}
