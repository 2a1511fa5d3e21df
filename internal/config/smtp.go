package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"time"
)

// SMTP is the mail server that notices go out by. The zero value sends none.
type SMTP struct {
	Host     string        `help:"Mail server that notices go out by; none are mailed if empty." env:"TILLBRIDGE_SMTP_HOST" placeholder:"HOST"`
	Port     int           `help:"Its port; 0: 587, or 465 with tls, or 25 with none." env:"TILLBRIDGE_SMTP_PORT" placeholder:"PORT"`
	TLS      string        `help:"starttls, tls (from the first byte) or none." default:"starttls" enum:"starttls,tls,none" env:"TILLBRIDGE_SMTP_TLS" name:"tls"`
	User     string        `help:"Name to sign in with; nobody signs in if empty." env:"TILLBRIDGE_SMTP_USER"`
	Password string        `help:"Password to sign in with; better in the environment than on the command line." env:"TILLBRIDGE_SMTP_PASSWORD"`
	From     string        `help:"Sender of notices: hub@example.com, or Tillbridge <hub@example.com>." env:"TILLBRIDGE_SMTP_FROM" placeholder:"ADDRESS"`
	CA       string        `help:"PEM file of the authority that signed the server's certificate, where the system does not know it." env:"TILLBRIDGE_SMTP_CA" name:"ca" placeholder:"FILE"`
	Timeout  time.Duration `help:"How long sending one message may take, 15s at most." default:"10s" env:"TILLBRIDGE_SMTP_TIMEOUT"`
}

// maxTimeout of sending one message: a job has 20 seconds.
const maxTimeout = 15 * time.Second

// Check names the first key that cannot stand.
func (s SMTP) Check() error {
	if s.Host == "" {
		if s.From != "" || s.User != "" {
			return errors.New("smtp-host: is empty, although smtp-from or smtp-user is given; write the mail server's name, or leave out all of them")
		}
		return nil
	}
	if s.Port < 0 || s.Port > 65535 {
		return fmt.Errorf("smtp-port: %d is not between 0 and 65535", s.Port)
	}
	if _, err := mail.ParseAddress(s.From); err != nil {
		return fmt.Errorf("smtp-from: %q is not an address such as hub@example.com or Tillbridge <hub@example.com>", s.From)
	}
	if s.Timeout < 0 || s.Timeout > maxTimeout {
		return fmt.Errorf("smtp-timeout: %s is not between 0 and %s", s.Timeout, maxTimeout)
	}
	return errors.Join(s.checkSignIn(), s.checkCA())
}

// checkSignIn keeps a password from being sent in the clear.
func (s SMTP) checkSignIn() error {
	if (s.User == "") != (s.Password == "") {
		return errors.New("smtp-password: smtp-user and smtp-password go together; give both or none")
	}
	local := s.Host == "localhost" || net.ParseIP(s.Host).IsLoopback()
	if s.TLS == "none" && s.User != "" && !local {
		return errors.New("smtp-tls: none would send the password in the clear; use starttls or tls, or leave out smtp-user")
	}
	return nil
}

func (s SMTP) checkCA() error {
	_, err := s.Authorities()
	return err
}

// Authorities are those that may sign the server's certificate; nil: those the system knows.
func (s SMTP) Authorities() (*x509.CertPool, error) {
	if s.CA == "" {
		return nil, nil
	}
	b, err := os.ReadFile(s.CA)
	if err != nil {
		return nil, fmt.Errorf("smtp-ca: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, fmt.Errorf("smtp-ca: %s holds no certificate in PEM", s.CA)
	}
	return pool, nil
}
