package amazon

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// marketplace is the store that the seller sells in.
const marketplace = "A19VAU5U5O7RUS"

// Face is one pretend seller, and the app that may work for it.
type Face struct {
	world *world.World
	shop  world.Shop
	seed  int64
	now   func() time.Time
	log   *slog.Logger
	base  string // where the seller's server listens

	words  words
	denied map[string]bool
	factor float64
	life   time.Duration // of an access token
	hidden time.Duration // of a received message
	twice  int
	routes *http.ServeMux

	mu       sync.Mutex
	state    state
	buckets  map[string]*bucket
	requests int
	arrived  chan struct{} // closed and made anew when a message comes
	unlisten func()
}

// state is what Face.State keeps.
type state struct {
	Client, Secret string
	KeyID, Key     string // of the queue
	Drawn          int64  // how many secrets were made
	Refresh        string
	Tokens         []token
	Codes          []code
	Destinations   []destination
	Subscription   *subscription
	Messages       []*message
	Sent           int
	Lead           map[string]int // days until a SKU is sent, where it was set
}

// New makes the face of one seller.
func New(s face.Site) (*Face, error) {
	f := &Face{
		world: s.World, shop: s.Shop, seed: s.Seed, now: s.Now, log: s.Logger, base: s.BaseURL,
		words: words{amazonShips: s.Settings.On(setAmazon)}, denied: map[string]bool{}, buckets: map[string]*bucket{}, arrived: make(chan struct{}),
	}
	for role := range strings.SplitSeq(s.Settings[setDenied], ",") {
		f.denied[strings.TrimSpace(role)] = strings.TrimSpace(role) != ""
	}
	var life, hidden int
	for name, into := range map[string]*int{setLife: &life, setHidden: &hidden, setTwice: &f.twice} {
		n, err := strconv.Atoi(s.Settings[name])
		if err != nil || n < 0 {
			return nil, fmt.Errorf("settings.amazon.%s: %q is no number of zero or more", name, s.Settings[name])
		}
		*into = n
	}
	f.life, f.hidden = time.Duration(life)*time.Second, time.Duration(hidden)*time.Second
	factor, err := strconv.ParseFloat(s.Settings[setFactor], 64)
	if err != nil || !(factor >= 0 && factor <= 1e9) {
		return nil, fmt.Errorf("settings.amazon.%s: %q is no factor", setFactor, s.Settings[setFactor])
	}
	f.factor = factor
	if err := f.restore(s.State); err != nil {
		return nil, err
	}
	f.routes = f.route()
	f.unlisten = f.world.Subscribe(f.heard)
	return f, nil
}

// restore takes up what State returned, or starts with an app that the seller has let in.
func (f *Face) restore(raw []byte) error {
	if raw != nil {
		if err := json.Unmarshal(raw, &f.state); err != nil {
			return fmt.Errorf("reading the saved app, tokens and messages: %w", err)
		}
		return nil
	}
	f.state = state{
		Client: "amzn1.application-oa2-client." + f.hex("client")[:32], Secret: "amzn1.oa2-cs.v1." + f.hex("secret"),
		KeyID: "AKIA" + strings.ToUpper(f.hex("key id")[:16]), Key: f.hex("key")[:40], Lead: map[string]int{},
	}
	f.state.Refresh = "Atzr|" + f.hex("refresh")
	return nil
}

// State is face.Face's.
func (f *Face) State() ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return json.Marshal(f.state)
}

// Close is face.Face's.
func (f *Face) Close() { f.unlisten() }

// Credentials is face.Face's.
func (f *Face) Credentials() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return map[string]string{
		"client_id": f.state.Client, "client_secret": f.state.Secret, "refresh_token": f.state.Refresh, "seller_id": f.seller(),
		"marketplace_ids": marketplace, "application_id": f.application(), "region": "fe",
		"queue_url": f.queueURL(), "queue_region": queueRegion, "aws_access_key_id": f.state.KeyID, "aws_secret_access_key": f.state.Key,
	}
}

// Rotate is face.Face's: the seller takes the permission back and gives it anew.
func (f *Face) Rotate() map[string]string {
	f.mu.Lock()
	f.state.Tokens, f.state.Codes = nil, nil
	f.state.Refresh = "Atzr|" + f.hex("refresh")
	f.mu.Unlock()
	return f.Credentials()
}

func (f *Face) seller() string      { return "A1SANDBOX" + f.shop.Key.Shop }
func (f *Face) application() string { return "amzn1.sp.solution.sandbox-" + f.shop.Key.Shop }

// hex makes 64 hex digits that follow from the seed, the shop and how many were made, so that tests know them beforehand. The lock has
// to be held, except while the face is made.
func (f *Face) hex(what string) string {
	f.state.Drawn++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %s %d", f.seed, f.shop.Channel, f.shop.Key.Shop, what, f.state.Drawn))
	return hex.EncodeToString(sum[:])
}
