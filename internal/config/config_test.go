package config_test

import (
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/config"
)

// What cannot stand is said before anything is opened, by the name of its key.
func TestServe_Check(t *testing.T) {
	t.Parallel()
	good := config.SignOn{Issuer: "https://id.example.com", ClientID: "hub", ClientSecret: "secret", Domains: []string{"example.com"}, Role: "viewer"}
	for name, c := range map[string]struct {
		change func(*config.Serve)
		want   string // beginning of the message; empty: it stands
	}{
		"without a single sign-on":         {func(*config.Serve) {}, ""},
		"a whole single sign-on":           {func(s *config.Serve) { s.SignOn = good }, ""},
		"one for invited people":           {func(s *config.Serve) { s.SignOn = good; s.SignOn.Role, s.SignOn.Domains = "", nil }, ""},
		"one without a secret":             {func(s *config.Serve) { s.SignOn = good; s.SignOn.ClientSecret = "" }, ""},
		"keys without an issuer":           {func(s *config.Serve) { s.SignOn.ClientID = "hub" }, "oidc-issuer:"},
		"an issuer that is no address":     {func(s *config.Serve) { s.SignOn = good; s.SignOn.Issuer = "id.example.com" }, "oidc-issuer:"},
		"an issuer with a question":        {func(s *config.Serve) { s.SignOn = good; s.SignOn.Issuer += "?x=1" }, "oidc-issuer:"},
		"no client id":                     {func(s *config.Serve) { s.SignOn = good; s.SignOn.ClientID = "" }, "oidc-client-id:"},
		"newcomers who own everything":     {func(s *config.Serve) { s.SignOn = good; s.SignOn.Role = "owner" }, "oidc-role:"},
		"newcomers from anywhere":          {func(s *config.Serve) { s.SignOn = good; s.SignOn.Domains = nil }, "oidc-domains:"},
		"a proxy and a network of proxies": {func(s *config.Serve) { s.Proxies = []string{"10.0.0.1", "fd00::/8"} }, ""},
		"a proxy that is a name":           {func(s *config.Serve) { s.Proxies = []string{"proxy"} }, "trusted-proxies:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := config.Serve{Listen: "127.0.0.1:8080", Workers: 4}
			c.change(&s)
			switch err := s.Check(); {
			case c.want == "" && err != nil:
				t.Errorf("%v", err)
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
				t.Errorf("%v, want one about %s", err, c.want)
			case err != nil && strings.Contains(err.Error(), good.ClientSecret):
				t.Errorf("it tells the secret: %v", err)
			}
		})
	}
}
