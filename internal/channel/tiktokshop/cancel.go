package tiktokshop

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// AnswerCancel accepts or refuses the buyer's wish to cancel. reason is one of TikTok's keys or texts for a refusal; where it is
// neither, TikTok's first one is taken and reason goes with it as a comment.
//
// It costs a search for the wish, for a refusal the list of reasons, and the answer. The answer carries an idempotency key, so that
// a repeated one does no harm.
//
// Errors: RefusedByChannel (nobody asks for a cancellation; 25001003: too late), and those of do.
// Source: approve-cancellation-202309, reject-cancellation-202309, get-reject-reasons-202309.
func (c *connector) AnswerCancel(ctx context.Context, ref string, accept bool, reason string) error {
	const op = "tiktokshop.AnswerCancel"
	id, err := c.pendingCancel(ctx, op, ref)
	if err != nil {
		return err
	}
	path := "/return_refund/202309/cancellations/" + id
	if accept {
		return c.do(ctx, ask{op: op, method: "POST", path: path + "/approve", query: url.Values{"idempotency_key": {"approve-" + id}}, ref: ref}, nil)
	}
	key, comment, err := c.rejectReason(ctx, op, ref, id, reason)
	if err != nil {
		return err
	}
	body := map[string]string{"reject_reason": key}
	if comment != "" {
		body["comment"] = comment
	}
	return c.do(ctx, ask{op: op, path: path + "/reject", query: url.Values{"idempotency_key": {"reject-" + id}}, body: body, ref: ref}, nil)
}

// pendingCancel is the id of the wish that waits for an answer.
func (c *connector) pendingCancel(ctx context.Context, op, ref string) (string, error) {
	if !channel.IsNumber(ref) {
		return "", outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	var l listed
	a := ask{op: op, path: searches[inCancels].path, query: url.Values{"page_size": {"50"}}, body: map[string][]string{"order_ids": {ref}}, ref: ref}
	if err := c.do(ctx, a, &l); err != nil {
		return "", err
	}
	for _, row := range l.Cancels {
		var w wireCancel
		if json.Unmarshal(row, &w) == nil && w.Order == text(ref) && cancelStates[string(w.Status)] == asked && channel.IsNumber(string(w.ID)) {
			return string(w.ID), nil
		}
	}
	return "", outcome.New(outcome.RefusedByChannel, "status", "cancellation", "said", "nobody asks to cancel this order").In(op).About(ref)
}

// rejectReason chooses one of the reasons that TikTok takes; they change, so they are asked for.
func (c *connector) rejectReason(ctx context.Context, op, ref, id, wanted string) (key, comment string, err error) {
	var got struct {
		Reasons []struct {
			Name text `json:"name"`
			Text text `json:"text"`
		} `json:"reasons"`
	}
	a := ask{op: op, path: "/return_refund/202309/reject_reasons", query: url.Values{"return_or_cancel_id": {id}}, ref: ref}
	if err := c.do(ctx, a, &got); err != nil {
		return "", "", err
	}
	if len(got.Reasons) == 0 {
		return "", "", outcome.New(outcome.RefusedByChannel, "status", "reject_reason", "said", "TikTok Shop offers no reason to refuse with").In(op).About(ref)
	}
	for _, r := range got.Reasons {
		if strings.EqualFold(string(r.Name), wanted) || strings.EqualFold(string(r.Text), wanted) {
			return string(r.Name), "", nil
		}
	}
	return string(got.Reasons[0].Name), wanted, nil
}
