package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
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
	Role       string     `json:"role" enum:"owner,operator,viewer" doc:"How far it goes: a viewer's reads, an operator's operates, an owner's manages."`
	Subjects   []string   `json:"subjects" doc:"Where: the parts of the API it is for; empty: all of them."`
	CreatedBy  string     `json:"created_by"`
	CreatedAt  time.Time  `json:"created_at"`
	ExpiresAt  *time.Time `json:"expires_at,omitempty" doc:"Absent: never."`
	LastUsedAt *time.Time `json:"last_used_at,omitempty" doc:"To the minute."`
}

// NewTokenView is a token with its secret, shown once.
type NewTokenView struct {
	TokenView
	Token string `json:"token" doc:"The secret. It is not shown again."`
}

type newTokenInput struct {
	Body struct {
		Name      string    `json:"name" minLength:"1" maxLength:"60"`
		Role      string    `json:"role,omitempty" enum:"owner,operator,viewer" default:"operator"`
		Subjects  []string  `json:"subjects,omitempty" maxItems:"50" doc:"Parts of the API as its addresses name them: orders, logs, documents ...; none: all of them."`
		ExpiresAt time.Time `json:"expires_at,omitzero" doc:"Absent: never."`
	}
}

type tokenInput struct {
	ID string `path:"id"`
}

func (s *Server) tokenRoutes(api huma.API) {
	huma.Register(api, op("GET", "/tokens", "tokens", user.Owner, "API tokens"), s.tokens)
	create := op("POST", "/tokens", "token-create", user.Owner, "Make an API token; its secret is shown once")
	create.DefaultStatus = http.StatusCreated
	huma.Register(api, create, s.newToken)
	huma.Register(api, gone("/tokens/{id}", "token-delete", "End an API token"), s.deleteToken)
}

func tokenView(t user.Token) TokenView {
	return TokenView{
		ID: ids.String(t.ID), Name: t.Name, Role: string(t.Role), Subjects: append([]string{}, t.Subjects...), CreatedBy: t.CreatedBy,
		CreatedAt: t.CreatedAt, ExpiresAt: moment(t.ExpiresAt), LastUsedAt: moment(t.LastUsedAt),
	}
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

// CheckSubjects refuses a limit to what is none of the parts of the API. Errors: *user.FieldError.
func CheckSubjects(known, given []string) error {
	for _, g := range given {
		if !slices.Contains(known, g) {
			return &user.FieldError{Field: "subjects", Message: fmt.Sprintf("%q is none of %s", g, strings.Join(known, ", "))}
		}
	}
	return nil
}

func (s *Server) newToken(ctx context.Context, in *newTokenInput) (*struct{ Body NewTokenView }, error) {
	u := who(ctx)
	if err := CheckSubjects(s.subjects, in.Body.Subjects); err != nil {
		return nil, s.fail(ctx, err)
	}
	if !within(u, in.Body.Subjects) {
		return nil, huma.Error403Forbidden("This token is for " + strings.Join(u.Subjects, ", ") + ", and cannot make one that is for more.")
	}
	t, secret, err := s.Users.NewToken(ctx, u.Account, in.Body.Name, user.Role(in.Body.Role),
		user.Only(in.Body.Subjects...), user.Until(in.Body.ExpiresAt), user.By(u.Actor()))
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
