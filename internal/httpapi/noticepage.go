package httpapi

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/user"
)

// NoticeShop is a shop that a message is about.
type NoticeShop struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NoticeView is one message that was sent, or is to be.
type NoticeView struct {
	ID        string     `json:"id"`
	At        time.Time  `json:"at" doc:"When it was written."`
	Sort      string     `json:"sort" enum:"open,clear,test" doc:"What it says: something is open, all is clear, or it is a test."`
	What      string     `json:"what" enum:"errors,person,no_access,silent_worker,token_expiry,silent_shop"`
	Way       string     `json:"way" enum:"mail,webhook,slack,discord,chat"`
	Recipient string     `json:"recipient" doc:"The mail address, shortened for viewers, or the URL's host."`
	Title     string     `json:"title"`
	Content   string     `json:"content" doc:"Its text, without markup."`
	State     string     `json:"state" enum:"waiting,sending,sent,failed"`
	Attempts  int        `json:"attempts"`
	NextAt    *time.Time `json:"next_at,omitempty" doc:"Waiting: when it is tried next."`
	SentAt    *time.Time `json:"sent_at,omitempty"`
	Problem   *Sentence  `json:"problem,omitempty" doc:"How the last attempt ended, unless it was sent."`

	Connections []NoticeShop `json:"connections" doc:"The shops it is about, by name; none: it is about no shop in particular."`
}

// NoticeDetail is a notice as it went out.
type NoticeDetail struct {
	NoticeView
	Body string `json:"body" doc:"HTML of a mail, JSON of the others."`
}

// NoticeRule is what somebody wants to be told, when, and by which way.
type NoticeRule struct {
	ID     string `json:"id,omitempty" doc:"In an answer: for tests. In a write: the rule whose address and secret are kept when to is left out."`
	What   string `json:"what" enum:"errors,person,no_access,silent_worker,token_expiry,silent_shop"`
	When   string `json:"when" enum:"at_once,ten_minutes,hourly,daily"`
	At     string `json:"at,omitempty" pattern:"^([01][0-9]|2[0-3]):[0-5][0-9]$" doc:"For daily: the time of the day in the account's zone, 07:30."`
	Way    string `json:"way" enum:"mail,webhook,slack,discord,chat"`
	To     string `json:"to,omitempty" maxLength:"2000" doc:"A mail address (only for the account's rules: your own go to your address), or a URL. URLs are as good as passwords: an answer holds the host only."`
	Secret string `json:"secret,omitempty" maxLength:"200" doc:"What a webhook is signed with, whsec_...; made if left out. It is shown once, in the answer to the write that made it."`
}

// NoticeRules are the rules of one person or of the account.
type NoticeRules struct {
	Of     string       `json:"of" enum:"me,account"`
	Chosen bool         `json:"chosen" doc:"False: nobody has chosen, these are the default rules."`
	Rules  []NoticeRule `json:"rules"`
	Mail   MailView     `json:"mail"`
}

// MailView is the mail server as it is configured, without its password.
type MailView struct {
	Ready  bool   `json:"ready" doc:"False: no mail server is configured, and rules by mail do nothing."`
	Server string `json:"server"`
	TLS    string `json:"tls"`
	User   string `json:"user"`
	From   string `json:"from"`
}

type noticesInput struct {
	Page
	From      time.Time `query:"from"`
	To        time.Time `query:"to"`
	State     string    `query:"state" enum:"waiting,sending,sent,failed"`
	What      string    `query:"what" enum:"errors,person,no_access,silent_worker,token_expiry,silent_shop"`
	Way       string    `query:"way" enum:"mail,webhook,slack,discord,chat"`
	Sort      string    `query:"sort" enum:"open,clear,test"`
	Recipient string    `query:"recipient" maxLength:"200" doc:"Any part of the address or host."`

	Connection string `query:"connection" maxLength:"200" doc:"Connection id or name: messages about this shop, perhaps among others."`
}

type noticeInput struct {
	ID string `path:"id"`
}

type rulesInput struct {
	Of string `query:"of" enum:"me,account" default:"me" doc:"Whose: your own, or the account's, which owners may read and write."`
}

