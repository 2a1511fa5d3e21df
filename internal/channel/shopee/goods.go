package shopee

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// modelsAtOnce is how many models of one item a write takes (v2.product.update_stock, update_price: 1 to 50).
const modelsAtOnce = 50

// MaxStock is how many levels one PushStock takes: what one call could take, if they were all of one item.
func (c *connector) MaxStock() int { return modelsAtOnce }

// MaxPrices is how many tags one PushPrices takes.
func (c *connector) MaxPrices() int { return modelsAtOnce }

// PushStock sets the seller's stock, absolute figures. One call writes the models of one item, so it costs as many calls as there
// are items among the levels. key is not sent: Shopee takes none, and an absolute figure may be set twice.
//
// Errors of an item are those of its models ("Stock should be larger than reserved stock", holiday mode, item under review); a
// model alone can fail under a 200 (failure_list). Throttled, Unavailable and NoAccess end the push: what was not sent is marked
// with the same.
// Source: v2.product.update_stock.
func (c *connector) PushStock(ctx context.Context, _ string, levels []channel.StockLevel) (channel.Pushed, error) {
	const op = "shopee.PushStock"
	w := write{op: op, path: "product/update_stock", list: "stock_list"}
	for i, l := range levels {
		seller := map[string]any{"stock": l.Quantity}
		if l.Location != "" {
			seller["location_id"] = l.Location
		}
		w.add(i, l.Listing, map[string]any{"seller_stock": []any{seller}})
	}
	return c.push(ctx, &w, len(levels))
}

// PushPrices sets prices before promotions, without a float in between. An item on promotion is locked
// (error_cannt_edit_price_in_promotion, sic), and the dearest model may cost only so many times the cheapest; both are said.
// Source: v2.product.update_price.
func (c *connector) PushPrices(ctx context.Context, _ string, tags []channel.PriceTag) (channel.Pushed, error) {
	const op = "shopee.PushPrices"
	w := write{op: op, path: "product/update_price", list: "price_list"}
	for i, t := range tags {
		w.add(i, t.Listing, map[string]any{"original_price": json.Number(t.Price.String())})
	}
	return c.push(ctx, &w, len(tags))
}

// write is a push sorted by item, in the order in which items come up.
type write struct {
	op, path, list string
	groups         []*group
	bad            []row // what names no listing
}

type group struct {
	item string
	rows []row
}

type row struct {
	at    int // index in the push
	id    string
	model string
	body  map[string]any
}

func (w *write) add(at int, id string, body map[string]any) {
	item, model, ok := parseListing(id)
	r := row{at: at, id: id, model: model, body: body}
	if !ok {
		w.bad = append(w.bad, r)
		return
	}
	body["model_id"] = json.Number(model)
	i := slices.IndexFunc(w.groups, func(g *group) bool { return g.item == item && len(g.rows) < modelsAtOnce && !g.has(model) })
	if i < 0 {
		w.groups = append(w.groups, &group{item: item})
		i = len(w.groups) - 1
	}
	w.groups[i].rows = append(w.groups[i].rows, r)
}

// has tells whether a model is there: "Repeat model_id." is refused, so a second location goes into a call of its own.
func (g *group) has(model string) bool {
	return slices.ContainsFunc(g.rows, func(r row) bool { return r.model == model })
}

// push sends the groups one after the other.
func (c *connector) push(ctx context.Context, w *write, n int) (channel.Pushed, error) {
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	pushed := make(channel.Pushed, n)
	for _, r := range w.bad {
		pushed[r.at] = notListed(w.op, r.id)
	}
	var ends *outcome.Error
	reached := false
	for _, g := range w.groups {
		if ends == nil {
			err := c.pushItem(ctx, w, g, pushed)
			if err == nil || !endsPush(err) {
				reached = true
				continue
			}
			ends = err
		}
		for _, r := range g.rows {
			pushed[r.at] = clone(ends).About(r.id)
		}
	}
	if ends != nil && !reached {
		return nil, ends
	}
	return pushed, nil
}

// endsPush tells whether the next item would fare the same.
func endsPush(e *outcome.Error) bool {
	return e.Code == outcome.NoAccess || e.Code.RetriesItself() || e.Code == outcome.Bug
}

func clone(e *outcome.Error) *outcome.Error {
	c := *e
	return &c
}

// pushItem writes one item and notes what became of its models. A write that is refused for the sake of one model is halved until
// that one stands alone.
func (c *connector) pushItem(ctx context.Context, w *write, g *group, pushed channel.Pushed) *outcome.Error {
	rows := make([]any, len(g.rows))
	for i, r := range g.rows {
		rows[i] = r.body
	}
	var got struct {
		Failed []struct {
			Model  text `json:"model_id"`
			Reason text `json:"failed_reason"`
		} `json:"failure_list"`
	}
	body := map[string]any{"item_id": json.Number(g.item), w.list: rows}
	if _, err := c.do(ctx, ask{op: w.op, path: w.path, body: body}, &got); err != nil {
		e := outcome.Of(err)
		if half := len(g.rows) / 2; half > 0 && !endsPush(e) {
			first, second := &group{g.item, g.rows[:half]}, &group{g.item, g.rows[half:]}
			if err := c.pushItem(ctx, w, first, pushed); err != nil && endsPush(err) {
				return err
			}
			return c.pushItem(ctx, w, second, pushed)
		}
		for _, r := range g.rows {
			pushed[r.at] = clone(e).About(r.id)
		}
		return e
	}
	for _, f := range got.Failed {
		for _, r := range g.rows {
			if f.Model.number() == r.model {
				pushed[r.at] = outcome.New(outcome.RefusedByChannel, "status", "failure_list", "said", httpkit.Said(string(f.Reason))).In(w.op).About(r.id)
			}
		}
	}
	return nil
}

// number is an id with 0 for none, as bodies have it.
func (t text) number() string {
	if id := t.id(); id != "" {
		return id
	}
	return "0"
}
