package woocommerce_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// receiver takes what a shop sends and keeps it in order.
type receiver struct {
	t      *testing.T
	url    string
	status atomic.Int64
	got    chan received
}

type received struct {
	url    string
	header http.Header
	body   []byte
}

func newReceiver(t *testing.T, status int) *receiver {
	t.Helper()
	r := &receiver{t: t, got: make(chan received, 1000)}
	r.status.Store(int64(status))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.got <- received{url: req.URL.String(), header: req.Header, body: body}
		w.WriteHeader(int(r.status.Load()))
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// next is the next thing received; a test that waits in vain fails.
func (r *receiver) next() received {
	r.t.Helper()
	select {
	case got := <-r.got:
		return got
	case <-time.After(10 * time.Second):
		r.t.Fatal("nothing came")
		return received{}
	}
}

// none fails when something came that should not have.
func (r *receiver) none() {
	r.t.Helper()
	select {
	case got := <-r.got:
		r.t.Errorf("unexpected: %s %s", got.url, got.body)
	default:
	}
}
