package shopify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/shopify"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// store is a sandbox with one shop, asked as a plain client does.
type store struct {
	t *testing.T
	*sandbox.Running
	key   world.Key
	token string

	mu  sync.Mutex
	now time.Time
}

func open(t *testing.T, o sandbox.Options, settings map[string]string) *store {
	t.Helper()
	s := &store{t: t, now: time.Now().UTC().Truncate(time.Second)}
	o.Seed, o.Channels, o.Now = 1, []string{"shopify"}, s.clock
	o.Settings = map[string]map[string]string{"shopify": settings}
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	s.Running, s.key, s.token = running, world.Key{Channel: "shopify", Shop: "1001"}, running.Faces[0].Credentials["access_token"]
	return s
}

func (s *store) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *store) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *store) face() *shopify.Face { return s.Shop("shopify", "1001").(*shopify.Face) }

type answer struct {
	status int
	header http.Header
	Data   map[string]any `json:"data"`
	Errors any            `json:"errors"`
	Ext    struct {
		Cost struct {
			Requested int  `json:"requestedQueryCost"`
			Actual    *int `json:"actualQueryCost"`
			Throttle  struct {
				Most, Available float64
			} `json:"throttleStatus"`
		} `json:"cost"`
	} `json:"extensions"`
}

// code is the code of the first error; empty: none.
func (a answer) code() string {
	list, _ := a.Errors.([]any)
	if len(list) == 0 {
		return ""
	}
	code, _ := list[0].(map[string]any)["extensions"].(map[string]any)["code"].(string)
	return code
}

func (a answer) at(path ...string) any {
	var v any = a.Data
	for _, p := range path {
		m, _ := v.(map[string]any)
		v = m[p]
	}
	return v
}

func (s *store) ask(version, query string, variables map[string]any) answer {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		s.t.Fatal(err)
	}
	return s.post("/admin/api/"+version+"/graphql.json", "application/json", body)
}

func (s *store) post(path, kind string, body []byte) answer {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.Faces[0].BaseURL+path, bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Shopify-Access-Token", s.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	raw, _ := io.ReadAll(res.Body)
	_ = json.Unmarshal(raw, &a)
	return a
}

