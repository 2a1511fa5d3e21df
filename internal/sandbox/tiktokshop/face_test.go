package tiktokshop_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// client speaks to the pretend shop as the sheet says, apart from the face's own code.
type client struct {
	t *testing.T
	*sandbox.Running
	mu  sync.Mutex
	now time.Time
}

func start(t *testing.T, orders int, nameValue ...string) *client {
	t.Helper()
	c := &client{t: t, now: time.Now().UTC().Truncate(time.Second)}
	settings := map[string]string{}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	running, err := sandbox.Start(t.Context(), sandbox.Options{
		Seed: 1, Channels: []string{"tiktokshop"}, Orders: orders, Start: c.now, Now: c.clock, Settings: map[string]map[string]string{"tiktokshop": settings},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	c.Running = running
	return c
}

func (c *client) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *client) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// request is a call with all that can be wrong with it.
type request struct {
	method, path, body string
	query              url.Values
	header             http.Header
	sign               func(url.Values) // changes the query after it was signed
}

func (c *client) usual(method, path, body string) *request {
	cred := c.Shops()[0].Credentials
	q := url.Values{"app_key": {cred["app_key"]}, "timestamp": {strconv.FormatInt(c.clock().Unix(), 10)}}
	if !strings.HasPrefix(path, "/authorization") {
		q.Set("shop_cipher", cred["shop_cipher"])
	}
	return &request{
		method: method, path: path, body: body, query: q,
		header: http.Header{"X-Tts-Access-Token": {cred["access_token"]}, "Content-Type": {"application/json"}},
	}
}

func (r *request) signed(secret string) string {
	base := secret + r.path
	for _, name := range slices.Sorted(maps.Keys(r.query)) {
		base += name + r.query.Get(name)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(base + r.body + secret))
	return hex.EncodeToString(mac.Sum(nil))
}

type answer struct {
	Status  int
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Request string          `json:"request_id"`
	Data    json.RawMessage `json:"data"`
}

func (c *client) send(r *request) answer {
	c.t.Helper()
	r.query.Set("sign", r.signed(c.Shops()[0].Credentials["app_secret"]))
	if r.sign != nil {
		r.sign(r.query)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), r.method, c.Faces[0].BaseURL+r.path+"?"+r.query.Encode(), strings.NewReader(r.body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = r.header
	return c.do(req)
}

func (c *client) do(req *http.Request) answer {
	c.t.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	a := answer{Status: res.StatusCode}
	if err := json.Unmarshal(body, &a); err != nil || a.Request == "" {
		c.t.Fatalf("%s %s: no envelope: %.200s", req.Method, req.URL.Path, body)
	}
	return a
}

// get and post are calls with nothing wrong.
func (c *client) get(path string, nameValue ...string) answer {
	r := c.usual(http.MethodGet, path, "")
	for i := 0; i < len(nameValue); i += 2 {
		r.query.Set(nameValue[i], nameValue[i+1])
	}
	return c.send(r)
}

func (c *client) post(path, body string, nameValue ...string) answer {
	r := c.usual(http.MethodPost, path, body)
	for i := 0; i < len(nameValue); i += 2 {
		r.query.Set(nameValue[i], nameValue[i+1])
	}
	return c.send(r)
}

// read decodes data; a refusal fails the test.
func read[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	if a.Code != 0 {
		t.Fatalf("refused: %d %s", a.Code, a.Message)
	}
	if err := json.Unmarshal(a.Data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

const search = "/order/202309/orders/search"

// The first failure wins, in the order of the sheet: each case has everything wrong that comes later, too.
func TestGateway_checksInOrder(t *testing.T) {
	t.Parallel()
	c := start(t, 3, "no_permission", "return_refund, product/202502/products/search")
	bad := []func(*request){
		func(r *request) { r.path = "/order/202309/nothing" },
		func(r *request) { r.query.Set("app_key", "other") },
		func(r *request) {
			r.query.Set("timestamp", strconv.FormatInt(c.clock().Add(-301*time.Second).Unix(), 10))
		},
		func(r *request) { r.sign = func(q url.Values) { q.Set("sign", strings.ToUpper(q.Get("sign"))) } },
		func(r *request) { r.header.Set("X-Tts-Access-Token", "ROW_other") },
		func(r *request) { r.query.Set("shop_cipher", "GCP_other") },
		func(r *request) { r.query.Set("page_size", "101") },
	}
	want := []struct {
		status, code int
		says         string
	}{
		{404, 36009009, "path"}, {400, 36009004, "app_key"}, {400, 36009004, "timestamp"}, {401, 106001, "sign"}, {401, 36009004, "x-tts-access-token"},
		{401, 101000, "match"}, {200, 36009004, "page_size"},
	}
	for first := range bad {
		r := c.usual(http.MethodPost, search, "{}")
		for _, spoil := range bad[first:] {
			spoil(r)
		}
		a := c.send(r)
		if a.Status != want[first].status || a.Code != want[first].code || !strings.Contains(a.Message, want[first].says) || string(a.Data) != "null" {
			t.Errorf("from fault %d on: %d %d %q %s, want %v", first, a.Status, a.Code, a.Message, a.Data, want[first])
		}
	}
	if a := c.post(search, "{}", "page_size", "100"); a.Code != 0 || a.Message != "Success" {
		t.Errorf("with nothing wrong: %d %q", a.Code, a.Message)
	}
	for path, code := range map[string]int{"/return_refund/202309/returns/search": 105005, "/product/202502/products/search": 105005} {
		if a := c.post(path, "{}", "page_size", "10"); a.Code != code || a.Status != 403 {
			t.Errorf("%s without a scope: %d %d", path, a.Status, a.Code)
		}
	}
}

func TestGateway_refusesWhatIsMissingOrTooMuch(t *testing.T) {
	t.Parallel()
	c := start(t, 3)
	for name, x := range map[string]struct {
		spoil func(*request)
		code  int
	}{
		"no sign":       {func(r *request) { r.sign = func(q url.Values) { q.Del("sign") } }, 36009004},
		"no time stamp": {func(r *request) { r.query.Del("timestamp") }, 36009004},
		"31 seconds ahead": {func(r *request) {
			r.query.Set("timestamp", strconv.FormatInt(c.clock().Add(31*time.Second).Unix(), 10))
		}, 36009004},
		"no token":                    {func(r *request) { r.header.Del("X-Tts-Access-Token") }, 36009004},
		"no cipher":                   {func(r *request) { r.query.Del("shop_cipher") }, 106013},
		"another body than signed":    {func(r *request) { r.sign = func(q url.Values) { r.body += " " } }, 106001},
		"no content type":             {func(r *request) { r.header.Del("Content-Type") }, 36009022},
		"another method":              {func(r *request) { r.method = http.MethodGet }, 36009010},
		"another version":             {func(r *request) { r.path = "/order/202212/orders/search" }, 36009014},
		"a page of none":              {func(r *request) { r.query.Set("page_size", "0") }, 36009004},
		"a page token of nowhere":     {func(r *request) { r.query.Set("page_token", "abc") }, 36009004},
		"a sort field that is none":   {func(r *request) { r.query.Set("sort_field", "price") }, 36009004},
		"a window that ends too soon": {func(r *request) { r.body = `{"update_time_ge":5,"update_time_lt":5}` }, 36009004},
		"a status that is none":       {func(r *request) { r.body = `{"order_status":"SHIPPED"}` }, 36009004},
	} {
		r := c.usual(http.MethodPost, search, "{}")
		r.query.Set("page_size", "10")
		x.spoil(r)
		if a := c.send(r); a.Code != x.code {
			t.Errorf("%s: %d %q, want %d", name, a.Code, a.Message, x.code)
		}
	}
	r := c.usual(http.MethodGet, "/authorization/202309/shops", "")
	r.query.Set("shop_cipher", c.Shops()[0].Credentials["shop_cipher"])
	if a := c.send(r); a.Code != 36009004 || !strings.Contains(a.Message, "not required") {
		t.Errorf("a cipher where it is refused: %d %q", a.Code, a.Message)
	}
}

func TestGateway_limitsASecond(t *testing.T) {
	t.Parallel()
	c := start(t, 1, "rate_limit", "3")
	codes := map[int]int{}
	for range 5 {
		codes[c.get("/order/202507/orders", "ids", "1").Code]++
	}
	c.pass(time.Second)
	codes[c.get("/order/202507/orders", "ids", "1").Code]++
	if codes[0] != 4 || codes[36009002] != 2 {
		t.Errorf("codes %v", codes)
	}
}

// call asks the token host, which is not signed.
func (c *client) token(path string, nameValue ...string) answer {
	c.t.Helper()
	cred := c.Shops()[0].Credentials
	q := url.Values{"app_key": {cred["app_key"]}, "app_secret": {cred["app_secret"]}}
	for i := 0; i < len(nameValue); i += 2 {
		q.Set(nameValue[i], nameValue[i+1])
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.Faces[0].BaseURL+"/api/v2/token/"+path+"?"+q.Encode(), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	// The token host's answers have a request id like all others.
	return c.do(req)
}

func TestToken_endsAndIsRenewedOnce(t *testing.T) {
	t.Parallel()
	c := start(t, 1)
	before := c.Shops()[0].Credentials
	c.pass(7*24*time.Hour - time.Second)
	if a := c.get("/order/202507/orders", "ids", "1"); a.Code != 0 {
		t.Errorf("a second before its end: %d", a.Code)
	}
	c.pass(time.Second)
	if a := c.get("/order/202507/orders", "ids", "1"); a.Code != 105002 || a.Status != 401 {
		t.Errorf("at its end: %d %d", a.Status, a.Code)
	}
	if a := c.token("refresh", "refresh_token", before["refresh_token"], "grant_type", "authorization_code"); a.Code == 0 {
		t.Error("another grant type was taken")
	}
	given := read[struct {
		Access string `json:"access_token"`
		Until  int64  `json:"access_token_expire_in"`
		Region string `json:"seller_base_region"`
	}](t, c.token("refresh", "refresh_token", before["refresh_token"], "grant_type", "refresh_token"))
	if given.Until != c.clock().Add(7*24*time.Hour).Unix() || given.Region != "ID" || given.Access == before["access_token"] {
		t.Errorf("%+v: ends are moments", given)
	}
	if a := c.token("refresh", "refresh_token", before["refresh_token"], "grant_type", "refresh_token"); a.Code != 36004004 {
		t.Errorf("a spent refresh token: %d", a.Code)
	}
	if a := c.get("/order/202507/orders", "ids", "1"); a.Code != 0 {
		t.Errorf("with the new token: %d", a.Code)
	}
}

type row struct {
	ID       string `json:"id"`
	Platform string `json:"commerce_platform"`
	Updated  int64  `json:"update_time"`
	Created  int64  `json:"create_time"`
	Status   string `json:"status"`
	Payment  struct {
		Sub      string `json:"sub_total"`
		Shipping string `json:"shipping_fee"`
		Service  string `json:"buyer_service_fee"`
		Handling string `json:"handling_fee"`
		Total    string `json:"total_amount"`
	} `json:"payment"`
	Address struct {
		Name string `json:"name"`
	} `json:"recipient_address"`
	Lines []struct {
		ID       string `json:"id"`
		Sale     string `json:"sale_price"`
		Original string `json:"original_price"`
		Quantity *int   `json:"quantity"`
	} `json:"line_items"`
	Packages []struct{ ID string } `json:"packages"`
}

type rows struct {
	Orders []row  `json:"orders"`
	Next   string `json:"next_page_token"`
	Total  int    `json:"total_count"`
}

func number(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatalf("%q is no whole rupiah", s)
	}
	return n
}

// What the sheet asks of every order: pieces come to the subtotal, the parts to the total, an address once it is paid.
func TestOrders_addUp(t *testing.T) {
	t.Parallel()
	c := start(t, 200)
	seen, token, total := 0, "", 0
	for {
		got := read[rows](t, c.post(search, "{}", "page_size", "50", "page_token", token))
		for _, o := range got.Orders {
			seen++
			var sum int64
			for _, l := range o.Lines {
				sum += number(t, l.Sale)
				if l.Quantity != nil {
					t.Errorf("order %s: a quantity", o.ID)
				}
			}
			p := o.Payment
			if sum != number(t, p.Sub) || sum+number(t, p.Shipping)+number(t, p.Service)+number(t, p.Handling) != number(t, p.Total) {
				t.Errorf("order %s does not add up: %d, %+v", o.ID, sum, p)
			}
			if (o.Address.Name == "") != (o.Status == "UNPAID") || (len(o.Packages) == 0) != (o.Status == "UNPAID") && o.Status != "CANCELLED" {
				t.Errorf("order %s, %s: address %q, %d packages", o.ID, o.Status, o.Address.Name, len(o.Packages))
			}
		}
		if total, token = got.Total, got.Next; token == "" {
			break
		}
	}
	if seen != 200 || total != 200 {
		t.Errorf("%d orders, total %d", seen, total)
	}
}

// Windows are half open, rows come in the order that is asked for, and tokens do not shift when orders change.
func TestOrders_windowsAndPages(t *testing.T) {
	t.Parallel()
	c := start(t, 60)
	all := read[rows](t, c.post(search, "{}", "page_size", "100", "sort_field", "update_time", "sort_order", "ASC")).Orders
	if len(all) != 60 || !slices.IsSortedFunc(all, func(a, b row) int { return int(a.Updated - b.Updated) }) {
		t.Fatalf("%d orders, or not sorted", len(all))
	}
	newest := read[rows](t, c.post(search, "{}", "page_size", "100")).Orders
	if !slices.IsSortedFunc(newest, func(a, b row) int { return int(b.Created - a.Created) }) {
		t.Error("unasked, the newest order does not come first")
	}
	body := fmt.Sprintf(`{"update_time_ge":%d,"update_time_lt":%d}`, all[10].Updated, all[20].Updated)
	for _, o := range read[rows](t, c.post(search, body, "page_size", "100")).Orders {
		if o.Updated < all[10].Updated || o.Updated >= all[20].Updated {
			t.Errorf("an order of %d in [%d, %d)", o.Updated, all[10].Updated, all[20].Updated)
		}
	}
	first := read[rows](t, c.post(search, "{}", "page_size", "20", "sort_field", "update_time", "sort_order", "ASC"))
	key := c.World().Shops()[0].Key
	if _, err := c.World().Edit(key, first.Orders[3].ID, func(*world.Order, world.Pen) error { return nil }); err != nil {
		t.Fatal(err)
	}
	second := read[rows](t, c.post(search, "{}", "page_size", "20", "sort_field", "update_time", "sort_order", "ASC", "page_token", first.Next))
	if second.Orders[0].ID != all[20].ID {
		t.Errorf("the second page begins with %s, want %s", second.Orders[0].ID, all[20].ID)
	}
}

// Detail leaves out what the shop does not have, or, by setting, refuses the call; more than fifty are too many.
func TestOrderDetail(t *testing.T) {
	t.Parallel()
	c := start(t, 3)
	some := read[rows](t, c.post(search, "{}", "page_size", "10")).Orders[0].ID
	if got := read[rows](t, c.get("/order/202507/orders", "ids", some+",580000999999999999")); len(got.Orders) != 1 {
		t.Errorf("%d orders", len(got.Orders))
	}
	if a := c.get("/order/202507/orders", "ids", strings.Repeat("1,", 50)+"1"); a.Code == 0 {
		t.Error("51 ids were taken")
	}
	strict := start(t, 3, "refuse_unknown", "true")
	if a := strict.get("/order/202507/orders", "ids", some+",580000999999999999"); a.Code != 21008111 {
		t.Errorf("%d", a.Code)
	}
}

// The truth tells the platform of each order, and the API the same.
func TestTruth_tellsThePlatform(t *testing.T) {
	t.Parallel()
	c := start(t, 120)
	res, err := http.Get(c.WorldURL + "/_world/orders?channel=tiktokshop")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var truths []struct {
		Ref   string `json:"ref"`
		Facet string `json:"facet"`
	}
	if err := json.NewDecoder(res.Body).Decode(&truths); err != nil {
		t.Fatal(err)
	}
	facets := map[string]string{}
	for _, o := range truths {
		facets[o.Ref] = o.Facet
	}
	both := map[string]int{}
	token := ""
	for {
		got := read[rows](t, c.post(search, "{}", "page_size", "100", "page_token", token))
		for _, o := range got.Orders {
			both[o.Platform]++
			if want := map[string]string{"": "TIKTOK_SHOP", "tokopedia": "TOKOPEDIA"}[facets[o.ID]]; o.Platform != want {
				t.Errorf("order %s: %s, want %s", o.ID, o.Platform, want)
			}
		}
		if token = got.Next; token == "" {
			break
		}
	}
	if both["TOKOPEDIA"] < 30 || both["TIKTOK_SHOP"] < 50 || len(both) != 2 {
		t.Errorf("platforms %v", both)
	}
}

// App, tokens and webhooks last over a restart, and so does each order's platform.
func TestState_survivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	options := sandbox.Options{Seed: 1, Channels: []string{"tiktokshop"}, Orders: 50, Data: dir}
	first, err := sandbox.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	before := first.Shop("tiktokshop", "1001").Rotate()
	facets := map[string]string{}
	for _, o := range first.World().Orders(world.Filter{}) {
		facets[o.Ref] = o.Facet
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := sandbox.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if got := second.Faces[0].Credentials; !maps.Equal(got, before) {
		t.Errorf("%v, want %v", got, before)
	}
	for _, o := range second.World().Orders(world.Filter{}) {
		if facets[o.Ref] != o.Facet {
			t.Errorf("order %s: %q, was %q", o.Ref, o.Facet, facets[o.Ref])
		}
	}
}

func TestSettings_areNamedWhenTheyAreWrong(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"tokopedia_share": "101", "rate_limit": "many", "mask": "maybe"} {
		_, err := sandbox.Start(t.Context(), sandbox.Options{
			Channels: []string{"tiktokshop"}, Settings: map[string]map[string]string{"tiktokshop": {name: value}},
		})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

// A document is there for whoever has its address, for a day, and for nobody else.
func TestDocument_isGoodForADay(t *testing.T) {
	t.Parallel()
	c := start(t, 0)
	key := c.World().Shops()[0].Key
	o, err := c.World().Buy(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	for o.Stage == world.Unpaid {
		if o, err = c.World().Do(key, o.Ref, world.Act{Verb: world.Pay}); err != nil {
			t.Fatal(err)
		}
	}
	pkg := read[rows](t, c.get("/order/202507/orders", "ids", o.Ref)).Orders[0].Packages[0].ID
	documents := "/fulfillment/202309/packages/" + pkg + "/shipping_documents"
	if a := c.get(documents, "document_type", "SHIPPING_LABEL"); a.Code == 0 {
		t.Error("a label of a parcel that is not arranged")
	}
	if a := c.post("/fulfillment/202309/packages/"+pkg+"/ship", `{"handover_method":"DROP_OFF"}`); a.Code != 0 {
		t.Fatalf("%d %s", a.Code, a.Message)
	}
	at := read[struct {
		URL string `json:"doc_url"`
	}](t, c.get(documents, "document_type", "SHIPPING_LABEL", "document_size", "A6")).URL
	status := func(address string) int {
		res, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode == 200 && !bytes.HasPrefix(body, []byte("%PDF")) {
			t.Errorf("no document: %.40s", body)
		}
		return res.StatusCode
	}
	if got := []int{status(at), status(at + "0")}; !slices.Equal(got, []int{200, 403}) {
		t.Errorf("answers %v", got)
	}
	c.pass(24 * time.Hour)
	if got := status(at); got != 403 {
		t.Errorf("after a day: %d", got)
	}
}
