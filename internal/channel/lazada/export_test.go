package lazada

import (
	"encoding/json"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
)

// What the external tests look into.
var (
	Statuses        = statuses
	Cancellers      = cancellers
	ReverseStatuses = reverseStatuses
	Reasons         = reasons
	ReadMark        = readMark
	Moment          = moment
	Countries       = countryWords
)

// Sign signs parameters given as name, value, name, value.
func Sign(path, secret string, nameValue ...string) string {
	return sign(path, pairs(nameValue), secret)
}

// BaseString is what Sign signs.
func BaseString(path string, nameValue ...string) string { return baseString(path, pairs(nameValue)) }

func pairs(nameValue []string) []param {
	var p []param
	for i := 0; i+1 < len(nameValue); i += 2 {
		p = append(p, param{nameValue[i], nameValue[i+1]})
	}
	return p
}

// Payload is the XML for stock levels.
func Payload(levels ...channel.StockLevel) (string, error) {
	var skus []skuXML
	for _, l := range levels {
		item, sku, _ := split(l.Listing)
		one := skuXML{Item: item, SKU: sku, Sellable: &l.Quantity}
		if l.Location != "" {
			one.Sellable, one.Warehouse = nil, &warehouseXML{l.Location, l.Quantity}
		}
		skus = append(skus, one)
	}
	return payload(skus)
}

// Whole maps an order, its items and its reverse orders as a connector of this country would.
func Whole(country string, head, items []byte, reverses ...[]byte) order.Snapshot {
	home, _ := countryOf(country)
	r := readRow(head)
	if r.bad != "" {
		return unreadable(head, r.bad)
	}
	w := whole{header: r.header}
	w.fill(items)
	for _, raw := range reverses {
		var rev reverse
		if json.Unmarshal(raw, &rev) == nil {
			rev.raw = raw
			w.reverses = append(w.reverses, rev)
		}
	}
	return (&connector{home: home}).snapshot(w)
}

// Grant reads a token answer as the successor of a token.
func Grant(body []byte, before channel.Token, country string, now time.Time) (channel.Token, map[string]string, error) {
	var g grant
	if err := json.Unmarshal(body, &g); err != nil {
		return channel.Token{}, nil, err
	}
	home, _ := countryOf(country)
	found, none := g.learned(home)
	if none != nil {
		return channel.Token{}, nil, none
	}
	return g.token(before, now), found, nil
}

// Hosts gives where calls and logins go.
func Hosts(region string) (api, auth string) {
	h := values{channel.Filled{"region": region, "base_url": ""}}.hosts()
	return h.api, h.auth
}

// Listings maps a product.
func Listings(country string, raw []byte, now time.Time) ([]channel.Listing, error) {
	home, _ := countryOf(country)
	var p product
	err := json.Unmarshal(raw, &p)
	c := connector{home: home}
	c.now = func() time.Time { return now }
	return c.listings(p), err
}

// Text makes a value as it came in JSON.
func Text(s string) text { return text(s) }
