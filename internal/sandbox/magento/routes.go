package magento

import (
	"net/url"
	"strings"
)

// route is a call with the right that it needs. In a pattern # is a number and * anything; all else stands for itself.
type route struct {
	method, pattern, resource string
	handle                    func(*call) (any, error)
}

// Rights, as integrations are given them.
const (
	mayView     = "Magento_Sales::actions_view"
	mayInvoices = "Magento_Sales::sales_invoice"
	mayParcels  = "Magento_Sales::shipment"
	mayInvoice  = "Magento_Sales::invoice"
	mayShip     = "Magento_Sales::ship"
	mayCancel   = "Magento_Sales::cancel"
	mayHold     = "Magento_Sales::hold"
	mayUnhold   = "Magento_Sales::unhold"
	mayComment  = "Magento_Sales::comment"
	mayProducts = "Magento_Catalog::products"
	mayStock    = "Magento_CatalogInventory::cataloginventory"
	maySources  = "Magento_InventoryApi::source"
	maySalable  = "Magento_InventorySalesApi::stock"
	mayStore    = "Magento_Backend::store"
)

// routes are all that this shop answers to.
func (f *Face) routes() []route {
	all := []route{
		{"GET", "store/storeConfigs", mayStore, storeConfigs},
		{"GET", "orders", mayView, listOrders},
		{"GET", "orders/#", mayView, getOrder},
		{"POST", "orders/#/cancel", mayCancel, cancelOrder},
		{"POST", "orders/#/hold", mayHold, holdOrder},
		{"POST", "orders/#/unhold", mayUnhold, unholdOrder},
		{"POST", "orders/#/comments", mayComment, commentOrder},
		{"GET", "invoices", mayInvoices, listInvoices},
		{"POST", "order/#/invoice", mayInvoice, invoiceOrder},
		{"GET", "shipments", mayParcels, listShipments},
		{"POST", "order/#/ship", mayShip, shipOrder},
		{"POST", "shipment/track", mayParcels, addTrack},
		{"GET", "shipment/#/label", mayParcels, getLabel},
		{"GET", "products", mayProducts, listProducts},
		{"GET", "products/*", mayProducts, getProduct},
		{"POST", "products/base-prices", mayProducts, setPrices},
		{"PUT", "products/*/stockItems/#", mayStock, setStockItem},
		{"GET", "stockItems/*", mayStock, getStockItem},
	}
	if f.msi {
		all = append(all,
			route{"GET", "inventory/source-items", maySources, listSourceItems},
			route{"POST", "inventory/source-items", maySources, setSourceItems},
			route{"GET", "inventory/get-product-salable-quantity/*/#", maySalable, getSalable},
		)
	}
	return all
}

func (f *Face) match(method, path string) (*route, []string) {
	for _, r := range f.routes() {
		if args, ok := fits(r.pattern, path); ok && r.method == method {
			return &r, args
		}
	}
	return nil, nil
}

func fits(pattern, path string) (args []string, ok bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	for i, p := range want {
		part, err := url.PathUnescape(have[i])
		if err != nil {
			return nil, false
		}
		switch {
		case p == "*":
		case p == "#" && part != "" && strings.Trim(part, "0123456789") == "":
		case p != part || p == "#":
			return nil, false
		default:
			continue
		}
		args = append(args, part)
	}
	return args, true
}
