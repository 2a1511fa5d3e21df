package httpapi

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

type forgetInput struct {
	Body struct {
		Order   string `json:"order,omitempty" maxLength:"40" doc:"Order id: its buyer is forgotten in this one order."`
		Email   string `json:"email,omitempty" maxLength:"200" doc:"In all orders with this address."`
		Phone   string `json:"phone,omitempty" maxLength:"40" doc:"In all orders with this number, however it is written."`
		Reason  string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for the audit trail. Leave the buyer's name out of it."`
		Preview bool   `json:"preview,omitempty" doc:"Only tell which orders these are."`
	}
}

// ForgottenView tells whose orders a request is about.
type ForgottenView struct {
	Orders    []ForgottenOrder `json:"orders"`
	Forgotten bool             `json:"forgotten" doc:"False for a preview."`
}

// ForgottenOrder is one of them.
type ForgottenOrder struct {
	ID         string `json:"id"`
	Ref        string `json:"ref"`
	Number     string `json:"number"`
	Connection string `json:"connection" doc:"Connection id."`
}

func (s *Server) buyerRoutes(api huma.API) {
	huma.Register(api, op("POST", "/buyers/forget", "buyer-forget", user.Owner, "Delete a buyer's personal data, for good; the books stay as they are"), s.forgetBuyer)
}

func (s *Server) forgetBuyer(ctx context.Context, in *forgetInput) (*struct{ Body ForgottenView }, error) {
	list, err := s.ordersOf(ctx, in)
	if err != nil {
		return nil, err
	}
	v := ForgottenView{Orders: []ForgottenOrder{}, Forgotten: !in.Body.Preview}
	for _, r := range list {
		v.Orders = append(v.Orders, ForgottenOrder{ids.String(r.ID), r.Ref, r.Number, ids.String(r.Connection)})
	}
	if !in.Body.Preview {
		if err := s.Desk.Forget(ctx, who(ctx), list, in.Body.Reason); err != nil {
			return nil, s.fail(ctx, err)
		}
	}
	return &struct{ Body ForgottenView }{v}, nil
}

// ordersOf are the orders that a request names, by one order or by its buyer.
func (s *Server) ordersOf(ctx context.Context, in *forgetInput) ([]orders.Row, error) {
	c := order.Contact{Email: strings.TrimSpace(in.Body.Email), Phone: strings.TrimSpace(in.Body.Phone)}
	if in.Body.Order != "" {
		n, err := id("body.order", in.Body.Order)
		if err != nil {
			return nil, err
		}
		row, err := orders.Get(ctx, s.DB, who(ctx).Account, n)
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return []orders.Row{row}, nil
	}
	if c == (order.Contact{}) {
		return nil, field("body.email", "is needed, or a phone number, or an order")
	}
	list, err := orders.OfBuyer(ctx, s.DB, who(ctx).Account, c)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return list, nil
}

// shy tells whether the reader may not see who buyers are: viewers, and whoever is nobody.
func shy(ctx context.Context) bool { return !who(ctx).Role.May(user.Operator) }

// mask hides a buyer's data from those who only look.
func mask(ctx context.Context, s string) string {
	if s == "" || !shy(ctx) {
		return s
	}
	first := []rune(s)[:1]
	return string(first) + veil
}

const veil = "•••"

// confided is what a person wrote as their reason: it may name a buyer, so those who only look see that there is one.
func confided(ctx context.Context, reason string) string {
	if reason == "" || !shy(ctx) {
		return reason
	}
	return veil
}

// theirWords are the arguments in which a channel or a person speaks for themselves. They may name anybody there, so those who only look
// do not read it.
var theirWords = []string{"said", "what", "value", "reason"}

// discreet is an outcome as its reader may see it.
func discreet(ctx context.Context, e *outcome.Error) *outcome.Error {
	if e == nil || !shy(ctx) {
		return e
	}
	clean := *e
	clean.Args = discreetArgs(ctx, e.Args)
	return &clean
}

// discreetArgs are arguments as their reader may see them; never nil, for the API shows an empty list.
func discreetArgs(ctx context.Context, a outcome.Args) outcome.Args {
	clean := outcome.Args{}
	for name, value := range a {
		clean[name] = value
		if shy(ctx) {
			clean[name] = httpkit.Redact(value)
		}
	}
	for _, name := range theirWords {
		if clean[name] != "" && shy(ctx) {
			clean[name] = veil
		}
	}
	return clean
}

// rawView is the channel's own answer: for those who only look without what its keys say is personal, and without the buyer's texts
// wherever else they stand.
func rawView(ctx context.Context, s *order.Snapshot) string {
	if !shy(ctx) {
		return string(s.Raw)
	}
	return synclog.Without(s.Personal()).Replace(httpkit.RedactJSON(s.Raw))
}

// discreetSaid is what was said to a channel, as its reader may see it. It is stored without what its keys say is personal; for those
// who only look the bodies are left out altogether, because a page holds many buyers' orders and channels have keys of their own.
func discreetSaid(ctx context.Context, said []httpkit.Exchange) []httpkit.Exchange {
	if !shy(ctx) {
		return said
	}
	clean := make([]httpkit.Exchange, len(said))
	for i, x := range said {
		x.URL, _, _ = strings.Cut(x.URL, "?")
		x.RequestBody, x.ResponseBody = veiled(x.RequestBody), veiled(x.ResponseBody)
		x.RequestHeader, x.ResponseHeader, x.Error = map[string]string{}, map[string]string{}, veiled(x.Error)
		clean[i] = x
	}
	return clean
}

func veiled(s string) string {
	if s == "" {
		return ""
	}
	return veil
}
