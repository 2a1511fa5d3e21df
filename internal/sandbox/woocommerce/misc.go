package woocommerce

import (
	"fmt"
	"net/http"
	"strings"
)

// discovery is the index of the API, open to everybody: a client finds plugins and the shop's time zone here.
func discovery(c *call) (*answer, error) {
	namespaces := []string{"oembed/1.0", "wc/v1", "wc/v2", "wc/v3", "wc/store", "wc/store/v1", "wc-analytics", "wp/v2", "wp-site-health/v1"}
	if c.f.plug.tracking {
		namespaces = append(namespaces, "wc-shipment-tracking/v3")
	}
	w := c.view.single()
	w.open('{')
	w.str("name", c.f.shop.Name)
	w.str("description", "")
	w.str("url", c.view.home)
	w.str("home", c.view.home)
	w.int("gmt_offset", 7)
	w.str("timezone_string", c.f.shop.ZoneName)
	w.int("page_for_posts", 0)
	w.int("page_on_front", 0)
	w.str("show_on_front", "posts")
	if w.list("namespaces") {
		for _, n := range namespaces {
			w.sep()
			w.b = appendString(w.b, n)
		}
		w.close(']')
	}
	w.raw("authentication", "{}")
	c.routeIndex(w, "")
	w.close('}')
	return one(http.StatusOK, w.b), nil
}

func namespaceIndex(c *call) (*answer, error) {
	w := c.view.single()
	w.open('{')
	w.str("namespace", "wc/v3")
	c.routeIndex(w, "wc/v3")
	w.close('}')
	return one(http.StatusOK, w.b), nil
}

func (c *call) routeIndex(w *writer, under string) {
	if !w.object("routes") {
		return
	}
	seen := map[string]bool{}
	for _, r := range c.f.table {
		if seen[r.pattern] || !strings.HasPrefix(r.pattern, under) || !c.f.plug.tracking && strings.HasPrefix(r.pattern, "wc-shipment") {
			continue
		}
		seen[r.pattern] = true
		name := strings.ReplaceAll(strings.ReplaceAll("/"+r.pattern, "#", `(?P<id>[\d]+)`), "*", `(?P<tracking_id>[a-fA-F0-9]{0,32})`)
		namespace, _, _ := strings.Cut(strings.TrimPrefix(r.pattern, "wc/v3"), "/orders")
		if strings.HasPrefix(r.pattern, "wc/v3") {
			namespace = "wc/v3"
		}
		quoted := string(appendString(nil, name))
		w.raw(quoted[1:len(quoted)-1], fmt.Sprintf(`{"namespace":%s}`, appendString(nil, namespace)))
	}
	w.close('}')
}

// currentCurrency is recorded: currency-current.
func currentCurrency(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	code := c.f.shop.Currency
	w := c.view.single()
	w.open('{')
	w.str("code", code)
	w.str("name", currencyName(code))
	w.str("symbol", symbol(code))
	c.view.links(w, apiRoot+"/data/currencies/"+code, "GET", apiRoot+"/data/currencies", "")
	w.close('}')
	return one(http.StatusOK, w.b), nil
}

func currencyName(code string) string {
	if code == "IDR" {
		return "Indonesian rupiah"
	}
	return code
}

func currencySetting(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	const id = "woocommerce_currency"
	w := c.view.single()
	w.open('{')
	w.str("id", id)
	w.str("label", "Currency")
	w.str("description", "This controls what currency prices are listed at in the catalog and which currency gateways will take payments in.")
	w.str("type", "select")
	w.str("default", "USD")
	w.raw("options", `{"IDR":"Indonesian rupiah (Rp) \u2014 IDR","USD":"United States (US) dollar ($) \u2014 USD"}`)
	w.str("tip", "This controls what currency prices are listed at in the catalog and which currency gateways will take payments in.")
	w.str("value", c.f.shop.Currency)
	w.str("group_id", "general")
	c.view.links(w, apiRoot+"/settings/general/"+id, "GET POST PUT PATCH", apiRoot+"/settings/general", "")
	w.close('}')
	return one(http.StatusOK, w.b), nil
}

func systemStatus(c *call) (*answer, error) {
	if err := c.may("list"); err != nil {
		return nil, err
	}
	w := c.view.single()
	w.open('{')
	if w.object("environment") {
		w.str("home_url", c.view.home)
		w.str("site_url", c.view.home)
		w.str("version", c.f.version())
		w.str("wp_version", wordpressVersion)
		w.bool("wp_multisite", false)
		w.bool("wp_cron", true)
		w.str("language", "id_ID")
		w.str("server_info", "nginx")
		w.str("php_version", "8.3.12")
		w.str("default_timezone", "UTC")
		w.bool("secure_connection", strings.HasPrefix(c.view.home, "https:"))
		w.close('}')
	}
	if w.list("active_plugins") {
		c.plugin(w, "woocommerce/woocommerce.php", "WooCommerce", c.f.version())
		if c.f.plug.tracking {
			c.plugin(w, "woocommerce-shipment-tracking/woocommerce-shipment-tracking.php", "WooCommerce Shipment Tracking", "2.5.0")
		}
		if c.f.plug.statuses {
			c.plugin(w, "order-status-manager/order-status-manager.php", "Order Status Manager", "1.0.0")
		}
		w.close(']')
	}
	if w.object("settings") {
		w.bool("api_enabled", false)
		w.bool("force_ssl", false)
		w.str("currency", c.f.shop.Currency)
		w.str("currency_symbol", symbol(c.f.shop.Currency))
		w.str("currency_position", "left")
		w.str("thousand_separator", ",")
		w.str("decimal_separator", ".")
		w.int("number_of_decimals", int64(c.view.digits))
		w.close('}')
	}
	w.close('}')
	return one(http.StatusOK, w.b), nil
}

func (f *Face) version() string {
	if f.old {
		return "5.7.2"
	}
	return Version
}

func (c *call) plugin(w *writer, file, name, version string) {
	w.sep()
	w.open('{')
	w.str("plugin", file)
	w.str("name", name)
	w.str("version", version)
	w.bool("network_activated", false)
	w.close('}')
}

func paymentGateways(c *call) (*answer, error) {
	if err := c.may("list"); err != nil {
		return nil, err
	}
	w := &writer{only: c.view.only, b: []byte{'['}}
	for i, p := range profile(nil).Payments {
		w.sep()
		w.open('{')
		w.str("id", p.Method)
		w.str("title", p.Title)
		w.str("description", "")
		w.int("order", int64(i))
		w.bool("enabled", true)
		w.str("method_title", p.Title)
		w.str("method_description", "")
		w.raw("method_supports", `["products"]`)
		w.raw("settings", "{}")
		c.view.links(w, apiRoot+"/payment_gateways/"+p.Method, "GET POST PUT PATCH", apiRoot+"/payment_gateways", "")
		w.close('}')
	}
	return one(http.StatusOK, append(w.b, ']')), nil
}
