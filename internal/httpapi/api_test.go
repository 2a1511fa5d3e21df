package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// route is one operation of the description, so that a new one is tested by being there.
type route struct {
	method, path string
	op           *huma.Operation
	needs        user.Role // empty: everybody
	self         bool      // about the caller: for members, not for tokens
}

func (r route) String() string { return r.method + " " + r.path }

// spec is the description. It takes a moment to make.
var spec = sync.OnceValue(func() *huma.OpenAPI { return httpapi.Spec("test") })

func routes(t *testing.T) []route {
	t.Helper()
	var all []route
	for path, item := range spec().Paths {
		for method, op := range map[string]*huma.Operation{
			"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete, "HEAD": item.Head, "OPTIONS": item.Options,
		} {
			if op == nil {
				continue
			}
			r := route{method: method, path: strings.TrimPrefix(path, "/api/v1"), op: op}
			for _, role := range []user.Role{user.Viewer, user.Operator, user.Owner} {
				if strings.HasPrefix(op.Description, "For "+string(role)+"s and above.") {
					r.needs = role
				}
			}
			if strings.HasPrefix(op.Description, "For every member, about themselves;") {
				r.needs, r.self = user.Viewer, true
			}
			if (len(op.Security) == 0) != (r.needs == "") || r.self != (len(op.Security) == 1) {
				t.Errorf("%s: its description and its security do not say the same", r)
			}
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b route) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	if len(all) < 30 {
		t.Fatalf("only %d operations", len(all))
	}
	return all
}

// at fills the places in a path.
func (r route) at(id string) string {
	return strings.NewReplacer("{id}", id, "{session}", id, "{delivery}", id, "{kind}", "invoices", "{connection}", id, "{day}", "2026-11-20").Replace(r.path)
}

// body is one that the description allows, made from its schema; nil when none is asked for. known gives values by name.
func (r route) body(known map[string]any) any {
	if r.op.RequestBody == nil {
		return nil
	}
	schemas := spec().Components.Schemas
	var make func(s *huma.Schema, name string) any
	make = func(s *huma.Schema, name string) any {
		if s.Ref != "" {
			s = schemas.SchemaFromRef(s.Ref)
		}
		if v, ok := known[name]; ok && name != "" {
			return v
		}
		switch {
		case len(s.Enum) > 0:
			return s.Enum[0]
		case s.Type == huma.TypeObject:
			o := map[string]any{}
			for _, p := range s.Required {
				o[p] = make(s.Properties[p], p)
			}
			return o
		case s.Type == huma.TypeArray:
			return []any{make(s.Items, name)}
		case s.Type == huma.TypeInteger || s.Type == huma.TypeNumber:
			return 60
		case s.Type == huma.TypeBoolean:
			return true
		case s.Format == "date-time":
			return "2026-01-01T00:00:00Z"
		}
		return "x"
	}
	for _, media := range r.op.RequestBody.Content {
		return make(media.Schema, "")
	}
	return nil
}

// person is somebody who calls.
type person struct {
	name   string
	role   user.Role // empty: nobody
	client *apptest.Client
	header []string
}

// people are nobody, a token of each role, and a signed-in browser of each role.
func people(t *testing.T, hub *apptest.Hub) []person {
	t.Helper()
	all := []person{{name: "nobody", client: hub.As("")}, {name: "a token that is none", client: hub.As("tbt_WRONG")}}
	for _, role := range []user.Role{user.Viewer, user.Operator, user.Owner} {
		all = append(all,
			person{"the token of the " + string(role), role, hub.As(token(t, hub, hub.Account.ID, role)), nil},
			person{"the session of the " + string(role), role, signedIn(t, hub, role), []string{"X-Tillbridge", "1"}})
	}
	return all
}

func token(t *testing.T, hub *apptest.Hub, account int64, role user.Role) string {
	t.Helper()
	_, secret, err := hub.Users.NewToken(t.Context(), account, "of the "+string(role), role)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

const password = "correct horse battery"

// browser is a client that keeps cookies.
func browser(t *testing.T, hub *apptest.Hub) *apptest.Client {
	t.Helper()
	c := hub.As("")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.HTTP.Jar = jar
	return c
}

func signedIn(t *testing.T, hub *apptest.Hub, role user.Role) *apptest.Client {
	t.Helper()
	email := string(role) + "@example.com"
	if _, err := hub.Users.Add(t.Context(), hub.Account.ID, email, "", password, role); err != nil {
		t.Fatal(err)
	}
	c := browser(t, hub)
	c.Must("POST", "/session", map[string]string{"email": email, "password": password}, nil)
	return c
}

// start is a hub without work of its own: no cycle runs but those asked for.
func start(t *testing.T, cfg config.Config) *apptest.Hub {
	t.Helper()
	return apptest.Start(t, cfg, nil)
}

func seldom(p *policy.Policy) { p.OrdersEverySecs = 3600 }

// filled is a hub that has read one pretend shop, with failures in its log.
func filled(t *testing.T, cfg config.Config, orders int) (*apptest.Hub, *sandbox.Running, string) {
	t.Helper()
	box := apptest.Shop(t, sandbox.Options{Seed: 21, Orders: orders, NoSKU: 1})
	hub := start(t, cfg)
	conn := hub.Connect(box.Faces[0], seldom)
	apptest.Eventually(t, time.Minute, func() error {
		if l := hub.Lane(conn.ID); l.Running || l.LastSuccessAt == nil {
			return fmt.Errorf("the first cycle has not ended")
		}
		return nil
	})
	return hub, box, conn.ID
}

// buy has n orders bought and paid in the pretend shop.
func buy(t *testing.T, box *sandbox.Running, n int) {
	t.Helper()
	for range n {
		o, err := box.World().Buy(world.Key{Channel: box.Faces[0].Channel, Shop: box.Faces[0].Shop}, nil)
		if err == nil && o.Stage == world.Unpaid {
			_, err = box.World().Do(o.Key, o.Ref, world.Act{Verb: world.Pay})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Every operation lets in those it is for, and nobody else; every refusal is a problem in JSON.
func TestAPI_roles(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		all := people(t, hub)
		for _, r := range routes(t) {
			if r.method != http.MethodGet && r.needs == user.Viewer && !r.self {
				t.Errorf("%s is a write for viewers", r)
			}
			if r.op.OperationID == "sign-out" {
				continue // it would end the sessions; TestAPI_session has it
			}
			for _, p := range all {
				a := p.client.Do(r.method, r.at("1"), r.body(nil), p.header...)
				switch {
				case r.needs == "": // open to all: what it answers to wrong input is its own test
				case r.self && strings.HasPrefix(p.name, "the token"):
					if a.Status != http.StatusForbidden {
						t.Errorf("%s by %s: %s, want 403: a token is no member", r, p.name, a)
					}
				case p.role == "" && a.Status != http.StatusUnauthorized:
					t.Errorf("%s by %s: %s, want 401", r, p.name, a)
				case p.role != "" && !p.role.May(r.needs) && a.Status != http.StatusForbidden:
					t.Errorf("%s by %s: %s, want 403", r, p.name, a)
				case p.role.May(r.needs) && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden || a.Status >= 500):
					t.Errorf("%s by %s: %s, want it to be let in", r, p.name, a)
				}
				isProblem(t, r.String()+" by "+p.name, a)
			}
		}
		for _, path := range []string{"/events", "//metrics"} {
			for _, p := range all[:2] {
				if a := p.client.Do("GET", path, nil); a.Status != http.StatusUnauthorized {
					t.Errorf("%s by %s: %s, want 401", path, p.name, a)
				}
			}
		}
		for _, path := range []string{"//healthz", "//readyz", "//api/v1/channels"} {
			if a := all[2].client.Do("GET", path, nil); a.Status != http.StatusOK {
				t.Errorf("%s: %s", path, a)
			}
		}
	})
}

// isProblem holds that an answer of 400 and above is one of RFC 9457.
func isProblem(t *testing.T, what string, a apptest.Answer) {
	t.Helper()
	if a.Status < 400 {
		return
	}
	p := a.Problem()
	if kind := a.Header.Get("Content-Type"); kind != "application/problem+json" || p.Status != a.Status || p.Title == "" || p.Detail == "" {
		t.Errorf("%s: %s is no problem: %s", what, kind, a)
	}
}

// What is not there is not there in JSON, too: a script must not take the web app's page for an answer.
func TestAPI_unknownPaths(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	for _, c := range [][2]string{{"GET", "/nothing"}, {"POST", "/nothing"}, {"GET", ""}, {"PATCH", "/orders"}, {"DELETE", "/status"}, {"GET", "/orders/1/2/3"}} {
		a := hub.Do(c[0], c[1], nil)
		if a.Status != http.StatusNotFound && a.Status != http.StatusMethodNotAllowed {
			t.Errorf("%s %q: %s, want 404 or 405", c[0], c[1], a)
		}
		isProblem(t, c[0]+" "+c[1], a)
	}
}

// A page of another site can make a browser send a write, cookie and all, but neither our header nor another origin with it.
func TestAPI_crossSiteWrites(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	owner := signedIn(t, hub, user.Owner)
	for _, r := range routes(t) {
		if r.method == http.MethodGet {
			continue
		}
		for name, header := range map[string][]string{
			"a browser that says so": {"Sec-Fetch-Site", "cross-site"}, "a neighbour under the same domain": {"Sec-Fetch-Site", "same-site"},
			"an older browser": {"Origin", "https://evil.example"}, "a page without a name": {"Origin", "null"},
		} {
			a := owner.Do(r.method, r.at("1"), r.body(nil), append(header, "X-Tillbridge", "1")...)
			if a.Status != http.StatusForbidden || !strings.Contains(a.Problem().Detail, "another site") {
				t.Errorf("%s from %s: %s", r, name, a)
			}
			isProblem(t, r.String(), a)
		}
		if r.needs == "" {
			continue
		}
		if a := owner.Do(r.method, r.at("1"), r.body(nil)); a.Status != http.StatusForbidden || !strings.Contains(a.Problem().Detail, "X-Tillbridge") {
			t.Errorf("%s without the header: %s", r, a)
		}
	}
	if a := owner.Do("GET", "/session", nil, "Sec-Fetch-Site", "cross-site"); a.Status != http.StatusOK {
		t.Errorf("a link from elsewhere: %s", a)
	}
	for name, header := range map[string][]string{"our own page": {"Sec-Fetch-Site", "same-origin"}, "an older browser": {"Origin", hub.Base}, "none": nil} {
		if a := owner.Do("POST", "/tokens", map[string]string{"name": "mine"}, append(header, "X-Tillbridge", "1")...); a.Status != http.StatusCreated {
			t.Errorf("with the header, from %s: %s", name, a)
		}
	}
}

func TestAPI_session(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		_, link, err := hub.Users.Invite(t.Context(), user.Invitation{Account: hub.Account.ID, Role: user.Owner})
		if err != nil {
			t.Fatal(err)
		}
		setup := func(token, password string) map[string]string {
			return map[string]string{"token": token, "email": "first@example.com", "name": "First", "password": password}
		}
		first := browser(t, hub)
		t.Run("the setup link works once, and says what is wrong before it is used up", func(t *testing.T) {
			if a := first.Do("POST", "/setup", setup(link, "short")); a.Status != 422 || len(a.Problem().Errors) == 0 || a.Problem().Errors[0].Location != "body.password" {
				t.Errorf("a short password: %s", a)
			}
			if a := first.Do("POST", "/setup", setup("WRONG", password)); a.Status != http.StatusForbidden {
				t.Errorf("a wrong link: %s", a)
			}
			if a := first.Do("POST", "/setup", setup(link, password)); a.Status != http.StatusOK {
				t.Errorf("the link: %s", a)
			}
			second := setup(link, password)
			second["email"] = "second@example.com"
			if a := browser(t, hub).Do("POST", "/setup", second); a.Status != http.StatusForbidden {
				t.Errorf("the link again: %s", a)
			}
			var who httpapi.Session
			first.Must("GET", "/session", nil, &who)
			if who.User.Email != "first@example.com" || who.User.Role != "owner" {
				t.Errorf("signed in is %+v", who)
			}
		})
		t.Run("the cookie is out of reach of scripts, and new with every sign-in", func(t *testing.T) {
			var seen []string
			for range 2 {
				a := first.Do("POST", "/session", map[string]string{"email": "FIRST@example.com ", "password": password})
				cookie, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
				if a.Status != http.StatusOK || err != nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
					t.Fatalf("%s with %v, %v", a, a.Header, err)
				}
				seen = append(seen, cookie.Value)
			}
			if seen[0] == seen[1] {
				t.Error("the session kept its token over a sign-in")
			}
			old := hub.As("")
			if a := old.Do("GET", "/session", nil, "Cookie", "tillbridge="+seen[0]); a.Status != http.StatusUnauthorized {
				t.Errorf("the earlier token: %s", a)
			}
			var stored int
			if err := hub.DB.QueryRow(t.Context(), `select count(*) from session where token_hash = $1`, seen[1]).Scan(&stored); err != nil || stored > 0 {
				t.Errorf("the token stands in the database in clear (%d), %v", stored, err)
			}
		})
		t.Run("signing out ends it, also for who kept the cookie", func(t *testing.T) {
			a := first.Do("POST", "/session", map[string]string{"email": "first@example.com", "password": password})
			cookie, err := http.ParseSetCookie(a.Header.Get("Set-Cookie"))
			if err != nil {
				t.Fatal(err)
			}
			if a := first.Do("DELETE", "/session", nil); a.Status != http.StatusForbidden {
				t.Errorf("signed out from elsewhere: %s", a)
			}
			if a := first.Do("DELETE", "/session", nil, "X-Tillbridge", "1"); a.Status != http.StatusNoContent {
				t.Errorf("signing out: %s", a)
			}
			for name, a := range map[string]apptest.Answer{
				"the browser": first.Do("GET", "/session", nil), "the kept cookie": hub.As("").Do("GET", "/session", nil, "Cookie", cookie.Name+"="+cookie.Value),
			} {
				if a.Status != http.StatusUnauthorized {
					t.Errorf("%s afterwards: %s", name, a)
				}
			}
		})
		t.Run("guessing is slowed down, for one name and not for others", func(t *testing.T) {
			if _, err := hub.Users.Add(t.Context(), hub.Account.ID, "other@example.com", "", password, user.Viewer); err != nil {
				t.Fatal(err)
			}
			guess := func(email, password string) apptest.Answer {
				return browser(t, hub).Do("POST", "/session", map[string]string{"email": email, "password": password})
			}
			var last apptest.Answer
			for range 6 {
				if last = guess("first@example.com", "wrong"); last.Status != http.StatusUnauthorized {
					t.Errorf("a wrong guess: %s", last)
				}
			}
			slowed := guess(" First@Example.com", password)
			if wait, err := strconv.Atoi(slowed.Header.Get("Retry-After")); slowed.Status != http.StatusTooManyRequests || err != nil || wait < 1 {
				t.Errorf("after six wrong guesses: %s, Retry-After %q", slowed, slowed.Header.Get("Retry-After"))
			}
			if p := guess("nobody@example.com", "wrong").Problem(); p.Detail != last.Problem().Detail {
				t.Errorf("an unknown name is told apart: %q and %q", p.Detail, last.Problem().Detail)
			}
			if a := guess("other@example.com", password); a.Status != http.StatusOK {
				t.Errorf("somebody else: %s", a)
			}
		})
	})
}

