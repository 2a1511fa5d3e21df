package httpapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// WebhookView is an endpoint that is told what happens. Its secret is shown when it is made and when it is rotated, and never again.
type WebhookView struct {
	ID           string     `json:"id"`
	URL          string     `json:"url"`
	Description  string     `json:"description"`
	Types        []string   `json:"types" doc:"Event types it is sent; empty: every type."`
	State        string     `json:"state" enum:"enabled,disabled"`
	Problem      *Sentence  `json:"problem,omitempty" doc:"Why the hub disabled it."`
	FailingSince *time.Time `json:"failing_since,omitempty" doc:"The first failed attempt since one succeeded."`
	RotatedUntil *time.Time `json:"rotated_until,omitempty" doc:"The secret before the last rotation signs, too, until then."`
	CreatedAt    time.Time  `json:"created_at"`
}

// NewWebhookView is an endpoint with its secret, shown once.
type NewWebhookView struct {
	WebhookView
	Secret string `json:"secret" doc:"whsec_...: what deliveries are signed with. It is not shown again."`
}

// WebhookDelivery is an event on its way to an endpoint.
type WebhookDelivery struct {
	ID        string     `json:"id"`
	MessageID string     `json:"message_id" doc:"The webhook-id header: the same for every attempt, and when it is sent again."`
	Type      string     `json:"type"`
	At        time.Time  `json:"at" doc:"When it happened."`
	State     string     `json:"state" enum:"waiting,delivered,failed"`
	Attempts  int        `json:"attempts" doc:"Since it was written, or sent again by a person."`
	NextAt    *time.Time `json:"next_at,omitempty" doc:"When it is tried next."`
	TriedAt   *time.Time `json:"tried_at,omitempty" doc:"The last attempt."`
	Status    int        `json:"status" doc:"HTTP status of the last answer; 0: there was none."`
	Reference string     `json:"reference" doc:"What it is about: an order's number as the channel shows it, a document's number, an issue's subject; empty: nothing that has a name."`
}

// WebhookDeliveryDetail is a delivery with what was sent and answered.
type WebhookDeliveryDetail struct {
	WebhookDelivery
	Payload string           `json:"payload" doc:"The body, byte by byte as it is signed."`
	Log     []WebhookAttempt `json:"log" doc:"Every attempt, oldest first."`
}

// WebhookAttempt is one try and what was answered.
type WebhookAttempt struct {
	At      time.Time `json:"at"`
	Status  int       `json:"status" doc:"0: there was no answer."`
	Problem *Sentence `json:"problem,omitempty" doc:"Absent when it was delivered."`
	Answer  string    `json:"answer" doc:"The beginning of the answer's body."`
	TookMs  float64   `json:"took_ms"`
}

// WebhookRecovery is how much will be sent again.
type WebhookRecovery struct {
	Deliveries int64 `json:"deliveries"`
}

// WebhookBody is what a person says about an endpoint. It is exported because huma fills embedded fields only then.
type WebhookBody struct {
	URL         string   `json:"url" maxLength:"2000" doc:"https://..."`
	Description string   `json:"description,omitempty" maxLength:"200"`
	Types       []string `json:"types,omitempty" maxItems:"50" doc:"Event types, such as order.created, document.voided, issue.opened; none: every type. One that does not exist is refused with the list of all."`
}

func (b WebhookBody) given() outhook.Given {
	g := outhook.Given{URL: b.URL, Description: b.Description}
	for _, t := range b.Types {
		g.Types = append(g.Types, outhook.Type(t))
	}
	return g
}

// WebhookInput names an endpoint. It is exported because huma fills embedded fields only then.
type WebhookInput struct {
	ID string `path:"id"`
}

// WebhookDeliveryInput names a delivery. It is exported because huma fills embedded fields only then.
type WebhookDeliveryInput struct {
	WebhookInput
	Delivery string `path:"delivery"`
}

type (
	newWebhookInput struct{ Body WebhookBody }
	webhookChange   struct {
		WebhookInput
		Body struct {
			WebhookBody
			State string `json:"state,omitempty" enum:"enabled,disabled" doc:"Left out: as it is."`
		}
	}
	deliveriesInput struct {
		WebhookInput
		Page
		State string    `query:"state" enum:"waiting,delivered,failed"`
		Type  string    `query:"type" maxLength:"60"`
		From  time.Time `query:"from" doc:"Happened from then on."`
		To    time.Time `query:"to"`

		Reference string `query:"reference" maxLength:"200" doc:"What it is about, exactly: an order's number, a document's number, an issue's subject."`
	}
	recoverInput struct {
		WebhookInput
		Body struct {
			Since time.Time `json:"since" doc:"Events from then on."`
			All   bool      `json:"all,omitempty" doc:"Also those that were delivered."`
		}
	}
	webhookAnswer    struct{ Body WebhookView }
	newWebhookAnswer struct{ Body NewWebhookView }
	deliveryAnswer   struct{ Body WebhookDeliveryDetail }
	recoveryAnswer   struct{ Body WebhookRecovery }
)

