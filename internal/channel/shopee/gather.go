package shopee

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// batch is how many orders or packages one call takes: v2.order.get_order_detail, v2.order.get_package_detail and
// v2.payment.get_escrow_detail_batch all say 50.
const batch = 50

// wanted are the fields of an order that we read; what is not asked for is absent (v2.order.get_order_detail,
// response_optional_fields).
const wanted = "buyer_user_id,buyer_username,estimated_shipping_fee,recipient_address,item_list,pay_time," +
	"buyer_cancel_reason,cancel_by,cancel_reason,fulfillment_flag,pickup_done_time,package_list,shipping_carrier,payment_method,total_amount"

// gather reads orders by their numbers, in the order given: details in fifties; then, again in fifties and only of those that
// need it, settlements (for vouchers and returns) and parcels (for tracking numbers); then returns one by one, for there is no
// batch of them. known are returns that are at hand already, by return number.
//
// An order without a detail is there with a problem.
func (c *connector) gather(ctx context.Context, op string, sns []string, known map[string]wireReturn) ([]order.Snapshot, error) {
	all := map[string]*picture{}
	for part := range slices.Chunk(sns, batch) {
		rows, err := c.details(ctx, op, part)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			p := &picture{raw: row}
			if err := json.Unmarshal(row, &p.order); err != nil {
				p.order = wireOrder{}
			}
			all[rowSN(row, p)] = p
		}
	}
	for _, fill := range []func(context.Context, string, map[string]*picture, map[string]wireReturn) error{c.incomes, c.parcelDetails, c.returnDetails} {
		if err := fill(ctx, op, all, known); err != nil {
			return nil, err
		}
	}
	out := make([]order.Snapshot, 0, len(sns))
	for _, sn := range sns {
		out = append(out, taken(sn, all[sn]))
	}
	return out, nil
}

func rowSN(row json.RawMessage, p *picture) string {
	if p.order.SN != "" {
		return string(p.order.SN)
	}
	return string(httpkit.Field[text](row, "order_sn"))
}

func taken(sn string, p *picture) order.Snapshot {
	switch {
	case p == nil:
		return listedOnly(sn)
	case p.order.SN == "":
		return unreadable(sn, p.raw, json.Unmarshal(p.raw, new(wireOrder)))
	}
	return p.snapshot()
}

// details reads up to fifty orders. Whether one unknown number makes Shopee refuse all is unverified, so a refused batch is
// halved until the unknown one stands alone; that one is left out.
func (c *connector) details(ctx context.Context, op string, sns []string) ([]json.RawMessage, error) {
	var got struct {
		Orders []json.RawMessage `json:"order_list"`
	}
	a := ask{op: op, path: "order/get_order_detail", query: url.Values{
		"order_sn_list": {strings.Join(sns, ",")}, "request_order_status_pending": {"true"}, "response_optional_fields": {wanted},
	}}
	if len(sns) == 1 {
		a.ref = sns[0]
	}
	_, err := c.do(ctx, a, &got)
	if e := outcome.Of(err); e != nil && e.Reason == outcome.OrderMissing {
		if len(sns) == 1 {
			return nil, nil
		}
		first, err := c.details(ctx, op, sns[:len(sns)/2])
		if err != nil {
			return nil, err
		}
		second, err := c.details(ctx, op, sns[len(sns)/2:])
		return slices.Concat(first, second), err
	}
	return got.Orders, err
}

// unsettled tells whether an order's settlement has to be read: its parts do not come to the total, or money may have gone back.
// A completed order can be returned without a trace in it (RRAOC), and its settlement names the returns.
func (p *picture) unsettled() bool {
	w := &p.order
	if w.SN == "" || !w.priced() {
		return false
	}
	if w.Status == "COMPLETED" || w.Status == "TO_RETURN" || w.partCancelled() || w.returnAsked() || w.returned() {
		return true
	}
	probe := (&picture{order: *w}).snapshot()
	free := slices.ContainsFunc(probe.Lines, func(l order.Line) bool { return l.Total == 0 })
	return free || probe.Amounts.Sum() != probe.Total || w.Status == "CANCELLED" && !w.PickupDone.zero()
}

// incomes reads the settlements that are needed.
func (c *connector) incomes(ctx context.Context, op string, all map[string]*picture, known map[string]wireReturn) error {
	returning := map[string]bool{}
	for _, r := range known {
		returning[string(r.Order)] = true
	}
	var need []string
	for sn, p := range all {
		if returning[sn] || p.unsettled() {
			need = append(need, sn)
		}
	}
	slices.Sort(need)
	for part := range slices.Chunk(need, batch) {
		rows, err := c.escrows(ctx, op, part)
		if err != nil {
			return err
		}
		for i := range rows {
			if p := all[string(rows[i].SN)]; p != nil {
				p.income = &rows[i]
			}
		}
	}
	return nil
}

