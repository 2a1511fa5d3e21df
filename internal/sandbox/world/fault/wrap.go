package fault

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Effects are what a face has to do itself for a request.
type Effects struct {
	Expired bool          // treat the credentials as unknown
	Skew    time.Duration // add to every time shown
}

type effectsKey struct{}

// From returns the effects on a request; none when it did not come through Wrap.
func From(ctx context.Context) Effects {
	e, _ := ctx.Value(effectsKey{}).(Effects)
	return e
}

// Shift adds the skew to a time, leaving the zero time alone.
func (e Effects) Shift(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(e.Skew)
}

// Front is what stands behind the faults of one face.
type Front struct {
	Channel, Shop string
	// Nudge changes an order of the shop; draw chooses which. It may be nil.
	Nudge func(draw uint64)
	// Refuse lets the face write a 429 or 5xx in its channel's own envelope and tell so; nil, or false: a plain page.
	Refuse func(w http.ResponseWriter, r *http.Request, status int, retryAfter time.Duration) bool
}

// Wrap puts the set's rules in front of a face.
func (s *Set) Wrap(f Front, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		struck := s.draw(Target{Channel: f.Channel, Shop: f.Shop, Method: r.Method, Path: r.URL.Path}, false)
		effects := Effects{}
		handler := next
		for i := len(struck) - 1; i >= 0; i-- {
			handler = s.strike(f, struck[i], &effects, handler)
		}
		if len(struck) > 0 {
			// Read the body now: net/http notices a client that went away only when nothing is left to read.
			if body, err := io.ReadAll(io.LimitReader(r.Body, 32<<20)); err == nil {
				r.Body = io.NopCloser(bytes.NewReader(body))
			}
		}
		w.Header().Set("Date", s.now().Add(effects.Skew).UTC().Format(http.TimeFormat))
		handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), effectsKey{}, effects)))
	})
}

// strike returns next with one rule in front of it.
func (s *Set) strike(f Front, r Rule, effects *Effects, next http.Handler) http.Handler {
	switch r.Kind {
	case Expired:
		effects.Expired = true
	case ClockSkew:
		effects.Skew += time.Duration(r.Skew)
	case ChangeOrders:
		if f.Nudge != nil {
			f.Nudge(s.pick(r.ID))
		}
	case Latency:
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if wait(req.Context(), time.Duration(r.Delay)) {
				next.ServeHTTP(w, req)
			}
		})
	case Hang, Reset, ServerError:
		return lose(f, r, next)
	case Truncate:
		return truncate(next)
	case HTML, Throttle, Maintenance:
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { answer(f, r, w, req) })
	}
	return next
}

// wait tells whether d passed before the client went away.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// lose is a request whose answer does not come; with After the work behind it is done all the same.
func lose(f Front, r Rule, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if r.After {
			next.ServeHTTP(&held{header: http.Header{}}, req)
		}
		switch r.Kind {
		case ServerError:
			answer(f, r, w, req)
		case Hang:
			wait(req.Context(), time.Duration(r.Delay))
			reset(w)
		default:
			reset(w)
		}
	})
}

// held takes an answer that is not sent as it is.
type held struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *held) Header() http.Header { return h.header }
func (h *held) WriteHeader(s int) {
	if h.status == 0 {
		h.status = s
	}
}
func (h *held) Write(b []byte) (int, error) { h.WriteHeader(http.StatusOK); return h.body.Write(b) }

// truncate sends half of the body under the length of the whole and closes the connection.
func truncate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := &held{header: w.Header()}
		next.ServeHTTP(h, req)
		w.Header().Set("Content-Length", strconv.Itoa(max(h.body.Len(), 2)))
		w.WriteHeader(max(h.status, http.StatusOK))
		_, _ = w.Write(h.body.Bytes()[:h.body.Len()/2])
		if flusher, ok := w.(http.Flusher); ok {
			flusher.Flush()
		}
		panic(http.ErrAbortHandler) // closes the connection without a word in the log
	})
}

// reset closes the connection with a TCP reset where that can be had.
func reset(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	raw := conn
	if secure, ok := conn.(*tls.Conn); ok {
		raw = secure.NetConn()
	}
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = raw.Close()
}

// answer writes the refusal of a rule: in the face's envelope where it has one, else as the pages of hosts look.
func answer(f Front, r Rule, w http.ResponseWriter, req *http.Request) {
	status, after := r.Status, time.Duration(r.RetryAfter)
	switch r.Kind {
	case Throttle:
		status = http.StatusTooManyRequests
	case Maintenance:
		status = http.StatusServiceUnavailable
		if after == 0 {
			after = 10 * time.Minute
		}
	}
	if r.Kind != HTML && f.Refuse != nil && f.Refuse(w, req, status, after) {
		return
	}
	if after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(after.Round(time.Second)/time.Second)))
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	if r.Kind == Maintenance {
		title = "Briefly unavailable for scheduled maintenance. Check back in a minute."
	}
	fmt.Fprintf(w, "<!DOCTYPE html>\n<html><head><title>%[1]s</title></head>\n<body><center><h1>%[1]s</h1></center><hr></body></html>\n", title)
}
