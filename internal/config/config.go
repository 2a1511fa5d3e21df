// Package config is what an installation can choose, from a file, the environment and flags, checked once at the start with
// messages that name the key.
package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Config of a running hub. The tags are read by the command line (package cmd/tillbridge): every field is a flag, an
// environment variable TILLBRIDGE_..., and a key of the configuration file.
type Config struct {
	Data         string        `help:"Directory of the SQLite database and the secret key." default:"${data}" env:"TILLBRIDGE_DATA" type:"path" placeholder:"DIR"`
	Database     string        `help:"PostgreSQL address (postgres://...); SQLite in the data directory if empty." env:"TILLBRIDGE_DATABASE" placeholder:"URL"`
	SecretKey    string        `help:"Key that channel secrets are encrypted with: 32 bytes in base64. Made in the data directory if empty; all nodes need the same." env:"TILLBRIDGE_SECRET_KEY" placeholder:"KEY"`
	TimeZone     string        `help:"The shop's time zone, for a new installation (IANA name)." default:"${zone}" env:"TILLBRIDGE_TIME_ZONE"`
	AllowPrivate bool          `help:"Let channels and the single sign-on be called at private addresses (localhost, 10.x ...)." env:"TILLBRIDGE_ALLOW_PRIVATE_ADDRESSES" name:"allow-private-addresses"`
	LogLevel     string        `help:"debug, info, warn or error." default:"info" enum:"debug,info,warn,error" env:"TILLBRIDGE_LOG_LEVEL"`
	LogFormat    string        `help:"text or json." default:"text" enum:"text,json" env:"TILLBRIDGE_LOG_FORMAT"`
	KeepLog      time.Duration `help:"How long sync log entries are kept." default:"2160h" env:"TILLBRIDGE_KEEP_LOG"`
	KeepExchange time.Duration `help:"How long requests and answers are kept." default:"720h" env:"TILLBRIDGE_KEEP_EXCHANGE"`
	SMTP         SMTP          `embed:"" prefix:"smtp-"`
}

// Serve is what the serving program can choose beside.
type Serve struct {
	Listen    string   `help:"Address to listen on." default:"127.0.0.1:8080" env:"TILLBRIDGE_LISTEN" placeholder:"HOST:PORT"`
	PublicURL string   `help:"Address under which channels and browsers reach this program (https://...), or self: the address it listens on. Without it no webhooks are asked for." env:"TILLBRIDGE_PUBLIC_URL" placeholder:"URL"`
	Proxies   []string `help:"Networks of the proxies in front (10.0.0.0/8): what they say in X-Forwarded-For about where a request comes from is believed." env:"TILLBRIDGE_TRUSTED_PROXIES" name:"trusted-proxies" placeholder:"NETWORK"`
	SignOn    SignOn   `embed:"" prefix:"oidc-"`
	Workers   int      `help:"How many cycles, and how many single orders, are worked on at once." default:"4" env:"TILLBRIDGE_WORKERS"`
}

// SignOn is the single sign-on by an OpenID Connect provider. Without an issuer there is none.
type SignOn struct {
	Issuer       string   `help:"Address of the OpenID Connect provider of the single sign-on (https://id.example.com); none if empty." env:"TILLBRIDGE_OIDC_ISSUER" placeholder:"URL"`
	ClientID     string   `help:"This program's client id at the provider." env:"TILLBRIDGE_OIDC_CLIENT_ID" placeholder:"ID"`
	ClientSecret string   `help:"Its client secret." env:"TILLBRIDGE_OIDC_CLIENT_SECRET" placeholder:"SECRET"`
	Domains      []string `help:"E-mail domains that may come in; all of the provider's if empty." env:"TILLBRIDGE_OIDC_DOMAINS" placeholder:"DOMAIN"`
	Role         string   `help:"What those become who are no members yet: viewer or operator. Without it they need an invitation." env:"TILLBRIDGE_OIDC_ROLE" placeholder:"ROLE"`
}