type rulesWrite struct {
	Of   string `query:"of" enum:"me,account" default:"me" doc:"Whose: your own, or the account's, which owners may read and write."`
	Body struct {
		Rules []NoticeRule `json:"rules" maxItems:"50"`
	}
}

type testInput struct {
	Body struct {
		Rule string `json:"rule,omitempty" maxLength:"40" doc:"Id of one of your rules, or, for owners, of the account's; your own mail address if left out."`
	}
}

type rulesAnswer struct{ Body NoticeRules }

type noticeAnswer struct{ Body NoticeDetail }

func (s *Server) noticeRoutes(api huma.API) {
	huma.Register(api, op("GET", "/notices", "notices", user.Viewer, "Messages that were sent, newest first"), s.notices)
	huma.Register(api, op("GET", "/notices/rules", "notice-rules", user.Operator, "Who is told what, when and by which way"), s.noticeRules)
	huma.Register(api, op("PUT", "/notices/rules", "notice-rules-set", user.Operator, "Replace your rules of notices, or the account's"), s.setNoticeRules)
	huma.Register(api, op("POST", "/notices/test", "notice-test", user.Operator, "Send a test at once and tell how it ended"), s.testNotice)
	huma.Register(api, op("GET", "/notices/{id}", "notice", user.Viewer, "One message as it went out"), s.notice)
}

func (s *Server) notices(ctx context.Context, in *noticesInput) (*listAnswer[NoticeView], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	f := digest.Filter{
		From: in.From, To: in.To, State: digest.Delivery(in.State), What: digest.What(in.What), Way: digest.Way(in.Way), Sort: in.Sort, Recipient: in.Recipient,
		Before: after, Limit: in.Limit + 1,
	}
	if f.Shop, err = s.connectionParam(ctx, in.Connection); err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, err := digest.List(ctx, s.DB, who(ctx).Account, f)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(n digest.Notice) string { return ids.String(n.ID) })
	var views []NoticeView
	for _, n := range all {
		views = append(views, noticeView(ctx, n, names))
	}
	return answerList(views, next), nil
}

func noticeView(ctx context.Context, n digest.Notice, names map[int64]string) NoticeView {
	v := NoticeView{
		ID: ids.String(n.ID), At: n.At(), Sort: n.Sort, What: string(n.What), Way: string(n.Way), Recipient: n.Recipient, Title: n.Title, Content: n.Content,
		State: string(n.State), Attempts: n.Attempts, SentAt: moment(n.SentAt), Problem: sentenceOrNil(ctx, n.Problem),
		Connections: []NoticeShop{},
	}
	for _, shop := range n.Shops {
		v.Connections = append(v.Connections, NoticeShop{ids.String(shop), cmp.Or(names[shop], ids.String(shop))})
	}
	slices.SortStableFunc(v.Connections, func(a, b NoticeShop) int { return strings.Compare(a.Name, b.Name) })
	if n.State == digest.Waiting {
		v.NextAt = moment(n.NextAt)
	}
	if !who(ctx).Role.May(user.Operator) {
		v.Recipient = shortened(n.Recipient)
	}
	return v
}

// shortened is an address that tells its owner from others, and nobody else whose it is.
func shortened(address string) string {
	name, host, ok := strings.Cut(address, "@")
	if !ok || name == "" {
		return address
	}
	return string([]rune(name)[:1]) + "…@" + host
}

func (s *Server) notice(ctx context.Context, in *noticeInput) (*noticeAnswer, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return nil, err
	}
	found, err := digest.Get(ctx, s.DB, who(ctx).Account, n)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.noticeAnswer(ctx, found)
}

func (s *Server) noticeAnswer(ctx context.Context, n digest.Notice) (*noticeAnswer, error) {
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &noticeAnswer{NoticeDetail{noticeView(ctx, n, names), n.Body}}, nil
}

// whose tells whose rules are meant: a member's id, or 0 for the account's.
func whose(u user.User, of string) (int64, error) {
	switch {
	case of == "account" && !u.Role.May(user.Owner):
		return 0, huma.Error403Forbidden("The account's rules need the role " + string(user.Owner) + "; you are " + string(u.Role) + ".")
	case of == "account":
		return 0, nil
	case u.Token != "":
		return 0, field("query.of", "must be account: an API token has no rules of its own")
	}
	return u.ID, nil
}

