package shopify

import (
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/order"
)

// What the external tests look into.
var (
	GenuineHook  = genuineHook
	GenuineQuery = genuineQuery
	ParseShop    = parseShop
	ReadMark     = readMark
	OrderIn      = orderIn
	GraphErrors  = graphErrors
	KeyOf        = keyOf
	IsCash       = isCash
	Tables       = map[string]int{
		"financial": len(financial), "fulfilled": len(fulfilled), "returns": len(returns), "cancellers": len(cancellers), "live": len(live), "courier": len(courier),
	}
)

// Queries are all that may be sent.
var Queries = map[string]string{
	"list": listQuery, "detail": detailQuery, "one": oneQuery, "named": namedQuery, "lines": moreLinesQuery + itemFragments, "created": createdQuery, "test": testQuery,
	"locations": locationsQuery, "listings": listingsQuery, "items": itemsQuery, "activate": activateQuery, "activate before 2026": activateOldQuery,
	"stock": stockQuery, "stock before 2026": stockOldQuery, "prices": pricesQuery, "to ship": toShipQuery, "ship": shipQuery, "tracking": trackingQuery,
	"cancel": cancelQuery, "job": jobQuery, "untag": untagQuery, "webhooks": hooksQuery, "webhooks before 2025-10": hooksOldQuery,
	"make webhook": hookMakeQuery, "fix webhook": hookFixQuery,
}

// Number writes an id.
func Number(n int64) string { return strconv.FormatInt(n, 10) }

// ReadBack is the body of a request, which can still be sent.
func ReadBack(r *http.Request) string {
	body, err := r.GetBody()
	if err != nil {
		return ""
	}
	b, _ := io.ReadAll(body)
	return string(b)
}

// Snapshot maps one order with a connector's defaults and some settings.
func Snapshot(raw []byte, nameValue ...string) order.Snapshot {
	settings := map[string]string{"shop": "demo-hub"}
	for i := 0; i+1 < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	cfg, err := parse(settings)
	if err != nil {
		panic(err)
	}
	o, err := decodeOrder(raw)
	if err != nil {
		return unreadable(raw, err)
	}
	return (&connector{config: cfg}).snapshot(o, raw)
}

// Message is what a returning browser's query is signed over.
func Message(q url.Values) string { _, plain := queryMessages(q); return plain }
