package magento_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

func TestSearch_pages(t *testing.T) {
	t.Parallel()
	c := startBox(t, 23).client()
	const sorted = "&searchCriteria[sortOrders][0][field]=entity_id&searchCriteria[sortOrders][0][direction]=ASC"
	third := c.search("searchCriteria[pageSize]=10&searchCriteria[currentPage]=3" + sorted)
	if len(third.Items) != 3 || third.Total != 23 {
		t.Errorf("third page has %d of %d", len(third.Items), third.Total)
	}
	far := c.search("searchCriteria[pageSize]=10&searchCriteria[currentPage]=9" + sorted)
	if len(far.Items) != 3 || far.Items[0] != third.Items[0] {
		t.Errorf("a page past the end is %+v, want the last one again", far.Items)
	}
	down := c.search("searchCriteria[sortOrders][0][field]=entity_id&searchCriteria[pageSize]=1")
	if down.Items[0].ID != third.Items[2].ID {
		t.Errorf("without a direction %d comes first, want the highest", down.Items[0].ID)
	}
	if all := c.search("searchCriteria="); len(all.Items) != 23 {
		t.Errorf("without a size %d come, want all", len(all.Items))
	}
	if r := c.do("GET", orders, "", ""); r.status != 400 || !strings.Contains(r.body, `"parameters":{"fieldName":"searchCriteria"}`) {
		t.Errorf("without searchCriteria: %d %s", r.status, r.body)
	}
	fixed := startBox(t, 23, "repeat_last_page", "false", "maximum_page_size", "20").client()
	if far := fixed.search("searchCriteria[pageSize]=20&searchCriteria[currentPage]=9" + sorted); len(far.Items) != 0 {
		t.Errorf("a newer release repeats the last page: %d", len(far.Items))
	}
	if r := fixed.do("GET", orders, "searchCriteria[pageSize]=21", ""); r.status != 400 || !strings.Contains(r.body, `"message":"Maximum SearchCriteria pageSize is %max","parameters":{"max":20}`) {
		t.Errorf("too large a page: %d %s", r.status, r.body)
	}
}

func TestSearch_filters(t *testing.T) {
	t.Parallel()
	b := startBox(t, 60)
	c := b.client()
	all := b.World().Orders(world.Filter{})
	stamp := all[30].Updated.Format("2006-01-02 15:04:05")
	count := func(keep func(*world.Order) bool) int {
		return len(slices.DeleteFunc(slices.Clone(all), func(o *world.Order) bool { return !keep(o) }))
	}
	for query, want := range map[string]int{
		filter(0, 0, "updated_at", "gteq", stamp):                                                                            count(func(o *world.Order) bool { return !o.Updated.Before(all[30].Updated) }),
		filter(0, 0, "updated_at", "lt", stamp):                                                                              count(func(o *world.Order) bool { return o.Updated.Before(all[30].Updated) }),
		filter(0, 0, "updated_at", "gt", stamp) + "&" + filter(0, 1, "entity_id", "eq", all[30].Ref):                         count(func(o *world.Order) bool { return o.Updated.After(all[30].Updated) }) + 1,
		filter(0, 0, "entity_id", "in", all[1].Ref+","+all[2].Ref) + "&" + filter(1, 0, "increment_id", "eq", all[2].Number): 1,
		filter(0, 0, "increment_id", "like", "%"+all[3].Number[5:]):                                                          1,
		filter(0, 0, "total_invoiced", "null", "") + "&" + filter(1, 0, "total_invoiced", "notnull", ""):                     0,
		strings.ReplaceAll(filter(0, 0, "entity_id", "eq", all[1].Ref), "filter_groups", "filterGroups"):                     1,
	} {
		if got := c.search(query); got.Total != want {
			t.Errorf("%s: %d, want %d", query, got.Total, want)
		}
	}
	if r := c.do("GET", orders, filter(0, 0, "buyer", "eq", "x"), ""); r.status != 400 {
		t.Errorf("an unknown column: %d %s", r.status, r.body)
	}
	r := c.do("GET", orders, "searchCriteria[pageSize]=1&fields=items[entity_id,items[sku]],total_count", "")
	var rows struct {
		Items []map[string]json.RawMessage
		Total int `json:"total_count"`
	}
	r.decode(t, &rows)
	if len(rows.Items[0]) != 2 || rows.Total != 60 || strings.Contains(r.body, "search_criteria") || strings.Contains(r.body, "product_id") {
		t.Errorf("with fields: %s", r.body)
	}
}

