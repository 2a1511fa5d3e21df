package amazon_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// client speaks to a face by hand, without the connector.
type client struct {
	t     *testing.T
	box   *sandbox.Running
	base  string
	creds map[string]string
	token string

	mu  sync.Mutex
	now time.Time
}

func start(t *testing.T, o sandbox.Options, settings ...string) *client {
	t.Helper()
	c := &client{t: t, now: time.Now().UTC().Truncate(time.Second)}
	mine := map[string]string{"rate_factor": "0"}
	for i := 0; i < len(settings); i += 2 {
		mine[settings[i]] = settings[i+1]
	}
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"amazon"}, c.now.Add(-time.Hour), c.clock
	o.Settings = map[string]map[string]string{"amazon": mine}
	box, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	c.box, c.base, c.creds = box, box.Faces[0].BaseURL, box.Faces[0].Credentials
	c.token = c.login(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {c.creds["refresh_token"]}})
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

// send gives status and body of one request.
func (c *client) send(method, path, contentType, body string, header ...string) (int, map[string]any, http.Header) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	var got map[string]any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &got); err != nil {
			c.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, raw)
		}
	}
	return res.StatusCode, got, res.Header
}

// get calls the API with the token.
func (c *client) get(path string) (int, map[string]any) {
	c.t.Helper()
	status, got, _ := c.send("GET", path, "", "", "X-Amz-Access-Token", c.token)
	return status, got
}

func (c *client) login(form url.Values) string {
	c.t.Helper()
	form.Set("client_id", c.creds["client_id"])
	form.Set("client_secret", c.creds["client_secret"])
	status, got, _ := c.send("POST", "/auth/o2/token", "application/x-www-form-urlencoded", form.Encode())
	if status != 200 {
		c.t.Fatalf("%d %v", status, got)
	}
	return got["access_token"].(string)
}

func details(got map[string]any) string {
	errs, ok := got["errors"].([]any)
	if !ok || len(errs) == 0 {
		return "no errors"
	}
	e := errs[0].(map[string]any)
	return e["code"].(string) + ": " + e["message"].(string) + " " + e["details"].(string)
}

func (c *client) span(after, before string) string {
	return "?" + after + "=" + url.QueryEscape(c.clock().Add(-15*24*time.Hour).Format(time.RFC3339)) + "&" + before + "=" +
		url.QueryEscape(c.clock().Add(-3*time.Minute).Format(time.RFC3339))
}

func TestTokens_endAndAreRefused(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{Orders: 3}, "token_seconds", "60")
	search := "/orders/2026-01-01/orders" + c.span("createdAfter", "createdBefore")
	if status, got := c.get(search); status != 200 || len(got["orders"].([]any)) != 3 {
		t.Fatalf("%d %v", status, got)
	}
	c.pass(time.Minute)
	if status, got := c.get(search); status != 403 || !strings.HasSuffix(details(got), "has expired.") {
		t.Errorf("after a minute: %d %v", status, got)
	}
	c.token = "Atza|nonsense"
	if status, got := c.get(search); status != 403 || !strings.Contains(details(got), "malformed") {
		t.Errorf("a strange token: %d %v", status, got)
	}
	if status, got, _ := c.send("GET", search, "", ""); status != 403 || !strings.HasPrefix(details(got), "MissingAuthenticationToken") {
		t.Errorf("no token: %d %v", status, got)
	}
}

