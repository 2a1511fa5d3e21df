package lazada

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Face is one pretend shop with the app that may read it.
type Face struct {
	world    *world.World
	shop     world.Shop
	words    words
	seed     int64
	now      func() time.Time
	outbox   *hook.Outbox
	log      *slog.Logger
	base     string
	strings  bool
	denied   map[string]bool
	rate     int
	callback string
	lives    lives

	mu       sync.Mutex
	appKey   string
	secret   string
	made     int64 // credentials made so far
	tokens   []*token
	codes    []*loginCode
	push     string
	calls    map[string]int // by API, in the second below
	second   int64
	requests int64
	unlisten func()
}

// New makes the face of one shop.
func New(s face.Site) (*Face, error) {
	rate, err := strconv.Atoi(s.Settings[setRate])
	if err != nil || rate < 0 {
		return nil, fmt.Errorf("%s: %q is no number of calls", setRate, s.Settings[setRate])
	}
	if t := s.Settings[setTypes]; t != "numbers" && t != "strings" {
		return nil, fmt.Errorf("%s: %q is neither numbers nor strings", setTypes, t)
	}
	f := &Face{
		world: s.World, shop: s.Shop, words: words{confirmed: s.Settings.On(setConfirmed)}, seed: s.Seed, now: s.Now, outbox: s.Outbox,
		log: s.Logger, base: s.BaseURL, strings: s.Settings[setTypes] == "strings", denied: groups(s.Settings[setDenied]), rate: rate,
		callback: s.Settings[setCallback], push: s.Settings[setPush], lives: online, calls: map[string]int{},
	}
	if s.Settings.On(setTest) {
		f.lives = inTest
	}
	if err := f.restore(s.State); err != nil {
		return nil, err
	}
	f.unlisten = f.world.Subscribe(f.heard)
	return f, nil
}

// saved is what Face.State keeps.
type saved struct {
	AppKey, Secret, Push string
	Made                 int64
	Tokens               []*token
	Codes                []*loginCode
}

// restore takes up what State returned, or starts with an app and one login.
func (f *Face) restore(state []byte) error {
	if state == nil {
		f.appKey = strconv.FormatUint(100_000+uint64(f.seed)%800_000, 10)
		f.secret = f.hex("app")
		f.grant(f.now().Add(f.lives.refresh))
		return nil
	}
	var s saved
	if err := json.Unmarshal(state, &s); err != nil {
		return fmt.Errorf("reading the saved app and tokens: %w", err)
	}
	f.appKey, f.secret, f.made, f.tokens, f.codes = s.AppKey, s.Secret, s.Made, s.Tokens, s.Codes
	if s.Push != "" {
		f.push = s.Push
	}
	return nil
}

// State is face.Face's.
func (f *Face) State() ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return json.Marshal(saved{AppKey: f.appKey, Secret: f.secret, Push: f.push, Made: f.made, Tokens: f.tokens, Codes: f.codes})
}

// Close is face.Face's.
func (f *Face) Close() { f.unlisten() }

// Credentials is face.Face's: the app, and the newest token.
func (f *Face) Credentials() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := map[string]string{"app_key": f.appKey, "app_secret": f.secret, "region": "id", "seller_id": f.sellerID()}
	if len(f.tokens) > 0 {
		newest := f.tokens[len(f.tokens)-1]
		c["access_token"], c["refresh_token"] = newest.Access, newest.Refresh
	}
	return c
}

// Rotate is face.Face's: the seller takes the authorisation back and gives a new one.
func (f *Face) Rotate() map[string]string {
	f.mu.Lock()
	f.tokens, f.codes = nil, nil
	f.grant(f.now().Add(f.lives.refresh))
	f.mu.Unlock()
	return f.Credentials()
}

// SetPush enters the address for push messages, as a person does in the console.
func (f *Face) SetPush(url string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.push = url
}

// sellerID is the shop's number at Lazada.
func (f *Face) sellerID() string { return "40000" + f.shop.Key.Shop }

// hex makes a secret that follows from the seed, the shop and a count, so that tests know it beforehand.
func (f *Face) hex(what string) string {
	f.made++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %s %d", f.seed, f.shop.Channel, f.shop.Key.Shop, what, f.made))
	return hex.EncodeToString(sum[:16])
}