func TestGraphQL_words(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{Orders: 3}, nil)
	for name, c := range map[string]struct{ query, code string }{
		"fine":                        {`{ shop { name } }`, ""},
		"a comment and commas":        {"# hello\nquery Q { shop { name, id,,, } }", ""},
		"no closing brace":            {`{ shop { name }`, "PARSE_ERROR"},
		"no query at all":             {`fragment F on Shop { name }`, "PARSE_ERROR"},
		"too deep":                    {strings.Repeat("{a", 200), "PARSE_ERROR"},
		"a field that is not there":   {`{ shop { nam } }`, "undefinedField"},
		"no selection":                {`{ shop }`, "selectionMismatch"},
		"a selection too many":        {`{ shop { name { x } } }`, "selectionMismatch"},
		"an argument missing":         {`{ order { id } }`, "missingRequiredArguments"},
		"an argument too many":        {`{ order(id: "x", n: 1) { id } }`, "argumentNotAccepted"},
		"a variable not declared":     {`query Q { order(id: $id) { id } }`, "variableNotDefined"},
		"a variable not used":         {`query Q($id: ID) { shop { id } }`, "variableNotUsed"},
		"a variable not given":        {`query Q($id: ID!) { order(id: $id) { id } }`, "INVALID_VARIABLE"},
		"a fragment not there":        {`{ shop { ...F } }`, "useAndDefineFragment"},
		"a fragment in itself":        {`{ shop { ...F } } fragment F on Shop { ...F }`, "infiniteLoop"},
		"a fragment not used":         {`{ shop { id } } fragment F on Shop { id }`, "useAndDefineFragment"},
		"a directive not there":       {`{ shop @cached { id } }`, "undefinedDirective"},
		"no page size":                {`{ orders { nodes { id } } }`, "BAD_REQUEST"},
		"a page too large":            {`{ orders(first: 251) { nodes { id } } }`, "BAD_REQUEST"},
		"a sort key not there":        {`{ orders(first: 1, sortKey: LUCK) { nodes { id } } }`, "argumentLiteralsIncompatible"},
		"a cursor of another making":  {`{ orders(first: 1, after: "!") { nodes { id } } }`, "BAD_REQUEST"},
		"a malformed id":              {`{ order(id: "55") { id } }`, "INVALID_FIELD_ARGUMENTS"},
		"too dear":                    {`{ orders(first: 250) { nodes { fulfillmentOrders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } } } }`, "MAX_COST_EXCEEDED"},
		"a field of a later version":  {`{ webhookSubscriptions(first: 1) { nodes { uri } } }`, ""},
		"a code where there is none":  {`mutation { webhookSubscriptionDelete(id: "x") { userErrors { code } } }`, "undefinedField"},
		"idempotent on the operation": {`mutation M @idempotent(key: "k") { webhookSubscriptionDelete(id: "x") { userErrors { message } } }`, "directiveCannotBeApplied"},
		"idempotent without a key":    {`mutation { webhookSubscriptionDelete(id: "x") @idempotent { userErrors { message } } }`, "missingRequiredArguments"},
	} {
		if a := s.ask("2026-07", c.query, nil); a.status != 200 || a.code() != c.code {
			t.Errorf("%s: %d %s %v, want %q", name, a.status, a.code(), a.Errors, c.code)
		}
	}
	if a := s.ask("2025-01", `{ webhookSubscriptions(first: 1) { nodes { uri } } }`, nil); a.code() != "undefinedField" {
		t.Errorf("uri before it came: %v", a.Errors)
	}
	if a := s.ask("2026-07", `{ order(id: "gid://shopify/Order/1") { id } }`, nil); a.code() != "" || a.Data["order"] != nil {
		t.Errorf("an unknown id is null: %+v", a)
	}
	a := s.ask("2026-07", `query($with: Boolean!) { a: shop { ...F name } b: shop @include(if: $with) { id } c: shop @skip(if: $with) { id } } fragment F on Shop { name __typename }`, map[string]any{"with": false})
	if diff := cmp.Diff(map[string]any{"a": map[string]any{"name": "Toko Melati", "__typename": "Shop"}, "c": map[string]any{"id": "gid://shopify/Shop/1"}}, a.Data); diff != "" {
		t.Errorf("aliases, fragments and conditions (-want +got):\n%s", diff)
	}
}

func TestDoor_whoIsLetIn(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{}, nil)
	if a := s.ask("2023-01", `{ shop { id } }`, nil); a.status != 200 || a.header.Get("X-Shopify-API-Version") != "2026-01" {
		t.Errorf("an old version falls forward: %d %s", a.status, a.header.Get("X-Shopify-API-Version"))
	}
	for _, version := range []string{"2027-01", "2026-02", "latest"} {
		if a := s.ask(version, `{ shop { id } }`, nil); a.status != 404 {
			t.Errorf("version %s: %d", version, a.status)
		}
	}
	if a := s.post("/admin/api/2026-07/graphql.json", "text/plain", []byte(`{}`)); a.status != 400 {
		t.Errorf("no JSON: %d", a.status)
	}
	s.face().Freeze(true)
	if a := s.ask("2026-07", `{ shop { id } }`, nil); a.status != 402 {
		t.Errorf("frozen: %d", a.status)
	}
	s.face().Freeze(false)
	s.token = "shpat_unknown"
	if a := s.ask("2026-07", `{ shop { id } }`, nil); a.status != 401 || a.header.Get("WWW-Authenticate") == "" || !strings.Contains(fmt.Sprint(a.Errors), "Invalid API key") {
		t.Errorf("an unknown token: %d %v", a.status, a.Errors)
	}
}

