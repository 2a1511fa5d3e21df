package tiktokshop

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Face is one pretend shop, and the app that may work for it.
type Face struct {
	world  *world.World
	shop   world.Shop
	seed   int64
	now    func() time.Time
	outbox *hook.Outbox
	log    *slog.Logger
	base   string // where the shop's server listens

	barred                                              []string
	rate                                                int
	warehouses, counted, masked, refuse, seller, strict bool

	mu       sync.Mutex
	state    state
	calls    counter
	timers   map[*time.Timer]bool // webhooks that are tried again later
	closed   bool
	unlisten func()
}

// state is what Face.State keeps.
type state struct {
	Secret   string            `json:"secret"`
	Drawn    int64             `json:"drawn"` // how many secrets were made
	Access   token             `json:"access"`
	Refresh  token             `json:"refresh"`
	Codes    []token           `json:"codes"`
	Hooks    map[string]string `json:"hooks"` // topic → address
	HookTime map[string]int64  `json:"hook_time"`
	Answered map[string]string `json:"answered"` // idempotency key → cancellation
}

// token is something that lets a client in until it ends.
type token struct {
	Token string    `json:"token"`
	Until time.Time `json:"until"`
}

// New makes the face of one shop.
func New(s face.Site) (*Face, error) {
	f := &Face{
		world: s.World, shop: s.Shop, seed: s.Seed, now: s.Now, outbox: s.Outbox, log: s.Logger, base: s.BaseURL,
		warehouses: s.Settings.On(setWarehouses), counted: s.Settings.On(setCounted), masked: s.Settings.On(setMask),
		refuse: s.Settings.On(setUnknown), seller: s.Settings.On(setSeller), strict: s.Settings.On(setDomains),
		timers: map[*time.Timer]bool{},
	}
	for _, name := range strings.Split(s.Settings[setBarred], ",") {
		if name = strings.TrimSpace(name); name != "" {
			f.barred = append(f.barred, name)
		}
	}
	if _, err := percent(s.Settings); err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(cmp.Or(s.Settings[setRate], "0"))
	if err != nil || n < 0 {
		return nil, fmt.Errorf("settings.tiktokshop.%s: %q is no number of calls", setRate, s.Settings[setRate])
	}
	f.rate = n
	if err := f.restore(s.State); err != nil {
		return nil, err
	}
	f.unlisten = f.world.Subscribe(f.heard)
	return f, nil
}

// restore takes up what State returned, or starts with an app that the seller has let in.
func (f *Face) restore(raw []byte) error {
	f.state = state{Hooks: map[string]string{}, HookTime: map[string]int64{}, Answered: map[string]string{}}
	if raw != nil {
		if err := json.Unmarshal(raw, &f.state); err != nil {
			return fmt.Errorf("reading the saved app and tokens: %w", err)
		}
		return nil
	}
	f.state.Secret = f.draw("secret")[:40]
	f.grant()
	return nil
}

// State is face.Face's.
func (f *Face) State() ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return json.Marshal(f.state)
}

// Close is face.Face's.
func (f *Face) Close() {
	f.unlisten()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for t := range f.timers {
		t.Stop()
	}
}

// Credentials is face.Face's.
func (f *Face) Credentials() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return map[string]string{
		"app_key": f.appKey(), "app_secret": f.state.Secret, "service_id": f.serviceID(), "shop_id": f.shopID(), "shop_cipher": f.cipher(),
		"access_token": f.state.Access.Token, "refresh_token": f.state.Refresh.Token,
	}
}

// Rotate is face.Face's: the seller takes the permission back and gives it anew.
func (f *Face) Rotate() map[string]string {
	f.mu.Lock()
	f.state.Codes = nil
	f.grant()
	f.mu.Unlock()
	return f.Credentials()
}

// The app and the shop keep their names for good.

func (f *Face) appKey() string    { return "6app" + f.fixed("app")[:9] }
func (f *Face) serviceID() string { return "7200000000000" + f.shop.Key.Shop }
func (f *Face) shopID() string    { return "749400000000000" + f.shop.Key.Shop }
func (f *Face) cipher() string    { return "GCP_" + f.fixed("cipher")[:32] }

// warehouse is the id of the n-th warehouse, from 1.
func (f *Face) warehouse(n int) string { return fmt.Sprintf("73000000000%s%04d", f.shop.Key.Shop, n) }

// fixed makes 64 hex digits that follow from the seed and the shop.
func (f *Face) fixed(what string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %s", f.seed, f.shop.Channel, f.shop.Key.Shop, what))
	return hex.EncodeToString(sum[:])
}

// draw makes another 64 hex digits each time, the same for the same seed. The lock has to be held, except while the face is made.
func (f *Face) draw(what string) string {
	f.state.Drawn++
	return f.fixed(what + " " + strconv.FormatInt(f.state.Drawn, 10))
}

// equal compares in constant time.
func equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
