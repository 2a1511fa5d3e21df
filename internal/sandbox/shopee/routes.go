package shopee

import "net/http"

// route is one call of the API.
type route struct {
	method string
	public bool // signed without a token and a shop
	handle func(*call) (any, error)
}

// routes are all calls that this Shopee knows, by module and name.
var routes = map[string]route{
	"auth/token/get":                          {http.MethodPost, true, getToken},
	"auth/access_token/get":                   {http.MethodPost, true, refreshAccess},
	"public/get_shops_by_partner":             {http.MethodGet, true, shopsByPartner},
	"push/get_app_push_config":                {http.MethodGet, true, getPushConfig},
	"push/set_app_push_config":                {http.MethodPost, true, setPushConfig},
	"push/get_lost_push_message":              {http.MethodGet, true, getLost},
	"push/confirm_consumed_lost_push_message": {http.MethodPost, true, confirmLost},

	"shop/get_shop_info":        {http.MethodGet, false, getShopInfo},
	"shop/get_warehouse_detail": {http.MethodGet, false, getWarehouses},

	"order/get_order_list":            {http.MethodGet, false, listOrders},
	"order/get_order_detail":          {http.MethodGet, false, orderDetail},
	"order/get_package_detail":        {http.MethodGet, false, packageDetail},
	"order/cancel_order":              {http.MethodPost, false, cancelOrder},
	"order/handle_buyer_cancellation": {http.MethodPost, false, answerCancel},
	"payment/get_escrow_list":         {http.MethodGet, false, escrowList},
	"payment/get_escrow_detail":       {http.MethodGet, false, escrowDetail},
	"payment/get_escrow_detail_batch": {http.MethodPost, false, escrowBatch},
	"returns/get_return_list":         {http.MethodGet, false, listReturns},
	"returns/get_return_detail":       {http.MethodGet, false, returnDetail},
	"returns/confirm":                 {http.MethodPost, false, confirmReturn},
	"returns/dispute":                 {http.MethodPost, false, disputeReturn},

	"logistics/get_shipping_parameter":       {http.MethodGet, false, shippingParameter},
	"logistics/ship_order":                   {http.MethodPost, false, shipOrder},
	"logistics/update_shipping_order":        {http.MethodPost, false, updateShipping},
	"logistics/get_tracking_number":          {http.MethodGet, false, trackingNumber},
	"logistics/create_shipping_document":     {http.MethodPost, false, createDocument},
	"logistics/get_shipping_document_result": {http.MethodPost, false, documentResult},
	"logistics/download_shipping_document":   {http.MethodPost, false, downloadDocument},

	"product/get_item_list":      {http.MethodGet, false, itemList},
	"product/get_item_base_info": {http.MethodGet, false, itemBaseInfo},
	"product/get_model_list":     {http.MethodGet, false, modelList},
	"product/update_stock":       {http.MethodPost, false, updateStock},
	"product/update_price":       {http.MethodPost, false, updatePrice},
}
