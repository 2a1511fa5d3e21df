package lazada_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/lazada"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// client speaks to the face as the sheet says; it is written apart from both sides.
type client struct {
	t *testing.T
	*sandbox.Running
	key  world.Key
	cred map[string]string

	mu  sync.Mutex
	now time.Time
}

func start(t *testing.T, orders int, settings map[string]string) *client {
	t.Helper()
	c := &client{t: t, now: time.Date(2026, 11, 3, 4, 5, 6, 0, time.UTC)}
	running, err := sandbox.Start(t.Context(), sandbox.Options{
		Seed: 7, Orders: orders, Channels: []string{"lazada"}, Start: c.now, Now: c.clock, Settings: map[string]map[string]string{"lazada": settings},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	c.Running, c.key, c.cred = running, world.Key{Channel: "lazada", Shop: running.Faces[0].Shop}, running.Faces[0].Credentials
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

func (c *client) face() *lazada.Face { return c.Shop("lazada", c.key.Shop).(*lazada.Face) }

// params are those of a call, signed: given as name, value; "-name" leaves one out, and what is given rules over the usual.
func (c *client) params(path string, nameValue ...string) url.Values {
	args := map[string]string{
		"app_key": c.cred["app_key"], "timestamp": strconv.FormatInt(c.clock().UnixMilli(), 10), "sign_method": "sha256", "access_token": c.cred["access_token"],
	}
	for i := 0; i+1 < len(nameValue); i += 2 {
		args[nameValue[i]] = nameValue[i+1]
	}
	base := path
	for _, name := range slices.Sorted(maps.Keys(args)) {
		if args[name] != "" && name != "sign" {
			base += name + args[name]
		}
	}
	mac := hmac.New(sha256.New, []byte(c.cred["app_secret"]))
	mac.Write([]byte(base))
	if args["sign"] == "" {
		args["sign"] = strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
	}
	v := url.Values{}
	for name, value := range args {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// get calls and gives the envelope; HTTP is always 200.
func (c *client) get(path string, nameValue ...string) map[string]any {
	c.t.Helper()
	return c.envelope(http.Get(c.Faces[0].BaseURL + "/rest" + path + "?" + c.params(path, nameValue...).Encode()))
}

func (c *client) post(path string, nameValue ...string) map[string]any {
	c.t.Helper()
	return c.envelope(http.PostForm(c.Faces[0].BaseURL+"/rest"+path, c.params(path, nameValue...)))
}

func (c *client) envelope(res *http.Response, err error) map[string]any {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	d := json.NewDecoder(res.Body)
	d.UseNumber()
	if err := d.Decode(&out); err != nil || res.StatusCode != http.StatusOK {
		c.t.Fatalf("HTTP %d, %v", res.StatusCode, err)
	}
	return out
}

func (c *client) wantCode(got map[string]any, code string) {
	c.t.Helper()
	if got["code"] != code || got["request_id"] == "" {
		c.t.Errorf("code %v %v, want %s", got["code"], got["message"], code)
	}
}

// dig follows keys and list positions.
func dig(v any, path ...any) any {
	for _, p := range path {
		switch at := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[at]
		case int:
			l, _ := v.([]any)
			if at >= len(l) {
				return nil
			}
			v = l[at]
		}
	}
	return v
}

func TestGate_refusesUnderHTTP200(t *testing.T) {
	t.Parallel()
	c := start(t, 5, map[string]string{"denied_groups": "seller"})
	old := strconv.FormatInt(c.clock().Add(-7201*time.Second).UnixMilli(), 10)
	after := []string{"created_after", "2026-01-01T00:00:00+08:00"}
	for name, call := range map[string]struct {
		path string
		args []string
		code string
	}{
		"no such path":                {"/orders/got", nil, "InvalidApiPath"},
		"another app":                 {"/orders/get", []string{"app_key", "9"}, "InvalidAppKey"},
		"no signature method":         {"/orders/get", []string{"sign_method", ""}, "MissingParameter"},
		"an old time stamp":           {"/orders/get", []string{"timestamp", old}, "InvalidTimestamp"},
		"a small-letter signature":    {"/orders/get", []string{"sign", strings.Repeat("ab", 32)}, "IncompleteSignature"},
		"no token":                    {"/orders/get", []string{"access_token", ""}, "MissingParameter"},
		"a dead token":                {"/orders/get", []string{"access_token", "50000x"}, "IllegalAccessToken"},
		"a group that is not granted": {"/seller/get", nil, "InsufficientPermission"},
		"no bound":                    {"/orders/get", nil, "MissingParameter"},
		"a date in another form":      {"/orders/get", []string{"created_after", "2026-01-01"}, "17"},
		"a limit above 100":           {"/orders/get", append([]string{"limit", "101"}, after...), "19"},
		"an offset above 5000":        {"/orders/get", append([]string{"offset", "5001"}, after...), "14"},
		"an unknown status":           {"/orders/get", append([]string{"status", "cancelled"}, after...), "36"},
		"an unknown direction":        {"/orders/get", append([]string{"sort_direction", "up"}, after...), "74"},
		"an unknown column":           {"/orders/get", append([]string{"sort_by", "price"}, after...), "75"},
		"somebody else's order":       {"/order/get", []string{"order_id", "1"}, "16"},
		"51 orders":                   {"/orders/items/get", []string{"order_ids", "[" + strings.Repeat("1,", 50) + "1]"}, "38"},
		"one order that is not there": {"/orders/items/get", []string{"order_ids", "[1]"}, "39"},
		"ids without brackets":        {"/orders/items/get", []string{"order_ids", "1,2"}, "56"},
	} {
		if got := c.get(call.path, call.args...); got["code"] != call.code {
			t.Errorf("%s: code %v %v, want %s", name, got["code"], got["message"], call.code)
		}
	}
	c.wantCode(c.get("/order/fulfill/pack"), "UnsupportedMethod")
	c.wantCode(c.get("/orders/get", after...), "0")
}

func TestGate_takesFieldsFromQueryFormAndJSON(t *testing.T) {
	t.Parallel()
	c := start(t, 0, nil)
	const path = "/product/stock/sellable/update"
	all := c.World().Items(c.key)
	i := all[slices.IndexFunc(all, func(i *world.Item) bool { return i.SKU != "" })]
	payload := fmt.Sprintf("<Request><Product><Skus><Sku><SellerSku>%s</SellerSku><SellableQuantity>3</SellableQuantity></Sku></Skus></Product></Request>", i.SKU)
	query := c.params(path, "payload", payload)
	c.wantCode(c.envelope(http.Get(c.Faces[0].BaseURL+"/rest"+path+"?"+query.Encode())), "0")
	query.Del("payload")
	c.wantCode(c.envelope(http.PostForm(c.Faces[0].BaseURL+"/rest"+path+"?"+query.Encode(), url.Values{"payload": {payload}})), "0")
	body, err := json.Marshal(map[string]string{"payload": payload})
	if err != nil {
		t.Fatal(err)
	}
	c.wantCode(c.envelope(http.Post(c.Faces[0].BaseURL+"/rest"+path+"?"+query.Encode(), "application/json", strings.NewReader(string(body)))), "0")
	c.wantCode(c.envelope(http.PostForm(c.Faces[0].BaseURL+"/rest"+path+"?"+query.Encode(), url.Values{"payload": {payload + " "}})), "IncompleteSignature")
}

func TestGate_limits(t *testing.T) {
	t.Parallel()
	c := start(t, 0, map[string]string{"calls_per_second": "3"})
	for range 3 {
		c.wantCode(c.get("/seller/get"), "0")
	}
	got := c.get("/seller/get")
	c.wantCode(got, "ApiCallLimit")
	if !strings.Contains(fmt.Sprint(got["message"]), "this ban will last 1 seconds") {
		t.Errorf("message %q", got["message"])
	}
	c.pass(time.Second)
	c.wantCode(c.get("/seller/get"), "0")
}

func TestToken_livesAndDies(t *testing.T) {
	t.Parallel()
	c := start(t, 0, map[string]string{"app_in_test": "true"})
	refresh := func(with string) map[string]any {
		return c.post("/auth/token/refresh", "refresh_token", with, "access_token", "")
	}
	first := c.cred["refresh_token"]
	c.pass(7 * 24 * time.Hour)
	c.wantCode(c.get("/seller/get"), "IllegalAccessToken")
	lost, got := refresh(first), refresh(first) // the answer that was lost does not end the login
	c.wantCode(lost, "0")
	c.wantCode(got, "0")
	if left := fmt.Sprint(got["refresh_expires_in"]); left != fmt.Sprint(23*24*3600) {
		t.Errorf("the login lives for %s s after a refresh, want 23 days", left)
	}
	if dig(got, "country_user_info_list", 0, "seller_id") != c.cred["seller_id"] {
		t.Errorf("shops: %v", got["country_user_info_list"])
	}
	c.cred["access_token"] = fmt.Sprint(got["access_token"])
	c.wantCode(c.get("/seller/get"), "0")
	c.wantCode(refresh(first), "IllegalRefreshToken") // its successor was used
	c.pass(24 * 24 * time.Hour)
	c.wantCode(refresh(fmt.Sprint(got["refresh_token"])), "IllegalRefreshToken") // the login is over
}

func TestLogin_refusesOtherAddresses(t *testing.T) {
	t.Parallel()
	c := start(t, 0, map[string]string{"callback": "https://hub.example/back"})
	page := c.Faces[0].BaseURL + "/oauth/authorize?response_type=code&client_id=" + c.cred["app_key"] + "&redirect_uri="
	for back, want := range map[string]int{"https%3A%2F%2Fhub.example%2Fback": 200, "https%3A%2F%2Fhub.example%2Fback&uuid=1": 400, "https%3A%2F%2Felsewhere.example": 400, "": 400} {
		res, err := http.Get(page + back)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%q: %d, want %d", back, res.StatusCode, want)
		}
	}
	c.wantCode(c.post("/auth/token/create", "code", "0_1_x", "access_token", ""), "InvalidCode")
}

// Old credentials are known after a restart, and so is the address for push.
func TestState_lasts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() *sandbox.Running {
		r, err := sandbox.Start(t.Context(), sandbox.Options{Seed: 3, Channels: []string{"lazada"}, Data: dir})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := open()
	face := first.Shop("lazada", first.Faces[0].Shop).(*lazada.Face)
	face.SetPush("http://127.0.0.1:1/hook")
	want := face.Rotate()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again := open()
	defer again.Close()
	if got := again.Faces[0].Credentials; !maps.Equal(got, want) {
		t.Errorf("credentials %v, want %v", got, want)
	}
	state, err := again.Shop("lazada", again.Faces[0].Shop).State()
	if err != nil || !strings.Contains(string(state), "127.0.0.1:1/hook") {
		t.Errorf("state without the push address, error %v", err)
	}
}

// place buys what is asked for and pays it.
func (c *client) place(pieces ...int64) *world.Order {
	c.t.Helper()
	var wishes []world.Wish
	for _, i := range c.World().Items(c.key) {
		if i.Kind != world.Variable && len(wishes) < len(pieces) {
			wishes = append(wishes, world.Wish{SKU: i.SKU, Quantity: pieces[len(wishes)]})
		}
	}
	o, err := c.World().Buy(c.key, wishes)
	if err != nil {
		c.t.Fatal(err)
	}
	o, err = c.World().Edit(c.key, o.Ref, func(o *world.Order, p world.Pen) error { o.Stage, o.PaidAt = world.Paid, p.Now(); return nil })
	if err != nil {
		c.t.Fatal(err)
	}
	return o
}

func TestOrder_piecesAddUp(t *testing.T) {
	t.Parallel()
	c := start(t, 250, nil)
	for _, o := range c.World().Orders(world.Filter{}) {
		head := dig(c.get("/order/get", "order_id", o.Ref), "data").(map[string]any)
		items := dig(c.get("/order/items/get", "order_id", o.Ref), "data").([]any)
		var pieces, prices, paid, fromSeller int64
		for _, l := range o.Lines {
			pieces += l.Quantity
		}
		for _, i := range items {
			prices += amount(t, dig(i, "item_price"))
			paid += amount(t, dig(i, "paid_price"))
			fromSeller += amount(t, dig(i, "voucher_seller"))
		}
		total := amount(t, head["price"]) - amount(t, head["voucher"]) + amount(t, head["shipping_fee"])
		if int64(len(items)) != pieces || prices != amount(t, head["price"]) || prices-paid != amount(t, head["voucher"]) || total != int64(o.Total/world.Unit) {
			t.Errorf("order %s: %d items of %d pieces, prices %d of %v, paid %d, voucher %v, total %d of %s", o.Ref, len(items), pieces, prices,
				head["price"], paid, head["voucher"], total, o.Total.Text(0))
		}
		if amount(t, head["voucher"]) < fromSeller {
			t.Errorf("order %s: the seller gives more than there is", o.Ref)
		}
		c.pass(time.Millisecond)
	}
}

func amount(t *testing.T, v any) int64 {
	t.Helper()
	a, err := world.ParseAmount(fmt.Sprint(v))
	if err != nil {
		t.Fatal(err)
	}
	return int64(a / world.Unit)
}

func TestOrders_filterAndPage(t *testing.T) {
	t.Parallel()
	c := start(t, 120, nil)
	from := []string{"created_after", "2026-01-01T00:00:00+08:00", "limit", "100"}
	all := c.get("/orders/get", from...)
	if fmt.Sprintf("%v %v", dig(all, "data", "countTotal"), dig(all, "data", "count")) != "120 100" {
		t.Errorf("countTotal %v, count %v", dig(all, "data", "countTotal"), dig(all, "data", "count"))
	}
	for _, status := range []string{"unpaid", "topack", "canceled", "failed", "returned", "confirmed", "shipping"} {
		got := c.get("/orders/get", append([]string{"status", status}, from...)...)
		if n := fmt.Sprint(dig(got, "data", "countTotal")); n == "0" || n == "120" {
			t.Errorf("%s: %s orders", status, n)
		}
	}
}

func TestParcels_packReadyRepack(t *testing.T) {
	t.Parallel()
	c := start(t, 0, nil)
	o := c.place(2)
	items := dig(c.get("/order/items/get", "order_id", o.Ref), "data").([]any)
	id := fmt.Sprint(dig(items, 0, "order_item_id"))
	pack := func(body string) any { return dig(c.post("/order/fulfill/pack", "packReq", body), "result") }
	one := `{"pack_order_list":[{"order_id":` + o.Ref + `,"order_item_list":[` + id + `]}],"delivery_type":"dropship","shipping_allocate_type":"TFS"}`
	done := pack(one)
	ref := fmt.Sprint(dig(done, "data", "pack_order_list", 0, "order_item_list", 0, "package_id"))
	if dig(done, "success") != true || dig(done, "data", "pack_order_list", 0, "order_item_list", 0, "item_err_code") != "0" || !strings.HasPrefix(ref, "FP") {
		t.Fatalf("pack: %v", done)
	}
	if got := dig(pack(one), "data", "pack_order_list", 0, "order_item_list", 0, "item_err_code"); got != "700026" {
		t.Errorf("packed twice: %v", got)
	}
	if got := dig(pack(strings.Replace(one, "TFS", "NTFS", 1)), "success"); got != false {
		t.Errorf("a local shop cannot be NTFS: %v", got)
	}
	row := func(path, name, ref string) any {
		return dig(c.post(path, name, `{"packages":[{"package_id":"`+ref+`"}]}`), "result", "data", "packages", 0, "item_err_code")
	}
	if got := row("/order/package/repack", "rePackReq", ref); got != "0" {
		t.Errorf("repack: %v", got)
	}
	if got := row("/order/package/rts", "readyToShipReq", ref); got != "600001" {
		t.Errorf("ready without a parcel: %v", got)
	}
	pack(one)
	for _, want := range []string{"0", "700000"} {
		if got := row("/order/package/rts", "readyToShipReq", ref); got != want {
			t.Errorf("ready: %v, want %s", got, want)
		}
	}
	items = dig(c.get("/order/items/get", "order_id", o.Ref), "data").([]any)
	if dig(items, 0, "status") != "ready_to_ship" || dig(items, 0, "package_id") != ref || dig(items, 1, "status") != "pending" {
		t.Errorf("items %v, %v", items[0], items[1])
	}
}

func TestCancel_bySellerEmptiesTheStock(t *testing.T) {
	t.Parallel()
	c := start(t, 0, nil)
	o := c.place(2, 1)
	items := dig(c.get("/order/items/get", "order_id", o.Ref), "data").([]any)
	last := fmt.Sprint(dig(items, 1, "order_item_id"))
	args := []string{"order_id", o.Ref, "order_item_id_list", `["` + last + `"]`}
	if got := c.get("/order/reverse/cancel/validate", args...); dig(got, "data", "tip_type") != "warning" {
		t.Errorf("validate: %v", got)
	}
	c.wantCode(c.get("/order/reverse/cancel/create", append([]string{"reason_id", "1"}, args...)...), "104")
	if got := c.get("/order/reverse/cancel/create", append([]string{"reason_id", "10000021"}, args...)...); dig(got, "data", "tip_type") != "success" {
		t.Fatalf("create: %v", got)
	}
	o, err := c.World().Order(c.key, o.Ref)
	if err != nil || o.Lines[0].Cancelled != 1 || o.Stage != world.Paid {
		t.Errorf("order %+v, error %v", o, err)
	}
	if i, _ := c.World().Item(c.key, o.Lines[0].ItemID); i.Stock != 0 {
		t.Errorf("stock %d", i.Stock)
	}
}

func TestStock_sellableTotalAndPrices(t *testing.T) {
	t.Parallel()
	c := start(t, 0, nil)
	o := c.place(2)
	item := func() *world.Item { i, _ := c.World().Item(c.key, o.Lines[0].ItemID); return i }
	sku := func(fields string) string {
		return "<Request><Product><Skus><Sku><SellerSku>" + item().SKU + "</SellerSku>" + fields + "</Sku></Skus></Product></Request>"
	}
	c.wantCode(c.post("/product/price_quantity/update", "payload", sku("<Quantity>1</Quantity>")), "501") // two are sold
	c.wantCode(c.post("/product/price_quantity/update", "payload", sku("<Quantity>12</Quantity><Price>55000</Price>")), "0")
	if i := item(); i.Stock != 10 || i.Price.Text(0) != "55000" {
		t.Errorf("stock %d, price %s", i.Stock, i.Price.Text(0))
	}
	c.wantCode(c.post("/product/stock/sellable/adjust", "payload", sku("<SellableQuantity>-11</SellableQuantity>")), "501")
	c.wantCode(c.post("/product/stock/sellable/adjust", "payload", sku("<SellableQuantity>-4</SellableQuantity>")), "0")
	c.wantCode(c.post("/product/stock/sellable/update", "payload", sku("<SellableQuantity>-1</SellableQuantity>")), "501")
	c.wantCode(c.post("/product/stock/sellable/update", "payload", "<Request>"), "5")
	c.wantCode(c.post("/product/stock/sellable/update", "payload", strings.ReplaceAll(sku(""), "</Skus>", strings.Repeat("<Sku/>", 50)+"</Skus>")), "204")
	if i := item(); i.Stock != 6 {
		t.Errorf("stock %d, want 6", i.Stock)
	}
}

func TestPush_signedOneMessageAnItemAndTriedAgain(t *testing.T) {
	t.Parallel()
	c := start(t, 0, nil)
	var mu sync.Mutex
	var bodies []string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mac := hmac.New(sha256.New, []byte(c.cred["app_secret"]))
		mac.Write([]byte(c.cred["app_key"] + string(body)))
		mu.Lock()
		defer mu.Unlock()
		if r.Header.Get("Authorization") != hex.EncodeToString(mac.Sum(nil)) {
			t.Error("a push with a wrong signature")
		}
		if bodies = append(bodies, string(body)); len(bodies) == 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	t.Cleanup(receiver.Close)
	res, err := http.PostForm(c.Faces[0].BaseURL+"/_console/push", url.Values{"url": {receiver.URL}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	o := c.place(3) // placed and paid: three items, two changes, and one try again
	if err := c.Outbox().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(bodies) != 7 || !strings.Contains(bodies[0], `"trade_order_id":"`+o.Ref+`"`) || !strings.Contains(bodies[0], `"message_type":0`) {
		t.Errorf("%d messages, the first: %s", len(bodies), bodies[:min(1, len(bodies))])
	}
}

func FuzzGate(f *testing.F) {
	f.Add("order_ids=[1,2]", `{"payload":"<Request/>"}`)
	f.Add("created_after=x&limit=-1", "")
	f.Fuzz(func(t *testing.T, query, body string) {
		c := start(t, 1, nil)
		for path := range map[string]bool{"/orders/get": true, "/product/stock/sellable/update": true, "/order/fulfill/pack": true} {
			v, err := url.ParseQuery(query)
			if err != nil {
				return
			}
			var args []string
			for name := range v {
				if len(v[name]) == 1 && !slices.Contains([]string{"app_key", "sign", "timestamp", "sign_method", "access_token"}, name) {
					args = append(args, name, v.Get(name))
				}
			}
			args = append(args, "payload", body, "packReq", body)
			if got := c.post(path, args...); got["code"] == nil {
				t.Errorf("%s: no code", path)
			}
		}
	})
}
