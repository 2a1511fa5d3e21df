package shopify

import (
	"context"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// AnswerCancel cancels an order at the buyer's wish, with the money back the way it came and the goods back in stock, or takes the
// tag off that told of the wish. The store cancels behind its own back: we wait a little for it, and what it still does then shows
// when the order is next read. An order that is cancelled already is done.
//
// Errors: RefusedByChannel (goods have left: the store wants the fulfilment undone first; a return is open), Missing, NoAccess,
// Throttled, Unavailable. Source: orderCancel, job, tagsRemove (schema); its messages (recorded).
func (c *connector) AnswerCancel(ctx context.Context, order string, accept bool, reason string) error {
	const op = "shopify.AnswerCancel"
	if !channel.IsNumber(order) {
		return outcome.New(outcome.OrderMissing).In(op).About(order)
	}
	if !accept {
		return c.untag(ctx, op, order)
	}
	var got struct {
		Cancel struct {
			Job *struct {
				ID string `json:"id"`
			} `json:"job"`
			Errors []userError `json:"orderCancelUserErrors"`
		} `json:"orderCancel"`
	}
	vars := map[string]any{
		"id": gid("Order", order), "reason": "CUSTOMER", "note": note(reason), "notify": c.notify,
		"refund": map[string]any{"originalPaymentMethodsRefund": true},
	}
	if _, err := c.do(ctx, ask{op: op, query: cancelQuery, variables: vars, ref: order}, &got); err != nil {
		return err
	}
	if len(got.Cancel.Errors) > 0 {
		e := got.Cancel.Errors[0] // the first one is the reason, any other follows from it
		if e.says("already been canceled", "already been cancelled") {
			return nil
		}
		return e.outcome(op, order)
	}
	if got.Cancel.Job == nil {
		return nil
	}
	return c.await(ctx, op, got.Cancel.Job.ID, order)
}

// note is what staff see; the store takes 255 characters (recorded).
func note(reason string) string {
	letters := []rune(reason)
	return string(letters[:min(len(letters), 255)])
}

// await looks a few times whether a job is done, and then whether the order is cancelled.
func (c *connector) await(ctx context.Context, op, job, order string) error {
	vars := map[string]any{"job": job, "order": gid("Order", order)}
	for pause := 250 * time.Millisecond; pause <= 2*time.Second; pause *= 2 {
		var got struct {
			Job *struct {
				Done bool `json:"done"`
			} `json:"job"`
			Order *struct {
				Cancelled text `json:"cancelledAt"`
			} `json:"order"`
		}
		if _, err := c.do(ctx, ask{op: op + ".job", query: jobQuery, variables: vars, ref: order}, &got); err != nil {
			return err
		}
		switch {
		case got.Order != nil && got.Order.Cancelled != "":
			return nil
		case got.Job != nil && got.Job.Done:
			return no(op, order, "the store took the cancellation and did not cancel the order")
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return outcome.Of(ctx.Err()).In(op).About(order)
		}
	}
	return nil
}

func (c *connector) untag(ctx context.Context, op, order string) error {
	if c.cancelTag == "" {
		return nil
	}
	var got struct {
		Remove struct {
			Errors []userError `json:"userErrors"`
		} `json:"tagsRemove"`
	}
	vars := map[string]any{"id": gid("Order", order), "tags": []string{c.cancelTag}}
	_, err := c.do(ctx, ask{op: op, query: untagQuery, variables: vars, ref: order}, &got)
	if err == nil && len(got.Remove.Errors) > 0 {
		return got.Remove.Errors[0].outcome(op, order)
	}
	return err
}
