package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/webhook"
)

type connectionInput struct {
	ID string `path:"id" doc:"Connection id or name."`
}

type connectInput struct {
	Body struct {
		Channel  string            `json:"channel"`
		Name     string            `json:"name,omitempty" maxLength:"100"`
		Settings map[string]string `json:"settings" doc:"By the names in /channels; secrets are stored encrypted and never shown again."`
		Start
	}
}

// Start is how a new connection begins.
type Start struct {
	Paused bool         `json:"paused,omitempty" doc:"Nothing is read before it is resumed: time to choose its policy with the dry run, which peeks at the channel's newest orders."`
	Policy *StartPolicy `json:"policy,omitempty" doc:"What shall differ from the channel's usual policy from the first order on."`
}

// StartPolicy are the choices of a policy that matter from the first cycle on. What is not given is as usual on the channel.
type StartPolicy struct {
	DownloadFrom *time.Time       `json:"download_from,omitempty" doc:"Orders created before this moment are skipped (go-live date); the first cycle looks back to here."`
	AutoProcess  *bool            `json:"auto_process,omitempty" doc:"Off: orders wait as pending until a person lets them through."`
	DropInto     policy.Target    `json:"drop_into,omitempty" enum:"invoice,sales_order" doc:"The document a paid order becomes."`
	PaymentAt    policy.PaymentAt `json:"payment_at,omitempty" enum:"completed,paid" doc:"When the invoice becomes paid."`
}

// asked is a new connection with the way it begins.
func (s Start) asked(n connection.New) (connection.New, error) {
	n.Paused = s.Paused
	if s.Policy == nil {
		return n, nil
	}
	var err error
	n.Policy, err = json.Marshal(s.Policy)
	return n, err
}

type policyInput struct {
	ID      string `path:"id" doc:"Connection id or name."`
	IfMatch string `header:"If-Match" doc:"The ETag of the policy that the change was made from. If somebody has changed it since, nothing is saved (412). Without it the policy is replaced whatever it is."`
	Body    policy.Policy
}

type (
	connectionAnswer struct{ Body ConnectionView }
	policyAnswer     struct {
		ETag string `header:"ETag" doc:"For If-Match."`
		Body policy.Policy
	}
	testAnswer struct{ Body ConnectionTest }
)

