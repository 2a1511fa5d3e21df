// Package mail hands messages to an SMTP server, one recipient at a time, and says of each refusal whether waiting can help.
package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	smtp "github.com/wneessen/go-mail"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// TLS is how the way to the server is encrypted.
type TLS string

const (
	StartTLS TLS = "starttls" // begins in the clear and must change over before anything is said
	FromTLS  TLS = "tls"      // from the first byte
	NoTLS    TLS = "none"     // never; a password goes to this machine only
)

var ports = map[TLS]int{StartTLS: 587, FromTLS: 465, NoTLS: 25}

// Server is where messages are handed over. The zero value is none: Send answers MailNotSet.
type Server struct {
	Host           string
	Port           int // 0: the usual one
	TLS            TLS // empty: StartTLS
	User, Password string
	From           string         // an address, with a name or without
	CA             *x509.CertPool // nil: those the system knows
	Timeout        time.Duration  // of one message, from dial to quit; 0: 10 s
}

// Set tells whether there is a server.
func (s Server) Set() bool { return s.Host != "" }

// Address is the server's host and port.
func (s Server) Address() string {
	return net.JoinHostPort(s.Host, fmt.Sprint(s.port()))
}

func (s Server) port() int { return cmp.Or(s.Port, ports[cmp.Or(s.TLS, StartTLS)]) }

// Message is one mail to one recipient.
type Message struct {
	ID         string // without the part behind the @: the same for every try, so that a mailbox can drop what came twice
	To         string
	Subject    string
	Text, HTML string // the same content twice; HTML may be empty
	Date       time.Time
}

// Send hands a message over. nil means that the server has taken it. The error is an *outcome.Error whose Code tells whether
// waiting can help (RetriesItself): MailLater, Timeout, Unreachable, Interrupted; or else MailNotSet, MailRefused, MailSignIn,
// MailNotSafe. After MailLater and Timeout it is possible that the message has arrived: a connection that ends between the last
// byte and the answer does not say.
func (s Server) Send(ctx context.Context, m Message) error {
	if !s.Set() {
		return outcome.New(outcome.MailNotSet).In("mail.Send")
	}
	msg, err := s.compose(m)
	if err != nil {
		return outcome.New(outcome.MailRefused, "said", err.Error()).In("mail.Send")
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Timeout, 10*time.Second))
	defer cancel()
	if err := s.hand(ctx, msg); err != nil && !msg.IsDelivered() { // it may have been taken before the good-bye failed
		return judge(ctx, err).In("mail.Send")
	}
	return nil
}

func (s Server) compose(m Message) (*smtp.Msg, error) {
	msg := smtp.NewMsg()
	if err := msg.From(s.From); err != nil {
		return nil, err
	}
	if err := msg.To(m.To); err != nil {
		return nil, err
	}
	host := "tillbridge.invalid"
	if from := msg.GetFrom(); len(from) > 0 {
		_, host, _ = strings.Cut(from[0].Address, "@")
	}
	msg.SetMessageIDWithValue(m.ID + "@" + host)
	msg.SetDateWithValue(m.Date)
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office note may answer
	msg.SetBodyString(smtp.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(smtp.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// hand opens a connection for one message. Quitting is a courtesy: its failure changes nothing.
func (s Server) hand(ctx context.Context, msg *smtp.Msg) error {
	client, err := s.client(ctx)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	err = client.Send(msg)
	_ = client.Close()
	return err
}

func (s Server) client(ctx context.Context) (*smtp.Client, error) {
	security := &tls.Config{ServerName: s.Host, RootCAs: s.CA, MinVersion: tls.VersionTLS12}
	policy := smtp.NoTLS
	if cmp.Or(s.TLS, StartTLS) == StartTLS {
		policy = smtp.TLSMandatory
	}
	o := []smtp.Option{
		smtp.WithPort(s.port()), smtp.WithTLSPolicy(policy), smtp.WithTLSConfig(security),
		smtp.WithTimeout(time.Hour), // its errors do not tell a time-out from a refusal; ctx ends the connection long before
		smtp.WithDialContextFunc(s.dialer(ctx, security)),
	}
	if s.User != "" {
		o = append(o, smtp.WithUsername(s.User), smtp.WithPassword(s.Password),
			smtp.WithOpportunisticSMTPAuth(smtp.SMTPAuthSCRAMSHA256, smtp.SMTPAuthPlain, smtp.SMTPAuthLogin, smtp.SMTPAuthCramMD5))
	}
	return smtp.NewClient(s.Host, o...)
}

// dialer ends the connection with ctx: the client itself listens to it only until it is connected. The encryption from the first
// byte is done here, because the client leaves it to whoever dials.
func (s Server) dialer(ctx context.Context, security *tls.Config) smtp.DialContextFunc {
	return func(dialing context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(dialing, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if s.TLS != FromTLS {
			return conn, nil
		}
		secure := tls.Client(conn, security)
		return secure, secure.HandshakeContext(dialing)
	}
}

// judge gives the outcome of a failure.
func judge(ctx context.Context, err error) *outcome.Error {
	if ctx.Err() != nil {
		return outcome.Of(ctx.Err())
	}
	if code, said := reply(err); code != 0 {
		return refusal(code, said).Because(err)
	}
	if _, unknown := errors.AsType[*tls.CertificateVerificationError](err); unknown || strings.Contains(err.Error(), "STARTTLS") {
		return outcome.New(outcome.MailNotSafe, "said", clip(err.Error())).Because(err)
	}
	if errors.Is(err, smtp.ErrNoSupportedAuthDiscovered) || strings.Contains(err.Error(), "SMTP AUTH") {
		return outcome.New(outcome.MailSignIn, "said", clip(err.Error())).Because(err)
	}
	if ne, ok := errors.AsType[net.Error](err); ok {
		if op, dial := errors.AsType[*net.OpError](err); ne.Timeout() || dial && op.Op == "dial" {
			return outcome.Of(ne)
		}
	}
	return outcome.New(outcome.MailLater, "said", "the connection ended early").Because(err)
}

// refusal classifies a server's answer: 4yz is for now, 5yz for good (RFC 5321 section 4.2.1); 530, 534, 535 and 538 are about
// signing in (RFC 4954 section 6).
func refusal(code int, said string) *outcome.Error {
	switch {
	case code < 500:
		return outcome.New(outcome.MailLater, "said", said)
	case code == 530 || code == 534 || code == 535 || code == 538:
		return outcome.New(outcome.MailSignIn, "said", said)
	}
	return outcome.New(outcome.MailRefused, "said", said)
}

// reply finds the server's answer in an error; 0: it gave none.
func reply(err error) (code int, said string) {
	if p, ok := errors.AsType[*textproto.Error](err); ok {
		return p.Code, clip(fmt.Sprintf("%d %s", p.Code, p.Msg))
	}
	if s, ok := errors.AsType[*smtp.SendError](err); ok && s.ErrorCode() != 0 {
		return s.ErrorCode(), clip(text(s))
	}
	return 0, ""
}

// text is what the server said, without the client's words before and after. Its error keeps causes as text only.
func text(e *smtp.SendError) string {
	said := strings.TrimPrefix(e.Error(), e.Reason.String()+":")
	said, _, _ = strings.Cut(said, ", affected ")
	code, line, _ := strings.Cut(strings.TrimSpace(said), " ")
	if plain, err := strconv.Unquote(line); err == nil { // newer versions of net/textproto quote
		line = plain
	}
	return code + " " + line
}

// clip keeps a server's speech to a line that a page can show.
func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300]) + "…"
	}
	return s
}
