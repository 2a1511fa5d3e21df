package woocommerce

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

type handler func(*call) (*answer, error)

// route is a path with its methods. In a pattern # is a number; everything else stands for itself.
type route struct {
	pattern string
	methods []string
	handle  handler
}

var (
	get   = []string{http.MethodGet}
	post  = []string{http.MethodPost}
	write = []string{http.MethodPost, http.MethodPut, http.MethodPatch} // all three change a record
	del   = []string{http.MethodDelete}
)

// routes are all that this shop answers to.
func routes() []route {
	return []route{
		{"", get, discovery},
		{"wc/v3", get, namespaceIndex},

		{"wc/v3/orders", get, listOrders},
		{"wc/v3/orders", post, postOrder},
		{"wc/v3/orders/#", get, getOrder},
		{"wc/v3/orders/#", write, putOrder},
		{"wc/v3/orders/#", del, deleteOrder},
		{"wc/v3/orders/batch", write, batchOrders},
		{"wc/v3/orders/#/notes", get, listNotes},
		{"wc/v3/orders/#/notes", post, postNote},
		{"wc/v3/orders/#/notes/#", get, getNote},
		{"wc/v3/orders/#/notes/#", del, deleteNote},
		{"wc/v3/orders/#/refunds", get, listOrderRefunds},
		{"wc/v3/orders/#/refunds", post, postRefund},
		{"wc/v3/orders/#/refunds/#", get, getRefund},
		{"wc/v3/orders/#/refunds/#", del, deleteRefund},
		{"wc/v3/refunds", get, listRefunds},
		{"wc/v3/reports/orders/totals", get, orderTotals},

		{"wc/v3/products", get, listProducts},
		{"wc/v3/products", post, postProduct},
		{"wc/v3/products/#", get, getProduct},
		{"wc/v3/products/#", write, putProduct},
		{"wc/v3/products/#", del, deleteProduct},
		{"wc/v3/products/batch", write, batchProducts},
		{"wc/v3/products/#/variations", get, listVariations},
		{"wc/v3/products/#/variations", post, postVariation},
		{"wc/v3/products/#/variations/#", get, getVariation},
		{"wc/v3/products/#/variations/#", write, putVariation},
		{"wc/v3/products/#/variations/#", del, deleteVariation},
		{"wc/v3/products/#/variations/batch", write, batchVariations},
		{"wc/v3/variations", get, listAllVariations},

		{"wc/v3/webhooks", get, listWebhooks},
		{"wc/v3/webhooks", post, postWebhook},
		{"wc/v3/webhooks/#", get, getWebhook},
		{"wc/v3/webhooks/#", write, putWebhook},
		{"wc/v3/webhooks/#", del, deleteWebhook},
		{"wc/v3/webhooks/batch", write, batchWebhooks},

		{"wc/v3/data/currencies/current", get, currentCurrency},
		{"wc/v3/settings/general/woocommerce_currency", get, currencySetting},
		{"wc/v3/system_status", get, systemStatus},
		{"wc/v3/payment_gateways", get, paymentGateways},

		{trackingRoute, get, listTrackings},
		{trackingRoute, post, postTracking},
		{trackingRoute + "/providers", get, trackingProviders},
		{trackingRoute + "/*", get, getTracking},
		{trackingRoute + "/*", del, deleteTracking},
	}
}

// compiled is a route ready to be matched.
type compiled struct {
	route
	parts []string
}

func compile() []compiled {
	var table []compiled
	for _, r := range routes() {
		c := compiled{route: r}
		if r.pattern != "" {
			c.parts = strings.Split(r.pattern, "/")
		}
		table = append(table, c)
	}
	return table
}

// find returns the handler of a path and method, the numbers in the path, and the methods the path knows.
func (f *Face) find(method, path string) (h handler, ids []int64, allow []string) {
	var parts []string
	if path != "" {
		parts = strings.Split(path, "/")
	}
	for _, r := range f.table {
		got, ok := match(r.parts, parts)
		if !ok {
			continue
		}
		for _, m := range r.methods {
			if !slices.Contains(allow, m) {
				allow = append(allow, m)
			}
			if m == method && h == nil {
				h, ids = r.handle, got
			}
		}
	}
	return h, ids, allow
}

func match(pattern, parts []string) (ids []int64, ok bool) {
	if len(pattern) != len(parts) {
		return nil, false
	}
	for i, p := range pattern {
		switch p {
		case "#":
			n, err := strconv.ParseInt(parts[i], 10, 64)
			if err != nil || n < 0 {
				return nil, false
			}
			ids = append(ids, n)
		case "*":
		default:
			if p != parts[i] {
				return nil, false
			}
		}
	}
	return ids, true
}
