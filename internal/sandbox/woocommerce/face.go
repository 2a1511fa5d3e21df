package woocommerce

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Face is one pretend shop.
type Face struct {
	world  *world.World
	shop   world.Shop
	plug   plugins
	seed   int64
	now    func() time.Time
	outbox *hook.Outbox
	log    *slog.Logger
	base   string // where the shop's server listens
	table  []compiled

	tls, strip, old bool
	fixedHome       string

	mu        sync.Mutex
	keys      []*apiKey
	nextKey   int64
	nonces    nonces
	webhooks  []*webhook
	nextHook  int64
	pending   map[pendingJob]bool
	callbacks *http.Client
	unlisten  func()
}

// New makes the face of one shop.
func New(s face.Site) (*Face, error) {
	f := &Face{
		world: s.World, shop: s.Shop, seed: s.Seed, now: s.Now, outbox: s.Outbox, log: s.Logger, base: s.BaseURL, table: compile(),
		plug: plugins{statuses: s.Settings.On(setStatuses), tracking: s.Settings.On(setTracking)},
		tls:  s.Settings.On(setTLS), strip: s.Settings.On(setStrip), old: s.Settings.On(setOld),
		fixedHome: s.Settings[setHome],
		pending:   map[pendingJob]bool{}, callbacks: &http.Client{Timeout: 15 * time.Second},
	}
	if err := f.restore(s.State); err != nil {
		return nil, err
	}
	f.unlisten = f.world.Subscribe(f.heard)
	return f, nil
}

// saved is what Face.State keeps.
type saved struct {
	Keys     []*apiKey
	NextKey  int64
	Webhooks []*webhook
	NextHook int64
}

// restore takes up what State returned, or starts with one key.
func (f *Face) restore(state []byte) error {
	if state == nil {
		f.newKey("Tillbridge", "read_write")
		return nil
	}
	var s saved
	if err := json.Unmarshal(state, &s); err != nil {
		return fmt.Errorf("reading the saved keys and webhooks: %w", err)
	}
	f.keys, f.nextKey, f.webhooks, f.nextHook = s.Keys, s.NextKey, s.Webhooks, s.NextHook
	return nil
}

// State is face.Face's.
func (f *Face) State() ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return json.Marshal(saved{Keys: f.keys, NextKey: f.nextKey, Webhooks: f.webhooks, NextHook: f.nextHook})
}

// Close is face.Face's.
func (f *Face) Close() { f.unlisten() }

// Credentials is face.Face's: the first key with all rights.
func (f *Face) Credentials() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, k := range f.keys {
		if k.Permissions == "read_write" {
			return map[string]string{"consumer_key": k.Key, "consumer_secret": k.Secret}
		}
	}
	return map[string]string{}
}

// Rotate is face.Face's: all keys are revoked and a new one is made.
func (f *Face) Rotate() map[string]string {
	f.mu.Lock()
	f.keys = nil
	f.newKey("Tillbridge", "read_write")
	f.mu.Unlock()
	return f.Credentials()
}

// AddKey makes a further key with the permissions read, write or read_write.
func (f *Face) AddKey(permissions string) (key, secret string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := f.newKey("added", permissions)
	return k.Key, k.Secret
}

// newKey makes a key that follows from the seed, the shop and the key's number, so that tests know it beforehand.
func (f *Face) newKey(description, permissions string) *apiKey {
	f.nextKey++
	k := &apiKey{ID: f.nextKey, Description: description, Key: "ck_" + f.hex("key"), Secret: "cs_" + f.hex("secret"), Permissions: permissions}
	f.keys = append(f.keys, k)
	return k
}

// hex is 40 digits, as many as the shop's keys have.
func (f *Face) hex(what string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %s %d", f.seed, f.shop.Channel, f.shop.Key.Shop, what, f.nextKey))
	return hex.EncodeToString(sum[:20])
}