func (s *Server) connectionRoutes(api huma.API) {
	huma.Register(api, op("GET", "/channels", "channels", user.Viewer, "What can be connected, with each connect form"), s.channels)
	huma.Register(api, op("GET", "/connections", "connections", user.Viewer, "Connected shops"), s.connections)
	create := op("POST", "/connections", "connect", user.Owner, "Connect a shop; it is tested first")
	create.DefaultStatus = http.StatusCreated
	huma.Register(api, create, s.connect)
	huma.Register(api, op("POST", "/connections/authorise", "authorise", user.Owner, "Begin a channel's authorisation in the browser"), s.authoriseWay)
	huma.Register(api, op("GET", "/connections/{id}", "connection", user.Viewer, "One connected shop"), func(ctx context.Context, in *connectionInput) (*connectionAnswer, error) {
		c, err := s.connection(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return &connectionAnswer{s.connectionView(ctx, c)}, nil
	})
	huma.Register(api, op("PUT", "/connections/{id}/settings", "reconnect", user.Owner, "Give a connection a new key or other settings; it is tested first and goes on where it stopped"), s.reconnect)
	huma.Register(api, op("POST", "/connections/{id}/sync", "connection-sync", user.Operator, "Begin a cycle now"), s.sync)
	huma.Register(api, op("POST", "/connections/{id}/pause", "connection-pause", user.Operator, "Stop cycles until resumed"), func(ctx context.Context, in *connectionInput) (*connectionAnswer, error) {
		return s.setState(ctx, in, connection.Paused)
	})
	huma.Register(api, op("POST", "/connections/{id}/resume", "connection-resume", user.Operator, "Go on where it stopped"), func(ctx context.Context, in *connectionInput) (*connectionAnswer, error) {
		return s.setState(ctx, in, connection.Active)
	})
	remove := op("POST", "/connections/{id}/remove", "connection-remove", user.Owner, "Remove a shop: it stops at once and its secrets are deleted; orders, documents and log stay, and what the hub has subscribed to at the channel is left alone there. Connected again, it is the same connection")
	huma.Register(api, remove, s.removeConnection)
	huma.Register(api, op("POST", "/connections/{id}/test", "connection-test", user.Operator, "Look whether the shop can be reached and what rights are there"), s.test)
	huma.Register(api, op("GET", "/connections/{id}/policy", "policy", user.Viewer, "What the shop chose"), func(ctx context.Context, in *connectionInput) (*policyAnswer, error) {
		c, err := s.connection(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return policyOf(c.Policy), nil
	})
	huma.Register(api, op("PUT", "/connections/{id}/policy", "policy-set", user.Owner, "Choose anew; counts from the next order on"), s.setPolicy)
	huma.Register(api, asking(op("POST", "/connections/{id}/policy/preview", "policy-preview", user.Owner, "What a policy would make of the last days' orders, beside what the present one does; writes nothing")), s.previewPolicy)
}

func (s *Server) channels(ctx context.Context, _ *struct{}) (*listAnswer[ChannelView], error) {
	lang := readerOf(ctx)
	var all []ChannelView
	for _, k := range s.Connections.Kinds() {
		v := ChannelView{Name: k.Name, Title: k.Title, Authorise: k.Authorise != nil, Over: k.Over, Settings: []SettingView{}}
		for _, f := range k.Settings {
			choices := f.Choices
			if choices == nil {
				choices = []string{}
			}
			label, help := k.Say(lang, f.Label), k.Say(lang, f.Help)
			v.Settings = append(v.Settings, SettingView{f.Name, label, help, f.Secret, f.Required, f.Default, choices})
		}
		all = append(all, v)
	}
	return answerList(all, ""), nil
}

func (s *Server) connections(ctx context.Context, _ *struct{}) (*listAnswer[ConnectionView], error) {
	all, err := s.Connections.List(ctx, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []ConnectionView
	for _, c := range all {
		views = append(views, s.connectionView(ctx, c))
	}
	return answerList(views, ""), nil
}

func (s *Server) connection(ctx context.Context, given string) (connection.Connection, error) {
	all, err := s.Connections.List(ctx, who(ctx).Account)
	if err != nil {
		return connection.Connection{}, s.fail(ctx, err)
	}
	c, ok := connection.Pick(all, given)
	if !ok {
		return c, s.fail(ctx, outcome.New(outcome.ConnectionMissing))
	}
	return c, nil
}

func (s *Server) connectionView(ctx context.Context, c connection.Connection) ConnectionView {
	v := ConnectionView{
		ID: ids.String(c.ID), Channel: c.Channel, Name: c.Name, State: string(c.State), Problem: sentenceOrNil(ctx, c.Problem), Settings: c.Settings, AuthorisedUntil: moment(c.AuthorisedUntil), CreatedAt: c.CreatedAt,
	}
	if who(ctx).Role.May(user.Owner) { // whoever knows the address can send to it
		v.HookURL = webhook.Address(s.PublicURL, c)
	}
	return v
}

func (s *Server) connect(ctx context.Context, in *connectInput) (*connectionAnswer, error) {
	asked, err := in.Body.asked(connection.New{Channel: in.Body.Channel, Name: in.Body.Name, Settings: in.Body.Settings})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	c, err := s.Connections.Prepare(ctx, who(ctx).Account, asked)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	connector, err := s.Connections.Connector(c)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if _, err := connector.Test(ctx); err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.Connections.Add(ctx, c); err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "connect", c.Name); err != nil {
		return nil, err
	}
	s.Hooks.Subscribe(ctx, c, &webhook.Ear{})
	if c.Revived() && c.State == connection.Active {
		if err := s.Fixer.Reconnected(ctx, who(ctx), c); err != nil {
			return nil, s.fail(ctx, err)
		}
	}
	return &connectionAnswer{s.connectionView(ctx, c)}, nil
}

type reconnectInput struct {
	ID   string `path:"id" doc:"Connection id or name."`
	Body struct {
		Settings map[string]string `json:"settings" doc:"What changes; the rest stays as it is."`
	}
}

func (s *Server) reconnect(ctx context.Context, in *reconnectInput) (*connectionAnswer, error) {
	c, err := s.connection(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	c, err = s.Connections.Reconnect(ctx, c, in.Body.Settings, func(connector channel.Connector) error {
		_, err := connector.Test(ctx)
		return err
	})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "reconnect", c.Name); err != nil {
		return nil, err
	}
	if err := s.reconnected(ctx, who(ctx), c); err != nil {
		return nil, s.fail(ctx, err)
	}
	c.State, c.Problem = connection.Active, nil
	return &connectionAnswer{s.connectionView(ctx, c)}, nil
}

func (s *Server) audit(ctx context.Context, action, subject string) error {
	err := s.DB.InTx(ctx, func(tx store.Tx) error { return user.WriteAudit(ctx, tx, s.IDs, who(ctx), action, subject, "") })
	if err != nil {
		return s.fail(ctx, err)
	}
	return nil
}

type removeInput struct {
	ID   string `path:"id" doc:"Connection id or name."`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Stands in the audit trail and at the issues that this resolves."`
	}
}

func (s *Server) removeConnection(ctx context.Context, in *removeInput) (*connectionAnswer, error) {
	c, err := s.connection(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if c, err = s.Removals.Remove(ctx, who(ctx), c.ID, in.Body.Reason); err != nil {
		return nil, s.fail(ctx, err)
	}
	v := s.connectionView(ctx, c)
	v.HookURL = "" // nothing is taken there any more
	return &connectionAnswer{v}, nil
}

func (s *Server) sync(ctx context.Context, in *connectionInput) (*connectionAnswer, error) {
	c, err := s.connection(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if c.State != connection.Active {
		return nil, s.fail(ctx, outcome.New(outcome.ConnectionPaused, "connection", c.Name))
	}
	err = s.DB.InTx(ctx, func(tx store.Tx) error {
		if err := s.cycleNow(ctx, tx, who(ctx), c); err != nil {
			return err
		}
		return user.WriteAudit(ctx, tx, s.IDs, who(ctx), "connection_sync", c.Name, "")
	})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &connectionAnswer{s.connectionView(ctx, c)}, nil
}

func (s *Server) cycleNow(ctx context.Context, tx store.Tx, u user.User, c connection.Connection) error {
	return s.Queue.Cycle(ctx, tx, cycle.Key{Account: c.Account, Connection: c.ID, Lane: connection.Orders}, synclog.Manual, u.Actor())
}

func (s *Server) setState(ctx context.Context, in *connectionInput, to connection.State) (*connectionAnswer, error) {
	c, err := s.connection(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Connections.SetState(ctx, c.Account, c.ID, to, nil); err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "set_"+string(to), c.Name); err != nil {
		return nil, err
	}
	if c.State == connection.NeedsYou && to == connection.Active {
		if err := s.reconnected(ctx, who(ctx), c); err != nil {
			return nil, s.fail(ctx, err)
		}
	}
	c.State, c.Problem = to, nil
	return &connectionAnswer{s.connectionView(ctx, c)}, nil
}

func (s *Server) test(ctx context.Context, in *connectionInput) (*testAnswer, error) {
	c, err := s.connection(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	connector, err := s.Connections.Connector(c)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	report, err := connector.Test(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &testAnswer{testView(report)}, s.audit(ctx, "connection_test", c.Name)
}

func (s *Server) setPolicy(ctx context.Context, in *policyInput) (*policyAnswer, error) {
	c, err := s.connection(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if tag := untagged(in.IfMatch); tag == "" {
		err = s.Connections.SetPolicy(ctx, c.Account, c.ID, in.Body)
	} else {
		err = s.Connections.ReplacePolicy(ctx, c, tag, in.Body)
	}
	if o, ok := errors.AsType[*outcome.Error](err); ok && o.Reason == outcome.PolicyChanged {
		return nil, s.failAs(ctx, o, http.StatusPreconditionFailed)
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "set_policy", c.Name); err != nil {
		return nil, err
	}
	return policyOf(in.Body), nil
}

func policyOf(p policy.Policy) *policyAnswer { return &policyAnswer{`"` + p.Tag() + `"`, p} }

// untagged is the tag in an If-Match header; empty when any will do. A proxy that packs answers may have made it a weak one.
func untagged(header string) string {
	tag := strings.Trim(strings.TrimPrefix(strings.TrimSpace(header), "W/"), `"`)
	if tag == "*" {
		return ""
	}
	return tag
}

// ConnectionTest is what a test of a shop found.
type ConnectionTest struct {
	Shop     string      `json:"shop"`
	Version  string      `json:"version,omitempty"`
	Currency string      `json:"currency,omitempty"`
	Zone     string      `json:"zone,omitempty"`
	Checks   []TestCheck `json:"checks"`
	Advice   []string    `json:"advice"`
}

// TestCheck is one thing looked at.
type TestCheck struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Note string `json:"note,omitempty"`
}

func testView(r channel.Report) ConnectionTest {
	v := ConnectionTest{Shop: r.Shop, Version: r.Version, Currency: r.Currency, Zone: r.Zone, Checks: []TestCheck{}, Advice: append([]string{}, r.Advice...)}
	for _, c := range r.Checks {
		v.Checks = append(v.Checks, TestCheck(c))
	}
	return v
}

type authoriseInput struct {
	Body struct {
		Channel    string            `json:"channel"`
		Name       string            `json:"name,omitempty" maxLength:"100"`
		Settings   map[string]string `json:"settings" doc:"What is known before; the channel tells the rest."`
		Connection string            `json:"connection,omitempty" doc:"Id or name of a connection to authorise anew; it keeps its place in the orders."`
		Start
	}
}

// AuthoriseView is where to send the merchant's browser.
type AuthoriseView struct {
	URL string `json:"url"`
}

func (s *Server) authoriseWay(ctx context.Context, in *authoriseInput) (*struct{ Body AuthoriseView }, error) {
	if s.PublicURL == "" {
		return nil, s.fail(ctx, &connection.FieldError{Field: "public-url", Message: "is not configured, so the channel does not know where to send the browser back to"})
	}
	asked, err := in.Body.asked(connection.New{Channel: in.Body.Channel, Name: in.Body.Name, Settings: in.Body.Settings})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	w := connection.Way{
		New:  asked,
		Back: s.PublicURL + callbackPath, Actor: who(ctx).Actor(),
	}
	if in.Body.Connection != "" {
		c, err := s.connection(ctx, in.Body.Connection)
		if err != nil {
			return nil, err
		}
		if w.Settings, err = s.Connections.Settings(c); err != nil {
			return nil, s.fail(ctx, err)
		}
		w.Connection, w.Channel, w.AllowPrivate = c.ID, c.Channel, c.AllowPrivate
	}
	to, err := s.Connections.Authorise(ctx, who(ctx).Account, w)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &struct{ Body AuthoriseView }{AuthoriseView{to}}, nil
}

// callbackPath is where channels send browsers back to. The state tells whose it is, so that nobody needs to be signed in.
const callbackPath = "/auth/callback"

// callback takes a browser that comes back from a channel, and sends it on to the page of its connection.
func (s *Server) callback(w http.ResponseWriter, r *http.Request) {
	c, err := s.Connections.Return(r.Context(), s.Connections.StateOf(r.URL.Query()), r.URL.Query())
	if err != nil {
		s.Log.Warn("authorisation failed", "err", err)
		said := err.Error()
		if o, ok := errors.AsType[*outcome.Error](err); ok {
			said, _ = phrase.Message(readerOf(r.Context()), o.Reason, o.Args)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, notAdmitted, html.EscapeString(said)) // the browser has gone; nothing to be done
		return
	}
	s.listenTo(r.Context(), c)
	http.Redirect(w, r, "/settings/connections/"+ids.String(c.ID), http.StatusSeeOther)
}

// listenTo asks the channel for webhooks, without keeping anybody waiting.
func (s *Server) listenTo(ctx context.Context, c connection.Connection) {
	go func(ctx context.Context) {
		s.Hooks.Subscribe(ctx, c, &webhook.Ear{})
		if c.State != connection.Active { // a person starts it
			return
		}
		if err := s.reconnected(ctx, user.User{Account: c.Account, Email: "authorisation"}, c); err != nil {
			s.Log.Warn("what the refused access held up is not run again by itself", "connection", c.ID, "err", err)
		}
	}(context.WithoutCancel(ctx))
}

// maxGrant is the largest thing a channel's server may hand over.
const maxGrant = 64 << 10

// granted takes what a channel's server hands over by itself. It looks at nothing but whether the answer is 200.
func (s *Server) granted(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxGrant))
	if err != nil {
		http.Error(w, fmt.Sprintf("at most %d bytes are taken", maxGrant), http.StatusRequestEntityTooLarge)
		return
	}
	c, err := s.Connections.Granted(r.Context(), body)
	if err != nil {
		s.Log.Warn("authorisation failed", "err", err)
		http.Error(w, "not taken", http.StatusForbidden)
		return
	}
	s.listenTo(r.Context(), c)
	w.WriteHeader(http.StatusOK)
}

// notAdmitted is the page for a browser that came back without a permission.
const notAdmitted = `<!doctype html><html lang="en"><title>Not connected - Tillbridge</title><h1>The shop was not connected</h1><p>%s</p><p><a href="/settings/connections">Back to the connections</a></p></html>`
