package mail_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/mail"
	"github.com/tillbridge/tillbridge/internal/mail/mailtest"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

var message = mail.Message{
	ID: "42", To: "sari@example.com", Subject: "3 issues are open: Toko Sari", Text: "Toko Sari\n.a line that begins with a dot\n", HTML: "<p>Toko Sari</p>",
	Date: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC),
}

// to is how a test server is reached.
func to(s *mailtest.Server, way mail.TLS) mail.Server {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.CA)
	return mail.Server{Host: s.Host, Port: s.Port, TLS: way, From: "Tillbridge <hub@example.com>", CA: pool, Timeout: 20 * time.Second}
}

func TestServer_Send_handsOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options mailtest.Options
		way     mail.TLS
	}{
		"in the clear":                      {mailtest.Options{}, mail.NoTLS},
		"encrypted on the way":              {mailtest.Options{StartTLS: true}, mail.StartTLS},
		"encrypted from the first byte":     {mailtest.Options{FromTLS: true}, mail.FromTLS},
		"signed in":                         {mailtest.Options{StartTLS: true, User: "hub", Password: "s3cret"}, mail.StartTLS},
		"signed in from the first byte":     {mailtest.Options{FromTLS: true, User: "hub", Password: "s3cret"}, mail.FromTLS},
		"signed in in the clear, this host": {mailtest.Options{User: "hub", Password: "s3cret"}, mail.NoTLS},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := mailtest.Start(t, c.options)
			s := to(box, c.way)
			s.User, s.Password = c.options.User, c.options.Password
			if err := s.Send(t.Context(), message); err != nil {
				t.Fatal(err)
			}
			all := box.Messages()
			if len(all) != 1 {
				t.Fatalf("%d messages", len(all))
			}
			got := all[0]
			if got.From != "hub@example.com" || got.To != "sari@example.com" || got.User != c.options.User || got.Secure != (c.way != mail.NoTLS) {
				t.Errorf("%+v", got)
			}
			for _, want := range []string{
				"Message-ID: <42@example.com>", "Date: Fri, 20 Nov 2026 08:00:00 +0000", "Auto-Submitted: auto-generated", "Subject: 3 issues are open: Toko Sari",
				"\n.a line that begins with a dot", "<p>Toko Sari</p>", "multipart/alternative",
			} {
				if !strings.Contains(got.Data, want) {
					t.Errorf("without %q:\n%s", want, got.Data)
				}
			}
		})
	}
}

func TestServer_Send_saysWhetherWaitingHelps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step, answer string
		want         outcome.Reason
		said         string
	}{
		"an unknown recipient is refused for good":  {"RCPT", "550 5.1.1 no such user", outcome.MailRefused, "550 5.1.1 no such user"},
		"a sender that may not is refused for good": {"MAIL", "553 5.7.1 not your address", outcome.MailRefused, "553 5.7.1 not your address"},
		"content that is taken for spam is refused": {mailtest.Content, "554 5.7.1 looks like spam", outcome.MailRefused, "554 5.7.1 looks like spam"},
		"a greylist asks to wait":                   {"RCPT", "450 4.2.0 greylisted", outcome.MailLater, "450 4.2.0 greylisted"},
		"a full disk asks to wait":                  {"DATA", "452 4.3.1 insufficient storage", outcome.MailLater, "452 4.3.1 insufficient storage"},
		"a server that goes down asks to wait":      {mailtest.Greeting, "421 closing", outcome.MailLater, "421 closing"},
		"hanging up in the content may heal":        {mailtest.Content, mailtest.Drop, outcome.MailLater, "the connection ended early"},
		"hanging up before the content may heal":    {"DATA", mailtest.Drop, outcome.MailLater, "the connection ended early"},
		"hanging up at once may heal":               {mailtest.Greeting, mailtest.Drop, outcome.MailLater, "the connection ended early"},
		"signing in may have to wait":               {"AUTH", "454 4.7.0 try later", outcome.MailLater, "454 4.7.0 try later"},
		"a wrong password needs a person":           {"AUTH", "535 5.7.8 no", outcome.MailSignIn, "535 5.7.8 no"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := mailtest.Start(t, mailtest.Options{User: "hub", Password: "s3cret"})
			box.At(c.step, c.answer)
			s := to(box, mail.NoTLS)
			s.User, s.Password = "hub", "s3cret"
			o := fails(t, s)
			if o.Reason != c.want || o.Args["said"] != c.said {
				t.Errorf("%v, want %s %q", o, c.want, c.said)
			}
			if strings.Contains(o.Error(), "s3cret") {
				t.Errorf("it tells the password: %v", o)
			}
			if len(box.Messages()) != 0 {
				t.Error("it was taken")
			}
		})
	}
}

