package shopee

import "time"

// grantLife is how long the merchant's permission lasts.
const grantLife = 365 * 24 * time.Hour

// shopInfo is shop/get_shop_info's answer, at the top level.
type shopInfo struct {
	header
	Name     string `json:"shop_name"`
	Region   string `json:"region"`
	Status   string `json:"status"`
	CB       bool   `json:"is_cb"`
	SIP      bool   `json:"is_sip"`
	CBSC     bool   `json:"is_upgraded_cbsc"`
	Merchant *int64 `json:"merchant_id"`
	Flag     string `json:"shop_fulfillment_flag"`
	AuthTime int64  `json:"auth_time"`
	Expires  int64  `json:"expire_time"`
}

func getShopInfo(c *call) (any, error) {
	start := c.f.world.Clock().Start
	return &shopInfo{
		Name: c.f.shop.Name, Region: "ID", Status: "NORMAL", Flag: "Others", AuthTime: c.unix(start), Expires: c.unix(start.Add(grantLife)),
	}, nil
}

// authed is public/get_shops_by_partner's answer.
type authed struct {
	header
	Shops []fields `json:"authed_shop_list"`
	More  bool     `json:"more"`
}

func shopsByPartner(c *call) (any, error) {
	start := c.f.world.Clock().Start
	return &authed{Shops: []fields{{
		"shop_id": c.f.shopID(), "region": "ID", "auth_time": c.unix(start), "expire_time": c.unix(start.Add(grantLife)), "sip_affi_shop_list": []fields{},
	}}}, nil
}

// getWarehouses is shop/get_warehouse_detail; a shop with one warehouse is refused, which is no mistake.
func getWarehouses(c *call) (any, error) {
	if !c.f.warehouses {
		return nil, refuse("warehouse.error_not_in_whitelist", "Your shop is not in multi-warehouse whitelist.")
	}
	return []fields{{
		"warehouse_id": 6, "warehouse_name": "Gudang 1", "warehouse_type": 1, "location_id": location, "address_id": pickupAddress, "region": "ID",
		"state": "DKI Jakarta", "city": "Jakarta Selatan", "holiday_mode_state": 0,
	}}, nil
}
