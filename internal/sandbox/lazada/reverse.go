package lazada

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// reversal is a buyer's cancellation, return or refund: Lazada keeps these beside the order.
type reversal struct {
	order    *world.Order
	id       int64
	kind     string // CANCEL, RETURN, ONLY_REFUND
	status   string
	reason   string
	modified time.Time
	lines    []reversalLine
}

type reversalLine struct {
	item   *piece
	amount world.Amount
}

// wishID is the reverse order of the buyer's wish to cancel.
func wishID(o *world.Order) int64 { return reverseBase + o.ID*1000 + 1 }

// reversals tells what happened to an order backwards.
func (w words) reversals(o *world.Order) []reversal {
	pieces := w.pieces(o)
	var out []reversal
	if wish(o) {
		out = append(out, reversal{id: wishID(o), kind: "CANCEL", status: "REQUEST_INITIATE", reason: "Change of mind",
			modified: last(o, world.RequestCancel), lines: every(pieces)})
	}
	if o.Stage == world.Cancelled && o.CancelledBy == world.Buyer && o.WasPaid() && !o.WasShipped() {
		out = append(out, reversal{id: wishID(o), kind: "CANCEL", status: "CANCEL_SUCCESS", reason: "Change of mind",
			modified: last(o, world.Cancel), lines: every(pieces)})
	}
	out = append(out, w.returns(o, pieces)...)
	for i := range out {
		out[i].order = o
	}
	return out
}

// returns are the goods that come back, and the money that went back without them.
func (w words) returns(o *world.Order, pieces []piece) []reversal {
	var out []reversal
	id := func(n int64) int64 { return reverseBase + o.ID*1000 + n }
	switch asked := last(o, world.RequestReturn); {
	case o.ReturnRequested:
		out = append(out, reversal{id: id(2), kind: "RETURN", status: "REQUEST_INITIATE", reason: "Damaged", modified: asked, lines: every(pieces)})
	case !last(o, world.RefuseReturn).IsZero() && o.Stage != world.Returned:
		out = append(out, reversal{id: id(2), kind: "RETURN", status: "REQUEST_REJECT", reason: "Damaged", modified: last(o, world.RefuseReturn), lines: every(pieces)})
	}
	for n := range o.Refunds {
		r := &o.Refunds[n]
		if r.Part {
			continue // a cancelled piece shows it by itself
		}
		kind := "ONLY_REFUND"
		if o.Stage == world.Returned && n == len(o.Refunds)-1 {
			kind = "RETURN"
		}
		out = append(out, reversal{id: id(10 + int64(n)), kind: kind, status: "REFUND_SUCCESS", reason: "Damaged", modified: r.At, lines: refunded(pieces, r)})
	}
	if o.Stage == world.Returned && !slices.ContainsFunc(out, func(r reversal) bool { return r.kind == "RETURN" }) {
		out = append(out, reversal{id: id(2), kind: "RETURN", status: "REQUEST_COMPLETE", modified: last(o, world.Return), lines: every(pieces)})
	}
	return out
}

// every piece that was not cancelled, without money.
func every(pieces []piece) []reversalLine {
	var out []reversalLine
	for i := range pieces {
		if !pieces[i].off {
			out = append(out, reversalLine{item: &pieces[i]})
		}
	}
	return out
}

// refunded spreads a refund over the pieces it is for; the first takes what the pieces do not explain (shipping).
func refunded(pieces []piece, r *world.Refund) []reversalLine {
	var out []reversalLine
	left := r.Amount
	for _, rl := range r.Lines {
		n := rl.Quantity
		for i := range pieces {
			if p := &pieces[i]; p.line.ID == rl.Line && n > 0 {
				share := (rl.Amount + rl.Tax) / world.Amount(rl.Quantity)
				out, left, n = append(out, reversalLine{p, share}), left-share, n-1
			}
		}
	}
	if len(out) == 0 && len(pieces) > 0 {
		out = append(out, reversalLine{item: &pieces[0]})
	}
	if len(out) > 0 {
		out[0].amount += left
	}
	return out
}

// last is when something was done last; zero: never.
func last(o *world.Order, v world.Verb) time.Time {
	for i := len(o.Steps) - 1; i >= 0; i-- {
		if o.Steps[i].Verb == v {
			return o.Steps[i].At
		}
	}
	return time.Time{}
}

// cents is a reverse amount: hundredths, except in Vietnam (reference page; whether the rupiah has them is unverified).
func cents(o *world.Order, a world.Amount) int64 {
	if o.Currency == "VND" {
		return int64(a / world.Unit)
	}
	return int64(a * 100 / world.Unit)
}