func fails(t *testing.T, s mail.Server) *outcome.Error {
	t.Helper()
	err := s.Send(t.Context(), message)
	o, ok := errors.AsType[*outcome.Error](err)
	if !ok {
		t.Fatalf("%v is no outcome", err)
	}
	return o
}

// A failed good-bye must not send it a second time.
func TestServer_Send_whatWasTakenIsTaken(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"RSET", "QUIT"} {
		box := mailtest.Start(t, mailtest.Options{})
		box.At(step, mailtest.Drop)
		if err := to(box, mail.NoTLS).Send(t.Context(), message); err != nil || len(box.Messages()) != 1 {
			t.Errorf("dropped at %s: %v, %d taken", step, err, len(box.Messages()))
		}
	}
}

func TestServer_Send_slowServer(t *testing.T) {
	t.Parallel()
	for _, step := range []string{mailtest.Greeting, "EHLO", "RCPT", mailtest.Content} {
		t.Run("silent at "+step, func(t *testing.T) {
			t.Parallel()
			box := mailtest.Start(t, mailtest.Options{})
			box.At(step, mailtest.Silent)
			s := to(box, mail.NoTLS)
			s.Timeout = 100 * time.Millisecond
			if o := fails(t, s); o.Reason != outcome.Timeout {
				t.Errorf("%v, want a time-out", o)
			}
		})
	}
	t.Run("whoever stops waiting is not kept", func(t *testing.T) {
		t.Parallel()
		box := mailtest.Start(t, mailtest.Options{})
		ctx, cancel := context.WithCancel(t.Context())
		box.Answer(func(step string, _ int) string {
			if step == "RCPT" {
				cancel()
				return mailtest.Silent
			}
			return mailtest.Usual
		})
		s := to(box, mail.NoTLS)
		s.Timeout = time.Hour
		if o := outcome.Of(s.Send(ctx, message)); o.Reason != outcome.Interrupted {
			t.Errorf("%v, want it to be interrupted", o)
		}
	})
}

func TestServer_Send_nobodyThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if o := fails(t, mail.Server{Host: "127.0.0.1", Port: port, From: "hub@example.com", TLS: mail.NoTLS}); o.Reason != outcome.Unreachable {
		t.Errorf("%v", o)
	}
	if o := fails(t, mail.Server{}); o.Reason != outcome.MailNotSet {
		t.Errorf("%v", o)
	}
}

// Nothing goes out in the clear when encryption is asked for, and no password to a server that is not who it says.
func TestServer_Send_onlyWhereItIsSafe(t *testing.T) {
	t.Parallel()
	clear := mailtest.Start(t, mailtest.Options{})
	if o := fails(t, to(clear, mail.StartTLS)); o.Reason != outcome.MailNotSafe {
		t.Errorf("a server without STARTTLS: %v", o)
	}
	for way, options := range map[mail.TLS]mailtest.Options{mail.StartTLS: {StartTLS: true}, mail.FromTLS: {FromTLS: true}} {
		box := mailtest.Start(t, options)
		s := to(box, way)
		s.CA = x509.NewCertPool()
		if o := fails(t, s); o.Reason != outcome.MailNotSafe {
			t.Errorf("a certificate nobody signed, %s: %v", way, o)
		}
	}
	open := mailtest.Start(t, mailtest.Options{})
	s := to(open, mail.NoTLS)
	s.User, s.Password = "hub", "s3cret"
	if o := fails(t, s); o.Reason != outcome.MailSignIn {
		t.Errorf("a server where nobody can sign in: %v", o)
	}
}

func TestServer_Send_addressThatIsNone(t *testing.T) {
	t.Parallel()
	box := mailtest.Start(t, mailtest.Options{})
	m := message
	m.To = "sari@example.com\r\nBcc: everybody@example.com"
	if o := outcome.Of(to(box, mail.NoTLS).Send(t.Context(), m)); o.Reason != outcome.MailRefused || len(box.Messages()) != 0 {
		t.Errorf("%v, %d taken", o, len(box.Messages()))
	}
}
