package amazon

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// queue is the SQS queue of the settings.
type queue struct {
	url, endpoint, region, keyID, key, arn string
}

const (
	// atOnce is the most that one call of SQS gives or takes.
	atOnce = 10
	// longest is how long one call waits for news; SQS would wait 20 seconds, a try of ours ends after 15.
	longest = 10 * time.Second
)

// Listen waits up to wait for news and gives at most ten. News that is not about an order of the seller's marketplaces has no Refs. What
// is not forgotten comes again when the queue's visibility time-out is over; Hook.ID is Amazon's id of the notification, which stays the
// same when it comes twice. Nothing but the order's id is taken from a message: the order is read anew.
//
// Nobody signs a message. What proves it is that only Amazon may send to the queue (its access policy).
//
// Errors: QueueRefused (the AWS key, or what it may do; the seller's access is another matter), QueueMissing, ClockSkew, Throttled, Unavailable.
// Source: Amazon SQS API Reference (ReceiveMessage, JSON protocol); notifications use-case guide, ORDER_CHANGE.
func (c *connector) Listen(ctx context.Context, wait time.Duration) ([]channel.News, error) {
	const op = "amazon.Listen"
	if c.queue == nil {
		return nil, nil
	}
	for {
		part := min(max(wait, 0), longest).Truncate(time.Second)
		var got struct {
			Messages []wireMessage `json:"Messages"`
		}
		err := c.sqs(ctx, op, "ReceiveMessage", map[string]any{
			"QueueUrl": c.queue.url, "MaxNumberOfMessages": atOnce, "WaitTimeSeconds": int(part / time.Second),
		}, &got)
		if wait -= part; err != nil || len(got.Messages) > 0 || part == 0 || wait < time.Second {
			return c.news(got.Messages), err
		}
	}
}

// wireMessage is one message of a queue.
type wireMessage struct {
	ID      string `json:"MessageId"`
	Receipt string `json:"ReceiptHandle"`
	Body    string `json:"Body"`
}

// notification is what Amazon puts into a message.
// Source: amzn/selling-partner-api-models:schemas/notifications/OrderChangeNotification.json.
type notification struct {
	Type    text `json:"NotificationType"`
	Payload struct {
		Order struct {
			Seller  text `json:"SellerId"`
			ID      text `json:"AmazonOrderId"`
			Change  text `json:"OrderChangeType"`
			Summary struct {
				Market text `json:"MarketplaceId"`
			} `json:"Summary"`
		} `json:"OrderChangeNotification"`
	} `json:"Payload"`
	Meta struct {
		ID text `json:"NotificationId"`
	} `json:"NotificationMetadata"`
}

func (c *connector) news(messages []wireMessage) []channel.News {
	var all []channel.News
	for _, m := range messages {
		all = append(all, channel.News{Hook: c.hook(m), Receipt: m.Receipt})
	}
	return all
}

// hook understands one message as far as it can.
func (c *connector) hook(m wireMessage) channel.Hook {
	var n notification
	if json.Unmarshal([]byte(m.Body), &n) != nil {
		return channel.Hook{ID: m.ID, Topic: "not understood"}
	}
	h := channel.Hook{ID: string(n.Meta.ID), Topic: clip(n.Type), Shop: clip(n.Payload.Order.Seller)}
	if h.ID == "" {
		h.ID = m.ID
	}
	o := n.Payload.Order
	market := string(o.Summary.Market)
	if n.Type == "ORDER_CHANGE" && isOrder(string(o.ID)) && (market == "" || slices.Contains(c.markets, market)) {
		h.Refs = []string{string(o.ID)}
	}
	return h
}

// Forget takes news out of the queue, ten a call. Receipts that have become too old are no error: their news comes again.
//
// Errors: as of Listen.
// Source: Amazon SQS API Reference (DeleteMessageBatch).
func (c *connector) Forget(ctx context.Context, news []channel.News) error {
	if c.queue == nil {
		return nil
	}
	for part := range slices.Chunk(news, atOnce) {
		entries := make([]map[string]string, len(part))
		for i, n := range part {
			entries[i] = map[string]string{"Id": strconv.Itoa(i), "ReceiptHandle": n.Receipt}
		}
		var got struct {
			Failed []struct {
				Code text `json:"Code"`
			} `json:"Failed"`
		}
		if err := c.sqs(ctx, "amazon.Forget", "DeleteMessageBatch", map[string]any{"QueueUrl": c.queue.url, "Entries": entries}, &got); err != nil {
			return err
		}
		if len(got.Failed) > 0 {
			c.log.DebugContext(ctx, "some messages stay in the queue and come again", "op", "amazon.Forget", "messages", len(got.Failed), "said", clip(got.Failed[0].Code))
		}
	}
	return nil
}

