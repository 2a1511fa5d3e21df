package magento

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Face is one pretend shop.
type Face struct {
	world  *world.World
	shop   world.Shop
	habits habits
	seed   int64
	now    func() time.Time
	log    *slog.Logger
	base   string

	bearer, repeats, quoted, rewrites, msi bool
	limit                                  int

	mu           sync.Mutex
	integrations []*integration
	next         int64
	nonces       map[string]bool
}

// integration is a client with its keys and rights.
type integration struct {
	ID                  int64
	Key, Secret         string
	Token, TokenSecret  string
	Resources           []string // rights; empty: all
	Verifier            string   // of a handshake that is not finished; empty: it is
	Since               time.Time
	Request, RequestKey string // the token between
	Revoked             bool
}

// New makes the face of one shop.
func New(s face.Site) (*Face, error) {
	limit, err := strconv.Atoi(s.Settings[setLimit])
	if err != nil || limit < 0 {
		return nil, fmt.Errorf("settings.magento.%s: %q is not a number of rows", setLimit, s.Settings[setLimit])
	}
	if who := s.Settings[setInvoicing]; who != byClient && who != byPayment {
		return nil, fmt.Errorf("settings.magento.%s: %q is neither %s nor %s", setInvoicing, who, byClient, byPayment)
	}
	f := &Face{
		world: s.World, shop: s.Shop, habits: habitsOf(s.Settings), seed: s.Seed, now: s.Now, log: s.Logger, base: s.BaseURL,
		bearer: s.Settings.On(setBearer), repeats: s.Settings.On(setRepeat), quoted: s.Settings.On(setQuoted),
		rewrites: s.Settings.On(setRewrites), msi: s.Settings.On(setMSI), limit: limit, nonces: map[string]bool{},
	}
	return f, f.restore(s.State)
}

type saved struct {
	Integrations []*integration
	Next         int64
}

func (f *Face) restore(state []byte) error {
	if state == nil {
		f.add(nil)
		return nil
	}
	var s saved
	if err := json.Unmarshal(state, &s); err != nil {
		return fmt.Errorf("reading the saved integrations: %w", err)
	}
	f.integrations, f.next = s.Integrations, s.Next
	return nil
}

// State is face.Face's.
func (f *Face) State() ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return json.Marshal(saved{f.integrations, f.next})
}

// Close is face.Face's.
func (f *Face) Close() {}

// Credentials is face.Face's: the four values of the newest integration that has all rights.
func (f *Face) Credentials() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, i := range slices.Backward(f.integrations) {
		if len(i.Resources) == 0 && !i.Revoked && i.Verifier == "" {
			return i.values()
		}
	}
	return map[string]string{}
}

func (i *integration) values() map[string]string {
	return map[string]string{
		"consumer_key": i.Key, "consumer_secret": i.Secret, "access_token": i.Token, "access_token_secret": i.TokenSecret,
	}
}

// Rotate is face.Face's: all tokens are revoked and a new integration is made.
func (f *Face) Rotate() map[string]string {
	f.mu.Lock()
	for _, i := range f.integrations {
		i.Revoked = true
	}
	f.add(nil)
	f.mu.Unlock()
	return f.Credentials()
}

// AddIntegration makes a further integration with these rights only, such as "Magento_Sales::actions_view"; without any it has
// all. It gives its four values.
func (f *Face) AddIntegration(resources ...string) map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.add(resources).values()
}

// add makes an integration whose values follow from the seed, the shop and its number, so that tests know them beforehand.
func (f *Face) add(resources []string) *integration {
	f.next++
	i := &integration{
		ID: f.next, Key: f.word("key"), Secret: f.word("secret"), Token: f.word("token"), TokenSecret: f.word("token secret"), Resources: resources,
	}
	f.integrations = append(f.integrations, i)
	return i
}

// word is 32 letters and digits, as all of Magento's keys are.
func (f *Face) word(what string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %s %d", f.seed, f.shop.Channel, f.shop.Key.Shop, what, f.next))
	return hex.EncodeToString(sum[:16])
}
