package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

const (
	cookieName = "tillbridge"
	// guard is the header a browser's writes carry: a page of another site cannot set it without asking, and is refused.
	guard     = "X-Tillbridge"
	memberKey = "member"
)

func newSessions(db store.DB, secure bool, now func() time.Time) *scs.SessionManager {
	m := scs.New()
	m.Lifetime = 14 * 24 * time.Hour // no idle time-out: it would cost a write with every request
	m.HashTokenInStore = true
	m.Cookie.Name, m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure = cookieName, true, http.SameSiteLaxMode, secure
	m.Store = &sessionStore{db, now}
	return m
}

type userKey struct{}

// who is the user of a request; only public operations have none.
func who(ctx context.Context) user.User {
	u, _ := ctx.Value(userKey{}).(user.User)
	return u
}

// authorize lets an operation be called by those it is for.
func (s *Server) authorize(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		c = withReader(c)
		role, ok := c.Operation().Metadata[roleKey].(user.Role)
		if !ok {
			_ = huma.WriteErr(api, c, http.StatusForbidden, "this operation does not say who may call it")
			return
		}
		if role == public {
			next(c)
			return
		}
		u, status, why := s.identify(c.Context(), c.Method(), c.Header("Authorization"), c.Header(guard))
		if status != 0 {
			_ = huma.WriteErr(api, c, status, why)
			return
		}
		if !u.Role.May(role) {
			_ = huma.WriteErr(api, c, http.StatusForbidden, "This needs the role "+string(role)+"; you are "+string(u.Role)+". Ask an owner of the account.")
			return
		}
		next(huma.WithValue(c, userKey{}, u))
	}
}

// identify finds who is calling, by token or by session. Status is 0 when somebody is.
func (s *Server) identify(ctx context.Context, method, authorization, guarded string) (u user.User, status int, why string) {
	if secret, ok := strings.CutPrefix(authorization, "Bearer "); ok {
		u, err := s.Users.ByToken(ctx, strings.TrimSpace(secret))
		if err != nil {
			if !errors.Is(err, user.ErrToken) {
				s.Log.Error("reading a token", "err", err)
				return u, http.StatusServiceUnavailable, "The database does not answer."
			}
			return u, http.StatusUnauthorized, "This API token is not known: it is mistyped or was deleted. Make one in the settings, or by: tillbridge token create"
		}
		return u, 0, ""
	}
	id := s.sessions.GetInt64(ctx, memberKey)
	if id == 0 {
		return u, http.StatusUnauthorized, "Sign in, or send an API token: Authorization: Bearer tbt_..."
	}
	if method != http.MethodGet && method != http.MethodHead && guarded == "" {
		return u, http.StatusForbidden, "A write from a browser session needs the header " + guard + ": 1, which keeps other sites from writing in your name."
	}
	u, err := s.Users.Member(ctx, id)
	if err != nil {
		return u, http.StatusUnauthorized, "You are no longer a member of this account."
	}
	return u, 0, ""
}

// metricsGate shows the figures to whoever has a token or a session.
func (s *Server) metricsGate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, status, why := s.identify(r.Context(), r.Method, r.Header.Get("Authorization"), ""); status != 0 {
			http.Error(w, why, status)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type sessionBody struct {
	Body struct {
		Email    string `json:"email" maxLength:"200"`
		Password string `json:"password" maxLength:"200"`
	}
}

type setupBody struct {
	Body struct {
		Token    string `json:"token" maxLength:"100"`
		Email    string `json:"email" maxLength:"200"`
		Name     string `json:"name,omitempty" maxLength:"100"`
		Password string `json:"password" maxLength:"200"`
	}
}

type sessionAnswer struct{ Body Session }

func (s *Server) sessionRoutes(api huma.API) {
	huma.Register(api, op("POST", "/setup", "setup", public, "Make the first owner, with the one-time link's token"), func(ctx context.Context, in *setupBody) (*sessionAnswer, error) {
		if wait := s.guesses.wait("setup"); wait > 0 {
			return nil, tooMany(wait)
		}
		u, err := s.Users.Accept(ctx, in.Body.Token, in.Body.Email, in.Body.Name, in.Body.Password)
		if errors.Is(err, user.ErrLink) {
			s.guesses.failed("setup")
			return nil, huma.Error403Forbidden("This link has been used, or is older than a day. Start the program again for a new one.")
		}
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return s.enter(ctx, u)
	})
	huma.Register(api, op("POST", "/session", "sign-in", public, "Sign in"), func(ctx context.Context, in *sessionBody) (*sessionAnswer, error) {
		key := strings.ToLower(strings.TrimSpace(in.Body.Email))
		if wait := s.guesses.wait(key); wait > 0 {
			return nil, tooMany(wait)
		}
		u, err := s.Users.SignIn(ctx, in.Body.Email, in.Body.Password)
		if errors.Is(err, user.ErrSignIn) {
			s.guesses.failed(key)
			return nil, huma.Error401Unauthorized("E-mail or password is wrong.")
		}
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		s.guesses.forget(key)
		return s.enter(ctx, u)
	})
	huma.Register(api, op("GET", "/session", "session", user.Viewer, "Who is signed in"), func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
		return s.session(ctx, who(ctx))
	})
	out := op("DELETE", "/session", "sign-out", user.Viewer, "Sign out")
	out.DefaultStatus = http.StatusNoContent
	huma.Register(api, out, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return nil, s.sessions.Destroy(ctx)
	})
}

