package httpapi

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/user"
)

// AuditView is one line of the audit trail.
type AuditView struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Subject string    `json:"subject"`
	Reason  string    `json:"reason"`
}

// TransformSchema names the actions there are.
func (AuditView) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	for _, a := range user.Actions {
		s.Properties["action"].Enum = append(s.Properties["action"].Enum, a)
	}
	return s
}

type auditInput struct {
	Page
	Actor   string    `query:"actor" maxLength:"200" doc:"Who: an e-mail address, or \"token NAME\"; exactly."`
	Action  string    `query:"action" maxLength:"60" doc:"What: sign_in, connect, void_document ...; exactly."`
	Subject string    `query:"subject" maxLength:"200" doc:"About what: an order, a connection, an address; exactly."`
	From    time.Time `query:"from"`
	To      time.Time `query:"to"`
}

func (s *Server) auditRoutes(api huma.API) {
	huma.Register(api, op("GET", "/audit", "audit", user.Owner, "What people did, newest first"), s.auditList)
}

func (s *Server) auditList(ctx context.Context, in *auditInput) (*listAnswer[AuditView], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	all, err := user.Audited(ctx, s.DB, who(ctx).Account, user.AuditFilter{
		Actor: in.Actor, Action: in.Action, Subject: in.Subject, From: in.From, To: in.To, Before: after, Limit: in.Limit + 1,
	})
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
