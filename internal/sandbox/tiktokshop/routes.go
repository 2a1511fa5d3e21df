package tiktokshop

import (
	"net/http"
	"slices"
	"strings"
)

// endpoint is one call of the API. The version stands in its path and belongs to it alone.
type endpoint struct {
	method   string
	path     string // "{}" takes one piece
	shopless bool   // must not name a shop
	handle   func(*call) (any, error)
}

// endpoints are all calls that this TikTok Shop knows. It is a function, for handlers reach it through the gateway.
func endpoints() []endpoint {
	const get, post, put, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []endpoint{
		{get, "authorization/202309/shops", true, listShops},

		{post, "order/202309/orders/search", false, searchOrders},
		{get, "order/202309/orders", false, orderDetail},
		{get, "order/202507/orders", false, orderDetail},

		{post, "return_refund/202309/cancellations/search", false, searchCancels},
		{post, "return_refund/202309/cancellations", false, cancelOrder},
		{post, "return_refund/202309/cancellations/{}/approve", false, approveCancel},
		{post, "return_refund/202309/cancellations/{}/reject", false, rejectCancel},
		{get, "return_refund/202309/reject_reasons", false, rejectReasons},
		{post, "return_refund/202309/returns/search", false, searchReturns},

		{get, "fulfillment/202309/packages/{}/handover_time_slots", false, timeSlots},
		{post, "fulfillment/202309/packages/{}/ship", false, shipPackage},
		{get, "fulfillment/202309/packages/{}/shipping_documents", false, shippingDocument},
		{get, "fulfillment/202309/packages/{}", false, packageDetail},
		{get, "logistics/202309/warehouses", false, listWarehouses},
		{get, "logistics/202309/delivery_options/{}/shipping_providers", false, listProviders},

		{post, "product/202502/products/search", false, searchProducts},
		{post, "product/202309/products/{}/inventory/update", false, updateStock},
		{post, "product/202309/products/{}/prices/update", false, updatePrices},
		{post, "product/202309/inventory/search", false, searchStock},

		{get, "event/202309/webhooks", false, listHooks},
		{put, "event/202309/webhooks", false, setHook},
		{del, "event/202309/webhooks", false, dropHook},
	}
}

// route finds the call that a path names, or says what is wrong with it: no such path, no such method, another version.
func (c *call) route() (*endpoint, error) {
	asked := strings.Split(strings.Trim(c.r.URL.Path, "/"), "/")
	method, version := false, false
	for _, e := range endpoints() {
		pieces := strings.Split(e.path, "/")
		taken, same, exact := match(asked, pieces)
		switch {
		case !same:
		case !exact:
			version = true
		case e.method != c.r.Method:
			method = true
		default:
			c.path = taken
			return &e, nil
		}
	}
	switch {
	case method:
		return nil, gateway(http.StatusNotFound, "36009010", "Invalid method. Please check the HTTP method of the API.")
	case version:
		return nil, gateway(http.StatusNotFound, "36009014", "Invalid version. Please check the API version.")
	}
	return nil, gateway(http.StatusNotFound, "36009009", "Invalid path. Please check the API path.")
}

// match holds a path against a pattern: same when only the version differs, exact when that fits, too.
func match(asked, pattern []string) (taken []string, same, exact bool) {
	if len(asked) != len(pattern) || len(asked) < 2 {
		return nil, false, false
	}
	for i, p := range pattern {
		switch {
		case p == "{}":
			taken = append(taken, asked[i])
		case i != 1 && p != asked[i]:
			return nil, false, false
		}
	}
	return taken, true, slices.Equal(asked[1:2], pattern[1:2])
}

// listShops is GET authorization/202309/shops.
func listShops(c *call) (any, error) {
	f := c.f
	return fields{"shops": []fields{{
		"id": f.shopID(), "name": f.shop.Name, "region": "ID", "seller_type": "LOCAL", "cipher": f.cipher(), "code": "IDLC" + f.shop.Key.Shop,
	}}}, nil
}