func (s *Server) webhookRoutes(api huma.API) {
	huma.Register(api, op("GET", "/webhooks", "webhooks", user.Operator, "Endpoints that are told what happens"), s.webhooks)
	create := op("POST", "/webhooks", "webhook-create", user.Owner, "Tell an endpoint what happens; its secret is shown once")
	create.DefaultStatus = http.StatusCreated
	huma.Register(api, create, s.newWebhook)
	huma.Register(api, op("GET", "/webhooks/{id}", "webhook", user.Operator, "One endpoint"), func(ctx context.Context, in *WebhookInput) (*webhookAnswer, error) {
		e, err := s.endpoint(ctx, in)
		if err != nil {
			return nil, err
		}
		return &webhookAnswer{webhookView(ctx, e)}, nil
	})
	huma.Register(api, op("PUT", "/webhooks/{id}", "webhook-change", user.Owner, "Change, enable or disable an endpoint"), s.changeWebhook)
	del := op("DELETE", "/webhooks/{id}", "webhook-delete", user.Owner, "Tell an endpoint nothing more, and forget what it was told")
	del.DefaultStatus = http.StatusNoContent
	huma.Register(api, del, s.deleteWebhook)
	huma.Register(api, op("POST", "/webhooks/{id}/rotate", "webhook-rotate", user.Owner, "Make a new secret, shown once; for a day both sign"), s.rotateWebhook)
	huma.Register(api, op("POST", "/webhooks/{id}/test", "webhook-test", user.Owner, "Send a test event now, and tell what was answered"), s.testWebhook)
	huma.Register(api, op("POST", "/webhooks/{id}/recover", "webhook-recover", user.Owner, "Send again what an endpoint missed since a moment"), s.recoverWebhook)
	huma.Register(api, op("GET", "/webhooks/{id}/deliveries", "webhook-deliveries", user.Operator, "What was sent to an endpoint, newest first"), s.deliveries)
	huma.Register(api, op("GET", "/webhooks/{id}/deliveries/{delivery}", "webhook-delivery", user.Operator, "One delivery with its attempts"), func(ctx context.Context, in *WebhookDeliveryInput) (*deliveryAnswer, error) {
		_, d, err := s.delivery(ctx, in)
		if err != nil {
			return nil, err
		}
		return s.deliveryDetail(ctx, d)
	})
	huma.Register(api, op("POST", "/webhooks/{id}/deliveries/{delivery}/replay", "webhook-replay", user.Owner, "Send one delivery again"), s.replayDelivery)
}

func webhookView(ctx context.Context, e outhook.Endpoint) WebhookView {
	v := WebhookView{
		ID: ids.String(e.ID), URL: e.URL, Description: e.Description, Types: []string{}, State: string(e.State), Problem: sentenceOrNil(ctx, e.Problem),
		FailingSince: moment(e.FailingSince), RotatedUntil: moment(e.BothUntil), CreatedAt: e.CreatedAt,
	}
	for _, t := range e.Types {
		v.Types = append(v.Types, string(t))
	}
	return v
}

func (s *Server) webhooks(ctx context.Context, _ *struct{}) (*listAnswer[WebhookView], error) {
	all, err := outhook.List(ctx, s.DB, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []WebhookView
	for _, e := range all {
		views = append(views, webhookView(ctx, e))
	}
	return answerList(views, ""), nil
}

func (s *Server) newWebhook(ctx context.Context, in *newWebhookInput) (*newWebhookAnswer, error) {
	e, secret, err := s.Webhooks.Add(ctx, who(ctx), in.Body.given())
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &newWebhookAnswer{NewWebhookView{webhookView(ctx, e), secret}}, nil
}

func (s *Server) endpoint(ctx context.Context, in *WebhookInput) (outhook.Endpoint, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return outhook.Endpoint{}, err
	}
	e, err := outhook.Get(ctx, s.DB, who(ctx).Account, n)
	if err != nil {
		return e, s.fail(ctx, err)
	}
	return e, nil
}

func (s *Server) changeWebhook(ctx context.Context, in *webhookChange) (*webhookAnswer, error) {
	e, err := s.endpoint(ctx, &in.WebhookInput)
	if err != nil {
		return nil, err
	}
	if e, err = s.Webhooks.Change(ctx, who(ctx), e, in.Body.given()); err != nil {
		return nil, s.fail(ctx, err)
	}
	if in.Body.State != "" {
		if e, err = s.Webhooks.SetState(ctx, who(ctx), e, outhook.State(in.Body.State)); err != nil {
			return nil, s.fail(ctx, err)
		}
	}
	return &webhookAnswer{webhookView(ctx, e)}, nil
}