func TestInvoice_walksMagentosStates(t *testing.T) {
	t.Parallel()
	b := startBox(t, 0)
	c, o := b.client(), b.place(2)
	invoice, ship := "/rest/V1/order/"+o.Ref+"/invoice", "/rest/V1/order/"+o.Ref+"/ship"
	state := func() string { return c.search(filter(0, 0, "entity_id", "eq", o.Ref)).Items[0].State }
	line := fmt.Sprint(o.Lines[0].ID)
	for _, step := range []struct{ path, body, want, state string }{
		{invoice, `{"capture":true,"items":[{"order_item_id":` + line + `,"qty":9}]}`, "must not be greater than the uninvoiced quantity", "processing"},
		{ship, `{"items":[{"order_item_id":` + line + `,"qty":0}]}`, "without products", "processing"},
		{ship, `{"tracks":[{"track_number":"","title":"x","carrier_code":"custom"}]}`, "enter a tracking number", "processing"},
		{invoice, `{"capture":true,"items":[{"order_item_id":` + line + `,"qty":1}]}`, "", "processing"},
		{invoice, `{"capture":true}`, "", "processing"},
		{invoice, `{"capture":true}`, "does not allow an invoice", "processing"},
		{ship, `{"items":[{"order_item_id":` + line + `,"qty":1}]}`, "", "processing"},
		{ship, `{"tracks":[{"track_number":"X1","title":"JNE","carrier_code":"custom"}]}`, "", "complete"},
		{ship, `{}`, "when an order has a status of", "complete"},
		{"/rest/V1/orders/" + o.Ref + "/cancel", "", "false", "complete"},
		{"/rest/V1/order/99999/invoice", `{}`, "doesn't exist", "complete"},
		{invoice, `{"capture":`, "Decoding error", "complete"},
	} {
		r := c.do("POST", step.path, "", step.body)
		if (r.status == 200) != (step.want == "" || step.want == "false") || !strings.Contains(r.body, step.want) || state() != step.state {
			t.Errorf("%s %s: %d %s, state %s", step.path, step.body, r.status, r.body, state())
		}
	}
	r := c.do("GET", orders+"/"+o.Ref, "", "")
	for _, part := range []string{`"total_invoiced":` + o.Total.Text(0), `"total_due":0`, `"qty_shipped":2`} {
		if !strings.Contains(r.body, part) {
			t.Errorf("no %s in %s", part, r.body)
		}
	}
}

func TestCancel_holdAndComment(t *testing.T) {
	t.Parallel()
	b := startBox(t, 0)
	c, o := b.client(), b.place(1)
	path := orders + "/" + o.Ref
	for _, step := range []struct {
		call, body, want string
		status           int
	}{
		{"/unhold", "", "cannot remove the hold", 400},
		{"/hold", "", "true", 200},
		{"/hold", "", "not available", 400},
		{"/cancel", "", "false", 200},
		{"/unhold", "", "true", 200},
		{"/comments", `{"statusHistory":{"comment":"Packed","status":"packed","parent_id":1}}`, "true", 200},
		{"/cancel", "", "true", 200},
		{"/cancel", "", "false", 200},
	} {
		if r := c.do("POST", path+step.call, "", step.body); r.status != step.status || !strings.Contains(r.body, step.want) {
			t.Errorf("%s: %d %s, want %d %s", step.call, r.status, r.body, step.status, step.want)
		}
		if step.call == "/comments" {
			if r := c.do("GET", path, "", ""); !strings.Contains(r.body, `"status":"packed"`) || !strings.Contains(r.body, `"state":"processing"`) {
				t.Errorf("after a comment: %s", r.body)
			}
		}
	}
	if now, err := b.World().Order(shopKey, o.Ref); err != nil || now.Stage != world.Cancelled {
		t.Errorf("the world says %v, %v", now.Stage, err)
	}
}