// getReverses is /reverse/getreverseordersforseller, newest change first (unverified).
func getReverses(c *call) (object, *refusal) {
	for _, name := range []string{"page_no", "page_size"} {
		if c.get(name) == "" {
			return nil, missing(name)
		}
	}
	page, err := strconv.Atoi(c.get("page_no"))
	size, err2 := strconv.Atoi(c.get("page_size"))
	if err != nil || err2 != nil || page < 1 || size < 1 || size > 100 {
		return nil, &refusal{"120", "ISP", "E0120: page size invalid"}
	}
	found, no := c.reversals()
	if no != nil {
		return nil, no
	}
	items := []object{}
	for n := (page - 1) * size; n < min(page*size, len(found)); n++ {
		items = append(items, c.view.reversal(found[n]))
	}
	return object{"result": object{
		"success": c.view.flag(true), "total": c.view.id(int64(len(found))), "page_no": c.view.id(int64(page)), "page_size": c.view.id(int64(size)), "items": items,
	}}, nil
}

// reversals are those that the filters let through.
func (c *call) reversals() ([]reversal, *refusal) {
	created, no := c.spanOf("TradeOrderLineCreatedTimeRange")
	if no != nil {
		return nil, no
	}
	modified, no := c.spanOf("ReverseOrderLineModifiedTimeRange")
	if no != nil {
		return nil, no
	}
	kinds, statuses := wordList(c.get("request_type_list")), wordList(c.get("reverse_status_list"))
	var found []reversal
	for _, o := range c.f.world.Orders(world.Filter{Channel: c.f.shop.Channel, Shop: c.f.shop.Key.Shop}) {
		if id := c.get("trade_order_id"); id != "" && id != o.Ref || !created.holds(o.Created) {
			continue
		}
		for _, r := range c.f.words.reversals(o) {
			if modified.holds(r.modified) && (kinds == nil || slices.Contains(kinds, r.kind)) && (statuses == nil || slices.Contains(statuses, r.status)) &&
				(c.get("reverse_order_id") == "" || c.get("reverse_order_id") == fmt.Sprint(r.id)) {
				found = append(found, r)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b reversal) int { return b.modified.Compare(a.modified) })
	return found, nil
}

// wordList reads ["A","B"]; nil: no filter.
func wordList(s string) []string {
	out, _ := ids(s)
	return out
}

// spanOf reads a pair of milliseconds.
func (c *call) spanOf(name string) (s span, no *refusal) {
	for _, end := range []struct {
		name string
		at   *time.Time
	}{{name + "Start", &s.from}, {name + "End", &s.to}} {
		v := c.get(end.name)
		if v == "" {
			continue
		}
		ms, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return s, &refusal{"17", "ISP", "E017: Invalid Date Format"}
		}
		*end.at = time.UnixMilli(ms)
	}
	return s, nil
}

func (v view) reversal(r reversal) object {
	lines := []object{}
	for n, l := range r.lines {
		product, sku, _ := v.f.listed(l.item.line.ItemID)
		lines = append(lines, object{
			"reverse_order_line_id": v.id(r.id*100 + int64(n)), "trade_order_line_id": v.id(l.item.id), "reverse_status": r.status, "ofc_status": "",
			"refund_amount": v.id(cents(r.order, l.amount)), "item_unit_price": v.id(cents(r.order, l.item.price)), "reason_text": r.reason, "reason_code": v.id(10),
			"refund_payment_method": r.order.Payment.Method, "is_dispute": v.flag(false), "is_need_refund": v.flag(true), "seller_sku_id": l.item.line.SKU,
			"platform_sku_id": shopSKU(product, sku), "tracking_number": "", "whqc_decision": "",
			"trade_order_gmt_create": v.millis(r.order.Created), "return_order_line_gmt_create": v.millis(r.modified), "return_order_line_gmt_modified": v.millis(r.modified),
			"product": object{"product_id": v.id(product), "product_sku": l.item.line.SKU}, "buyer": object{"buyer_id": v.id(r.order.BuyerID)},
		})
	}
	return object{
		"reverse_order_id": v.id(r.id), "trade_order_id": v.ref(r.order.Ref), "request_type": r.kind, "is_rtm": v.flag(true), "shipping_type": "DROP_OFF",
		"reverse_order_lines": lines,
	}
}

// reasons are those that a seller may give; ids differ by country.
var reasons = []object{
	{"reason_id": "10000019", "reason_name": "Sourcing Delay"}, {"reason_id": "10000021", "reason_name": "Out of Stock"},
	{"reason_id": "10000023", "reason_name": "Wrong Price or Pricing Error"},
}

