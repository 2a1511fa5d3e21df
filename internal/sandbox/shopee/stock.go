package shopee

import (
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

type failure struct {
	Model  int64  `json:"model_id"`
	Reason string `json:"failed_reason"`
}

// updateStock is POST product/update_stock: one item, up to fifty models, absolute figures. A model that fails is in failure_list
// under a 200; an item that is not there or that has models and is written as one refuses the whole call.
func updateStock(c *call) (any, error) {
	var in struct {
		Item int64 `json:"item_id"`
		List []struct {
			Model  int64 `json:"model_id"`
			Seller []struct {
				Location string `json:"location_id"`
				Stock    *int64 `json:"stock"`
			} `json:"seller_stock"`
		} `json:"stock_list"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	models := make([]int64, 0, len(in.List))
	for _, s := range in.List {
		models = append(models, s.Model)
	}
	if err := c.writable(in.Item, models); err != nil {
		return nil, err
	}
	ok, failed := []fields{}, []failure{}
	for _, s := range in.List {
		if len(s.Seller) != 1 || s.Seller[0].Stock == nil {
			return nil, refuse("product.error_param", "invalid field SellerStock: value must Not Null")
		}
		place, n := s.Seller[0].Location, *s.Seller[0].Stock
		if err := c.f.placed(place); err != nil {
			return nil, err
		}
		if why := c.setStock(in.Item, s.Model, n); why != "" {
			failed = append(failed, failure{s.Model, why})
			continue
		}
		ok = append(ok, fields{"model_id": s.Model, "location_id": place, "stock": n})
	}
	return fields{"success_list": ok, "failure_list": failed}, nil
}

// placed refuses a warehouse that the shop does not have, and none where it has several.
func (f *Face) placed(place string) error {
	switch {
	case f.warehouses && place == "":
		return refuse("error_busi", "The merchant/shop has multi warehouse, please input location id")
	case place != "" && (!f.warehouses || place != location):
		return refuse("error_auth", "The location_id input is not matched the shop's location_id(s).")
	}
	return nil
}

// setStock sets one model's figure, or says why not.
func (c *call) setStock(item, model, n int64) (why string) {
	switch {
	case n < 0:
		return "Normal_stock/ seller_stock is less than min limit."
	case n > 999_999:
		return "Normal_stock/ seller_stock is bigger than max limit."
	}
	i, why := c.target(item, model)
	if i == nil {
		return why
	}
	if _, err := c.f.world.EditItem(c.f.shop.Key, i.ID, func(i *world.Item, _ world.Pen) error { i.Stock = n; return nil }); err != nil {
		return "Item_id is not found."
	}
	return ""
}

// writable refuses a whole write: no such item, none or too many models, one of them twice, an item that has models as one.
func (c *call) writable(item int64, models []int64) error {
	if item == 0 {
		return refuse("product.error_param", "invalid field ItemId: value must  Not Null")
	}
	if len(models) == 0 || len(models) > 50 {
		return refuse("product.error_param", "Wrong parameters, detail: the list should have 1 to 50 elements.")
	}
	i, _ := c.target(item, 0)
	if i == nil {
		return refuse("error_item_not_found", "Item_id is not found.")
	}
	if i.Trashed {
		return refuse("error_item_uneditable", "Can't edit this item. item status can not support editing.")
	}
	seen := map[int64]bool{}
	for _, m := range models {
		switch {
		case seen[m]:
			return refuse("error_param", "Repeat model_id.")
		case m == 0 && i.Kind == world.Variable:
			return refuse("error_edit_item_stock_for_item_has_model", "Can't to edit item stock directly while item has models.")
		}
		seen[m] = true
	}
	return nil
}

// dearest is how many times the cheapest model the dearest of an item may cost in Indonesia (sheet, 7).
const dearest = 7

// updatePrice is POST product/update_price: one item, up to fifty models. Indonesian prices are whole rupiah; one on promotion is
// locked.
func updatePrice(c *call) (any, error) {
	var in struct {
		Item int64 `json:"item_id"`
		List []struct {
			Model int64   `json:"model_id"`
			Price decimal `json:"original_price"`
		} `json:"price_list"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	models := make([]int64, 0, len(in.List))
	for _, p := range in.List {
		models = append(models, p.Model)
	}
	if err := c.writable(in.Item, models); err != nil {
		return nil, err
	}
	ok, failed := []fields{}, []failure{}
	for _, p := range in.List {
		i, why := c.target(in.Item, p.Model)
		price, err := world.ParseAmount(string(p.Price))
		switch {
		case i == nil:
		case err != nil || price%world.Unit != 0:
			why = "Invalid price, please use the correct format"
		case price <= 0:
			why = "Original_price is less than min price limit."
		case onSale(i):
			why = "Original_price cannot be edited when item is under promotion."
		case c.tooFar(in.Item, p.Model, price):
			why = "the max price is 7 lager the min price"
		}
		if why != "" {
			failed = append(failed, failure{p.Model, why})
			continue
		}
		if _, err := c.f.world.EditItem(c.f.shop.Key, i.ID, func(i *world.Item, _ world.Pen) error { i.Price = price; return nil }); err != nil {
			return nil, err
		}
		ok = append(ok, fields{"model_id": p.Model, "original_price": money(price)})
	}
	return fields{"success_list": ok, "failure_list": failed}, nil
}

// tooFar tells whether a model's new price would be too far from the other models'.
func (c *call) tooFar(item, model int64, price world.Amount) bool {
	_, models := c.f.catalogue()
	low, high := price, price
	for _, m := range models[item] {
		if m.ID != model {
			low, high = min(low, m.Price), max(high, m.Price)
		}
	}
	return high > dearest*low
}
