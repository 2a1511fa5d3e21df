package shopee

import (
	"cmp"
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

	barred              []string
	rate, quota         int
	warehouses, counted bool
	masked              bool
	posts               *http.Client

	mu       sync.Mutex
	state    state
	calls    counter
	unlisten func()
}

// state is what Face.State keeps.
type state struct {
	Partner int64             `json:"partner"`
	Key     string            `json:"key"`
	Drawn   int64             `json:"drawn"` // how many secrets were made
	Access  []accessToken     `json:"access"`
	Refresh []refreshToken    `json:"refresh"`
	Codes   []authCode        `json:"codes"`
	Push    pushConfig        `json:"push"`
	Lost    []lostPush        `json:"lost"`
	LastID  int64             `json:"last_id"` // of a lost push
	Printed map[string]string `json:"printed"` // parcel → document type
}

// New makes the face of one shop.
func New(s face.Site) (*Face, error) {
	f := &Face{
		world: s.World, shop: s.Shop, seed: s.Seed, now: s.Now, outbox: s.Outbox, log: s.Logger, base: s.BaseURL,
		warehouses: s.Settings.On(setWarehouses), counted: s.Settings.On(setCursor), masked: s.Settings.On(setMask),
		posts: &http.Client{Timeout: pushPatience},
	}
	for _, name := range strings.Split(s.Settings[setBarred], ",") {
		if name = strings.TrimSpace(name); name != "" {
			f.barred = append(f.barred, name)
		}
	}
	for name, to := range map[string]*int{setRate: &f.rate, setQuota: &f.quota} {
		n, err := strconv.Atoi(cmp.Or(s.Settings[name], "0"))
		if err != nil || n < 0 {
			return nil, fmt.Errorf("settings.shopee.%s: %q is no number of calls", name, s.Settings[name])
		}
		*to = n
	}
	if err := f.restore(s.State); err != nil {
		return nil, err
	}
	f.unlisten = f.world.Subscribe(f.heard)
	return f, nil
}

// restore takes up what State returned, or starts with an app that the merchant has let in.
func (f *Face) restore(raw []byte) error {
	if raw != nil {
		if err := json.Unmarshal(raw, &f.state); err != nil {
			return fmt.Errorf("reading the saved app and tokens: %w", err)
		}
	} else {
		f.state = state{Partner: 2_001_000 + f.shopID()%1000, Push: pushConfig{Status: "Normal"}}
		f.state.Key = "shpk" + f.secret("key")
		f.grant()
	}
	if f.state.Printed == nil {
		f.state.Printed = map[string]string{}
	}
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
	c := map[string]string{"partner_id": strconv.FormatInt(f.state.Partner, 10), "partner_key": f.state.Key, "shop_id": f.shop.Key.Shop}
	if n := len(f.state.Access); n > 0 {
		c["access_token"] = f.state.Access[n-1].Token
	}
	if n := len(f.state.Refresh); n > 0 {
		c["refresh_token"] = f.state.Refresh[n-1].Token
	}
	return c
}

// Rotate is face.Face's: the merchant takes the permission back and gives it anew.
func (f *Face) Rotate() map[string]string {
	f.mu.Lock()
	f.state.Access, f.state.Refresh, f.state.Codes = nil, nil, nil
	f.grant()
	f.mu.Unlock()
	return f.Credentials()
}

// shopID is the shop's number.
func (f *Face) shopID() int64 {
	n, err := strconv.ParseInt(f.shop.Key.Shop, 10, 64)
	if err != nil {
		return 1
	}
	return n
}

// secret makes 64 hex digits that follow from the seed, the shop and how many were made, so that tests know them beforehand.
// The lock has to be held, except while the face is made.
func (f *Face) secret(what string) string {
	f.state.Drawn++
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %s %d", f.seed, f.shop.Channel, f.shop.Key.Shop, what, f.state.Drawn))
	return hex.EncodeToString(sum[:])
}