func (s *Server) noticeRules(ctx context.Context, in *rulesInput) (*rulesAnswer, error) {
	member, err := whose(who(ctx), in.Of)
	if err != nil {
		return nil, err
	}
	c, err := s.choice(ctx, member)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.rulesAnswer(in.Of, c, nil), nil
}

func (s *Server) choice(ctx context.Context, member int64) (digest.Choice, error) {
	a, err := s.Users.Account(ctx, who(ctx).Account)
	if err != nil {
		return digest.Choice{}, err
	}
	return s.Notices.Choice(ctx, a, member)
}

// rulesAnswer shows rules; of made, their secrets, too.
func (s *Server) rulesAnswer(of string, c digest.Choice, made map[int64]bool) *rulesAnswer {
	v := NoticeRules{Of: of, Chosen: c.Chosen, Rules: []NoticeRule{}}
	if s.Mail.Set() {
		v.Mail = MailView{true, s.Mail.Address(), string(s.Mail.TLS), s.Mail.User, s.Mail.From}
	}
	for _, r := range c.Rules {
		view := NoticeRule{ID: ids.String(r.ID()), What: string(r.What), When: string(r.When), Way: string(r.Way), To: r.Place()}
		if r.When == digest.Daily {
			view.At = fmt.Sprintf("%02d:%02d", int(r.At.Hours()), int(r.At.Minutes())%60)
		}
		if made[r.ID()] {
			view.Secret = r.Secret
		}
		v.Rules = append(v.Rules, view)
	}
	return &rulesAnswer{v}
}

func (s *Server) setNoticeRules(ctx context.Context, in *rulesWrite) (*rulesAnswer, error) {
	member, err := whose(who(ctx), in.Of)
	if err != nil {
		return nil, err
	}
	before, err := s.choice(ctx, member)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	rules, err := given(in.Body.Rules, before.Rules)
	if err != nil {
		return nil, err
	}
	secrets := map[string]bool{}
	for _, r := range rules {
		secrets[r.Secret] = true
	}
	chosen, err := s.Notices.Choose(ctx, who(ctx), member, rules)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	made := map[int64]bool{}
	for _, r := range chosen {
		made[r.ID()] = r.Secret != "" && !secrets[r.Secret]
	}
	after, err := s.choice(ctx, member)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.rulesAnswer(in.Of, after, made), nil
}

// given reads rules as they are written. One that names an earlier rule and no address keeps that rule's address and secret.
func given(views []NoticeRule, before []digest.Rule) ([]digest.Rule, error) {
	rules := make([]digest.Rule, len(views))
	for i, v := range views {
		r := digest.Rule{What: digest.What(v.What), When: digest.When(v.When), Way: digest.Way(v.Way), To: v.To, Secret: v.Secret}
		if v.At != "" {
			at, err := time.Parse("15:04", v.At)
			if err != nil {
				return nil, field(fmt.Sprintf("body.rules[%d].at", i), "is not a time such as 07:30")
			}
			r.At = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
		}
		for _, old := range before {
			if v.To == "" && v.ID == ids.String(old.ID()) {
				r.To = old.To
				if r.Secret == "" {
					r.Secret = old.Secret
				}
			}
		}
		rules[i] = r
	}
	return rules, nil
}

func (s *Server) testNotice(ctx context.Context, in *testInput) (*noticeAnswer, error) {
	rule, err := id("body.rule", in.Body.Rule)
	if err != nil {
		return nil, err
	}
	u := who(ctx)
	a, err := s.Users.Account(ctx, u.Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if rule == 0 && u.Email == "" && s.Mail.Set() {
		return nil, field("body.rule", "is needed: an API token has no mail address")
	}
	n, err := s.Notices.Test(ctx, u, a, rule, u.Email)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if n.Problem != nil && n.Problem.Reason == outcome.Internal {
		s.Log.Error("sending a test", "err", n.Problem)
	}
	return s.noticeAnswer(ctx, n)
}