// chosen are the items of one order that a cancellation names; all of them have to be its own.
func (c *call) chosen() (*world.Order, []piece, *refusal) {
	o, no := c.one()
	if no != nil {
		return nil, nil, &refusal{"122", "ISP", "E0122: invalid trade order"}
	}
	wanted, ok := ids(c.get("order_item_id_list"))
	if !ok || len(wanted) == 0 {
		return nil, nil, &refusal{"102", "ISP", "E0102: trade order line id is empty or invalid"}
	}
	var out []piece
	for _, p := range c.f.words.pieces(o) {
		if slices.Contains(wanted, strconv.FormatInt(p.id, 10)) {
			out = append(out, p)
		}
	}
	if len(out) != len(wanted) {
		return nil, nil, &refusal{"123", "ISP", "E0123: invalid trade order lines " + strings.Join(wanted, ",")}
	}
	return o, out, nil
}

// cancellable are the words from which a seller can cancel.
var cancellable = []string{"pending", "packed", "repacked", "ready_to_ship", "ready_to_ship_pending"}

func validateCancel(c *call) (object, *refusal) {
	_, items, no := c.chosen()
	if no != nil {
		return nil, no
	}
	for _, p := range items {
		if !slices.Contains(cancellable, p.status) {
			return object{"data": object{"tip_type": "error", "tip_content": "The status of this order does not allow to cancel it.", "reason_options": []object{}}}, nil
		}
	}
	return object{"data": object{"tip_type": "warning", "tip_content": "SKU stock may be set to 0 after cancellation.", "reason_options": reasons}}, nil
}

// createCancel cancels items for the seller. Out of stock and wrong price set the listing's stock to 0.
func createCancel(c *call) (object, *refusal) {
	o, items, no := c.chosen()
	if no != nil {
		return nil, no
	}
	if !slices.ContainsFunc(reasons, func(r object) bool { return r["reason_id"] == c.get("reason_id") }) {
		return nil, &refusal{"104", "ISP", "E0104: reason is empty or invalid"}
	}
	for _, p := range items {
		if !slices.Contains(cancellable, p.status) {
			return object{"data": object{"tip_type": "error", "tip_content": "The status of this order does not allow to cancel it."}}, nil
		}
	}
	if err := c.f.cancel(o, items); err != nil {
		return object{"data": object{"tip_type": "error", "tip_content": err.Error()}}, nil
	}
	if c.get("reason_id") != "10000019" {
		c.f.emptyStock(items)
	}
	return object{"data": object{"tip_type": "success", "tip_content": "The order has been cancelled and SKU stock may have been set to 0."}}, nil
}

// cancel takes pieces off, or the whole order when none would stay.
func (f *Face) cancel(o *world.Order, items []piece) error {
	live := 0
	for _, p := range f.words.pieces(o) {
		if !p.off {
			live++
		}
	}
	act := world.Act{Verb: world.Cancel, By: world.Seller}
	if len(items) < live {
		act.Verb = world.CancelPart
		for _, p := range items {
			act.Lines = append(act.Lines, world.Count{Line: p.line.ID, Quantity: 1})
		}
	}
	_, err := f.world.Do(f.shop.Key, o.Ref, act)
	return err
}

func (f *Face) emptyStock(items []piece) {
	for _, p := range items {
		_, err := f.world.EditItem(f.shop.Key, p.line.ItemID, func(i *world.Item, _ world.Pen) error { i.Stock = 0; return nil })
		if err != nil {
			f.log.Debug("no stock to set to 0", "error", err) // the goods are not in the catalogue
		}
	}
}

// decideCancel answers a buyer's wish.
func decideCancel(c *call) (object, *refusal) {
	id := c.get("reverse_order_id")
	if id == "" {
		return nil, &refusal{"105", "ISP", "E0105: reverse order id is empty or invalid"}
	}
	verb := map[string]world.Verb{"true": world.Cancel, "false": world.RefuseCancel}[c.get("agree_cancel")]
	if verb == "" {
		return nil, missing("agree_cancel")
	}
	for _, o := range c.f.world.Orders(world.Filter{Channel: c.f.shop.Channel, Shop: c.f.shop.Key.Shop}) {
		if id != fmt.Sprint(wishID(o)) {
			continue
		}
		if !wish(o) {
			break
		}
		if _, err := c.f.world.Do(c.f.shop.Key, o.Ref, world.Act{Verb: verb, By: world.Buyer}); err != nil {
			break
		}
		return object{"data": nil}, nil
	}
	return nil, &refusal{"131", "ISP", "E0131: no decision for this reverse order"}
}