func tooMany(wait time.Duration) error {
	return huma.ErrorWithHeaders(huma.Error429TooManyRequests("Too many wrong guesses. Wait "+wait.Round(time.Second).String()+" and try again."),
		http.Header{"Retry-After": {strconv.Itoa(int(wait.Seconds()) + 1)}})
}

// enter begins a session. The token changes with it, so that one planted before is worth nothing.
func (s *Server) enter(ctx context.Context, u user.User) (*sessionAnswer, error) {
	if err := s.sessions.RenewToken(ctx); err != nil {
		return nil, s.fail(ctx, err)
	}
	s.sessions.Put(ctx, memberKey, u.ID)
	return s.session(ctx, u)
}

func (s *Server) session(ctx context.Context, u user.User) (*sessionAnswer, error) {
	a, err := s.Users.Account(ctx, u.Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	name := u.Name
	if u.Token != "" {
		name = u.Token
	}
	return &sessionAnswer{Session{
		User:    UserView{ID: ids.String(u.ID), Email: u.Email, Name: name, Role: string(u.Role)},
		Account: AccountView{Name: a.Name, Zone: a.Zone}, Language: u.Language,
	}}, nil
}

// throttle slows guessing down: after a few failures each further one doubles the wait, per name guessed at. It forgets on
// restart and is per node; argon2id makes each guess costly anyway.
type throttle struct {
	now func() time.Time
	mu  sync.Mutex
	of  map[string]guess
}

type guess struct {
	n     int
	until time.Time
}

const (
	freeGuesses = 5
	mostNames   = 10_000
)

func newThrottle(now func() time.Time) *throttle { return &throttle{now: now, of: map[string]guess{}} }

func (t *throttle) wait(key string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return max(t.of[key].until.Sub(t.now()), 0)
}

func (t *throttle) failed(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.of) >= mostNames { // somebody guesses at names, too: start over rather than grow
		clear(t.of)
	}
	g := t.of[key]
	if g.n++; g.n > freeGuesses {
		g.until = t.now().Add(time.Second << min(g.n-freeGuesses, 8))
	}
	t.of[key] = g
}

func (t *throttle) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, key)
}

// sessionStore keeps sessions in our database, for scs.
type sessionStore struct {
	db  store.DB
	now func() time.Time
}

var _ scs.CtxStore = (*sessionStore)(nil)

func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var b []byte
	err := s.db.QueryRow(ctx, `select data from session where token_hash = $1 and expires_at > $2`, token, store.Micros(s.now())).Scan(&b)
	if errors.Is(err, store.ErrNoRows) {
		return nil, false, nil
	}
	return b, err == nil, err
}

func (s *sessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	return s.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into session (token_hash, data, expires_at) values ($1, $2, $3)
			on conflict (token_hash) do update set data = excluded.data, expires_at = excluded.expires_at`, token, b, store.Micros(expiry))
		return err
	})
}

func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `delete from session where token_hash = $1`, token)
		return err
	})
}

// The methods without a context are part of scs's interface; it does not call them on a CtxStore.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}
func (s *sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}
func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// EndOldSessions drops sessions that are over.
func EndOldSessions(ctx context.Context, db store.DB, now time.Time) error {
	return db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `delete from session where expires_at <= $1`, store.Micros(now))
		return err
	})
}
