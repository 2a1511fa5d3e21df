package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/store"
)

const (
	idempotencyHeader = "Idempotency-Key"
	// keepAnswers is how long an answer is given again for the same key.
	keepAnswers = 24 * time.Hour
	// patience is how long a write may take before its key counts as left behind by a crash.
	patience  = time.Minute
	mostBytes = 1 << 20
)

// once gives a write that carries an Idempotency-Key the answer of its first time, so that a script may send it again after a
// time-out. The same key with another request is refused.
func (s *Server) once(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(idempotencyHeader)
		if key == "" || r.Method == http.MethodGet || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		u, status, why := s.identify(r)
		if status != 0 {
			writeProblem(w, status, why)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBytes))
		if err != nil || len(key) > 200 {
			writeProblem(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("A body may have at most %d bytes and an %s at most 200 characters.", mostBytes, idempotencyHeader))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		// Who asks is part of the request: an answer is given again only to whom it was given, whatever their role may see.
		sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s\n%s", u.ID, r.Method, r.URL.RequestURI(), body))
		s.answerOnce(w, r, next, answerKey{u.Account, key, hex.EncodeToString(sum[:])})
	})
}

// answerKey names a write.
type answerKey struct {
	account      int64
	key, request string
}

// kept is an answer given before.
type kept struct {
	request, kind string
	status        int
	answer        []byte
}

func (s *Server) answerOnce(w http.ResponseWriter, r *http.Request, next http.Handler, k answerKey) {
	before, err := s.claim(r.Context(), k)
	switch {
	case err != nil:
		s.Log.Error("idempotency key", "err", err)
		writeProblem(w, http.StatusServiceUnavailable, "The database does not answer.")
	case before == nil:
		out := &recorded{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(out, r)
		if err := s.keep(context.WithoutCancel(r.Context()), k, out); err != nil {
			s.Log.Error("keeping an answer for its idempotency key", "err", err)
		}
	case before.request != k.request:
		writeProblem(w, http.StatusUnprocessableEntity, "This "+idempotencyHeader+" was used for another request. Take a new one for each write.")
	case before.status == 0:
		writeProblem(w, http.StatusConflict, "The first request with this "+idempotencyHeader+" is still being worked on.")
	default:
		w.Header().Set("Content-Type", before.kind)
		w.Header().Set("Idempotent-Replayed", "true")
		w.WriteHeader(before.status)
		_, _ = w.Write(before.answer) // the reader has gone; nothing to be done
	}
}

// claim takes a key for its first request; else it gives what is kept.
func (s *Server) claim(ctx context.Context, k answerKey) (*kept, error) {
	var before *kept
	err := s.DB.InTx(ctx, func(tx store.Tx) error {
		before = nil
		now := s.Now()
		if _, err := tx.Exec(ctx, `delete from idempotency where account_id = $1 and (at < $2 or (status = 0 and at < $3))`,
			k.account, store.Micros(now.Add(-keepAnswers)), store.Micros(now.Add(-patience))); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `insert into idempotency (account_id, key, request, status, kind, answer, at) values ($1, $2, $3, 0, '', $4, $5)
			on conflict (account_id, key) do nothing`, k.account, k.key, k.request, []byte{}, store.Micros(now))
		if err != nil || n == 1 {
			return err
		}
		before = &kept{}
		err = tx.QueryRow(ctx, `select request, status, kind, answer from idempotency where account_id = $1 and key = $2`, k.account, k.key).
			Scan(&before.request, &before.status, &before.kind, &before.answer)
		if err != nil || before.status == 0 || before.request != k.request {
			return err
		}
		before.answer, err = s.Vault.Open(before.answer, before.request) // sealed: an answer may hold a new token
		return err
	})
	return before, err
}

// keep stores the answer. One that failed on our side is forgotten, so that the next try works again.
func (s *Server) keep(ctx context.Context, k answerKey, out *recorded) error {
	return s.DB.InTx(ctx, func(tx store.Tx) error {
		var err error
		if out.status >= http.StatusInternalServerError {
			_, err = tx.Exec(ctx, `delete from idempotency where account_id = $1 and key = $2`, k.account, k.key)
		} else {
			_, err = tx.Exec(ctx, `update idempotency set status = $3, kind = $4, answer = $5 where account_id = $1 and key = $2`,
				k.account, k.key, out.status, out.Header().Get("Content-Type"), s.Vault.Seal(out.body.Bytes(), k.request))
		}
		return err
	})
}

// recorded passes an answer on and remembers it.
type recorded struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (r *recorded) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorded) Write(b []byte) (int, error) {
	r.body.Write(b)
	return r.ResponseWriter.Write(b)
}

func (r *recorded) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// writeProblem answers a problem outside huma's own handlers.
func writeProblem(w http.ResponseWriter, status int, detail string) {
	p := huma.NewError(status, detail)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = huma.DefaultJSONFormat.Marshal(w, p) // the reader has gone; nothing to be done
}
