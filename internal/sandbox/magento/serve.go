package magento

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// call is one request on its way.
type call struct {
	f     *Face
	r     *http.Request
	query url.Values
	args  []string // what the path's # and * stand for
	body  []byte
	skew  time.Duration
}

// object is a JSON object in the making; a field without a value is left out, as Magento does.
type object map[string]any

// put adds a field unless it is empty.
func (o object) put(name string, v any) object {
	if v != nil && v != "" {
		o[name] = v
	}
	return o
}

const maxBody = 16 << 20

// ServeHTTP is the shop.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, front := strings.CutPrefix(r.URL.EscapedPath(), "/index.php")
	route, rest := strings.CutPrefix(path, "/rest/")
	switch {
	case rest && (front || f.rewrites):
		f.rest(w, r, route)
	case r.Method == http.MethodPost && (path == "/oauth/token/request" || path == "/oauth/token/access"):
		f.handshake(w, r, path)
	case path == "/":
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>"+f.shop.Name+"</title></head><body><h1>"+f.shop.Name+
			"</h1><p>A pretend shop. Its API is at /rest/V1/.</p></body></html>\n")
	default:
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>Whoops, our bad...</h1></body></html>\n")
	}
}

func (f *Face) rest(w http.ResponseWriter, r *http.Request, route string) {
	answer, err := f.handle(r, route)
	if refused, ok := errors.AsType[*refusal](err); ok {
		refused.write(w)
		return
	}
	if err != nil {
		f.log.Error("the pretend shop failed", "channel", "magento", "path", r.URL.Path, "error", err)
		plain(http.StatusInternalServerError, "Internal Error. Details are available in Magento log file. Report ID: webapi-0").write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(answer)
}

// handle goes Magento's way: is there such a route, who asks and may they, then what is asked.
func (f *Face) handle(r *http.Request, route string) (any, error) {
	if accept := r.Header.Get("Accept"); accept != "" && !strings.Contains(accept, "json") && !strings.Contains(accept, "*/*") {
		return nil, plain(http.StatusNotAcceptable, "Server cannot match any of the given Accept HTTP header media type(s) from the request: \""+accept+"\" with media types from the config of response renderer.")
	}
	if store, rest, found := strings.Cut(route, "/"); found && (store == "default" || store == "all") {
		route = rest
	}
	route, ok := strings.CutPrefix(route, "V1/")
	if !ok {
		return nil, noRoute
	}
	found, args := f.match(r.Method, strings.TrimSuffix(route, "/"))
	if found == nil {
		return nil, noRoute
	}
	if refused := f.permitted(r, found.resource); refused != nil {
		return nil, refused
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, plain(http.StatusBadRequest, "Decoding error.")
	}
	if len(body) > 0 && !json.Valid(body) {
		return nil, plain(http.StatusBadRequest, "Decoding error.")
	}
	c := &call{f: f, r: r, query: r.URL.Query(), args: args, body: body, skew: fault.From(r.Context()).Skew}
	answer, err := found.handle(c)
	if err != nil {
		return nil, err
	}
	return c.only(answer)
}

// decode reads a member of the body.
func (c *call) decode(into any) error {
	if len(c.body) == 0 {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(string(c.body)))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return plain(http.StatusBadRequest, "Decoding error.")
	}
	return nil
}

// stamp is a time as the API writes it: UTC without a mark.
const stamp = "2006-01-02 15:04:05"

func (c *call) time(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Add(c.skew).Format(stamp)
}

// id is a new entity's number; some releases quote it.
func (c *call) id(n int64) any {
	if c.f.quoted {
		return strconv.FormatInt(n, 10)
	}
	return n
}

// money is a JSON number with as many decimals as it needs, at most four.
func money(a world.Amount) json.Number {
	s := a.Text(4)
	return json.Number(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

// order finds the order that the path names.
func (c *call) order() (*world.Order, error) {
	o, err := c.f.world.Order(c.f.shop.Key, c.args[0])
	if err != nil {
		return nil, noEntity()
	}
	return o, nil
}

// edit writes to the order that the path names.
func (c *call) edit(change func(o *world.Order, p world.Pen) error) error {
	_, err := c.f.world.Edit(c.f.shop.Key, c.args[0], change)
	return err
}
