package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/config"
)

func TestSMTP_Check_namesTheKey(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("nothing"), 0o600); err != nil {
		t.Fatal(err)
	}
	good := config.SMTP{Host: "smtp.example.com", TLS: "starttls", From: "Tillbridge <hub@example.com>", User: "hub", Password: "s3cret"}
	for name, c := range map[string]struct {
		change func(*config.SMTP)
		want   string // beginning of the message; empty: it can stand
	}{
		"a usual server":                           {func(*config.SMTP) {}, ""},
		"no server at all":                         {func(s *config.SMTP) { *s = config.SMTP{} }, ""},
		"a sender without a server":                {func(s *config.SMTP) { s.Host = "" }, "smtp-host: "},
		"a port that is none":                      {func(s *config.SMTP) { s.Port = 70000 }, "smtp-port: 70000"},
		"no sender":                                {func(s *config.SMTP) { s.From = "" }, `smtp-from: ""`},
		"a sender that is no address":              {func(s *config.SMTP) { s.From = "hub at example" }, `smtp-from: "hub at example"`},
		"a name without a password":                {func(s *config.SMTP) { s.Password = "" }, "smtp-password: "},
		"a password in the clear":                  {func(s *config.SMTP) { s.TLS = "none" }, "smtp-tls: "},
		"a password in the clear, on this machine": {func(s *config.SMTP) { s.TLS, s.Host = "none", "127.0.0.1" }, ""},
		"longer than a job may take":               {func(s *config.SMTP) { s.Timeout = 1 << 40 }, "smtp-timeout: "},
		"an authority that is not there":           {func(s *config.SMTP) { s.CA = empty + "x" }, "smtp-ca: "},
		"an authority without a certificate":       {func(s *config.SMTP) { s.CA = empty }, "smtp-ca: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := good
			c.change(&s)
			err := s.Check()
			switch {
			case c.want == "" && err != nil:
				t.Errorf("%v", err)
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
				t.Errorf("%v, want %q", err, c.want)
			case err != nil && strings.Contains(err.Error(), "s3cret"):
				t.Errorf("it tells the password: %v", err)
			}
		})
	}
}
