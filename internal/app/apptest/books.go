package apptest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/truth"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Books are what a hub holds of one connection, read through its API.
type Books struct {
	Orders    map[string]httpapi.Order          // by the channel's id
	Documents map[string][]httpapi.DocumentView // by the order's id at the channel, live and voided
}

// kinds of documents as they stand in addresses, with the beginning of their numbers.
var kinds = map[string]string{"sales-orders": "SO-", "invoices": "INV-", "outbounds": "OUT-", "payments": "PAY-", "credit-notes": "CN-"}

// ReadBooks reads all of a connection. An order listed twice fails the test.
func ReadBooks(t testing.TB, c *Client, connection string) Books {
	t.Helper()
	b := Books{map[string]httpapi.Order{}, map[string][]httpapi.DocumentView{}}
	for _, o := range All[httpapi.Order](c, "/orders?connection="+connection) {
		if _, twice := b.Orders[o.Ref]; twice {
			t.Errorf("order %s is listed twice", o.Ref)
		}
		b.Orders[o.Ref] = o
	}
	for kind := range kinds {
		for _, voided := range []string{"false", "true"} {
			for _, d := range All[httpapi.DocumentView](c, "/documents/"+kind+"?connection="+connection+"&voided="+voided) {
				b.Documents[d.OrderRef] = append(b.Documents[d.OrderRef], d)
			}
		}
	}
	return b
}

// Summary is what the books show of each order, without numbers and times: two hubs that read the same shop, however often they
// were interrupted, have the same.
func (b Books) Summary() map[string][]string {
	all := map[string][]string{}
	for ref, o := range b.Orders {
		all[ref] = []string{fmt.Sprintf("order %s %s %s hold=%s skip=%s", o.Stage, o.Tab, o.Total, o.HoldReason, o.SkipReason)}
	}
	for ref, docs := range b.Documents {
		for _, d := range docs {
			all[ref] = append(all[ref], fmt.Sprintf("%s %s %s payment=%s delivery=%s voided=%t", d.Kind, d.Total, d.State, d.Payment, d.Delivery, d.Voided))
		}
		slices.Sort(all[ref])
	}
	return all
}

// Compare holds the books of one shop against the truth about it, order by order, under the policy that web stores start with.
func (b Books) Compare(orders []truth.Order) []string {
	var problems []string
	seen := map[string]bool{}
	for _, w := range orders {
		seen[w.Ref] = true
		o, ok := b.Orders[w.Ref]
		if !ok {
			problems = append(problems, fmt.Sprintf("order %s (%s, changed %s) is not in the books", w.Ref, w.Stage, w.UpdatedAt.Format("15:04:05")))
			continue
		}
		for _, p := range compare(w, o, b.Documents[w.Ref]) {
			problems = append(problems, fmt.Sprintf("order %s, which is %s, %d parcels, paid %t, refunded %s; here %s, held by %q: %s",
				w.Ref, w.Stage, len(w.Packages), w.Paid, w.Refunded, o.Stage, o.HoldReason, p))
		}
	}
	for ref := range b.Orders {
		if !seen[ref] {
			problems = append(problems, "order "+ref+" is in the books only")
		}
	}
	for ref, docs := range b.Documents {
		if _, ok := b.Orders[ref]; !ok {
			problems = append(problems, fmt.Sprintf("%s %s has no order", docs[0].Kind, docs[0].Number))
		}
	}
	slices.Sort(problems)
	return problems
}

// expected is what the books must show of an order.
type expected struct {
	salesOrder, invoice bool
	sent, paid          bool
	outbounds           int
	hold, tab           string
}

// expect says so from the truth alone. It shares nothing with the planner, so that a mistake in one shows against the other.
func expect(w truth.Order) expected {
	parcels, back := len(w.Packages), w.Refunded != "0"
	if w.Stage == world.Cancelled && parcels == 0 {
		return expected{tab: "cancelled"}
	}
	if slices.ContainsFunc(w.Lines, func(l truth.Line) bool { return l.SKU == "" }) {
		return expected{hold: "line_without_sku", tab: "errors"}
	}
	e := expected{invoice: true, sent: true, paid: w.Paid, outbounds: max(parcels, 1)}
	switch w.Stage {
	case world.Unpaid:
		return expected{salesOrder: true, tab: "new"}
	case world.Paid:
		e.sent, e.outbounds, e.tab = false, parcels, "to_ship"
	case world.Shipped, world.Delivered:
		e.tab = "in_delivery"
	case world.Completed:
		e.paid, e.tab = true, "completed"
	case world.Cancelled:
		e.hold, e.tab = "cancelled_after_shipping", "cancelled"
	case world.FailedDelivery:
		e.hold, e.tab = "failed_delivery", "failed_delivery"
	case world.Returned:
		e.paid, e.hold, e.tab = true, "return_needs_decision", "complained"
	}
	if back && e.hold == "" {
		e.hold, e.tab = "refund_needs_decision", "complained"
	}
	if w.ReturnRequested {
		e.paid, e.tab = true, "complained"
	}
	return e
}