// Whatever an account asks for by whatever id, another account's rows are not there for it.
func TestAPI_accountsDoNotSeeEachOther(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, conn := filled(t, cfg, 40)
		other := user.Account{ID: hub.IDs.Next()}
		if err := hub.DB.InTx(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(t.Context(), `insert into account (id, name, zone, created_at) values ($1, 'Other', 'UTC', 0)`, other.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		stranger := hub.As(token(t, hub, other.ID, user.Owner))
		books := apptest.ReadBooks(t, hub.Client, conn)
		before, tokens := books.Summary(), len(apptest.All[httpapi.TokenView](hub.Client, "/tokens"))
		logs := apptest.All[httpapi.LogEntry](hub.Client, "/logs")
		mine := []string{conn, logs[0].ID, apptest.All[httpapi.TokenView](hub.Client, "/tokens")[0].ID, apptest.All[httpapi.CycleView](hub.Client, "/cycles")[0].ID}
		var ref string
		for r, o := range books.Orders {
			if docs := books.Documents[r]; len(docs) > 0 {
				ref, mine = r, append(mine, o.ID, docs[0].ID)
				break
			}
		}
		name := apptest.Get[httpapi.ConnectionView](hub.Client, "/connections/"+conn).Name
		mine = append(mine, strings.ReplaceAll(name, " ", "%20"))
		known := map[string]any{"connection": conn, "ref": ref, "ids": []string{logs[0].ID}, "reason": "x", "sku": "X", "listing": "1"}
		for _, r := range routes(t) {
			if r.op.OperationID == "sign-out" || r.op.OperationID == "token-create" {
				continue
			}
			addresses := []string{r.path}
			if strings.Contains(r.path, "{") {
				addresses = addresses[:0]
				for _, id := range mine {
					addresses = append(addresses, r.at(id))
				}
			}
			for _, at := range addresses {
				a := stranger.Do(r.method, at, r.body(known))
				for _, secret := range []string{conn, name, `"ref":"` + ref + `"`, `"order_ref":"` + ref + `"`} {
					if bytes.Contains(a.Body, []byte(secret)) && a.Status < 300 {
						t.Errorf("%s %s tells a stranger of %s: %s", r.method, at, secret, a)
					}
				}
				if (strings.Contains(r.path, "{id}") || strings.Contains(r.path, "{connection}")) && a.Status < 400 {
					t.Errorf("%s %s by a stranger: %s", r.method, at, a)
				}
			}
		}
		for _, filter := range []string{"/orders?connection=" + conn, "/logs?connection=" + conn, "/report?connection=" + conn, "/cycles?connection=" + conn, "/documents/invoices?connection=" + conn, "/completeness?connection=" + conn} {
			if a := stranger.Do("GET", filter, nil); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s by a stranger: %s, want 422: no such connection", filter, a)
			}
		}
		if n := apptest.Get[httpapi.Report](stranger, "/report").Totals.Transactions; n != 0 {
			t.Errorf("a stranger's report counts %d", n)
		}
		after := apptest.ReadBooks(t, hub.Client, conn).Summary()
		if fmt.Sprint(before) != fmt.Sprint(after) || tokens != len(apptest.All[httpapi.TokenView](hub.Client, "/tokens")) ||
			apptest.Get[httpapi.ConnectionView](hub.Client, "/connections/"+conn).State != string(connection.Active) {
			t.Error("a stranger changed something")
		}
	})
}

