package shopee

import (
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// wanted is one wish for goods or money back, as the world's steps tell it.
type wanted struct {
	sn               string
	status           string
	created, updated time.Time
	refund           world.Amount
	lines            []world.Count
	solution         int // 0: goods and money, 1: money only
	after            bool
}

// returnsOf tells an order's returns from its steps: those that were asked for, with how they ended, and money that was given
// back without goods.
func (f *Face) returnsOf(o *world.Order) []wanted {
	var out []wanted
	open := -1
	refunds := moneyBack(o)
	for _, s := range o.Steps {
		switch s.Verb {
		case world.RequestReturn:
			open = len(out)
			out = append(out, wanted{sn: returnSN(o, s), status: "REQUESTED", created: s.At, updated: s.At, lines: everything(o), refund: o.Total, after: s.Stage == world.Completed})
		case world.RefuseReturn:
			if open >= 0 {
				out[open].status, out[open].updated, open = "CANCELLED", s.At, -1
			}
		case world.Return:
			if open < 0 {
				open = len(out)
				out = append(out, wanted{sn: returnSN(o, s), created: s.At})
			}
			w := &out[open]
			w.status, w.updated, w.refund = "ACCEPTED", s.At, 0
			if r, ok := next(&refunds, s.At); ok {
				w.refund, w.lines = r.Amount, counts(r)
			}
			open = -1
		case world.GiveRefund:
			if r, ok := next(&refunds, s.At); ok {
				out = append(out, wanted{
					sn: returnSN(o, s), status: "ACCEPTED", created: s.At, updated: s.At, refund: r.Amount, lines: counts(r), solution: 1,
					after: !o.CompletedAt.IsZero() && !s.At.Before(o.CompletedAt),
				})
			}
		}
	}
	return out
}

// moneyBack are the refunds that are not part of a partial cancellation, oldest first.
func moneyBack(o *world.Order) []world.Refund {
	var out []world.Refund
	for _, r := range o.Refunds {
		if !r.Part {
			out = append(out, r)
		}
	}
	return out
}

func next(refunds *[]world.Refund, at time.Time) (world.Refund, bool) {
	if len(*refunds) == 0 || !(*refunds)[0].At.Equal(at) {
		return world.Refund{}, false
	}
	r := (*refunds)[0]
	*refunds = (*refunds)[1:]
	return r, true
}

func counts(r world.Refund) []world.Count {
	var out []world.Count
	for _, l := range r.Lines {
		out = append(out, world.Count{Line: l.Line, Quantity: l.Quantity})
	}
	return out
}

func everything(o *world.Order) []world.Count {
	var out []world.Count
	for _, l := range o.Lines {
		if n := l.Quantity - l.Cancelled; n > 0 {
			out = append(out, world.Count{Line: l.ID, Quantity: n})
		}
	}
	return out
}

// returnSN holds the order's id and the step's, so that a return is found by its number.
func returnSN(o *world.Order, s world.Step) string { return fmt.Sprintf("26%07dR%06d", o.ID, s.ID) }

// returnFields is a return as list and detail show it.
func (c *call) returnFields(o *world.Order, w wanted) fields {
	items := []fields{}
	for _, n := range w.lines {
		l := o.LineByID(n.Line)
		if l == nil {
			continue
		}
		item, model, _ := c.f.goods(l.ItemID)
		items = append(items, fields{
			"item_id": item, "model_id": model, "name": l.Name, "images": []string{}, "amount": n.Quantity, "item_price": money(l.Price),
			"item_sku": l.SKU, "variation_sku": l.SKU, "is_add_on_deal": false, "is_main_item": false, "add_on_deal_id": 0,
		})
	}
	kind := "RRBOC"
	if w.after {
		kind = "RRAOC"
	}
	return fields{
		"return_sn": w.sn, "order_sn": o.Ref, "status": w.status, "reason": "CHANGE_MIND", "text_reason": "", "refund_amount": money(w.refund),
		"amount_before_discount": money(o.Sums().Lines), "currency": o.Currency, "create_time": c.unix(w.created), "update_time": c.unix(w.updated),
		"due_date": c.unix(w.created) + 5*24*3600, "tracking_number": "", "needs_logistics": w.solution == 0, "image": []string{}, "item": items,
		"user": fields{"username": "b****", "email": "", "portrait": ""}, "return_solution": w.solution, "return_refund_type": kind,
		"return_refund_request_type": 0, "validation_type": "seller_validation", "negotiation_status": "", "seller_proof_status": "",
		"seller_compensation_status": "",
	}
}

// returnStatuses are those that the list can be asked for.
var returnStatuses = map[string]bool{
	"": true, "REQUESTED": true, "PROCESSING": true, "ACCEPTED": true, "JUDGING": true, "SELLER_DISPUTE": true, "CANCELLED": true, "CLOSED": true,
}

// listReturns is GET returns/get_return_list; pages count from 0.
func listReturns(c *call) (any, error) {
	number, err := c.integer("page_no", 0, 1<<31)
	if err != nil {
		return nil, err
	}
	size, err := c.integer("page_size", 1, 100)
	if err != nil {
		return nil, err
	}
	status := c.query.Get("status")
	if !returnStatuses[status] {
		return nil, refuse("error_param", "status is invalid")
	}
	created := c.query.Get("create_time_from") != ""
	from, to := time.Unix(0, 0), c.f.world.Now().Add(time.Hour)
	if created || c.query.Get("update_time_from") != "" {
		prefix := "update_time"
		if created {
			prefix = "create_time"
		}
		from, to, err = c.span(prefix+"_from", prefix+"_to", refuse("error_param", "The period between "+prefix+"_from and "+prefix+"_to must not more than 15 days."))
		if err != nil {
			return nil, err
		}
	}
	rows := []fields{}
	for _, o := range c.f.since(from, c.f.world.Now().Add(time.Hour)) {
		for _, w := range c.f.returnsOf(o) {
			at := w.updated
			if created {
				at = w.created
			}
			if !at.Before(from) && !at.After(to) && (status == "" || status == w.status) {
				rows = append(rows, c.returnFields(o, w))
			}
		}
	}
	start := min(int(number*size), len(rows))
	end := min(start+int(size), len(rows))
	return fields{"more": end < len(rows), "return": rows[start:end]}, nil
}

// find looks a return up by its number.
func (c *call) find(sn string) (*world.Order, wanted, error) {
	var id, step int64
	if _, err := fmt.Sscanf(sn, "26%07dR%06d", &id, &step); err == nil {
		if o, err := c.order(orderSN(id)); err == nil {
			for _, w := range c.f.returnsOf(o) {
				if w.sn == sn {
					return o, w, nil
				}
			}
		}
	}
	return nil, wanted{}, refuse("error_data", "The return you queried doesn't exist.")
}

// returnDetail is GET returns/get_return_detail.
func returnDetail(c *call) (any, error) {
	sn, err := c.required("return_sn")
	if err != nil {
		return nil, err
	}
	o, w, err := c.find(sn)
	if err != nil {
		return nil, err
	}
	return c.returnFields(o, w), nil
}

// decide is what confirm and dispute have in common.
func (c *call) decide(verb world.Verb) (any, error) {
	var in struct {
		SN string `json:"return_sn"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	o, w, err := c.find(in.SN)
	if err != nil {
		return nil, err
	}
	if w.status != "REQUESTED" {
		return nil, refuse("error_return_status", "The return status cannot support this action")
	}
	if _, err := c.f.world.Do(c.f.shop.Key, o.Ref, world.Act{Verb: verb, By: world.Seller}); err != nil {
		return nil, refuse("error_return_status", "The return status cannot support this action")
	}
	return fields{"return_sn": in.SN}, nil
}

func confirmReturn(c *call) (any, error) { return c.decide(world.Return) }

func disputeReturn(c *call) (any, error) { return c.decide(world.RefuseReturn) }
