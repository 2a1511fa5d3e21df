package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/user"
)

// TokenView is an API token without its secret.
type TokenView struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Role       string     `json:"role" enum:"owner,operator,viewer"`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty"`
}

// NewTokenView is a token with its secret, shown once.
type NewTokenView struct {
	TokenView
	Token string `json:"token" doc:"The secret. It is not shown again."`
}

type newTokenInput struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"60"`
		Role string `json:"role,omitempty" enum:"owner,operator,viewer" default:"operator"`
	}
}

type tokenInput struct {
	ID string `path:"id"`
}

func (s *Server) peopleRoutes(api huma.API) {
	huma.Register(api, op("GET", "/users", "users", user.Owner, "Members of the account"), s.users)
	huma.Register(api, op("GET", "/tokens", "tokens", user.Owner, "API tokens"), s.tokens)
	create := op("POST", "/tokens", "token-create", user.Owner, "Make an API token; its secret is shown once")
	create.DefaultStatus = http.StatusCreated
	huma.Register(api, create, s.newToken)
	del := op("DELETE", "/tokens/{id}", "token-delete", user.Owner, "End an API token")
	del.DefaultStatus = http.StatusNoContent
	huma.Register(api, del, s.deleteToken)
	huma.Register(api, op("GET", "/audit", "audit", user.Owner, "What people did, newest first"), s.auditList)
}

func (s *Server) users(ctx context.Context, _ *struct{}) (*listAnswer[UserView], error) {
	all, err := s.Users.Members(ctx, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []UserView
	for _, u := range all {
		views = append(views, UserView{ids.String(u.ID), u.Email, u.Name, string(u.Role)})
	}
	return answerList(views, ""), nil
}

func tokenView(t user.Token) TokenView {
	return TokenView{ids.String(t.ID), t.Name, string(t.Role), t.CreatedAt, moment(t.LastUsedAt)}
}

func (s *Server) tokens(ctx context.Context, _ *struct{}) (*listAnswer[TokenView], error) {
	all, err := s.Users.Tokens(ctx, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []TokenView
	for _, t := range all {
		views = append(views, tokenView(t))
	}
	return answerList(views, ""), nil
}

func (s *Server) newToken(ctx context.Context, in *newTokenInput) (*struct{ Body NewTokenView }, error) {
	t, secret, err := s.Users.NewToken(ctx, who(ctx).Account, in.Body.Name, user.Role(in.Body.Role))
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "create_token", t.Name); err != nil {
		return nil, err
	}
	return &struct{ Body NewTokenView }{NewTokenView{tokenView(t), secret}}, nil
}

func (s *Server) deleteToken(ctx context.Context, in *tokenInput) (*struct{}, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.Users.DeleteToken(ctx, who(ctx).Account, n)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if !found {
		return nil, s.fail(ctx, outcome.New(outcome.EntryMissing))
	}
	return nil, s.audit(ctx, "delete_token", in.ID)
}

// AuditView is one line of the audit trail.
type AuditView struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Subject string    `json:"subject"`
	Reason  string    `json:"reason"`
}

func (s *Server) auditList(ctx context.Context, in *Page) (*listAnswer[AuditView], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	all, err := user.Audited(ctx, s.DB, who(ctx).Account, after, in.Limit+1)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(a user.Audit) string { return ids.String(a.ID) })
	var views []AuditView
	for _, a := range all {
		views = append(views, AuditView{ids.String(a.ID), ids.Time(a.ID), a.Actor, a.Action, a.Subject, a.Reason})
	}
	return answerList(views, next), nil
}
