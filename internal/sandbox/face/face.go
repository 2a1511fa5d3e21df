// Package face is the seam between the sandbox and its faces: what a face package offers, and what it gets.
//
// A face is one folder under internal/sandbox and one line in the list of package sandbox. It shows the world of package
// world through one channel's API and shares no code with that channel's connector.
package face

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Kind is what a face package offers.
type Kind struct {
	Channel  string
	Settings []Setting
	// Profile is what the channel can express under these settings; they were checked by Settings.
	Profile func(Values) world.Profile
	// New makes the face of one shop. The shop's server already listens at Site.BaseURL.
	New func(Site) (Face, error)
}

// Setting is a switch of a face.
type Setting struct {
	Name    string
	Default string
	Bool    bool // only true or false
	Help    string
}

// Values are settings by name, complete with defaults.
type Values map[string]string

// On tells whether a Bool setting is true.
func (v Values) On(name string) bool { on, _ := strconv.ParseBool(v[name]); return on }

// Complete checks given settings against what the face knows and fills in defaults. The error names the setting.
func (k Kind) Complete(given map[string]string) (Values, error) {
	out, known := Values{}, []string{}
	for _, s := range k.Settings {
		out[s.Name] = s.Default
		known = append(known, s.Name)
	}
	for name, value := range given {
		if _, ok := out[name]; !ok {
			return nil, fmt.Errorf("settings.%s.%s: no such setting; there are %s", k.Channel, name, strings.Join(known, ", "))
		}
		out[name] = value
	}
	for _, s := range k.Settings {
		if _, err := strconv.ParseBool(out[s.Name]); s.Bool && err != nil {
			return nil, fmt.Errorf("settings.%s.%s: %q is neither true nor false", k.Channel, s.Name, out[s.Name])
		}
	}
	return out, nil
}

// Site is what a face is made from.
type Site struct {
	World    *world.World
	Shop     world.Shop
	BaseURL  string // without a slash at the end
	Settings Values
	Outbox   *hook.Outbox
	Seed     int64
	Now      func() time.Time // the host's clock, for checks of what clients sign with theirs
	State    []byte           // what Face.State returned when the sandbox was last stopped; nil: a new one
	Logger   *slog.Logger
}

// Face serves one shop through its channel's API.
type Face interface {
	http.Handler
	// Credentials are what a client needs to connect, by the names that its connector's settings use.
	Credentials() map[string]string
	// Rotate makes new credentials; the old ones stop working.
	Rotate() map[string]string
	// State is what must survive a restart besides the world: credentials, webhooks.
	State() ([]byte, error)
	// Close stops listening to the world.
	Close()
}

// Refuser is a Face that writes refusals (429, 5xx) in its channel's own envelope. Without it, or when it returns false,
// a plain page for people is sent, as hosts and load balancers do.
type Refuser interface {
	Refuse(w http.ResponseWriter, r *http.Request, status int, retryAfter time.Duration) bool
}