// Every list that has pages gives each item once, whatever the size of its pages, and says what is wrong with a bad question.
func TestAPI_lists(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, conn := filled(t, cfg, 30)
		var hook httpapi.NewWebhookView
		hub.Must("POST", "/webhooks", map[string]string{"url": hub.Base + "/nobody"}, &hook)
		lists := 0
		for _, r := range routes(t) {
			if !slices.ContainsFunc(r.op.Parameters, func(p *huma.Param) bool { return p.Name == "cursor" }) {
				continue
			}
			lists++
			path := r.at(conn)
			if strings.HasPrefix(r.path, "/webhooks/") {
				path = r.at(hook.ID)
			}
			whole := keys(t, hub, path+"?limit=500")
			var pieces []string
			for cursor, pages := "", 0; pages < 400; pages++ {
				page := apptest.Get[httpapi.List[map[string]any]](hub.Client, path+"?limit=7&cursor="+cursor)
				if len(page.Items) > 7 {
					t.Errorf("%s gives %d items, asked for were 7", path, len(page.Items))
				}
				pieces = append(pieces, names(page.Items)...)
				if cursor = page.NextCursor; cursor == "" {
					break
				}
			}
			if !slices.Equal(whole, pieces) {
				t.Errorf("%s gives %d items on one page and %d on small ones", path, len(whole), len(pieces))
			}
			for question, field := range map[string]string{
				"limit=501": "query.limit", "limit=0": "query.limit", "limit=-1": "query.limit", "limit=many": "query.limit",
				"cursor=%25%25": "query.cursor", "cursor=" + base64.RawURLEncoding.EncodeToString([]byte("no cursor")): "query.cursor",
				"cursor=" + strings.Repeat("A", 300): "query.cursor",
			} {
				if r.op.OperationID == "products" && strings.HasPrefix(question, "cursor=bm8") {
					continue // its mark is a SKU, and any text may be one
				}
				a := hub.Do("GET", path+"?"+question, nil)
				if p := a.Problem(); a.Status != 422 || len(p.Errors) == 0 || p.Errors[0].Location != field {
					t.Errorf("%s?%s: %s, want 422 about %s", path, question, a, field)
				}
				isProblem(t, path+"?"+question, a)
			}
		}
		if lists < 5 {
			t.Errorf("only %d lists have pages", lists)
		}
	})
}

