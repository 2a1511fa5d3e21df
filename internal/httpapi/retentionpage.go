package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/retention"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// RetentionDays is how long the sync log is kept. Days end at midnight UTC.
type RetentionDays struct {
	LogDays      int `json:"log_days" doc:"Days that entries are kept, and what is made of them: the report's figures, issues, bulk actions, messages. 7 to 3650."`
	ExchangeDays int `json:"exchange_days" doc:"Days that requests and answers are kept. 1 to log_days."`
}

// RetentionView is how long an account keeps its sync log, and what is in it.
type RetentionView struct {
	RetentionDays
	Chosen  bool            `json:"chosen" doc:"An owner has chosen it; otherwise the program's flags count."`
	Default RetentionDays   `json:"default" doc:"What the program's flags say."`
	Bounds  RetentionBounds `json:"bounds"`
	Kept    LogHolding      `json:"kept"`
}

// RetentionBounds are what an owner may choose.
type RetentionBounds struct {
	LogDaysMin      int `json:"log_days_min"`
	LogDaysMax      int `json:"log_days_max"`
	ExchangeDaysMin int `json:"exchange_days_min"`
}

// LogAmount is a part of the sync log.
type LogAmount struct {
	Entries         int64 `json:"entries"`
	Exchanges       int64 `json:"exchanges"`
	ExchangesCapped bool  `json:"exchanges_capped" doc:"There are more exchanges; nobody needs the exact figure."`
}

// LogHolding is what the sync log holds now.
type LogHolding struct {
	LogAmount
	OldestAt *time.Time `json:"oldest_at,omitempty" doc:"When the oldest entry was written; left out if there is none."`
}

type keepInput struct{ Body RetentionDays }

type keepAsked struct {
	LogDays      int `query:"log_days" doc:"0, for both: what the program's flags say."`
	ExchangeDays int `query:"exchange_days"`
}

type retentionAnswer struct{ Body RetentionView }

func (s *Server) retentionRoutes(api huma.API) {
	huma.Register(api, op(http.MethodGet, "/account/retention", "retention", user.Viewer, "How long the sync log is kept, and what is in it"), s.retention)
	huma.Register(api, op(http.MethodPut, "/account/retention", "retention-set", user.Owner,
		"Choose how long the sync log is kept; what is older goes for good, within the hour"), s.setRetention)
	huma.Register(api, op(http.MethodDelete, "/account/retention", "retention-reset", user.Owner, "Take the choice back: the program's flags count again"), s.resetRetention)
	huma.Register(api, op(http.MethodGet, "/account/retention/preview", "retention-preview", user.Owner, "What would go with another retention"), s.previewRetention)
}

func keepView(k retention.Keep) RetentionDays { return RetentionDays{k.LogDays(), k.ExchangeDays()} }

func amountView(a synclog.Amount) LogAmount {
	return LogAmount{a.Entries, a.Exchanges, a.Exchanges == synclog.MostExchanges}
}

func (s *Server) retention(ctx context.Context, _ *struct{}) (*retentionAnswer, error) {
	account := who(ctx).Account
	keep, chosen, err := s.Retention.Of(ctx, account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	kept, err := s.Retention.Kept(ctx, account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &retentionAnswer{RetentionView{
		RetentionDays: keepView(keep), Chosen: chosen, Default: keepView(s.Retention.Default),
		Bounds: RetentionBounds{retention.LeastLogDays, retention.MostLogDays, retention.LeastExchangeDays},
		Kept:   LogHolding{amountView(kept.Amount), moment(kept.Oldest)},
	}}, nil
}

func (s *Server) setRetention(ctx context.Context, in *keepInput) (*retentionAnswer, error) {
	if err := s.Retention.Set(ctx, who(ctx), retention.Days(in.Body.LogDays, in.Body.ExchangeDays)); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.retention(ctx, nil)
}

func (s *Server) resetRetention(ctx context.Context, _ *struct{}) (*retentionAnswer, error) {
	if err := s.Retention.Reset(ctx, who(ctx)); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.retention(ctx, nil)
}

func (s *Server) previewRetention(ctx context.Context, in *keepAsked) (*struct{ Body LogAmount }, error) {
	keep := retention.Days(in.LogDays, in.ExchangeDays)
	if keep == (retention.Keep{}) {
		keep = s.Retention.Default
	}
	amount, err := s.Retention.Preview(ctx, who(ctx).Account, keep)
	if fe, ok := errors.AsType[*user.FieldError](err); ok {
		return nil, huma.Error422UnprocessableEntity(fe.Error(), &huma.ErrorDetail{Location: "query." + fe.Field, Message: fe.Message})
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &struct{ Body LogAmount }{amountView(amount)}, nil
}