// The examples of the sheet, 10.1.
func TestCost_examples(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{Orders: 3}, nil)
	for query, want := range map[string]int{
		`{ orders(first: 250) { nodes { id updatedAt } pageInfo { hasNextPage } } }`: 13,
		`{ orders(first: 50) { nodes { id updatedAt } } }`:                           9,
		`{ ordersCount { count } }`:                                                  10,
		`{ shop { id } }`:                                                            1,
		`{ order(id: "gid://shopify/Order/1") { totalPriceSet { shopMoney { amount } } customer { id } lineItems(first: 50) { nodes { id } } } }`: 11,
	} {
		a := s.ask("2026-07", query, nil)
		if a.Ext.Cost.Requested != want || a.Ext.Cost.Actual == nil || *a.Ext.Cost.Actual > want {
			t.Errorf("%s costs %d, want %d", query, a.Ext.Cost.Requested, want)
		}
	}
}

func TestBucket_runsEmptyUnderHTTP200(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{}, nil)
	dear := `{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } fulfillmentOrders(first: 20) { nodes { lineItems(first: 100) { nodes { id } } } } } } }`
	for range 30 {
		a := s.ask("2026-07", dear, nil)
		if a.code() == "MAX_COST_EXCEEDED" {
			t.Fatal("the test's query is too dear")
		}
		if a.code() == "THROTTLED" {
			if a.status != 200 || a.Data != nil || a.Ext.Cost.Actual != nil || a.Ext.Cost.Requested == 0 {
				t.Errorf("%+v", a)
			}
			return
		}
	}
	t.Error("the bucket has no bottom")
}

func TestOrders_searchAndPages(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{Orders: 120}, map[string]string{"plan": "enterprise"})
	var want []string
	for o := range s.World().ByUpdated(s.key, time.Time{}, time.Time{}, false) {
		want = append(want, "gid://shopify/Order/"+o.Ref)
	}
	var got []string
	for after := any(nil); ; {
		a := s.ask("2026-07", `query($after: String) { orders(first: 50, after: $after, sortKey: UPDATED_AT) { nodes { id } pageInfo { hasNextPage endCursor } } }`, map[string]any{"after": after})
		for _, n := range a.at("orders", "nodes").([]any) {
			got = append(got, n.(map[string]any)["id"].(string))
		}
		if a.at("orders", "pageInfo", "hasNextPage") != true {
			break
		}
		after = a.at("orders", "pageInfo", "endCursor")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("by updated_at (-world +read):\n%s", diff)
	}
	middle := s.clock().Add(-5 * 24 * time.Hour)
	n := 0
	for o := range s.World().ByUpdated(s.key, middle, time.Time{}, false) {
		if o.Stage == world.Cancelled {
			n++
		}
	}
	q := fmt.Sprintf("updated_at:>='%s' status:cancelled", middle.Format(time.RFC3339))
	a := s.ask("2026-07", `query($q: String) { ordersCount(query: $q) { count precision } none: ordersCount(query: "test:true") { count } some: ordersCount(limit: 7) { count precision } }`, map[string]any{"q": q})
	if diff := n - int(a.at("ordersCount", "count").(float64)); diff < 0 || diff > 5 || a.at("none", "count") != 0.0 || a.at("some", "precision") != "AT_LEAST" || a.at("some", "count") != 7.0 {
		t.Errorf("counts %v, the world has %d cancelled, of which a few were only refunded", a.Data, n)
	}
}

func TestScopes_areNeeded(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{Orders: 3}, map[string]string{"scopes": "read_orders,write_products"})
	for query, code := range map[string]string{
		`{ orders(first: 1) { nodes { id lineItems(first: 1) { nodes { variant { id } } } } } }`:                  "",
		`{ productVariants(first: 1) { nodes { id } } }`:                                                          "",
		`{ locations(first: 1) { nodes { id } } }`:                                                                "ACCESS_DENIED",
		`{ orders(first: 1) { nodes { id customer { id } } } }`:                                                   "ACCESS_DENIED",
		`mutation { orderCancel(orderId: "gid://shopify/Order/1", reason: OTHER, restock: true) { job { id } } }`: "ACCESS_DENIED",
	} {
		if a := s.ask("2026-07", query, nil); a.code() != code {
			t.Errorf("%s: %q %v", query, a.code(), a.Errors)
		}
	}
	a := s.ask("2026-07", `{ orders(first: 1) { nodes { id customer { id } fulfillmentOrders(first: 5) { nodes { id } } } } }`, nil)
	first, _ := a.at("orders", "nodes").([]any)
	if len(first) != 1 || first[0].(map[string]any)["id"] == nil || len(first[0].(map[string]any)["fulfillmentOrders"].(map[string]any)["nodes"].([]any)) != 0 {
		t.Errorf("the rest is delivered, and fulfilment orders are empty: %+v", a)
	}
}

