package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/user"
)

// InvitationView is a link that waits to be used. The link itself is shown only when it is made.
type InvitationView struct {
	ID        string    `json:"id"`
	Email     string    `json:"email" doc:"Whom it is for; empty: whoever has the link."`
	Role      string    `json:"role" enum:"owner,operator,viewer"`
	InvitedBy string    `json:"invited_by"`
	ExpiresAt time.Time `json:"expires_at"`
}

// NewInvitationView is an invitation with its link.
type NewInvitationView struct {
	InvitationView
	Link   string `json:"link" doc:"Works once. It is not shown again."`
	Mailed bool   `json:"mailed" doc:"It was sent to the address, too."`
}

type inviteInput struct {
	Body struct {
		Email string `json:"email" minLength:"3" maxLength:"200"`
		Role  string `json:"role,omitempty" enum:"owner,operator,viewer" default:"operator"`
	}
}

type memberInput struct {
	ID string `path:"id"`
}

type roleInput struct {
	ID   string `path:"id"`
	Body struct {
		Role string `json:"role" enum:"owner,operator,viewer"`
	}
}

type memberSessionInput struct {
	ID      string `path:"id"`
	Session string `path:"session"`
}

type memberAnswer struct{ Body UserView }

func (s *Server) memberRoutes(api huma.API) {
	huma.Register(api, op("GET", "/users", "users", user.Owner, "Members of the account"), s.members)
	huma.Register(api, op("PUT", "/users/{id}/role", "user-role", user.Owner, "Change what a member may do; it counts at once"), s.setRole)
	huma.Register(api, gone("/users/{id}", "user-remove", "Take a member out of the account; their sessions end"), s.removeMember)
	huma.Register(api, op("GET", "/users/{id}/sessions", "user-sessions", user.Owner, "A member's signed-in browsers"), s.memberSessions)
	huma.Register(api, op("DELETE", "/users/{id}/sessions", "user-sessions-end", user.Owner, "End all of a member's sessions"), s.endMemberSessions)
	huma.Register(api, gone("/users/{id}/sessions/{session}", "user-session-end", "End one of a member's sessions"), s.endMemberSession)
	huma.Register(api, op("GET", "/invitations", "invitations", user.Owner, "Invitations that wait to be used"), s.invitations)
	invite := op("POST", "/invitations", "invite", user.Owner, "Invite somebody; the link works once, for seven days, and is shown once")
	invite.DefaultStatus = http.StatusCreated
	huma.Register(api, invite, s.invite)
	huma.Register(api, gone("/invitations/{id}", "invitation-withdraw", "Withdraw an invitation"), s.withdraw)
}

// gone describes an owner's DELETE that answers nothing.
func gone(path, id, summary string) huma.Operation {
	o := op("DELETE", path, id, user.Owner, summary)
	o.DefaultStatus = http.StatusNoContent
	return o
}

func memberView(u user.User) UserView {
	return UserView{ID: ids.String(u.ID), Email: u.Email, Name: u.Name, Role: string(u.Role)}
}

func (s *Server) members(ctx context.Context, _ *struct{}) (*listAnswer[UserView], error) {
	all, err := s.Users.Members(ctx, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []UserView
	for _, u := range all {
		views = append(views, memberView(u))
	}
	return answerList(views, ""), nil
}

// memberOf finds the member a path names.
func (s *Server) memberOf(ctx context.Context, given string) (user.User, error) {
	n, err := id("path.id", given)
	if err != nil {
		return user.User{}, err
	}
	u, err := s.Users.Member(ctx, who(ctx).Account, n)
	if err != nil {
		return u, s.fail(ctx, err)
	}
	return u, nil
}

func (s *Server) setRole(ctx context.Context, in *roleInput) (*memberAnswer, error) {
	u, err := s.memberOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Users.SetRole(ctx, u.Account, u.ID, user.Role(in.Body.Role)); err != nil {
		return nil, s.fail(ctx, err)
	}
	u.Role = user.Role(in.Body.Role)
	return &memberAnswer{memberView(u)}, s.audit(ctx, "set_role_"+in.Body.Role, u.Email)
}

func (s *Server) removeMember(ctx context.Context, in *memberInput) (*struct{}, error) {
	u, err := s.memberOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Users.Remove(ctx, u.Account, u.ID); err != nil {
		return nil, s.fail(ctx, err)
	}
	return nil, s.audit(ctx, "remove_member", u.Email)
}

func (s *Server) memberSessions(ctx context.Context, in *memberInput) (*listAnswer[SessionView], error) {
	u, err := s.memberOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.sessionsOf(ctx, u.ID)
}

func (s *Server) endMemberSessions(ctx context.Context, in *memberInput) (*endedAnswer, error) {
	u, err := s.memberOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	n, err := s.Users.EndSessions(ctx, u.Account, u.ID, 0)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &endedAnswer{Ended{n}}, s.audit(ctx, "end_sessions", fmt.Sprintf("%d of %s", n, u.Email))
}

func (s *Server) endMemberSession(ctx context.Context, in *memberSessionInput) (*struct{}, error) {
	u, err := s.memberOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	n, err := id("path.session", in.Session)
	if err != nil {
		return nil, err
	}
	if err := s.Users.EndSession(ctx, u.Account, u.ID, n); err != nil {
		return nil, s.fail(ctx, err)
	}
	return nil, s.audit(ctx, "end_sessions", "1 of "+u.Email)
}

func invitationView(inv user.Invitation) InvitationView {
	return InvitationView{ids.String(inv.ID), inv.Email, string(inv.Role), inv.InvitedBy, inv.ExpiresAt}
}

func (s *Server) invitations(ctx context.Context, _ *struct{}) (*listAnswer[InvitationView], error) {
	all, err := s.Users.Invitations(ctx, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []InvitationView
	for _, inv := range all {
		views = append(views, invitationView(inv))
	}
	return answerList(views, ""), nil
}

func (s *Server) invite(ctx context.Context, in *inviteInput) (*struct{ Body NewInvitationView }, error) {
	u := who(ctx)
	if !within(u, nil) {
		return nil, huma.Error403Forbidden("This token is limited to parts of the API, and a member is not: sign in to invite one.")
	}
	inv, token, err := s.Users.Invite(ctx, user.Invitation{Account: u.Account, Email: in.Body.Email, Role: user.Role(in.Body.Role), InvitedBy: u.Actor()})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "invite_"+string(inv.Role), inv.Email); err != nil {
		return nil, err
	}
	v := NewInvitationView{InvitationView: invitationView(inv), Link: visiting(ctx).base + "/welcome?token=" + url.QueryEscape(token)}
	if s.Invited != nil {
		err := s.Invited(ctx, inv, v.Link)
		if v.Mailed = err == nil; !v.Mailed {
			s.Log.Warn("an invitation was not mailed; its link was shown", "err", err)
		}
	}
	return &struct{ Body NewInvitationView }{v}, nil
}

func (s *Server) withdraw(ctx context.Context, in *memberInput) (*struct{}, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Users.Withdraw(ctx, who(ctx).Account, n); err != nil {
		return nil, s.fail(ctx, err)
	}
	return nil, s.audit(ctx, "withdraw_invitation", in.ID)
}
