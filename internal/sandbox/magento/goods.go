package magento

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// listed is the SKU under which an item is shown. Magento wants one for every product, so a head gets one of its own; goods
// without a SKU stay without, as a world with such goods wants to see what becomes of them.
func listed(i *world.Item) string {
	if i.SKU == "" && i.Kind == world.Variable {
		return "CONF-" + strconv.FormatInt(i.ID, 10)
	}
	return i.SKU
}

var types = map[world.ItemKind]string{world.Simple: "simple", world.Variation: "simple", world.Variable: "configurable"}

func listProducts(c *call) (any, error) {
	var rows []row
	for _, i := range c.f.world.Items(c.f.shop.Key) {
		rows = append(rows, row{
			show: func() object { return c.productJSON(i) },
			column: columns(map[string]string{
				"entity_id": c.text(i.ID), "sku": listed(i), "name": i.Name, "type_id": types[i.Kind], "status": "1",
				"created_at": c.time(i.Created).(string), "updated_at": c.time(i.Updated).(string),
			}),
		})
	}
	return c.run(rows)
}

func (c *call) productJSON(i *world.Item) object {
	visibility := 4
	if i.Kind == world.Variation {
		visibility = 1
	}
	attributes := []any{object{"attribute_code": "url_key", "value": strings.ToLower(listed(i))}}
	if i.Barcode != "" {
		attributes = append(attributes, object{"attribute_code": "barcode", "value": i.Barcode})
	}
	status := 1
	if i.Trashed || i.Draft {
		status = 2
	}
	return object{
		"id": i.ID, "sku": listed(i), "name": i.Name, "attribute_set_id": 4, "price": money(i.Costs()), "status": status, "visibility": visibility,
		"type_id": types[i.Kind], "created_at": c.time(i.Created), "updated_at": c.time(i.Updated),
		"extension_attributes": object{"website_ids": []int{1}}, "custom_attributes": attributes,
	}
}

// bySKU finds a product by its number; nil: none.
func (c *call) bySKU(sku string) *world.Item {
	all := c.f.world.Items(c.f.shop.Key)
	at := slices.IndexFunc(all, func(i *world.Item) bool { return listed(i) == sku && sku != "" })
	if at < 0 {
		return nil
	}
	return all[at]
}

func getProduct(c *call) (any, error) {
	i := c.bySKU(c.args[0])
	if i == nil {
		return nil, noProduct()
	}
	out := c.productJSON(i)
	out["extension_attributes"] = object{"website_ids": []int{1}, "stock_item": c.stockItem(i)}
	return out, nil
}

// reserved is how many pieces open orders hold: placed, and not shipped yet. What lies there is what can be sold plus these.
func (c *call) reserved() map[int64]int64 {
	out := map[int64]int64{}
	for _, o := range c.f.world.Orders(world.Filter{Channel: c.f.shop.Channel, Shop: c.f.shop.Key.Shop}) {
		if o.Stage != world.Unpaid && o.Stage != world.Paid && o.Stage != world.Shipped {
			continue
		}
		for _, l := range o.Lines {
			out[l.ItemID] += max(0, l.Held-l.Shipped)
		}
	}
	return out
}

func listSourceItems(c *call) (any, error) {
	reserved := c.reserved()
	var rows []row
	for _, i := range c.f.world.Items(c.f.shop.Key) {
		if i.Kind == world.Variable || !i.Managed || listed(i) == "" {
			continue
		}
		physical := i.Stock + reserved[i.ID]
		rows = append(rows, row{
			column: columns(map[string]string{"sku": listed(i), "source_code": "default", "quantity": c.text(physical), "source_item_id": c.text(i.ID)}),
			show: func() object {
				return object{"sku": listed(i), "source_code": "default", "quantity": physical, "status": flag(physical > 0)}
			},
		})
	}
	return c.run(rows)
}