func TestStock_rulesOfEachVersion(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{}, map[string]string{"plan": "enterprise"})
	a := s.ask("2026-07", `{ productVariants(first: 1) { nodes { inventoryItem { id } } } locations(first: 1) { nodes { id } } }`, nil)
	item := a.at("productVariants", "nodes").([]any)[0].(map[string]any)["inventoryItem"].(map[string]any)["id"]
	place := a.at("locations", "nodes").([]any)[0].(map[string]any)["id"]
	plain := `mutation($i: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $i) { userErrors { code field } } }`
	keyed := `mutation($i: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $i) @idempotent(key: "k%s") { userErrors { code field } } }`
	for n, c := range []struct {
		version, query string
		row            map[string]any
		input          map[string]any
		want           string
	}{
		{"2025-01", plain, nil, map[string]any{"ignoreCompareQuantity": true}, ""},
		{"2025-01", plain, nil, nil, "COMPARE_QUANTITY_REQUIRED"},
		{"2025-01", plain, map[string]any{"compareQuantity": 12345}, nil, "COMPARE_QUANTITY_STALE"},
		{"2025-10", keyed, nil, map[string]any{"ignoreCompareQuantity": true}, "undefinedDirective"},
		{"2026-01", keyed, map[string]any{"changeFromQuantity": nil}, nil, ""},
		{"2026-01", plain, nil, map[string]any{"ignoreCompareQuantity": true}, ""},
		{"2026-04", plain, map[string]any{"changeFromQuantity": nil}, nil, "BAD_REQUEST"},
		{"2026-04", keyed, nil, nil, "INVALID_FIELD_ARGUMENTS"},
		{"2026-04", keyed, map[string]any{"changeFromQuantity": nil}, nil, ""},
		{"2026-07", keyed, map[string]any{"changeFromQuantity": 12345}, nil, "CHANGE_FROM_QUANTITY_STALE"},
		{"2026-07", keyed, map[string]any{"changeFromQuantity": nil}, map[string]any{"ignoreCompareQuantity": true}, "INVALID_VARIABLE"},
		{"2026-07", keyed, map[string]any{"changeFromQuantity": nil}, map[string]any{"name": "committed"}, "INVALID_NAME"},
		{"2026-07", keyed, map[string]any{"changeFromQuantity": nil, "locationId": "gid://shopify/Location/1"}, nil, "INVALID_LOCATION"},
	} {
		row := map[string]any{"inventoryItemId": item, "locationId": place, "quantity": 5}
		for k, v := range c.row {
			row[k] = v
		}
		input := map[string]any{"name": "available", "reason": "correction", "quantities": []any{row}}
		for k, v := range c.input {
			input[k] = v
		}
		query := c.query
		if query == keyed {
			query = fmt.Sprintf(keyed, fmt.Sprint(n))
		}
		a := s.ask(c.version, query, map[string]any{"i": input})
		got := a.code()
		if errs, _ := a.at("inventorySetQuantities", "userErrors").([]any); got == "" && len(errs) > 0 {
			got = errs[0].(map[string]any)["code"].(string)
		}
		if got != c.want {
			t.Errorf("%d, %s: %q %v, want %q", n, c.version, got, a.Errors, c.want)
		}
	}
	a = s.ask("2026-07", fmt.Sprintf(keyed, "8"), map[string]any{"i": map[string]any{"name": "available", "reason": "correction", "quantities": []any{
		map[string]any{"inventoryItemId": item, "locationId": place, "quantity": 6, "changeFromQuantity": nil},
	}}})
	if !strings.Contains(fmt.Sprint(a.Data), "IDEMPOTENCY_KEY_PARAMETER_MISMATCH") {
		t.Errorf("a key used for something else: %v", a.Data)
	}
}