func keys(t *testing.T, hub *apptest.Hub, path string) []string {
	t.Helper()
	return names(apptest.Get[httpapi.List[map[string]any]](hub.Client, path).Items)
}

func names(items []map[string]any) []string {
	all := make([]string, len(items))
	for i, item := range items {
		all[i] = fmt.Sprint(item["id"], item["sku"])
	}
	return all
}

// A buyer's address, phone and mail are for those who ship; whoever only looks does not get them, and the log has them from nobody.
func TestAPI_buyersData(t *testing.T) {
	t.Parallel()
	hub, box, conn := filled(t, apptest.SQLite(t), 40)
	viewer := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
	operator := hub.As(token(t, hub, hub.Account.ID, user.Operator))
	books := apptest.ReadBooks(t, hub.Client, conn)
	shown := 0
	for _, o := range box.World().Orders(world.Filter{}) {
		id := books.Orders[o.Ref].ID
		private := []string{o.Buyer.Email, o.Buyer.Phone, o.Buyer.Street}
		at := "/orders/" + id
		if bytes.Contains(operator.Do("GET", at, nil).Body, []byte(o.Buyer.Email)) {
			shown++
		}
		paths := []string{at, "/orders?ref=" + o.Ref, "/logs?ref=" + o.Ref}
		for _, d := range books.Documents[o.Ref] {
			paths = append(paths, "/documents/"+strings.ReplaceAll(d.Kind, "_", "-")+"s/"+d.ID)
		}
		for _, path := range paths {
			a := viewer.Do("GET", path, nil)
			if a.Status != http.StatusOK {
				t.Fatalf("%s: %s", path, a)
			}
			for _, p := range private {
				if p != "" && bytes.Contains(a.Body, []byte(p)) {
					t.Errorf("%s shows a viewer %q", path, p)
				}
			}
		}
	}
	if shown == 0 {
		t.Error("nobody sees the buyer's mail: the test looks for the wrong thing")
	}
	ref := box.World().Orders(world.Filter{})[0]
	hub.Must("POST", "/orders/download", map[string]string{"connection": conn, "ref": ref.Ref}, nil)
	for _, e := range apptest.All[httpapi.LogEntry](hub.Client, "/logs?operation=download_order&ref="+ref.Ref) {
		a := hub.Do("GET", "/logs/"+e.ID, nil)
		var d httpapi.LogDetail
		if err := json.Unmarshal(a.Body, &d); err != nil || len(d.Exchange) == 0 {
			t.Fatalf("no exchange behind entry %s: %v, %s", e.ID, err, a)
		}
		for _, p := range []string{ref.Buyer.Email, ref.Buyer.Phone, ref.Buyer.Street, ref.Buyer.Last} {
			if p != "" && bytes.Contains(a.Body, []byte(p)) {
				t.Errorf("the log shows %q of a buyer", p)
			}
		}
	}
}

