package shopify

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

func (v view) location() object {
	return object{
		"__typename": "Location", "id": gid("Location", locationID), "legacyResourceId": text(locationID), "name": "Gudang " + v.f.shop.Name,
		"isActive": true, "fulfillsOnlineOrders": true, "shipsInventory": true, "isFulfillmentService": false,
	}
}

// productOf is the product's number: the head of variations, or one made up for goods without choices.
func productOf(i *world.Item) int64 {
	if i.ParentID != 0 {
		return i.ParentID
	}
	return productBase + i.ID
}

func (v view) product(i *world.Item) object {
	title := i.Name
	if head, ok := v.f.world.Item(v.f.shop.Key, i.ParentID); ok && i.ParentID != 0 {
		title = head.Name
	}
	status := "ACTIVE"
	if i.Draft || i.Trashed {
		status = "DRAFT"
	}
	return object{"__typename": "Product", "id": gid("Product", productOf(i)), "legacyResourceId": text(productOf(i)), "title": title, "status": status}
}

func (v view) variant(i *world.Item) object {
	title := or(i.Option, "Default Title")
	return object{
		"__typename": "ProductVariant",
		"id":         gid("ProductVariant", i.ID), "legacyResourceId": text(i.ID), "sku": orNull(i.SKU), "barcode": orNull(i.Barcode), "title": title,
		"displayName": str(v.product(i)["title"]) + " - " + title, "price": i.Costs().Text(2), "compareAtPrice": compareAt(i),
		"inventoryQuantity": i.Stock, "inventoryPolicy": "DENY", "updatedAt": v.time(i.Created), "product": v.product(i), "inventoryItem": v.inventory(i),
	}
}

func compareAt(i *world.Item) any {
	if i.Costs() == i.Price {
		return nil
	}
	return i.Price.Text(2)
}

func (v view) inventory(i *world.Item) object {
	return object{
		"__typename": "InventoryItem", "id": gid("InventoryItem", inventoryBase+i.ID), "legacyResourceId": text(inventoryBase + i.ID),
		"sku": orNull(i.SKU), "tracked": i.Managed, "requiresShipping": true, "duplicateSkuCount": 0,
		"inventoryLevel": field(func(args map[string]any) any {
			if n, ok := number(args["locationId"], "Location"); !ok || n != locationID || !v.f.stocked(i) {
				return nil
			}
			return v.level(i)
		}),
		"inventoryLevels": field(func(args map[string]any) any {
			if !v.f.stocked(i) {
				return connection(nil)(args)
			}
			return connection([]object{v.level(i)})(args)
		}),
	}
}

func (v view) level(i *world.Item) object {
	return object{
		"id": fmt.Sprintf("gid://shopify/InventoryLevel/%d?inventory_item_id=%d", locationID%10000, inventoryBase+i.ID), "isActive": true,
		"location": v.location(),
		"quantities": field(func(args map[string]any) any {
			names, _ := args["names"].([]any)
			out := []object{}
			for _, n := range names {
				if q, ok := map[string]int64{"available": i.Stock, "on_hand": max(i.Stock, 0), "committed": 0, "incoming": 0, "reserved": 0}[str(n)]; ok {
					out = append(out, object{"name": n, "quantity": q, "updatedAt": v.time(i.Updated)})
				}
			}
			return out
		}),
	}
}

// stocked tells whether a variant has a level at the location.
func (f *Face) stocked(i *world.Item) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Unstocked == "" || i.SKU != f.Unstocked || f.Activated[i.ID]
}

// variants lists what is sold. updated_at of a variant does not move with its stock.
func (c *call) variants(args map[string]any) any {
	terms := search(str(args["query"]))
	v := c.view()
	var all []object
	for _, i := range c.f.world.Items(c.f.shop.Key) {
		fits := i.Kind != world.Variable && !i.Trashed
		for _, t := range terms {
			switch t.field {
			case "sku":
				fits = fits && (i.SKU == t.value) != t.not
			case "updated_at":
				fits = fits && t.time(i.Created)
			}
		}
		if fits {
			all = append(all, v.variant(i))
		}
	}
	return connection(all)(args)
}

func (c *call) goods(id any, kind string) any {
	n, ok := number(id, kind)
	if !ok {
		return invalidID(id)
	}
	scope := "read_products"
	if kind == "InventoryItem" {
		scope, n = "read_inventory", n-inventoryBase
	}
	if err := c.may(scope, kind); err != nil {
		return err
	}
	i, there := c.f.world.Item(c.f.shop.Key, n)
	switch {
	case !there || i.Kind == world.Variable:
		return nil
	case kind == "InventoryItem":
		return c.view().inventory(i)
	}
	return c.view().variant(i)
}

// userError is one of a mutation; without a code where the schema has none.
func userError(code, message string, path ...string) object {
	o := object{"message": message, "field": nil}
	if len(path) > 0 {
		o["field"] = path
	}
	if code != "" {
		o["code"] = code
	}
	return o
}