func TestTokens_rotateAndEnd(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{}, map[string]string{"expiring_tokens": "true"})
	c := s.Faces[0].Credentials
	grant := func(fields map[string]string) (int, map[string]any) {
		form := url.Values{"client_id": {c["client_id"]}, "client_secret": {c["client_secret"]}}
		for k, v := range fields {
			form.Set(k, v)
		}
		res, err := http.PostForm(s.Faces[0].BaseURL+"/admin/oauth/access_token", form)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var out map[string]any
		_ = json.NewDecoder(res.Body).Decode(&out)
		return res.StatusCode, out
	}
	refresh := map[string]string{"grant_type": "refresh_token", "refresh_token": c["refresh_token"]}
	_, first := grant(refresh)
	status, second := grant(refresh) // the answer was lost: once more
	if status != 200 || first["access_token"] == second["access_token"] || second["expires_in"] != 3600.0 {
		t.Fatalf("%d %v %v", status, first, second)
	}
	s.token = second["access_token"].(string)
	if a := s.ask("2026-07", `{ shop { id } }`, nil); a.status != 200 {
		t.Errorf("the new token: %d", a.status)
	}
	if status, _ := grant(refresh); status != 400 {
		t.Errorf("the refresh token before, after the new pair was used: %d", status)
	}
	s.pass(time.Hour)
	if a := s.ask("2026-07", `{ shop { id } }`, nil); a.status != 401 {
		t.Errorf("after an hour: %d", a.status)
	}
	if status, _ := grant(map[string]string{"grant_type": "client_credentials", "client_secret": "wrong"}); status != 400 {
		t.Errorf("a wrong secret: %d", status)
	}
}

func TestWebhooks_areSignedAndGivenUp(t *testing.T) {
	t.Parallel()
	s := open(t, sandbox.Options{}, nil)
	var mu sync.Mutex
	heads := []http.Header{}
	status := http.StatusOK
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		heads = append(heads, r.Header.Clone())
		w.WriteHeader(status)
	}))
	t.Cleanup(receiver.Close)
	make := func(uri string) answer {
		return s.ask("2026-07", `mutation($u: String!) { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {uri: $u, format: JSON}) { webhookSubscription { id } userErrors { message } } }`, map[string]any{"u": uri})
	}
	for uri, why := range map[string]string{"http://hub.example": "protocol http", "https://x.myshopify.com/h": "internal domain", "x": "invalid"} {
		if a := make(uri); !strings.Contains(fmt.Sprint(a.Data), why) {
			t.Errorf("%s: %v", uri, a.Data)
		}
	}
	make(receiver.URL)
	if a := make(receiver.URL); !strings.Contains(fmt.Sprint(a.Data), "already been taken") {
		t.Errorf("twice: %v", a.Data)
	}
	buy := func() {
		if _, err := s.World().Buy(s.key, nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := s.Outbox().Flush(ctx); err != nil {
			t.Fatal(err)
		}
	}
	buy()
	if len(heads) != 1 || heads[0].Get("X-Shopify-Topic") != "orders/create" || heads[0].Get("X-Shopify-Hmac-Sha256") == "" || heads[0].Get("X-Shopify-Webhook-Id") == "" {
		t.Fatalf("headers %v", heads)
	}
	mu.Lock()
	status = http.StatusTeapot
	mu.Unlock()
	for range 8 {
		buy()
	}
	if left := s.face().Subscribed(); len(left) != 0 {
		t.Errorf("after eight failures in a row there is still %v", left)
	}
}

func FuzzParse(f *testing.F) {
	for _, q := range []string{`{ a }`, `query Q($a: [ID!]! = ["x"]) @d(k: {a: 1.5e3}) { a: b(c: $a, d: E) { ...F ... on T { x } } } fragment F on T { y }`, `"""`, `{a(b:"\u00e9")}`} {
		f.Add(q)
	}
	f.Fuzz(func(_ *testing.T, q string) { shopify.Parses(q) })
}
