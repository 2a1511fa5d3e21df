package worldtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Postbox takes the webhooks of a shop.
type Postbox struct {
	URL string

	b     *Box
	refOf func(body []byte) string
	mu    sync.Mutex
	got   map[string]post
}

type post struct {
	header http.Header
	body   []byte
}

// Postbox opens an address for webhooks until the test ends. refOf finds the order a body is about; empty: none.
func (b *Box) Postbox(refOf func(body []byte) string) *Postbox {
	p := &Postbox{b: b, refOf: refOf, got: map[string]post{}}
	server := httptest.NewServer(p)
	b.t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// ServeHTTP takes a webhook, and answers with nothing.
func (p *Postbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // cut or not, it is what arrived
	if ref := p.refOf(body); ref != "" {
		p.mu.Lock()
		p.got[ref] = post{r.Header.Clone(), body}
		p.mu.Unlock()
	}
	w.WriteHeader(http.StatusOK)
}

// Delivery changes an order and gives the webhook about it that arrives.
func (p *Postbox) Delivery(ref string) (http.Header, []byte) {
	p.b.t.Helper()
	p.b.Edit(ref, p.b.Now(), func(o *world.Order) { o.Note += "." })
	if err := p.b.Outbox().Flush(p.b.t.Context()); err != nil {
		p.b.t.Fatal(err)
	}
	return p.About(ref)
}

// About is the last webhook that arrived about an order.
func (p *Postbox) About(ref string) (http.Header, []byte) {
	p.b.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	got, ok := p.got[ref]
	if !ok {
		p.b.t.Fatalf("no webhook about order %s arrived, only about %d others", ref, len(p.got))
	}
	return got.header, got.body
}

// Subscribe lets a connector ask for webhooks to the address with path.
func (p *Postbox) Subscribe(conn channel.Connector, path string) {
	p.b.t.Helper()
	if err := conn.(channel.WebhookReceiver).Subscribe(p.b.t.Context(), p.URL+path); err != nil {
		p.b.t.Fatal(err)
	}
}