func (s *Server) deleteWebhook(ctx context.Context, in *WebhookInput) (*struct{}, error) {
	e, err := s.endpoint(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := s.Webhooks.Delete(ctx, who(ctx), e); err != nil {
		return nil, s.fail(ctx, err)
	}
	return nil, nil
}

func (s *Server) rotateWebhook(ctx context.Context, in *WebhookInput) (*newWebhookAnswer, error) {
	e, err := s.endpoint(ctx, in)
	if err != nil {
		return nil, err
	}
	e, secret, err := s.Webhooks.Rotate(ctx, who(ctx), e)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &newWebhookAnswer{NewWebhookView{webhookView(ctx, e), secret}}, nil
}

func (s *Server) testWebhook(ctx context.Context, in *WebhookInput) (*deliveryAnswer, error) {
	e, err := s.endpoint(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := s.audit(ctx, "test_webhook", e.URL); err != nil {
		return nil, err
	}
	d, err := s.Sender.Test(ctx, e)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.deliveryDetail(ctx, d)
}

func (s *Server) recoverWebhook(ctx context.Context, in *recoverInput) (*recoveryAnswer, error) {
	e, err := s.endpoint(ctx, &in.WebhookInput)
	if err != nil {
		return nil, err
	}
	r := outhook.Recovery{Account: e.Account, Endpoint: e.ID, Since: in.Body.Since, All: in.Body.All, AskedAt: s.Now()}
	n, err := s.Webhooks.Ask(ctx, who(ctx), e, r, func(tx store.Tx) error { return s.Queue.Recover(ctx, tx, r) })
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &recoveryAnswer{WebhookRecovery{n}}, nil
}

func (s *Server) deliveries(ctx context.Context, in *deliveriesInput) (*listAnswer[WebhookDelivery], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	e, err := s.endpoint(ctx, &in.WebhookInput)
	if err != nil {
		return nil, err
	}
	all, err := outhook.Deliveries(ctx, s.DB, e.Account, e.ID, outhook.Filter{
		State: outhook.DeliveryState(in.State), Type: outhook.Type(in.Type), From: in.From, To: in.To, After: after, Limit: in.Limit + 1,
		Reference: strings.TrimSpace(in.Reference),
	})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(d outhook.Delivery) string { return ids.String(d.ID) })
	var views []WebhookDelivery
	for _, d := range all {
		views = append(views, deliveryView(d))
	}
	return answerList(views, next), nil
}

func deliveryView(d outhook.Delivery) WebhookDelivery {
	return WebhookDelivery{
		ID: ids.String(d.ID), MessageID: d.MessageID(), Type: string(d.Type), At: d.At(), State: string(d.State), Attempts: d.Attempts,
		NextAt: moment(d.NextAt), TriedAt: moment(d.TriedAt), Status: d.Status, Reference: d.Reference,
	}
}

func (s *Server) delivery(ctx context.Context, in *WebhookDeliveryInput) (e outhook.Endpoint, d outhook.Delivery, err error) {
	if e, err = s.endpoint(ctx, &in.WebhookInput); err != nil {
		return e, d, err
	}
	n, err := id("path.delivery", in.Delivery)
	if err != nil {
		return e, d, err
	}
	if d, err = outhook.GetDelivery(ctx, s.DB, e.Account, e.ID, n); err != nil {
		return e, d, s.fail(ctx, err)
	}
	return e, d, nil
}

func (s *Server) deliveryDetail(ctx context.Context, d outhook.Delivery) (*deliveryAnswer, error) {
	text, err := outhook.Payload(ctx, s.DB, d)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	tries, err := outhook.Attempts(ctx, s.DB, d)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	v := WebhookDeliveryDetail{WebhookDelivery: deliveryView(d), Payload: text, Log: []WebhookAttempt{}}
	for _, a := range tries {
		v.Log = append(v.Log, WebhookAttempt{ids.Time(a.ID), a.Status, sentenceOrNil(ctx, a.Problem), a.Answer, float64(a.Took.Microseconds()) / 1000})
	}
	return &deliveryAnswer{v}, nil
}

func (s *Server) replayDelivery(ctx context.Context, in *WebhookDeliveryInput) (*deliveryAnswer, error) {
	e, d, err := s.delivery(ctx, in)
	if err != nil {
		return nil, err
	}
	if d, err = s.Webhooks.Replay(ctx, who(ctx), e, d); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.deliveryDetail(ctx, d)
}