// sqs makes one call to the queue, signed anew for each try. It may be repeated: what is received twice comes twice anyhow.
// Source: Amazon SQS Developer Guide, "AWS JSON protocol".
func (c *connector) sqs(ctx context.Context, op, action string, ask any, into any) error {
	body, err := json.Marshal(ask)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	resp, err := c.http.Do(ctx, httpkit.Call{
		Op: op, Idempotent: true,
		Build: func(ctx context.Context) (*http.Request, error) { return c.queueRequest(ctx, action, body) },
		Read: func(r *httpkit.Response) error {
			if r.Status >= 300 {
				return queueRefused(r, op)
			}
			return r.Decode(into)
		},
	})
	if err != nil && resp != nil && resp.Status >= 500 {
		if v := queueVendor(resp); v.Code != "" {
			return outcome.Of(err).Because(v)
		}
	}
	return err
}

func (c *connector) queueRequest(ctx context.Context, action string, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.queue.endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-amz-json-1.0")
	req.Header.Set("X-Amz-Target", "AmazonSQS."+action)
	if err := sign(ctx, req, body, c.queue.keyID, c.queue.key, "sqs", c.queue.region, c.now()); err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return req, nil
}

// queueReasons is the table of SQS's error words, without the name of the service before them.
// Source: Amazon SQS API Reference, "Common Errors" and the errors of the two calls.
var queueReasons = map[string]outcome.Reason{
	"QueueDoesNotExist":           outcome.QueueMissing,
	"AccessDenied":                outcome.QueueRefused,
	"AccessDeniedException":       outcome.QueueRefused,
	"InvalidClientTokenId":        outcome.QueueRefused,
	"UnrecognizedClientException": outcome.QueueRefused,
	"SignatureDoesNotMatch":       outcome.QueueRefused,
	"InvalidSignatureException":   outcome.QueueRefused,
	"IncompleteSignature":         outcome.QueueRefused,
	"MissingAuthenticationToken":  outcome.QueueRefused,
	"ExpiredTokenException":       outcome.QueueRefused,
	"RequestExpired":              outcome.ClockSkew,
	"RequestThrottled":            outcome.TooManyRequests,
	"ThrottlingException":         outcome.TooManyRequests,
	"Throttling":                  outcome.TooManyRequests,
	"OverLimit":                   outcome.TooManyRequests, // too many received and not forgotten
	"ServiceUnavailable":          outcome.ServerError,
	"InternalFailure":             outcome.ServerError,
	"InternalError":               outcome.ServerError,
}

// queueVendor reads a refusal of SQS: {"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"…"}.
func queueVendor(r *httpkit.Response) *vendorError {
	var flat struct {
		Type    text `json:"__type"`
		Message text `json:"message"`
	}
	v := &vendorError{Status: r.Status, Request: clip(text(r.Header.Get("x-amzn-RequestId")))}
	if json.Unmarshal(r.Body, &flat) == nil {
		word := string(flat.Type)
		v.Code, v.Message = clip(text(word[strings.LastIndexByte(word, '#')+1:])), httpkit.Said(string(flat.Message))
	}
	return v
}

func queueRefused(r *httpkit.Response, op string) error {
	v := queueVendor(r)
	if v.Code == "" {
		if _, err := r.JSON(); err != nil {
			return err
		}
	}
	reason, ok := queueReasons[v.Code]
	switch {
	case !ok:
		reason = outcome.RefusedByChannel
	case reason == outcome.QueueRefused && v.says("signature expired"):
		reason = outcome.ClockSkew
	}
	words := args(v, reason)
	if reason == outcome.ClockSkew || reason == outcome.QueueRefused {
		words = []string{"said", v.Message}
	}
	return outcome.New(reason, words...).In(op).Because(v)
}