func TestLogin_refusals(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{})
	id, secret := c.creds["client_id"], c.creds["client_secret"]
	for name, x := range map[string]struct {
		form   url.Values
		status int
		word   string
	}{
		"another secret":        {url.Values{"client_id": {id}, "client_secret": {"x"}, "grant_type": {"refresh_token"}}, 401, "invalid_client"},
		"another token":         {url.Values{"client_id": {id}, "client_secret": {secret}, "grant_type": {"refresh_token"}, "refresh_token": {"x"}}, 400, "invalid_grant"},
		"another code":          {url.Values{"client_id": {id}, "client_secret": {secret}, "grant_type": {"authorization_code"}, "code": {"x"}}, 400, "invalid_grant"},
		"another scope":         {url.Values{"client_id": {id}, "client_secret": {secret}, "grant_type": {"client_credentials"}, "scope": {"x"}}, 400, "invalid_scope"},
		"another sort of grant": {url.Values{"client_id": {id}, "client_secret": {secret}, "grant_type": {"password"}}, 400, "unsupported_grant_type"},
	} {
		if status, got, _ := c.send("POST", "/auth/o2/token", "application/x-www-form-urlencoded", x.form.Encode()); status != x.status || got["error"] != x.word {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
}

func TestSearch_refusesWhatAmazonRefuses(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{Orders: 5})
	at := func(d time.Duration) string { return url.QueryEscape(c.clock().Add(d).Format(time.RFC3339)) }
	const path = "/orders/2026-01-01/orders?"
	for name, q := range map[string]string{
		"no time at all":          "",
		"both families":           "createdAfter=" + at(-time.Hour) + "&lastUpdatedAfter=" + at(-time.Hour),
		"an end of the other":     "createdAfter=" + at(-time.Hour) + "&lastUpdatedBefore=" + at(-10*time.Minute),
		"an end a minute back":    "createdAfter=" + at(-time.Hour) + "&createdBefore=" + at(-time.Minute),
		"an end before the start": "createdAfter=" + at(-time.Hour) + "&createdBefore=" + at(-2*time.Hour),
		"a time that is none":     "createdAfter=yesterday",
		"a page of 101":           "createdAfter=" + at(-time.Hour) + "&maxResultsPerPage=101",
		"an unknown block":        "createdAfter=" + at(-time.Hour) + "&includedData=BUYER,SHOES",
		"an unknown status":       "createdAfter=" + at(-time.Hour) + "&fulfillmentStatuses=Unshipped",
		"a token of nobody":       "createdAfter=" + at(-time.Hour) + "&paginationToken=abc",
		"a parameter of v0":       "createdAfter=" + at(-time.Hour) + "&AmazonOrderIds=1",
	} {
		if status, got := c.get(path + q); status != 400 || !strings.HasPrefix(details(got), "InvalidInput") {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
	if status, got := c.get(path + "createdAfter=" + at(-time.Hour) + "&marketplaceIds=A2ZV50J4W1RKNI"); status != 403 {
		t.Errorf("a marketplace that is not Amazon's: %d %v", status, got)
	}
}

func TestSearch_aTokenWantsTheSameQuestion(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{Orders: 30})
	q := "/orders/2026-01-01/orders" + c.span("lastUpdatedAfter", "lastUpdatedBefore") + "&maxResultsPerPage=10"
	_, got := c.get(q)
	token := url.QueryEscape(got["pagination"].(map[string]any)["nextToken"].(string))
	if status, got := c.get(q + "&includedData=BUYER&paginationToken=" + token); status != 200 || len(got["orders"].([]any)) != 10 {
		t.Errorf("other blocks may be asked for: %d %v", status, got)
	}
	if status, got := c.get(q + "&fulfilledBy=AMAZON&paginationToken=" + token); status != 400 {
		t.Errorf("another filter: %d %v", status, got)
	}
	c.pass(25 * time.Hour)
	c.token = c.login(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {c.creds["refresh_token"]}})
	if status, got := c.get(q + "&paginationToken=" + token); status != 400 {
		t.Errorf("a day later: %d %v", status, got)
	}
}

func TestSearch_blocksAreAbsentUnlessAskedFor(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{Orders: 40})
	_, got := c.get("/orders/2026-01-01/orders" + c.span("createdAfter", "createdBefore"))
	for _, raw := range got["orders"].([]any) {
		o := raw.(map[string]any)
		for _, block := range []string{"buyer", "recipient", "proceeds", "fulfillment", "packages", "payment"} {
			if _, has := o[block]; has {
				t.Fatalf("%s was not asked for: %v", block, o)
			}
		}
	}
}

// Amazon's buckets: 20 lists at once, then one in three minutes; the limit is told, except where it is exceeded.
func TestLimits(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{Orders: 1}, "rate_factor", "1", "token_seconds", "100000")
	search := "/orders/2026-01-01/orders" + c.span("createdAfter", "createdBefore")
	for n := range 20 {
		status, _, h := c.send("GET", search, "", "", "X-Amz-Access-Token", c.token)
		if status != 200 || h.Get("x-amzn-RateLimit-Limit") != "0.0056" || h.Get("x-amzn-RequestId") == "" {
			t.Fatalf("call %d: %d %v", n, status, h)
		}
	}
	status, got, h := c.send("GET", search, "", "", "X-Amz-Access-Token", c.token)
	if status != 429 || !strings.HasPrefix(details(got), "QuotaExceeded") || h.Get("x-amzn-RateLimit-Limit") != "" {
		t.Errorf("%d %v %v", status, got, h)
	}
	c.pass(3 * time.Minute)
	if status, got := c.get(search); status != 200 {
		t.Errorf("three minutes later: %d %v", status, got)
	}
}

