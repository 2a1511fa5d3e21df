package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/language"

	"github.com/tillbridge/tillbridge/internal/phrase"
)

type acceptKey struct{}

// withReader keeps what the request's Accept-Language asks for, for whoever puts an answer into words.
func withReader(c huma.Context) huma.Context {
	return huma.WithValue(c, acceptKey{}, accepted(c.Header("Accept-Language")))
}

// readerOf is the language an answer is written in: the member's own choice, else what the request accepts, else English.
func readerOf(ctx context.Context) string {
	if chosen := who(ctx).Language; chosen != "" {
		return chosen
	}
	if asked, ok := ctx.Value(acceptKey{}).(string); ok {
		return asked
	}
	return phrase.English
}

// spoken are the catalogues there are. English comes first: it is what the matcher falls back to.
var spoken, matcher = func() ([]string, language.Matcher) {
	names, tags := []string{phrase.English}, []language.Tag{language.English}
	for _, name := range phrase.Languages() {
		if name != phrase.English {
			names, tags = append(names, name), append(tags, language.MustParse(name))
		}
	}
	return names, language.NewMatcher(tags)
}()

// accepted picks a catalogue by an Accept-Language header (RFC 9110, section 12.5.4); English when none fits.
func accepted(header string) string {
	asked, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return phrase.English
	}
	_, i, _ := matcher.Match(asked...)
	return spoken[i]
}

type ownInput struct {
	Body struct {
		Language string `json:"language" enum:"en,id," doc:"Empty takes the choice back: the request's Accept-Language counts again."`
	}
}

// setOwn changes what somebody may change about themselves, whatever their role.
func (s *Server) setOwn(ctx context.Context, in *ownInput) (*sessionAnswer, error) {
	u := who(ctx)
	if err := s.Users.SetLanguage(ctx, u.Account, u.ID, in.Body.Language); err != nil {
		return nil, s.fail(ctx, err)
	}
	u.Language = in.Body.Language
	return s.session(ctx, u)
}

func (s *Server) ownRoutes(api huma.API) {
	huma.Register(api, self(http.MethodPatch, "/session", "session-change", "Choose the language you read"), s.setOwn)
}
