package httpapi

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/user"
)

// ProductView is a SKU of the books.
type ProductView struct {
	SKU       string    `json:"sku"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	CreatedBy string    `json:"created_by" doc:"A person, or the order whose line showed it."`
}

// LinkResult says what a link let through.
type LinkResult struct {
	Waiting int    `json:"waiting" doc:"Orders that were held and have this listing."`
	Through int    `json:"through" doc:"Of these, how many go on now."`
	Done    bool   `json:"done" doc:"All of them have had their turn; else the bulk action goes on."`
	Bulk    string `json:"bulk" doc:"Id of the bulk action that runs them again."`
}

type productsInput struct {
	Page
	Q string `query:"q" maxLength:"200" doc:"Part of a SKU or a name."`
}

type linkInput struct {
	Body struct {
		Connection string `json:"connection" minLength:"1" doc:"Connection id or name."`
		Listing    string `json:"listing" minLength:"1" maxLength:"200" doc:"The channel's id of what is sold, as order lines show it."`
		SKU        string `json:"sku" minLength:"1" maxLength:"200" doc:"Of the books; made if they do not know it."`
		Name       string `json:"name,omitempty" maxLength:"300" doc:"For a SKU that is made."`
	}
}

func (s *Server) listingRoutes(api huma.API) {
	huma.Register(api, op("GET", "/products", "products", user.Viewer, "SKUs of the books"), s.products)
	huma.Register(api, op("POST", "/listings/link", "listing-link", user.Operator, "Link a listing to a SKU, and run again the orders that waited for it"), s.link)
}

func (s *Server) products(ctx context.Context, in *productsInput) (*listAnswer[ProductView], error) {
	after := ""
	if in.Cursor != "" {
		var err error
		if after, err = in.mark(); err != nil {
			return nil, err
		}
	}
	all, err := linking.Products(ctx, s.DB, who(ctx).Account, in.Q, after, in.Limit+1)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(p linking.Product) string { return p.SKU })
	var views []ProductView
	for _, p := range all {
		views = append(views, ProductView(p))
	}
	return answerList(views, next), nil
}

func (s *Server) link(ctx context.Context, in *linkInput) (*struct{ Body LinkResult }, error) {
	c, err := s.connection(ctx, in.Body.Connection)
	if err != nil {
		return nil, err
	}
	res, err := s.Linker.Link(ctx, who(ctx), linking.Link{Connection: c.ID, Channel: c.Channel, Listings: []string{in.Body.Listing}, SKU: in.Body.SKU, Name: in.Body.Name})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &struct{ Body LinkResult }{linkView(res)}, nil
}

func linkView(res linking.Result) LinkResult {
	return LinkResult{Waiting: res.Waiting, Through: res.Through, Done: res.Done, Bulk: ids.String(res.Bulk)}
}
