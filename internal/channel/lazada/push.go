package lazada

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// skusAtOnce is how many SKUs a write holds: 50 is the most, 20 what the pages advise (513 and time-outs above).
const skusAtOnce = 20

// skuXML is a SKU in the payload of the stock and price calls.
type skuXML struct {
	XMLName   xml.Name      `xml:"Sku"`
	Item      string        `xml:"ItemId,omitempty"`
	SKU       string        `xml:"SkuId,omitempty"`
	Price     string        `xml:"Price,omitempty"`
	Sellable  *int64        `xml:"SellableQuantity,omitempty"`
	Warehouse *warehouseXML `xml:"MultiWarehouseInventories>MultiWarehouseInventory,omitempty"`
}

type warehouseXML struct {
	Code     string `xml:"WarehouseCode"`
	Sellable int64  `xml:"SellableQuantity"`
}

// payload is the XML of a write. The JSON form is unverified for these calls.
func payload(skus []skuXML) (string, error) {
	var b bytes.Buffer
	b.WriteString("<Request><Product><Skus>")
	err := xml.NewEncoder(&b).Encode(skus)
	b.WriteString("</Skus></Product></Request>")
	return b.String(), err
}

// MaxStock is how many levels one PushStock takes.
func (c *connector) MaxStock() int { return skusAtOnce }

// PushStock sets what buyers can take (sellable), absolute. It is not price_quantity/update, whose figure holds reserved pieces, too,
// and undersells. A level with a location is for that warehouse, for shops that have several; others must come without. Lazada takes
// no idempotency key and needs none: the figures are absolute.
//
// When Lazada refuses a batch (501 names SKUs in a form that is unverified), it is halved until the SKU to blame stands alone. Per SKU:
// RefusedByChannel (4170: during a campaign stock may rise but not fall), Unmapped (the listing has no id). For all: NoAccess,
// Throttled (901), Unavailable.
// Source: /product/stock/sellable/update; guide "inventory management".
func (c *connector) PushStock(ctx context.Context, _ string, levels []channel.StockLevel) (channel.Pushed, error) {
	const op = "lazada.PushStock"
	w := write{op: op, path: "/product/stock/sellable/update", done: make(channel.Pushed, len(levels))}
	for n, l := range levels {
		item, sku, ok := split(l.Listing)
		if !ok || l.Quantity < 0 {
			w.done[n] = notOurs(op, l.Listing)
			continue
		}
		one := skuXML{Item: item, SKU: sku}
		if l.Location == "" {
			one.Sellable = &l.Quantity
		} else {
			one.Warehouse = &warehouseXML{l.Location, l.Quantity}
		}
		w.add(n, l.Listing, one)
	}
	return w.all(ctx, c)
}

// MaxPrices is how many tags one PushPrices takes.
func (c *connector) MaxPrices() int { return skusAtOnce }

// PushPrices sets prices and leaves quantities alone. The same refusals as PushStock, and CurrencyMismatch: a shop has its country's
// currency only.
//
// Source: /product/price_quantity/update (Price; 4104 to 4121: precision, zero).
func (c *connector) PushPrices(ctx context.Context, _ string, tags []channel.PriceTag) (channel.Pushed, error) {
	const op = "lazada.PushPrices"
	w := write{op: op, path: "/product/price_quantity/update", done: make(channel.Pushed, len(tags))}
	for n, t := range tags {
		item, sku, ok := split(t.Listing)
		switch {
		case !ok:
			w.done[n] = notOurs(op, t.Listing)
		case t.Currency != "" && t.Currency != c.home.currency:
			w.done[n] = outcome.New(outcome.CurrencyMismatch, "order", string(t.Currency), "books", string(c.home.currency)).In(op).About(t.Listing)
		default:
			w.add(n, t.Listing, skuXML{Item: item, SKU: sku, Price: t.Price.String()})
		}
	}
	return w.all(ctx, c)
}

// split takes a listing id apart; a SKU without its product will do.
func split(listing string) (item, sku string, ok bool) {
	item, sku, both := strings.Cut(listing, ":")
	if !both {
		item, sku = "", item
	}
	return item, sku, channel.IsNumber(sku) && (item == "" || channel.IsNumber(item))
}

// write is one push on its way.
type write struct {
	op, path string
	at       []int // where each SKU stands in done
	refs     []string
	skus     []skuXML
	done     channel.Pushed
}

func (w *write) add(at int, ref string, s skuXML) {
	w.at, w.refs, w.skus = append(w.at, at), append(w.refs, ref), append(w.skus, s)
}

// all sends the SKUs; an error is about every one of them.
func (w *write) all(ctx context.Context, c *connector) (channel.Pushed, error) {
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	for from := 0; from < len(w.skus); from += skusAtOnce {
		err := w.some(ctx, c, from, min(from+skusAtOnce, len(w.skus)))
		if err != nil && from == 0 && !w.any() {
			return nil, err
		}
		if err != nil { // what came before was taken
			w.rest(from, outcome.Of(err))
			break
		}
	}
	return w.done, nil
}

// any tells whether a SKU was judged by itself already.
func (w *write) any() bool {
	for _, at := range w.at {
		if w.done[at] != nil {
			return true
		}
	}
	return false
}

func (w *write) rest(from int, e *outcome.Error) {
	for n := from; n < len(w.at); n++ {
		if w.done[w.at[n]] == nil {
			w.done[w.at[n]] = e
		}
	}
}

// some sends the SKUs [from, to). A refusal of several is tried again in halves: setting the same figure twice does no harm.
func (w *write) some(ctx context.Context, c *connector, from, to int) error {
	xml, err := payload(w.skus[from:to])
	if err != nil {
		return outcome.New(outcome.Internal).In(w.op).Because(err)
	}
	_, err = c.do(ctx, ask{op: w.op, method: http.MethodPost, path: w.path, params: []param{{"payload", xml}}})
	e := outcome.Of(err)
	switch {
	case e == nil:
		return nil
	case !blamesSKU(e):
		return e
	case to-from == 1:
		w.done[w.at[from]] = e.About(w.refs[from])
		return nil
	}
	half := (from + to) / 2
	if err := w.some(ctx, c, from, half); err != nil {
		return err
	}
	if err := w.some(ctx, c, half, to); err != nil {
		w.rest(half, outcome.Of(err)) // the first half was taken, or judged
	}
	return nil
}

// blamesSKU tells a refusal of some SKU from one of the whole call. 513 and 1000 heal with smaller batches, says the page.
func blamesSKU(e *outcome.Error) bool {
	return e.Reason == outcome.RefusedByChannel && !hasCode(e, "5", "30") || hasCode(e, "513", "1000")
}

var (
	_ channel.StockPusher = (*connector)(nil)
	_ channel.PricePusher = (*connector)(nil)
)