// Orders reserve when they are placed, and what lies there goes down only when they are shipped.
func TestStock_salableDiffersFromWhatLiesThere(t *testing.T) {
	t.Parallel()
	b := startBox(t, 0)
	c, o := b.client(), b.place(3)
	sku := o.Lines[0].SKU
	figures := func() (lies, salable int64) {
		var l struct{ Items []struct{ Quantity int64 } }
		c.do("GET", "/rest/V1/inventory/source-items", filter(0, 0, "sku", "eq", sku), "").decode(t, &l)
		c.do("GET", "/rest/V1/inventory/get-product-salable-quantity/"+sku+"/1", "", "").decode(t, &salable)
		return l.Items[0].Quantity, salable
	}
	lies, salable := figures()
	if lies-salable != 3 {
		t.Errorf("%d lie there and %d can be sold, want 3 reserved", lies, salable)
	}
	r := c.do("POST", "/rest/V1/inventory/source-items", "", `{"sourceItems":[{"sku":"`+sku+`","source_code":"default","quantity":10,"status":1}]}`)
	if lies, salable = figures(); r.status != 200 || strings.TrimSpace(r.body) != "[]" || lies != 10 || salable != 7 {
		t.Errorf("%d %s: %d lie there, %d can be sold", r.status, r.body, lies, salable)
	}
	if r := c.do("POST", "/rest/V1/order/"+o.Ref+"/ship", "", "{}"); r.status != 200 {
		t.Fatal(r.body)
	}
	if lies, salable = figures(); lies != 7 || salable != 7 {
		t.Errorf("after shipping %d lie there, %d can be sold", lies, salable)
	}
	for body, want := range map[string]string{
		`{"sourceItems":[{"sku":"","source_code":"default","quantity":1,"status":1}]}`:            "Validation Failed",
		`{"sourceItems":[{"sku":"` + sku + `","source_code":"nowhere","quantity":1,"status":1}]}`: "Could not save Source Item",
		`{"sourceItems":[]}`: "empty",
	} {
		if r := c.do("POST", "/rest/V1/inventory/source-items", "", body); r.status != 400 || !strings.Contains(r.body, want) {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
	bare := startBox(t, 0, "inventory_management", "false").client()
	if r := bare.do("GET", "/rest/V1/inventory/source-items", "searchCriteria=", ""); r.status != 404 || !strings.Contains(r.body, "does not match any route") {
		t.Errorf("without Inventory Management: %d %s", r.status, r.body)
	}
}

func TestServe_wrongAddresses(t *testing.T) {
	t.Parallel()
	c := startBox(t, 1, "rewrites", "false").client()
	if r := c.do("GET", orders, "searchCriteria=", ""); r.status != 404 || !strings.HasPrefix(r.body, "<!DOCTYPE") {
		t.Errorf("without rewrites: %d %s", r.status, r.body)
	}
	for path, want := range map[string]int{
		"/index.php/rest/V1/orders": 200, "/index.php/rest/default/V1/orders": 200, "/index.php/rest/all/V1/orders": 200,
		"/index.php/rest/V2/orders": 404, "/index.php/rest/V1/orders/x": 404, "/": 200,
	} {
		if r := c.do("GET", path, "searchCriteria=", ""); r.status != want {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

func TestRefuse_aServerErrorIsMagentosOwn(t *testing.T) {
	t.Parallel()
	b := startBox(t, 1)
	if err := b.Faults().Add(fault.Rule{Kind: fault.ServerError}); err != nil {
		t.Fatal(err)
	}
	if r := b.client().do("GET", orders, "searchCriteria=", ""); r.status != 500 || !strings.Contains(r.body, "Report ID: webapi-") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// Every stage that the extension's statuses can say is said, and without them only what Magento can.
func TestProfile_whatCanBeSaid(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		statuses string
		want     []world.Stage
	}{
		{"true", world.Stages()},
		{"false", []world.Stage{world.Unpaid, world.Paid, world.Shipped, world.Completed, world.Cancelled, world.Returned}},
	} {
		b := startBox(t, 600, "custom_statuses", c.statuses, "invoicing", "payment")
		seen := map[world.Stage]bool{}
		for _, o := range b.World().Orders(world.Filter{}) {
			seen[b.World().Reading(o).Stage] = true
		}
		for _, s := range world.Stages() {
			if want := slices.Contains(c.want, s); seen[s] != want {
				t.Errorf("custom_statuses %s: %s is said: %v, want %v", c.statuses, s, seen[s], want)
			}
		}
	}
}

func TestSettings_areChecked(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"invoicing": "never", "maximum_page_size": "many", "bearer": "perhaps", "colour": "red"} {
		_, err := sandbox.Start(t.Context(), sandbox.Options{Channels: []string{"magento"}, Settings: map[string]map[string]string{"magento": {name: value}}})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s = %s: %v", name, value, err)
		}
	}
}

func TestState_survivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start := func() *sandbox.Running {
		r, err := sandbox.Start(t.Context(), sandbox.Options{Channels: []string{"magento"}, Data: dir, Orders: 3})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := start()
	rotated := first.Shop("magento", "1001").Rotate()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := start()
	t.Cleanup(func() { _ = second.Close() })
	if got := second.Faces[0].Credentials["access_token"]; got != rotated["access_token"] {
		t.Errorf("access token %s after a restart, want %s", got, rotated["access_token"])
	}
}

// Pieces taken off before there was an invoice are cancelled; afterwards they can only be refunded.
func TestOrder_piecesTakenOff(t *testing.T) {
	t.Parallel()
	b := startBox(t, 0)
	c := b.client()
	for _, invoiced := range []bool{false, true} {
		o := b.place(3)
		if invoiced {
			c.do("POST", "/rest/V1/order/"+o.Ref+"/invoice", "", `{"capture":true}`)
		}
		b.pass(time.Second)
		if _, err := b.World().Do(shopKey, o.Ref, world.Act{Verb: world.CancelPart}); err != nil {
			t.Fatal(err)
		}
		r := c.do("GET", orders+"/"+o.Ref, "", "")
		has := map[bool]string{false: `"qty_canceled":1`, true: `"qty_refunded":1`}[invoiced]
		if !strings.Contains(r.body, has) || strings.Contains(r.body, "total_refunded") != invoiced || strings.Contains(r.body, "total_canceled") == invoiced {
			t.Errorf("invoiced %v: %s", invoiced, r.body)
		}
	}
}
