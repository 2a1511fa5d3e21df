package amazon

import (
	"context"
	"net/http"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

var _ channel.Listener = (*connector)(nil)

// wireDestination is where notifications may go. Source: notifications (Destination).
type wireDestination struct {
	ID       text `json:"destinationId"`
	Resource struct {
		SQS struct {
			ARN text `json:"arn"`
		} `json:"sqs"`
	} `json:"resource"`
}

// wireSubscription is one sort of notification for one seller. Source: notifications (Subscription).
type wireSubscription struct {
	ID          text `json:"subscriptionId"`
	Destination text `json:"destinationId"`
}

const subscriptions = "/notifications/v1/subscriptions/ORDER_CHANGE"

// Attach makes Amazon put ORDER_CHANGE into the queue: the queue is made known as a destination of the app, once for all sellers, and
// the seller is subscribed to it. An app has one subscription of a sort for a seller: where it goes to another queue already it is left
// alone and RefusedByChannel says so. Without a queue it does nothing.
//
// Errors: those of do; RightMissing where the app lacks the role for notifications.
// Source: notifications (getDestinations, createDestination, getSubscription, createSubscription); guide set-up-notifications-with-amazon-sqs.
func (c *connector) Attach(ctx context.Context) error {
	const op = "amazon.Attach"
	if c.queue == nil {
		return nil
	}
	id, err := c.destination(ctx, op)
	if err != nil {
		return err
	}
	have, err := c.subscription(ctx, op)
	if err == nil && have == nil {
		have, err = c.subscribe(ctx, op, id)
	}
	switch {
	case err != nil:
		return err
	case string(have.Destination) != id:
		return outcome.New(outcome.RefusedByChannel, "status", "ORDER_CHANGE",
			"said", "this seller's order news goes to another queue of the app already; end that subscription first").In(op)
	}
	return nil
}

// destination gives the app's id of our queue, and makes it known where it is not.
func (c *connector) destination(ctx context.Context, op string) (string, error) {
	token, err := c.grantlessToken(ctx, op)
	if err != nil {
		return "", err
	}
	const path = "/notifications/v1/destinations"
	var have struct {
		Payload []wireDestination `json:"payload"`
	}
	if err := c.call(ctx, ask{op: op, limit: "notifications", path: path}, token, &have); err != nil {
		return "", err
	}
	for _, d := range have.Payload {
		if string(d.Resource.SQS.ARN) == c.queue.arn {
			return string(d.ID), nil
		}
	}
	var made struct {
		Payload wireDestination `json:"payload"`
	}
	body := map[string]any{"name": "tillbridge-" + c.queue.arn[len("arn:aws:sqs:"):], "resourceSpecification": map[string]any{"sqs": map[string]string{"arn": c.queue.arn}}}
	err = c.call(ctx, ask{op: op, limit: "notifications", method: http.MethodPost, path: path, body: body}, token, &made)
	return string(made.Payload.ID), err
}

// subscription gives the seller's, nil when there is none.
func (c *connector) subscription(ctx context.Context, op string) (*wireSubscription, error) {
	var have struct {
		Payload wireSubscription `json:"payload"`
	}
	err := c.do(ctx, ask{op: op, limit: "notifications", path: subscriptions}, &have)
	switch {
	case err != nil && outcome.Of(err).Code == outcome.Missing:
		return nil, nil
	case err != nil:
		return nil, err
	case have.Payload.ID == "":
		return nil, nil
	}
	return &have.Payload, nil
}

// subscribe makes the subscription; where somebody was faster (409) theirs is given.
func (c *connector) subscribe(ctx context.Context, op, destination string) (*wireSubscription, error) {
	body := map[string]any{
		"payloadVersion": "1.0", "destinationId": destination,
		"processingDirective": map[string]any{"eventFilter": map[string]any{
			"eventFilterType": "ORDER_CHANGE", "orderChangeTypes": []string{"OrderStatusChange", "BuyerRequestedChange"}, "marketplaceIds": c.markets,
		}},
	}
	var made struct {
		Payload wireSubscription `json:"payload"`
	}
	err := c.do(ctx, ask{op: op, limit: "notifications", method: http.MethodPost, path: subscriptions, body: body}, &made)
	if v, ok := said(err); ok && v.Status == http.StatusConflict {
		have, err := c.subscription(ctx, op)
		if err == nil && have == nil {
			err = outcome.New(outcome.ServerError, "status", "409").In(op)
		}
		return have, err
	}
	return &made.Payload, err
}