// The committed description is the one the program gives, so that whoever reads it is not misled.
func TestAPI_description(t *testing.T) {
	t.Parallel()
	committed, err := os.ReadFile("../../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	made, err := httpapi.Spec(app.Version).YAML()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, made) {
		t.Error("api/openapi.yaml is not what the program describes; write it anew: go run ./cmd/tillbridge openapi > api/openapi.yaml")
	}
}

// A page that is open hears of what others do.
func TestAPI_events(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 22, Orders: 5})
		hub := start(t, cfg)
		viewer := token(t, hub, hub.Account.ID, user.Viewer)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "GET", hub.Base+"/api/v1/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+viewer)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if kind := res.Header.Get("Content-Type"); kind != "text/event-stream" || res.StatusCode != http.StatusOK {
			t.Fatalf("%s, %s", res.Status, kind)
		}
		lines := bufio.NewScanner(res.Body)
		hears := func(want string) {
			t.Helper()
			for lines.Scan() {
				if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && strings.Contains(data, `"`+want+`"`) {
					return
				}
			}
			t.Fatalf("the stream ended without %q: %v", want, lines.Err())
		}
		if !lines.Scan() { // it is open: what happens from now on is heard
			t.Fatal(lines.Err())
		}
		conn := hub.Connect(box.Faces[0], seldom)
		hears("status")
		hears("orders")
		hub.Must("POST", "/completeness/check", map[string]string{"connection": conn.ID}, nil)
		hears("completeness")
		hub.Must("POST", "/connections/"+conn.ID+"/pause", nil, nil)
		hears("status")
	})
}

// A write that is sent twice under one key is done once.
func TestAPI_idempotencyKey(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	make := func() apptest.Answer {
		return hub.Do("POST", "/tokens", map[string]string{"name": "once"}, "Idempotency-Key", "4711")
	}
	first, second := make(), make()
	if first.Status != http.StatusCreated || second.Status >= 500 {
		t.Fatalf("%s, then %s", first, second)
	}
	n := 0
	for _, tok := range apptest.All[httpapi.TokenView](hub.Client, "/tokens") {
		if tok.Name == "once" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d tokens were made, want 1; the answers were %d and %d", n, first.Status, second.Status)
	}
	viewer := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
	if a := viewer.Do("POST", "/tokens", map[string]string{"name": "once"}, "Idempotency-Key", "4711"); a.Status < 400 || bytes.Contains(a.Body, []byte("tbt_")) {
		t.Errorf("a viewer with the same key is given the owner's answer: %s", a)
	}
}
