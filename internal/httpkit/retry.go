package httpkit

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// waits is how often and how patiently a call is tried.
type waits struct {
	tries       int
	first, most time.Duration
}

// tried is how one try failed, with the question whether another may follow already answered.
type tried struct {
	fault *outcome.Error
	again bool
}

func (t *tried) Error() string { return t.fault.Error() }
func (t *tried) Unwrap() error { return t.fault }

// unsent is a failure before anything was sent, of a kind that ends the call.
func unsent(e *outcome.Error) error { return &tried{fault: e} }

func refusal(e *outcome.Error, op string) error {
	if e.Op == "" {
		e.In(op)
	}
	return &tried{fault: e}
}

// graded decides about another try. A request that may have arrived is sent again only when that does no harm.
func (c *Client) graded(ctx context.Context, call Call, err error, sent bool) error {
	if err == nil {
		return nil
	}
	e := outcome.Of(err)
	if e.Op == "" {
		e.In(call.Op)
	}
	again := e.Code.RetriesItself() && e.Reason != outcome.BodyTooLarge && !permanentPage(e)
	again = again && (call.Idempotent || !sent) && ctx.Err() == nil && e.After <= c.waits.most
	return &tried{fault: e, again: again}
}

// permanentPage is a page in place of JSON on a 4xx: a firewall, or no API there. The next try would get it too.
func permanentPage(e *outcome.Error) bool {
	return e.Reason == outcome.NotJSON && strings.HasPrefix(e.Args["status"], "4")
}

// retry runs try until it works, may not be repeated, or was tried often enough. It gives the last failure.
func (c *Client) retry(ctx context.Context, call Call, try func() (*Response, error)) (*Response, error) {
	tries := c.waits.tries
	if call.Tries > 0 {
		tries = call.Tries
	}
	policy := retrypolicy.NewBuilder[*Response]().
		HandleIf(func(_ *Response, err error) bool { return mayTryAgain(err) }).
		WithMaxAttempts(tries).ReturnLastFailure().
		WithBackoff(c.waits.first, c.waits.most).WithJitterFactor(jitter).
		WithDelayFunc(func(last failsafe.ExecutionAttempt[*Response]) time.Duration { return asked(last.LastError()) }).
		OnRetry(func(e failsafe.ExecutionEvent[*Response]) {
			c.log.DebugContext(ctx, "trying again", "op", call.Op, "try", e.Attempts(), "after", e.LastError())
		}).
		Build()
	resp, err := failsafe.With(policy).WithContext(ctx).Get(try)
	if t, ok := errors.AsType[*tried](err); ok {
		return resp, t.fault
	}
	if err != nil {
		return resp, networkError(err).In(call.Op)
	}
	return resp, nil
}

func mayTryAgain(err error) bool {
	t, ok := errors.AsType[*tried](err)
	return ok && t.again
}

const jitter = 0.2

// asked is the wait that the server asked for, a quarter longer, so that the jitter never undercuts it; -1: it asked for
// none, and the growing wait applies.
func asked(err error) time.Duration {
	if t, ok := errors.AsType[*tried](err); ok && t.fault.After > 0 {
		return t.fault.After + t.fault.After/4
	}
	return -1
}

// retryAfter reads the header: seconds or an HTTP date, RFC 9110 section 10.2.3; some servers write "2.0". 0: absent, past or
// not understood.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if secs, err := strconv.ParseFloat(v, 64); err == nil && secs >= 0 && secs < 1<<31 {
		return time.Duration(secs * float64(time.Second))
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// TooMuchAtOnce tells that a call failed in a way that asking for less may heal: it took too long, or its answer was too large or cut.
func TooMuchAtOnce(err error) bool {
	e := outcome.Of(err)
	return e != nil && (e.Reason == outcome.Timeout || e.Reason == outcome.BodyCut || e.Reason == outcome.BodyTooLarge)
}