// check names the first key that cannot stand.
func (s SignOn) check() error {
	if s.Issuer == "" {
		if s.ClientID != "" || s.ClientSecret != "" || s.Role != "" || len(s.Domains) > 0 {
			return errors.New("oidc-issuer: is needed for a single sign-on; without it the other oidc keys say nothing")
		}
		return nil
	}
	u, err := url.Parse(s.Issuer)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("oidc-issuer: %q is not an address such as https://id.example.com", s.Issuer)
	case s.ClientID == "":
		return errors.New("oidc-client-id: is needed for a single sign-on")
	case s.Role != "" && s.Role != "viewer" && s.Role != "operator":
		return fmt.Errorf("oidc-role: %q is neither viewer nor operator; owners are made by owners", s.Role)
	case s.Role != "" && len(s.Domains) == 0:
		return errors.New("oidc-domains: are needed with oidc-role, or everybody with an address at the provider could come in")
	}
	return nil
}

// Networks are the trusted proxies, read.
func (s Serve) Networks() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, given := range s.Proxies {
		p, err := netip.ParsePrefix(given)
		if a, e := netip.ParseAddr(given); err != nil && e == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("trusted-proxies: %q is no network such as 10.0.0.0/8", given)
		}
		all = append(all, p)
	}
	return all, nil
}

// OwnAddress as PublicURL stands for the address that is listened on, for hub and shops on one machine.
const OwnAddress = "self"

// Check names the first key that cannot stand.
func (c Config) Check() error {
	if c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") && !strings.Contains(c.Database, "host=") {
		return fmt.Errorf("database: %q is not a PostgreSQL address; write postgres://user:password@host/name, or leave it empty for SQLite", redactURL(c.Database))
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil {
		return fmt.Errorf("time-zone: %q is not an IANA time zone such as Asia/Jakarta", c.TimeZone)
	}
	if c.KeepLog < 24*time.Hour {
		return fmt.Errorf("keep-log: %s is shorter than a day", c.KeepLog)
	}
	if c.KeepExchange < time.Hour {
		return fmt.Errorf("keep-exchange: %s is shorter than an hour", c.KeepExchange)
	}
	return c.SMTP.Check()
}

// Check names the first key that cannot stand.
func (s Serve) Check() error {
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		return fmt.Errorf("listen: %q is not HOST:PORT", s.Listen)
	}
	if s.PublicURL != "" && s.PublicURL != OwnAddress {
		u, err := url.Parse(s.PublicURL)
		if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
			return fmt.Errorf("public-url: %q is not an address such as https://hub.example.com", s.PublicURL)
		}
	}
	if s.Workers < 1 || s.Workers > 100 {
		return fmt.Errorf("workers: %d is not between 1 and 100", s.Workers)
	}
	if _, err := s.Networks(); err != nil {
		return err
	}
	return s.SignOn.check()
}

// Logger writes to w as the configuration says.
func (c Config) Logger(w *os.File) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // an enum: checked when flags were read
	o := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// DefaultData is where data lives when nobody says: the user's data directory.
func DefaultData() string {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "tillbridge")
	}
	if home, err := os.UserHomeDir(); err == nil {
		return filepath.Join(home, ".local", "share", "tillbridge")
	}
	return "tillbridge-data"
}

// DefaultZone is the machine's own time zone, where it has a name.
func DefaultZone() string {
	if z := time.Local.String(); z != "Local" && z != "" {
		return z
	}
	if to, err := filepath.EvalSymlinks("/etc/localtime"); err == nil {
		if _, name, ok := strings.Cut(to, "zoneinfo/"); ok {
			return name
		}
	}
	return "UTC"
}

func redactURL(s string) string {
	if u, err := url.Parse(s); err == nil {
		return u.Redacted()
	}
	return "what was given"
}
