package httpkit

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxKept is how much of a body a record holds, after redaction.
const maxKept = 64 << 10

// maxExchanges is how many exchanges a Recorder holds; the oldest go first.
const maxExchanges = 32

// Exchange is one request and its answer, without secrets and buyers' data: fit to be stored and shown.
type Exchange struct {
	Op             string            `json:"op"`
	Method         string            `json:"method"`
	URL            string            `json:"url"`
	RequestHeader  map[string]string `json:"request_header,omitempty"`
	RequestBody    string            `json:"request_body,omitempty"`
	Status         int               `json:"status,omitempty"` // 0: no answer came
	ResponseHeader map[string]string `json:"response_header,omitempty"`
	ResponseBody   string            `json:"response_body,omitempty"`
	Cut            bool              `json:"cut,omitempty"` // a body is longer than what is kept
	Started        time.Time         `json:"started"`
	Took           time.Duration     `json:"took_ns"`
	Error          string            `json:"error,omitempty"`
}

// Recorder keeps the exchanges of the calls made under a context. The zero value is ready; safe for concurrent use.
//
// Keeping costs a few pointers. What it takes to redact is paid by Exchanges, when somebody wants to see them; until then
// answers live in memory as they came, and nothing gives them out.
type Recorder struct {
	mu   sync.Mutex
	kept []raw
}

type raw struct {
	op      string
	req     *http.Request
	resp    *Response
	started time.Time
	took    time.Duration
	err     error
}

type recorderKey struct{}

// WithRecorder makes r keep every exchange of the calls made under the context.
func WithRecorder(ctx context.Context, r *Recorder) context.Context {
	return context.WithValue(ctx, recorderKey{}, r)
}

func recorderOf(ctx context.Context) *Recorder {
	r, _ := ctx.Value(recorderKey{}).(*Recorder)
	return r
}

func (r *Recorder) keep(op string, req *http.Request, resp *Response, started time.Time, err error) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.kept) == maxExchanges {
		r.kept = slices.Delete(r.kept, 0, 1)
	}
	r.kept = append(r.kept, raw{op, req, resp, started, time.Since(started), err})
}

// Exchanges gives what was said so far, redacted, oldest first; at most the last 32.
func (r *Recorder) Exchanges() []Exchange {
	r.mu.Lock()
	kept := slices.Clone(r.kept)
	r.mu.Unlock()
	said := make([]Exchange, len(kept))
	for i, k := range kept {
		said[i] = k.redacted()
	}
	return said
}

// Outlines gives what was said so far like Exchanges, with the answers' bodies left out and only their size told: for a page that
// was read, whose content is kept order by order.
func (r *Recorder) Outlines() []Exchange {
	r.mu.Lock()
	kept := slices.Clone(r.kept)
	r.mu.Unlock()
	said := make([]Exchange, len(kept))
	for i, k := range kept {
		size := -1
		if k.resp != nil {
			size = len(k.resp.Body)
			bare := *k.resp
			bare.Body = nil
			k.resp = &bare
		}
		said[i] = k.redacted()
		if size >= 0 {
			said[i].ResponseBody = fmt.Sprintf("(%d bytes; each order's part is kept with the order)", size)
		}
	}
	return said
}

// Reset forgets what was kept, so that one Recorder can serve one page after another.
func (r *Recorder) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = nil
}

func (k raw) redacted() Exchange {
	body, cutOut := redactBody(requestBody(k.req))
	x := Exchange{
		Op: k.op, Method: k.req.Method, URL: Redact(k.req.URL.Redacted()), RequestHeader: redactHeader(k.req.Header),
		RequestBody: body, Cut: cutOut, Started: k.started.UTC(), Took: k.took,
	}
	if k.err != nil {
		x.Error = Redact(k.err.Error())
	}
	if k.resp != nil {
		body, cut := redactBody(k.resp.Body)
		x.Status, x.ResponseHeader, x.ResponseBody = k.resp.Status, redactHeader(k.resp.Header), body
		x.Cut = x.Cut || cut
	}
	return x
}

// requestBody reads a copy of what was sent; empty for a request that cannot tell.
func requestBody(req *http.Request) []byte {
	if req.GetBody == nil {
		return nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil
	}
	defer body.Close()
	b, err := io.ReadAll(io.LimitReader(body, 4*maxKept))
	if err != nil {
		return nil
	}
	return b
}

func redactHeader(h http.Header) map[string]string {
	if len(h) == 0 {
		return nil
	}
	kept := make(map[string]string, len(h))
	for name, values := range h {
		if secretHeader(name) {
			kept[name] = hidden
			continue
		}
		kept[name] = Redact(strings.Join(values, ", "))
	}
	return kept
}
