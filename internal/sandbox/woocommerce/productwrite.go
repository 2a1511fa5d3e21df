package woocommerce

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// checkProduct checks what WordPress checks before a call is let through (recorded: error-stock-not-number,
// product-fractional-stock); in a batch nobody does.
func checkProduct(body fields) error {
	var bad invalid
	if _, whole := body.number("stock_quantity"); body.has("stock_quantity") && !whole {
		bad.notType("stock_quantity", "integer")
	}
	if s, ok := body.text("manage_stock"); ok {
		if _, isFlag := flag(s); !isFlag {
			bad.notType("manage_stock", "boolean")
		}
	}
	for name, allowed := range map[string][]string{
		"stock_status": stockStates, "backorders": {"no", "notify", "yes"}, "type": productKinds,
		"status": {"draft", "pending", "private", "publish", "future", "auto-draft", trash},
	} {
		if s, ok := body.text(name); ok && !slices.Contains(allowed, s) {
			bad.notOneOf(name, name, allowed)
		}
	}
	return bad.err()
}

// writeItem puts a body into an item. Stock is always set, never added to: there is no delta and no compare-and-set.
func (f *Face) writeItem(i *world.Item, p world.Pen, body fields) error {
	if sku, ok := body.text("sku"); ok && sku != i.SKU {
		if owner, taken := p.ItemBySKU(sku); taken && owner.ID != i.ID {
			return duplicateSKU(p, owner)
		}
		i.SKU = sku
	}
	set(body, map[string]*string{"global_unique_id": &i.Barcode, "backorders": &i.Backorder})
	if i.Kind != world.Variation {
		set(body, map[string]*string{"name": &i.Name})
	}
	if a, ok := body.amount("regular_price"); ok {
		i.Price = a
	}
	if s, ok := body.text("sale_price"); ok {
		i.SalePrice, _ = world.ParseAmount(s) // "" ends the sale
	}
	if managed, ok := body.bool("manage_stock"); ok {
		i.Managed = managed
	}
	if body.has("stock_quantity") && i.Managed {
		i.Stock = stockAmount(body)
	}
	if s, ok := body.text("status"); ok {
		i.Draft, i.Trashed = s != "publish" && s != trash, s == trash
	}
	for _, a := range body.list("attributes") {
		set(a, map[string]*string{"name": &i.Choice, "option": &i.Option})
	}
	writeMeta(&i.Meta, p, body, "")
	return nil
}

// stockAmount is WooCommerce's reading of a quantity that nobody checked: words count as 0, parts are cut off.
func stockAmount(body fields) int64 {
	s, _ := body.text("stock_quantity")
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 1e15 {
		return 0
	}
	return int64(n)
}

// duplicateSKU names the owner and a free proposal (recorded: error-duplicate-sku).
func duplicateSKU(p world.Pen, owner *world.Item) error {
	free := ""
	for n := 1; ; n++ {
		free = fmt.Sprintf("%s-%d", owner.SKU, n)
		if _, taken := p.ItemBySKU(free); !taken {
			break
		}
	}
	return &refusal{
		status: http.StatusBadRequest, code: "product_invalid_sku", message: "Invalid or duplicated SKU.",
		extra: fmt.Sprintf(`,"resource_id":%d,"unique_sku":%s`, owner.ID, appendString(nil, free)),
	}
}

func (f *Face) createProduct(body fields) (*world.Item, error) {
	return f.world.AddItem(f.shop.Key, func(i *world.Item, p world.Pen) error {
		if kind, _ := body.text("type"); kind == "variable" {
			i.Kind = world.Variable
		}
		i.Name = "Product"
		return f.writeItem(i, p, body)
	})
}

// updateProduct refuses variations: their stock is set under their parent (recorded: stock-batch-update).
func (f *Face) updateProduct(id int64, body fields) (*world.Item, error) {
	i, err := f.world.EditItem(f.shop.Key, id, func(i *world.Item, p world.Pen) error {
		if i.Kind == world.Variation {
			return refuse(http.StatusNotFound, "woocommerce_rest_invalid_product_id",
				"To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.")
		}
		return f.writeItem(i, p, body)
	})
	if errors.Is(err, world.ErrNotFound) {
		return nil, errNoProduct(http.StatusBadRequest)
	}
	return i, err
}

func (f *Face) createVariation(parent int64, body fields) (*world.Item, error) {
	return f.world.AddItem(f.shop.Key, func(i *world.Item, p world.Pen) error {
		head, ok := p.Item(parent)
		if !ok {
			return errNoHead
		}
		i.Kind, i.ParentID, i.Choice = world.Variation, parent, head.Choice
		err := f.writeItem(i, p, body)
		i.Name = head.Name + " - " + i.Option
		return err
	})
}

func (f *Face) updateVariation(parent, id int64, body fields) (*world.Item, error) {
	missing := refuse(http.StatusNotFound, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
	i, err := f.world.EditItem(f.shop.Key, id, func(i *world.Item, p world.Pen) error {
		if i.Kind != world.Variation || i.ParentID != parent {
			return missing
		}
		return f.writeItem(i, p, body)
	})
	if errors.Is(err, world.ErrNotFound) {
		return nil, missing
	}
	return i, err
}

func postProduct(c *call) (*answer, error) {
	if err := checkProduct(c.body); err != nil {
		return nil, err
	}
	if err := c.may("create"); err != nil {
		return nil, err
	}
	i, err := c.f.createProduct(c.body)
	if err != nil {
		return nil, err
	}
	a := one(http.StatusCreated, c.view.oneProduct(i))
	a.header = http.Header{"Location": {c.view.home + apiRoot + "/products/" + ref(i.ID)}}
	return a, nil
}

func putProduct(c *call) (*answer, error) {
	if err := checkProduct(c.body); err != nil {
		return nil, err
	}
	if err := c.may("edit"); err != nil {
		return nil, err
	}
	i, err := c.f.updateProduct(c.ids[0], c.body)
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneProduct(i)), nil
}

func postVariation(c *call) (*answer, error) {
	if err := checkProduct(c.body); err != nil {
		return nil, err
	}
	if err := c.may("create"); err != nil {
		return nil, err
	}
	i, err := c.f.createVariation(c.ids[0], c.body)
	if err != nil {
		return nil, err
	}
	a := one(http.StatusCreated, c.view.oneVariation(i, true))
	a.header = http.Header{"Location": {fmt.Sprintf("%s%s/products/%d/variations/%d", c.view.home, apiRoot, i.ParentID, i.ID)}}
	return a, nil
}

func putVariation(c *call) (*answer, error) {
	if err := checkProduct(c.body); err != nil {
		return nil, err
	}
	if err := c.may("edit"); err != nil {
		return nil, err
	}
	i, err := c.f.updateVariation(c.ids[0], c.ids[1], c.body)
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneVariation(i, true)), nil
}