// A restricted token opens its paths and nothing else.
func TestRestrictedTokens(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{Orders: 3})
	ordinary := c.token
	_, got, _ := c.send("POST", "/tokens/2021-03-01/restrictedDataToken", "application/json",
		`{"restrictedResources":[{"method":"GET","path":"/orders/v0/orders/{orderId}","dataElements":["buyerInfo"]}]}`, "X-Amz-Access-Token", ordinary)
	c.token = got["restrictedDataToken"].(string)
	ref := c.box.World().Orders(world.Filter{})[0].Ref
	if status, got := c.get("/orders/v0/orders/" + ref); status != 200 {
		t.Errorf("its own path: %d %v", status, got)
	}
	if status, _ := c.get("/orders/v0/orders/" + ref + "/orderItems"); status != 403 {
		t.Errorf("another path: %d", status)
	}
	if status, got, _ := c.send("POST", "/tokens/2021-03-01/restrictedDataToken", "application/json",
		`{"restrictedResources":[{"method":"GET","path":"/listings"}]}`, "X-Amz-Access-Token", ordinary); status != 400 || !strings.Contains(details(got), "Resource not provided.") {
		t.Errorf("an unrestricted path: %d %v", status, got)
	}
}

func TestQueue_refusesWhatIsNotSigned(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{})
	body := `{"QueueUrl":"` + c.creds["queue_url"] + `"}`
	status, got, _ := c.send("POST", "/", "application/x-amz-json-1.0", body, "X-Amz-Target", "AmazonSQS.ReceiveMessage")
	if status != 403 || got["__type"] != "com.amazonaws.sqs#MissingAuthenticationToken" {
		t.Errorf("unsigned: %d %v", status, got)
	}
	day := c.clock().Format("20060102")
	for name, auth := range map[string]string{
		"nonsense":       "AWS4-HMAC-SHA256 x",
		"another key":    "AWS4-HMAC-SHA256 Credential=AKIAX/" + day + "/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, Signature=00",
		"a bad one":      "AWS4-HMAC-SHA256 Credential=" + c.creds["aws_access_key_id"] + "/" + day + "/us-east-1/sqs/aws4_request, SignedHeaders=host;x-amz-date, Signature=00",
		"nothing signed": "AWS4-HMAC-SHA256 Credential=" + c.creds["aws_access_key_id"] + "/" + day + "/us-east-1/sqs/aws4_request, SignedHeaders=content-type, Signature=00",
	} {
		status, got, _ := c.send("POST", "/", "application/x-amz-json-1.0", body, "X-Amz-Target", "AmazonSQS.ReceiveMessage",
			"X-Amz-Date", c.clock().Format("20060102T150405Z"), "Authorization", auth)
		if status != 403 {
			t.Errorf("%s: %d %v", name, status, got)
		}
	}
}

func TestConfirmShipment_refusals(t *testing.T) {
	t.Parallel()
	c := start(t, sandbox.Options{Orders: 60})
	var ref string
	for _, o := range c.box.World().Orders(world.Filter{Stage: world.Paid}) {
		if o.Lines[0].ItemID%6 != 0 {
			ref = o.Ref
		}
	}
	if ref == "" {
		t.Fatal("no order to ship")
	}
	send := func(parcel string) string {
		_, got, _ := c.send("POST", "/orders/v0/orders/"+ref+"/shipmentConfirmation", "application/json",
			`{"marketplaceId":"A19VAU5U5O7RUS","packageDetail":`+parcel+`}`, "X-Amz-Access-Token", c.token)
		return details(got)
	}
	date := c.clock().Format(time.RFC3339)
	for want, parcel := range map[string]string{
		"packageDetail.packageReferenceId": `{"packageReferenceId":1}`,
		"must be a positive numeric value": `{"packageReferenceId":"one"}`,
		"shipDate is not valid":            `{"packageReferenceId":"1","carrierCode":"UPS","trackingNumber":"1","shipDate":"2099-01-01T00:00:00Z","orderItems":[{"orderItemId":"1","quantity":1}]}`,
		"Other needs a carrierName":        `{"packageReferenceId":"1","carrierCode":"Other","trackingNumber":"1","shipDate":"` + date + `","orderItems":[{"orderItemId":"1","quantity":1}]}`,
		"OrderItemId is invalid":           `{"packageReferenceId":"1","carrierCode":"UPS","trackingNumber":"1","shipDate":"` + date + `","orderItems":[{"orderItemId":"1","quantity":1}]}`,
	} {
		if got := send(parcel); !strings.Contains(got, want) {
			t.Errorf("%s, want %q", got, want)
		}
	}
}

// What lasts survives a restart: the app, its tokens, the subscription and the messages.
func TestState_lasts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, sandbox.Options{Orders: 3, Data: dir})
	if err := first.box.Close(); err != nil {
		t.Fatal(err)
	}
	second := start(t, sandbox.Options{Orders: 3, Data: dir})
	for _, name := range []string{"client_id", "client_secret", "refresh_token", "aws_secret_access_key"} {
		if first.creds[name] != second.creds[name] || first.creds[name] == "" {
			t.Errorf("%s is another one after a restart", name)
		}
	}
	second.token = first.token
	if status, got := second.get("/orders/2026-01-01/orders" + second.span("createdAfter", "createdBefore")); status != 200 {
		t.Errorf("the old token: %d %v", status, got)
	}
}