// idempotent checks the key of a write: it is needed from 2026-04 on, and goes with one input. repeated tells a harmless repeat.
func (c *call) idempotent(name string, args map[string]any) (repeated bool, userErr object, err error) {
	key, _ := args["@key"].(string)
	if key == "" {
		if c.version >= "2026-04" {
			return false, nil, refuse("BAD_REQUEST", "The @idempotent directive is required for this mutation but was not provided.")
		}
		return false, nil, nil
	}
	input, err := json.Marshal(args)
	if err != nil {
		return false, nil, err
	}
	h := fnv.New64a()
	_, _ = h.Write(input)
	print := strconv.FormatUint(h.Sum64(), 16)
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	switch had, ok := c.f.Keys[name+" "+key]; {
	case !ok:
		c.f.Keys[name+" "+key] = print
		return false, nil, nil
	case had == print:
		return true, nil, nil
	}
	return false, userError("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "The idempotency key was used with other parameters."), nil
}

// setQuantities is inventorySetQuantities: all rows or none.
func (c *call) setQuantities(args map[string]any) any {
	input := args["input"].(map[string]any)
	rows, _ := input["quantities"].([]any)
	if len(rows) > 250 {
		return refuse("MAX_INPUT_SIZE_EXCEEDED", "The input array size of %d is greater than the maximum allowed of 250.", len(rows))
	}
	if err := c.compareRule(input, rows); err != nil {
		return err
	}
	_, wrong, err := c.idempotent("inventorySetQuantities", args)
	if err != nil {
		return err
	}
	errs := []object{}
	if wrong != nil {
		errs = append(errs, wrong)
	}
	if name := input["name"]; name != "available" && name != "on_hand" {
		errs = append(errs, userError("INVALID_NAME", "The quantity name must be either 'available' or 'on_hand'.", "input", "name"))
	}
	if !reasons[str(input["reason"])] {
		errs = append(errs, userError("INVALID_REASON", "The specified reason is invalid.", "input", "reason"))
	}
	seen := map[int64]bool{}
	for n, raw := range rows {
		row := raw.(map[string]any)
		if e := c.checkRow(row, n, input, seen); e != nil {
			errs = append(errs, e)
		}
	}
	if len(errs) > 0 {
		return object{"inventoryAdjustmentGroup": nil, "userErrors": errs}
	}
	for _, raw := range rows {
		row := raw.(map[string]any)
		id, _ := number(row["inventoryItemId"], "InventoryItem")
		if err := c.setStock(id-inventoryBase, row["quantity"].(int64)); err != nil {
			return err
		}
	}
	group := object{
		"id": gid("InventoryAdjustmentGroup", c.f.id()), "createdAt": c.view().time(c.f.world.Now()), "reason": input["reason"], "changes": []object{},
	}
	return object{"inventoryAdjustmentGroup": group, "userErrors": errs}
}

var reasons = map[string]bool{
	"correction": true, "cycle_count_available": true, "damaged": true, "movement_canceled": true, "movement_created": true, "movement_received": true,
	"movement_updated": true, "other": true, "promotion": true, "quality_control": true, "received": true, "reservation_created": true,
	"reservation_deleted": true, "reservation_updated": true, "restock": true, "safety_stock": true, "shrinkage": true,
}

// compareRule is what a version wants to hear about the figure before.
func (c *call) compareRule(input map[string]any, rows []any) error {
	ignore, _ := input["ignoreCompareQuantity"].(bool)
	for _, raw := range rows {
		row := raw.(map[string]any)
		_, from := row["changeFromQuantity"]
		if !from && c.version >= "2026-04" {
			return refuse("INVALID_FIELD_ARGUMENTS", "InventoryQuantityInput must include the following argument: changeFromQuantity.")
		}
		_, compare := row["compareQuantity"]
		if !from && !compare && !ignore {
			row["@missing"] = true
		}
	}
	return nil
}

const mostStock = 1_000_000_000

func (c *call) checkRow(row map[string]any, n int, input map[string]any, seen map[int64]bool) object {
	at := []string{"input", "quantities", strconv.Itoa(n)}
	where := func(name string) []string { return append(append([]string{}, at...), name) }
	id, _ := number(row["inventoryItemId"], "InventoryItem")
	place, _ := number(row["locationId"], "Location")
	item, ok := c.f.world.Item(c.f.shop.Key, id-inventoryBase)
	quantity := row["quantity"].(int64)
	switch {
	case row["@missing"] != nil:
		return userError("COMPARE_QUANTITY_REQUIRED", "The compareQuantity argument must be given to each quantity or ignored using ignoreCompareQuantity.", at...)
	case !ok || item.Kind == world.Variable:
		return userError("INVALID_INVENTORY_ITEM", "The specified inventory item could not be found.", where("inventoryItemId")...)
	case place != locationID:
		return userError("INVALID_LOCATION", "The specified location could not be found.", where("locationId")...)
	case seen[id]:
		return userError("NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR", "The combination of inventoryItemId and locationId must be unique.", at...)
	case !c.f.stocked(item):
		return userError("ITEM_NOT_STOCKED_AT_LOCATION", "The specified inventory item is not stocked at the location.", where("locationId")...)
	case quantity > mostStock:
		return userError("INVALID_QUANTITY_TOO_HIGH", "The quantity can't be higher than 1,000,000,000.", where("quantity")...)
	case quantity < -mostStock:
		return userError("INVALID_QUANTITY_TOO_LOW", "The quantity can't be lower than -1,000,000,000.", where("quantity")...)
	case quantity < 0 && input["name"] == "on_hand":
		return userError("INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative.", where("quantity")...)
	}
	seen[id] = true
	for field, code := range map[string]string{"compareQuantity": "COMPARE_QUANTITY_STALE", "changeFromQuantity": "CHANGE_FROM_QUANTITY_STALE"} {
		if want, ok := row[field].(int64); ok && want != item.Stock {
			return userError(code, "The "+field+" argument no longer matches the persisted quantity.", where(field)...)
		}
	}
	return nil
}

func (c *call) setStock(id, quantity int64) error {
	_, err := c.f.world.EditItem(c.f.shop.Key, id, func(i *world.Item, _ world.Pen) error {
		i.Stock = quantity
		return nil
	})
	return err
}

// activate is inventoryActivate; its errors have no code.
func (c *call) activate(args map[string]any) any {
	_, wrong, err := c.idempotent("inventoryActivate", args)
	if err != nil {
		return err
	}
	id, _ := number(args["inventoryItemId"], "InventoryItem")
	place, _ := number(args["locationId"], "Location")
	item, ok := c.f.world.Item(c.f.shop.Key, id-inventoryBase)
	switch {
	case wrong != nil:
		delete(wrong, "code")
		return object{"inventoryLevel": nil, "userErrors": []object{wrong}}
	case !ok:
		return object{"inventoryLevel": nil, "userErrors": []object{userError("", "The product couldn't be stocked because it doesn't exist.", "inventoryItemId")}}
	case place != locationID:
		return object{"inventoryLevel": nil, "userErrors": []object{userError("", "The product couldn't be stocked because the location wasn't found.", "locationId")}}
	}
	c.f.mu.Lock()
	c.f.Activated[item.ID] = true
	c.f.mu.Unlock()
	if n, ok := args["available"].(int64); ok {
		if err := c.setStock(item.ID, n); err != nil {
			return err
		}
	}
	item, _ = c.f.world.Item(c.f.shop.Key, item.ID)
	return object{"inventoryLevel": c.view().level(item), "userErrors": []object{}}
}

// setPrices is productVariantsBulkUpdate, for price, compare-at price and barcode.
func (c *call) setPrices(args map[string]any) any {
	product, _ := number(args["productId"], "Product")
	partial, _ := args["allowPartialUpdates"].(bool)
	rows, _ := args["variants"].([]any)
	known := map[int64]bool{}
	for _, i := range c.f.world.Items(c.f.shop.Key) {
		if i.Kind != world.Variable && productOf(i) == product {
			known[i.ID] = true
		}
	}
	if len(known) == 0 {
		return object{"product": nil, "productVariants": nil, "userErrors": []object{userError("PRODUCT_DOES_NOT_EXIST", "Product does not exist", "productId")}}
	}
	errs := []object{}
	good := map[int64]map[string]any{}
	for n, raw := range rows {
		row := raw.(map[string]any)
		id, _ := number(row["id"], "ProductVariant")
		at := []string{"variants", strconv.Itoa(n)}
		price, err := world.ParseAmount(str(row["price"]))
		switch {
		case row["id"] == nil:
			errs = append(errs, userError("PRODUCT_VARIANT_ID_MISSING", "Product variant is missing ID attribute", append(at, "id")...))
		case !known[id]:
			errs = append(errs, userError("PRODUCT_VARIANT_DOES_NOT_EXIST", "Product variant does not exist", append(at, "id")...))
		case row["price"] != nil && (err != nil || price < 0):
			errs = append(errs, userError("GREATER_THAN_OR_EQUAL_TO", "Price must be greater than or equal to 0", append(at, "price")...))
		default:
			good[id] = row
		}
	}
	var changed []object
	if len(errs) == 0 || partial {
		changed = c.reprice(good)
	}
	return object{"product": nil, "productVariants": changed, "userErrors": errs}
}

func (c *call) reprice(rows map[int64]map[string]any) []object {
	changed := []object{}
	for id, row := range rows {
		i, err := c.f.world.EditItem(c.f.shop.Key, id, func(i *world.Item, _ world.Pen) error {
			if price, err := world.ParseAmount(str(row["price"])); err == nil {
				i.Price, i.SalePrice = price, 0
			}
			if was, err := world.ParseAmount(str(row["compareAtPrice"])); err == nil && was > i.Price {
				i.SalePrice, i.Price = i.Price, was
			}
			i.Barcode = or(str(row["barcode"]), i.Barcode)
			return nil
		})
		if err == nil {
			changed = append(changed, c.view().variant(i))
		}
	}
	return changed
}

// id gives a new number.
func (f *Face) id() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.NextID++
	return f.NextID
}
