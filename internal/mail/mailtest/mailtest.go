// Package mailtest is an SMTP server for tests: it takes mail, and refuses, hangs or hangs up where a test says so.
package mailtest

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Answers that are no text. Any other answer is the line that is sent, "550 5.1.1 no such user".
const (
	Usual  = ""
	Drop   = "drop"    // hang up without a word
	Silent = "silence" // say nothing until the test ends
)

// Steps that a test can answer, beside the verbs (EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, RSET, QUIT).
const (
	Greeting = "greeting"
	Content  = "content" // the final dot
)

// Options of a server. The zero value speaks in the clear and lets everybody in.
type Options struct {
	StartTLS, FromTLS bool
	User, Password    string // whoever sends must sign in with them; empty: nobody has to
}

// Message is one that was taken.
type Message struct {
	From, To string
	Data     string // headers and body, lines end in \n
	Secure   bool
	User     string // who had signed in
}

// Server is a running one. Safe for concurrent use.
type Server struct {
	Host string
	Port int
	CA   []byte // PEM of its certificate

	options  Options
	security *tls.Config
	ended    chan struct{}
	conns    sync.WaitGroup

	mu       sync.Mutex
	answer   func(step string, n int) string
	count    map[string]int
	messages []Message
	arrived  chan Message
}

// Start runs a server on a free port until the test ends.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{Host: "127.0.0.1", options: o, ended: make(chan struct{}), count: map[string]int{}, arrived: make(chan Message, 1000)}
	s.security, s.CA = certificate(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	s.conns.Go(func() { s.accept(l) })
	t.Cleanup(func() {
		close(s.ended)
		_ = l.Close()
		s.conns.Wait()
	})
	return s
}

// Answer sets how steps are answered from now on: n counts how often the step was taken since, from 1. nil: as usual.
func (s *Server) Answer(f func(step string, n int) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer, s.count = f, map[string]int{}
}

// At answers one step, always; the others as usual.
func (s *Server) At(step, answer string) {
	s.Answer(func(at string, _ int) string {
		if at == step {
			return answer
		}
		return Usual
	})
}

// Messages are all that were taken, oldest first.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

// Wait gives the next message that nobody has waited for, and fails the test when none comes.
func (s *Server) Wait(t testing.TB) Message {
	t.Helper()
	select {
	case m := <-s.arrived:
		return m
	case <-time.After(time.Minute):
		t.Fatal("no mail has come for a minute")
		return Message{}
	}
}

func (s *Server) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return // closed with the test
		}
		s.conns.Go(func() {
			done := make(chan struct{})
			defer close(done)
			go func() { // a client that says nothing must not keep the test from ending
				select {
				case <-s.ended:
				case <-done:
				}
				_ = conn.Close()
			}()
			if s.options.FromTLS {
				conn = tls.Server(conn, s.security)
			}
			(&session{Server: s, conn: conn, in: bufio.NewReader(conn), secure: s.options.FromTLS}).run()
		})
	}
}

// said gives the test's answer to a step.
func (s *Server) said(step string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count[step]++
	if s.answer == nil {
		return Usual
	}
	return s.answer(step, s.count[step])
}

func (s *Server) keep(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
	s.arrived <- m
}

// session is one connection.
type session struct {
	*Server
	conn   net.Conn
	in     *bufio.Reader
	secure bool
	user   string
	mail   Message
}

func (c *session) run() {
	if !c.reply(Greeting, "220 mailtest") {
		return
	}
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if !c.step(strings.ToUpper(verb), rest) {
			return
		}
	}
}

// reply answers a step, the test's way or with the usual line; false ends the connection.
func (c *session) reply(step, usual string) bool {
	switch said := c.said(step); said {
	case Usual:
	case Drop:
		return false
	case Silent:
		<-c.ended
		return false
	default:
		usual = said
	}
	_, err := fmt.Fprintf(c.conn, "%s\r\n", usual)
	return err == nil && usual[0] < '4'
}

// goOn is reply for steps after which a refused client may go on.
func (c *session) goOn(step, usual string) (took, alive bool) {
	switch said := c.said(step); said {
	case Usual:
	case Drop:
		return false, false
	case Silent:
		<-c.ended
		return false, false
	default:
		usual = said
	}
	_, err := fmt.Fprintf(c.conn, "%s\r\n", usual)
	return usual[0] < '4', err == nil
}

func (c *session) step(verb, rest string) (alive bool) {
	switch verb {
	case "EHLO":
		_, alive = c.goOn(verb, c.offers())
		return alive
	case "STARTTLS":
		took, alive := c.goOn(verb, "220 go ahead")
		if took {
			c.conn = tls.Server(c.conn, c.security)
			c.in, c.secure = bufio.NewReader(c.conn), true
		}
		return alive
	case "AUTH":
		return c.signIn(verb, rest)
	case "MAIL":
		if c.options.User != "" && c.user == "" {
			_, err := fmt.Fprint(c.conn, "530 5.7.0 Authentication required\r\n")
			return err == nil
		}
		c.mail = Message{From: address(rest), Secure: c.secure, User: c.user}
	case "RCPT":
		c.mail.To = address(rest)
	case "DATA":
		return c.content()
	case "QUIT":
		c.reply(verb, "221 bye")
		return false
	}
	_, alive = c.goOn(verb, "250 ok")
	return alive
}

func (c *session) offers() string {
	offers := []string{"250-mailtest", "250-ENHANCEDSTATUSCODES", "250-8BITMIME"}
	if c.options.StartTLS && !c.secure {
		offers = append(offers, "250-STARTTLS")
	}
	if c.options.User != "" {
		offers = append(offers, "250-AUTH PLAIN")
	}
	return strings.Join(append(offers, "250 SIZE 1000000"), "\r\n")
}

func (c *session) signIn(verb, rest string) (alive bool) {
	usual := "535 5.7.8 Username and password not accepted"
	b, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "PLAIN "))
	if want := "\x00" + c.options.User + "\x00" + c.options.Password; string(b) == want {
		usual = "235 2.7.0 welcome"
	}
	took, alive := c.goOn(verb, usual)
	if took {
		c.user = c.options.User
	}
	return alive
}

func (c *session) content() (alive bool) {
	if took, alive := c.goOn("DATA", "354 end with a dot"); !took {
		return alive
	}
	var data bytes.Buffer
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return false
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "." {
			break
		}
		data.WriteString(strings.TrimPrefix(line, ".") + "\n")
	}
	c.mail.Data = data.String()
	took, alive := c.goOn(Content, "250 2.0.0 taken")
	if took {
		c.keep(c.mail)
	}
	return alive
}

func address(rest string) string {
	_, a, _ := strings.Cut(rest, "<")
	a, _, _ = strings.Cut(a, ">")
	return a
}

func certificate(t testing.TB) (*tls.Config, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