func compare(w truth.Order, o httpapi.Order, docs []httpapi.DocumentView) []string {
	want, live := expect(w), map[string][]httpapi.DocumentView{}
	for _, d := range docs {
		if !d.Voided && (d.Kind != "sales_order" || d.State == "open") {
			live[d.Kind] = append(live[d.Kind], d)
		}
	}
	var problems []string
	check := func(what string, got, want any) {
		if got != want {
			problems = append(problems, fmt.Sprintf("%s: have %v, want %v", what, got, want))
		}
	}
	count := map[bool]int{true: 1}
	check("stage", o.Stage, string(w.Stage))
	check("total", amount(o.Total), amount(w.Total))
	check("tab", o.Tab, want.tab)
	check("held by", o.HoldReason, want.hold)
	check("open sales orders", len(live["sales_order"]), count[want.salesOrder])
	check("live invoices", len(live["invoice"]), count[want.invoice])
	check("live outbounds", len(live["outbound"]), want.outbounds)
	check("live payments", len(live["payment"]), count[want.invoice && want.paid])
	check("live credit notes", len(live["credit_note"]), 0)
	for _, d := range slices.Concat(live["sales_order"], live["invoice"], live["payment"]) {
		check(d.Kind+" total", amount(d.Total), amount(w.Total))
	}
	for _, inv := range live["invoice"] {
		check("invoice sent", inv.Delivery, map[bool]string{true: "sent", false: "unsent"}[want.sent])
		check("invoice paid", inv.Payment, map[bool]string{true: "paid", false: "unpaid"}[want.paid])
	}
	return problems
}

func amount(s string) money.Amount {
	a, err := money.Parse(s)
	if err != nil {
		return -1
	}
	return a
}

// never are questions that no moment may answer with a row, each one statement, so that what is being written does not fool them.
var never = map[string]string{
	"two live sales orders or invoices of one order": `select order_ref, count(*) from document
		where voided_at = 0 and (kind = 'invoice' or (kind = 'sales_order' and state = 'open')) group by account_id, connection_id, order_ref having count(*) > 1`,
	"a document without its order": `select d.order_ref, 1 from document d left join orders o on o.account_id = d.account_id and o.id = d.order_id
		and o.ref = d.order_ref where o.id is null`,
	"an order twice":      `select ref, count(*) from orders group by account_id, connection_id, ref having count(*) > 1`,
	"a parcel sent twice": `select package, count(*) from document where kind = 'outbound' and package <> '' and voided_at = 0 group by account_id, order_id, package having count(*) > 1`,
	"an order counted wrong, by tab": `select coalesce(o.tab, c.tab), 1 from order_count c
		full join (select account_id, connection_id, channel, tab, count(*) n, sum(case when hold_code > 200 then 1 else 0 end) held from orders group by account_id, connection_id, channel, tab) o
		on o.account_id = c.account_id and o.connection_id = c.connection_id and o.channel = c.channel and o.tab = c.tab
		where coalesce(o.n, 0) <> coalesce(c.n, 0) or coalesce(o.held, 0) <> coalesce(c.held, 0)`,
	"a live payment too many": `select order_ref, count(*) from document where kind = 'payment' and voided_at = 0 group by account_id, order_id, order_ref having count(*) > 1`,
}

// Never looks for what must not be at any moment, whatever is going on.
func Never(t testing.TB, db store.Reader) []string {
	t.Helper()
	var problems []string
	for what, question := range never {
		rows, err := db.Query(t.Context(), question)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for rows.Next() {
			var about string
			var n int64
			if err := rows.Scan(&about, &n); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			problems = append(problems, fmt.Sprintf("%s: %s (%d)", what, about, n))
		}
		if err := rows.Err(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		rows.Close()
	}
	return problems
}

// Gaps looks for numbers that are missing or given twice, in a hub's documents of all connections.
func Gaps(c *Client) []string {
	var problems []string
	for kind, prefix := range kinds {
		var numbers []int64
		for _, voided := range []string{"false", "true"} {
			for _, d := range All[httpapi.DocumentView](c, "/documents/"+kind+"?voided="+voided) {
				numbers = append(numbers, number(strings.TrimPrefix(d.Number, prefix)))
			}
		}
		slices.Sort(numbers)
		for i, n := range numbers {
			if n != int64(i+1) {
				problems = append(problems, fmt.Sprintf("the %d. number of %s is %d", i+1, kind, n))
				break
			}
		}
	}
	return problems
}

// Tally holds the report's figures against the entries they count, and gives the number of entries.
func Tally(c *Client) (entries int, problems []string) {
	type key struct {
		operation  string
		connection string
		code       int
	}
	counted := map[key]int64{}
	all := All[httpapi.LogEntry](c, "/logs")
	operations := map[string]bool{}
	for _, e := range all {
		counted[key{e.Operation, e.Connection, e.Code}]++
		operations[e.Operation] = true
	}
	reported := map[key]int64{}
	for op := range operations {
		for _, row := range Get[httpapi.Report](c, "/report?operation="+op).Rows {
			for code, n := range row.Counts {
				reported[key{op, row.Connection, int(number(code))}] += n
			}
		}
	}
	total := Get[httpapi.Report](c, "/report").Totals.Transactions
	if total != int64(len(all)) {
		problems = append(problems, fmt.Sprintf("the report counts %d entries, the log has %d", total, len(all)))
	}
	for k, n := range counted {
		if reported[k] != n {
			problems = append(problems, fmt.Sprintf("%v: the report says %d, the log has %d", k, reported[k], n))
		}
	}
	for k, n := range reported {
		if counted[k] != n && counted[k] == 0 {
			problems = append(problems, fmt.Sprintf("%v: the report says %d, the log has none", k, n))
		}
	}
	slices.SortFunc(problems, cmp.Compare[string])
	return len(all), problems
}