// escrows reads settlements: of one order with v2.payment.get_escrow_detail, of several with get_escrow_detail_batch. Those that
// Shopee does not have are left out; an app without the right gets none.
func (c *connector) escrows(ctx context.Context, op string, sns []string) ([]wireIncome, error) {
	if len(sns) == 1 {
		var one wireIncome
		ok, err := c.maybe(ctx, ask{op: op, path: "payment/get_escrow_detail", query: url.Values{"order_sn": sns}, ref: sns[0]}, &one)
		if !ok || one.SN == "" {
			return nil, err
		}
		return []wireIncome{one}, nil
	}
	var rows escrowRows
	ok, err := c.maybe(ctx, ask{op: op, path: "payment/get_escrow_detail_batch", body: map[string]any{"order_sn_list": sns}}, &rows)
	if !ok {
		return nil, err
	}
	return rows, nil
}

// escrowRows are the rows of a batch: a list in "response", or, in the reference's example of a refusal, escrow_detail_list;
// each row wraps its settlement in escrow_detail.
type escrowRows []wireIncome

// UnmarshalJSON takes both shapes. A row that cannot be read is left out, like one that Shopee does not have.
func (e *escrowRows) UnmarshalJSON(b []byte) error {
	var rows []json.RawMessage
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		if err := json.Unmarshal(b, &rows); err != nil {
			return err
		}
	} else {
		var in struct {
			List []json.RawMessage `json:"escrow_detail_list"`
		}
		if err := json.Unmarshal(b, &in); err != nil {
			return err
		}
		rows = in.List
	}
	*e = nil
	for _, row := range rows {
		var r struct {
			Fail   text        `json:"fail_error"`
			Detail *wireIncome `json:"escrow_detail"`
			wireIncome
		}
		if json.Unmarshal(row, &r) != nil || !r.Fail.zero() {
			continue
		}
		if r.Detail != nil {
			r.wireIncome = *r.Detail
		}
		*e = append(*e, r.wireIncome)
	}
	return nil
}

// parcelDetails reads tracking numbers and pickup times of parcels that are arranged or have left.
func (c *connector) parcelDetails(ctx context.Context, op string, all map[string]*picture, _ map[string]wireReturn) error {
	var need []string
	for _, p := range all {
		for _, w := range p.order.Packages {
			if state := stateOf(w.Status); w.Number.id() != "" && (state == left || state == failed || w.Status == "LOGISTICS_REQUEST_CREATED") {
				need = append(need, w.Number.id())
			}
		}
	}
	slices.Sort(need)
	seen := map[string]wireParcel{}
	for part := range slices.Chunk(slices.Compact(need), batch) {
		var got struct {
			Packages []wireParcel `json:"package_list"`
		}
		ask := ask{op: op, path: "order/get_package_detail", query: url.Values{"package_number_list": {strings.Join(part, ",")}}}
		if _, err := c.maybe(ctx, ask, &got); err != nil {
			return err
		}
		for _, w := range got.Packages {
			seen[w.Number.id()] = w
		}
	}
	for _, p := range all {
		p.parcels = seen
	}
	return nil
}

// returnDetails reads the returns that the settlements name, unless they are at hand.
func (c *connector) returnDetails(ctx context.Context, op string, all map[string]*picture, known map[string]wireReturn) error {
	for _, sn := range sorted(all) {
		p := all[sn]
		var named []string
		if p.income != nil {
			for _, r := range p.income.Returns {
				named = append(named, string(r))
			}
		}
		for number, r := range known {
			if string(r.Order) == sn {
				named = append(named, number)
			}
		}
		slices.Sort(named)
		for _, number := range slices.Compact(named) {
			r, ok := known[number]
			if !ok {
				var err error
				if ok, err = c.maybe(ctx, ask{op: op, path: "returns/get_return_detail", query: url.Values{"return_sn": {number}}, ref: sn}, &r); err != nil {
					return err
				}
			}
			if ok {
				p.returns = append(p.returns, r)
			}
		}
	}
	return nil
}

func sorted(all map[string]*picture) []string {
	sns := make([]string, 0, len(all))
	for sn := range all {
		sns = append(sns, sn)
	}
	slices.Sort(sns)
	return sns
}
