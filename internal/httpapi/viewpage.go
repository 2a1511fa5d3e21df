package httpapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/user"
)

// SavedView is an address of the app that a member has given a name.
type SavedView struct {
	Page    string `json:"page" doc:"The address without its filters: /orders."`
	Name    string `json:"name"`
	Address string `json:"address" doc:"A path of the app with its filters: /orders?stage=paid."`
}

type viewInput struct {
	Body struct {
		Name    string `json:"name" minLength:"1" maxLength:"60" doc:"One that is taken on the same page is given anew."`
		Address string `json:"address" minLength:"2" maxLength:"2000" doc:"A path of the app with its filters: /orders?stage=paid. Never another site's."`
	}
}

type viewNamed struct {
	Page string `query:"page" required:"true" maxLength:"2000"`
	Name string `query:"name" required:"true" maxLength:"240"`
}

type viewAnswer struct{ Body SavedView }

func (s *Server) viewRoutes(api huma.API) {
	huma.Register(api, self(http.MethodGet, "/session/views", "views", "One's saved views, by name"), s.views)
	huma.Register(api, self(http.MethodPut, "/session/views", "view-save", "Save a view, in the place of the one of the same name and page"), s.saveView)
	remove := self(http.MethodDelete, "/session/views", "view-remove", "Remove a saved view")
	remove.DefaultStatus = http.StatusNoContent
	huma.Register(api, remove, s.removeView)
}

func (s *Server) views(ctx context.Context, _ *struct{}) (*listAnswer[SavedView], error) {
	u := who(ctx)
	all, err := s.Users.Views(ctx, u.Account, u.ID)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []SavedView
	for _, v := range all {
		views = append(views, SavedView(v))
	}
	return answerList(views, ""), nil
}

func (s *Server) saveView(ctx context.Context, in *viewInput) (*viewAnswer, error) {
	u := who(ctx)
	v, err := s.Users.SaveView(ctx, u.Account, u.ID, user.View{Name: in.Body.Name, Address: in.Body.Address})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &viewAnswer{SavedView(v)}, nil
}

func (s *Server) removeView(ctx context.Context, in *viewNamed) (*struct{}, error) {
	u := who(ctx)
	if err := s.Users.RemoveView(ctx, u.Account, u.ID, in.Page, in.Name); err != nil {
		return nil, s.fail(ctx, err)
	}
	return nil, nil
}