// setSourceItems writes what lies there. One bad row fails the whole call (sheet, section 7).
func setSourceItems(c *call) (any, error) {
	var in struct {
		Items []struct {
			SKU      string       `json:"sku"`
			Source   string       `json:"source_code"`
			Quantity *json.Number `json:"quantity"`
			Status   *json.Number `json:"status"`
		} `json:"sourceItems"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if len(in.Items) == 0 {
		return nil, plain(http.StatusBadRequest, "Input data is empty")
	}
	for _, i := range in.Items {
		switch {
		case i.SKU == "":
			return nil, &refusal{status: http.StatusBadRequest, Message: "Validation Failed", Errors: []refusal{
				{Message: `"%field" can not be empty.`, Parameters: map[string]string{"field": "sku"}}}}
		case i.Source != "default" || c.bySKU(i.SKU) == nil:
			return nil, plain(http.StatusBadRequest, "Could not save Source Item")
		case i.Quantity == nil || i.Status == nil:
			return nil, required("quantity")
		}
	}
	reserved := c.reserved()
	for _, i := range in.Items {
		item := c.bySKU(i.SKU)
		quantity, err := i.Quantity.Float64()
		if err != nil {
			return nil, plain(http.StatusBadRequest, "Could not save Source Item")
		}
		if err := c.stock(item, int64(quantity)-reserved[item.ID]); err != nil {
			return nil, err
		}
	}
	return []any{}, nil
}

func (c *call) stock(item *world.Item, salable int64) error {
	_, err := c.f.world.EditItem(c.f.shop.Key, item.ID, func(i *world.Item, _ world.Pen) error {
		i.Stock, i.Managed = salable, true
		return nil
	})
	return err
}

func getSalable(c *call) (any, error) {
	i := c.bySKU(c.args[0])
	if i == nil || c.args[1] != "1" {
		return nil, noProduct()
	}
	return i.Stock, nil
}

func (c *call) stockItem(i *world.Item) object {
	return object{
		"item_id": i.ID, "product_id": i.ID, "stock_id": 1, "qty": i.Stock, "is_in_stock": i.Stock > 0, "manage_stock": i.Managed, "min_qty": 0,
	}
}

func getStockItem(c *call) (any, error) {
	i := c.bySKU(c.args[0])
	if i == nil {
		return nil, noProduct()
	}
	return c.stockItem(i), nil
}

func setStockItem(c *call) (any, error) {
	var in struct {
		Item struct {
			Qty *json.Number `json:"qty"`
		} `json:"stockItem"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	i := c.bySKU(c.args[0])
	if i == nil {
		return nil, noProduct()
	}
	if in.Item.Qty == nil {
		return nil, required("qty")
	}
	qty, err := in.Item.Qty.Float64()
	if err != nil {
		return nil, plain(http.StatusBadRequest, "Decoding error.")
	}
	return c.id(i.ID), c.stock(i, int64(qty))
}

// setPrices writes prices of all websites; rows that are refused are listed in an answer that is 200 all the same.
func setPrices(c *call) (any, error) {
	var in struct {
		Prices []struct {
			SKU   string      `json:"sku"`
			Price json.Number `json:"price"`
			Store *int64      `json:"store_id"`
		} `json:"prices"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	out := []any{}
	for _, p := range in.Prices {
		item := c.bySKU(p.SKU)
		price, err := world.ParseAmount(p.Price.String())
		switch {
		case p.Store == nil:
			return nil, required("store_id")
		case item == nil:
			out = append(out, object{"message": "Requested product doesn't exist. Row ID: SKU = %1, Store ID: %2.", "parameters": []any{p.SKU, "0"}})
		case err != nil || price < 0:
			out = append(out, object{
				"message":    "Invalid attribute %fieldName = %fieldValue. Row ID: SKU = %SKU, Store ID: %storeId.",
				"parameters": object{"fieldName": "Price", "fieldValue": p.Price.String(), "SKU": p.SKU, "storeId": "0"},
			})
		default:
			if _, err := c.f.world.EditItem(c.f.shop.Key, item.ID, func(i *world.Item, _ world.Pen) error {
				i.Price, i.SalePrice = price, 0
				return nil
			}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
