package httpapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/user"
)

// refusal asks for an entry that is not there, and tells in which language the hub says so.
func refusal(t *testing.T, c *apptest.Client, header ...string) string {
	t.Helper()
	a := c.Do("GET", "/logs/1", nil, header...)
	for _, lang := range phrase.Languages() {
		if message, _ := phrase.Message(lang, outcome.EntryMissing, nil); a.Problem().Detail == message {
			return lang
		}
	}
	t.Fatalf("in no language: %s", a)
	return ""
}

func TestAPI_language(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		t.Run("who has chosen none reads what the request accepts, else English", func(t *testing.T) {
			script := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
			for accept, want := range map[string]string{
				"": "en", "id": "id", "id-ID,id;q=0.9,en;q=0.8": "id", "en-GB,id;q=0.3": "en", "de, id;q=0.5": "id", "de": "en", ";;;": "en", "*": "en",
			} {
				if got := refusal(t, script, "Accept-Language", accept); got != want {
					t.Errorf("Accept-Language %q: %s, want %s", accept, got, want)
				}
			}
		})
		t.Run("a member's choice goes before the request's, stays, and can be taken back", func(t *testing.T) {
			viewer := signedIn(t, hub, user.Viewer)
			if a := choose(viewer, "id"); a.Status != http.StatusOK || !strings.Contains(string(a.Body), `"language":"id"`) {
				t.Fatalf("choosing: %s", a)
			}
			if got := refusal(t, viewer, "Accept-Language", "en"); got != "id" {
				t.Errorf("chosen is id, the answer is in %s", got)
			}
			again := browser(t, hub)
			var s httpapi.Session
			again.Must("POST", "/session", map[string]string{"email": "viewer@example.com", "password": password}, &s)
			if s.Language != "id" {
				t.Errorf("signed in again: %q", s.Language)
			}
			choose(viewer, "")
			if got := refusal(t, viewer, "Accept-Language", "en"); got != "en" {
				t.Errorf("taken back, the answer is in %s", got)
			}
		})
		t.Run("the form of a channel's settings is in the reader's language", func(t *testing.T) {
			script := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
			for accept, want := range map[string]string{"en": `"label":"Shop address"`, "id": `"label":"Alamat toko"`} {
				if a := script.Do("GET", "/channels", nil, "Accept-Language", accept); !strings.Contains(string(a.Body), want) {
					t.Errorf("%s: no %s in %s", accept, want, a)
				}
			}
		})
		t.Run("a language that is none is refused", func(t *testing.T) {
			owner := signedIn(t, hub, user.Owner)
			if a := choose(owner, "tlh"); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s", a)
			}
		})
		t.Run("a token has no language of its own", func(t *testing.T) {
			if a := choose(hub.As(token(t, hub, hub.Account.ID, user.Owner)), "id"); a.Status != http.StatusForbidden {
				t.Errorf("%s", a)
			}
		})
	})
}

func choose(c *apptest.Client, language string) apptest.Answer {
	return c.Do("PATCH", "/session", map[string]string{"language": language}, "X-Tillbridge", "1")
}

// The description names the languages that can be chosen; the catalogue is where they come from.
func TestSpec_languagesAreThoseOfTheCatalogue(t *testing.T) {
	t.Parallel()
	var named []string
	for _, word := range spec().Components.Schemas.Map()["Session"].Properties["language"].Enum {
		if name, ok := word.(string); ok && name != "" {
			named = append(named, name)
		}
	}
	slices.Sort(named)
	if diff := cmp.Diff(phrase.Languages(), named); diff != "" {
		t.Errorf("(-catalogue +description):\n%s", diff)
	}
}
