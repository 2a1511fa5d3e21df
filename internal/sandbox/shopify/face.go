package shopify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Face is one pretend store.
type Face struct {
	world  *world.World
	shop   world.Shop
	seed   int64
	now    func() time.Time
	outbox *hook.Outbox
	log    *slog.Logger
	base   string
	domain string // as if it were at Shopify: "toko-melati-1001.myshopify.com"
	tag    string
	bucket *bucket

	unlisten func()

	mu     sync.Mutex
	locked bool
	kept
	timers map[*time.Timer]struct{} // repeats of webhooks
	closed bool
}

// kept is what Face.State keeps.
type kept struct {
	ClientID, ClientSecret string
	Made                   int64 // secrets made so far
	Tokens                 map[string]*accessToken
	Refreshes              map[string]*refreshToken
	First                  string // the access token of Credentials
	Codes                  map[string]oauthCode
	Webhooks               []*webhook
	NextID                 int64
	Activated              map[int64]bool    // variants that were stocked by inventoryActivate
	Unstocked              string            // SKU of the variant that is not stocked at first
	Keys                   map[string]string // idempotency keys with a fingerprint of their input
	Jobs                   map[string]bool
}

// New makes the face of one shop.
func New(s face.Site) (*Face, error) {
	size, ok := plans[s.Settings[setPlan]]
	if !ok {
		return nil, fmt.Errorf("settings.shopify.%s: %q is no plan", setPlan, s.Settings[setPlan])
	}
	f := &Face{
		world: s.World, shop: s.Shop, seed: s.Seed, now: s.Now, outbox: s.Outbox, log: s.Logger, base: s.BaseURL,
		domain: handle(s.Shop.Name) + "-" + s.Shop.Key.Shop + ".myshopify.com", tag: s.Settings[setCancelTag],
		bucket: newBucket(size), timers: map[*time.Timer]struct{}{},
	}
	if err := f.restore(s); err != nil {
		return nil, err
	}
	f.unlisten = f.world.Subscribe(f.heard)
	return f, nil
}

func handle(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

func (f *Face) restore(s face.Site) error {
	f.kept = kept{
		Tokens: map[string]*accessToken{}, Refreshes: map[string]*refreshToken{}, Codes: map[string]oauthCode{},
		Activated: map[int64]bool{}, Keys: map[string]string{}, Jobs: map[string]bool{}, NextID: 1_000_000, Unstocked: s.Settings[setUnstocked],
	}
	if s.State != nil {
		if err := json.Unmarshal(s.State, &f.kept); err != nil {
			return fmt.Errorf("reading the saved tokens and webhooks: %w", err)
		}
		return nil
	}
	f.ClientID, f.ClientSecret = f.secret("client")[:32], "shpss_"+f.secret("secret")[:32]
	f.First = f.issue(strings.Split(s.Settings[setScopes], ","), s.Settings.On(setExpiring)).Access
	return nil
}

// secret makes the next one; it follows from the seed and the shop, so that tests know it beforehand.
func (f *Face) secret(what string) string {
	f.Made++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %s %d", f.seed, f.shop.Channel, f.shop.Key.Shop, what, f.Made))
	return hex.EncodeToString(sum[:])
}

// State is face.Face's.
func (f *Face) State() ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return json.Marshal(f.kept)
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
	clear(f.timers)
}

// Credentials is face.Face's.
func (f *Face) Credentials() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := map[string]string{
		"shop": f.domain, "client_id": f.ClientID, "client_secret": f.ClientSecret, "access_token": f.First,
	}
	if t := f.Tokens[f.First]; t != nil && t.Refresh != "" {
		c["refresh_token"] = t.Refresh
	}
	return c
}

// Rotate is face.Face's: the app is installed anew, so all its tokens end and it gets one.
func (f *Face) Rotate() map[string]string {
	f.mu.Lock()
	scopes, ending := strings.Split(allScopes, ","), false
	if t := f.Tokens[f.First]; t != nil {
		scopes, ending = t.Scopes, t.Refresh != ""
	}
	clear(f.Tokens)
	clear(f.Refreshes)
	f.First = f.issue(scopes, ending).Access
	f.mu.Unlock()
	return f.Credentials()
}

// RotateSecret changes the app's client secret; webhooks are signed with the new one at once.
func (f *Face) RotateSecret() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ClientSecret = "shpss_" + f.secret("secret")[:32]
	return f.ClientSecret
}

// Revoke takes scopes away from all tokens.
func (f *Face) Revoke(scopes ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range maps.All(f.Tokens) {
		t.Scopes = without(t.Scopes, scopes)
	}
}
