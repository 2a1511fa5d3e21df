package amazon

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// destination is a queue that notifications may go to.
type destination struct{ ID, Name, ARN string }

// subscription is the seller's to ORDER_CHANGE.
type subscription struct{ ID, Destination string }

func (d destination) json() object {
	return object{"destinationId": d.ID, "name": d.Name, "resource": object{"sqs": object{"arn": d.ARN}}}
}

func getDestinations(c *call) (any, *refusal) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	rows := []object{}
	for _, d := range c.f.state.Destinations {
		rows = append(rows, d.json())
	}
	return object{"payload": rows}, nil
}

// createDestination takes a queue once.
func createDestination(c *call) (any, *refusal) {
	var ask struct {
		Name     string `json:"name"`
		Resource struct {
			SQS struct {
				ARN string `json:"arn"`
			} `json:"sqs"`
		} `json:"resourceSpecification"`
	}
	if json.Unmarshal(c.body, &ask) != nil || ask.Name == "" || ask.Resource.SQS.ARN == "" {
		return nil, bad("name and resourceSpecification.sqs.arn are needed.")
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if slices.ContainsFunc(c.f.state.Destinations, func(d destination) bool { return d.ARN == ask.Resource.SQS.ARN || d.Name == ask.Name }) {
		return nil, &refusal{http.StatusConflict, "Conflict", "The destination exists already.", ""}
	}
	d := destination{ID: c.f.hex("destination")[:32], Name: ask.Name, ARN: ask.Resource.SQS.ARN}
	c.f.state.Destinations = append(c.f.state.Destinations, d)
	return object{"payload": d.json()}, nil
}

func (s subscription) json() object {
	return object{"subscriptionId": s.ID, "payloadVersion": "1.0", "destinationId": s.Destination}
}

func getSubscription(c *call) (any, *refusal) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if c.f.state.Subscription == nil {
		return nil, unknown("The subscription")
	}
	return object{"payload": c.f.state.Subscription.json()}, nil
}

func createSubscription(c *call) (any, *refusal) {
	var ask struct {
		Version     string `json:"payloadVersion"`
		Destination string `json:"destinationId"`
	}
	if json.Unmarshal(c.body, &ask) != nil || ask.Version != "1.0" {
		return nil, bad("payloadVersion has to be 1.0.")
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if c.f.state.Subscription != nil {
		return nil, &refusal{http.StatusConflict, "Conflict", "A subscription exists already.", ""}
	}
	if !slices.ContainsFunc(c.f.state.Destinations, func(d destination) bool { return d.ID == ask.Destination }) {
		return nil, bad("destinationId is not known.")
	}
	c.f.state.Subscription = &subscription{ID: c.f.hex("subscription")[:32], Destination: ask.Destination}
	return object{"payload": c.f.state.Subscription.json()}, nil
}

// heard puts ORDER_CHANGE into the queue when an order changes. The world holds still meanwhile, so it must not be called.
func (f *Face) heard(ch world.Change) {
	if ch.Key != f.shop.Key || ch.Order == nil || ch.Kind == world.OrderDeleted {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	sub := f.state.Subscription
	if sub == nil || !slices.ContainsFunc(f.state.Destinations, func(d destination) bool { return d.ID == sub.Destination && d.ARN == f.queueARN() }) {
		return
	}
	f.state.Sent++
	raw, err := json.Marshal(f.notification(ch, sub.ID))
	if err != nil {
		f.log.Error("a notification could not be written", "error", err)
		return
	}
	f.put(string(raw))
	if f.twice > 0 && f.state.Sent%f.twice == 0 {
		f.put(string(raw))
	}
}

// notification is an ORDER_CHANGE message. The lock has to be held.
func (f *Face) notification(ch world.Change, sub string) object {
	o, kind := ch.Order, "OrderStatusChange"
	if o.CancelRequested {
		kind = "BuyerRequestedChange"
	}
	items := []object{}
	for _, l := range o.Lines {
		items = append(items, object{"OrderItemId": itemID(l.ID), "SellerSKU": l.SKU, "Quantity": l.Quantity, "QuantityShipped": l.Shipped, "IsBuyerRequestedCancel": o.CancelRequested})
	}
	return object{
		"NotificationVersion": "1.0", "NotificationType": "ORDER_CHANGE", "PayloadVersion": "1.0", "EventTime": stamp(ch.At),
		"Payload": object{"OrderChangeNotification": object{
			"NotificationLevel": "OrderLevel", "SellerId": f.seller(), "AmazonOrderId": o.Ref, "OrderChangeType": kind,
			"OrderChangeTrigger": object{"TimeOfOrderChange": stamp(ch.At), "ChangeReason": "OTHER"},
			"Summary": object{"MarketplaceId": marketplace, "OrderStatus": statusesV0[f.words.status(o)], "PurchaseDate": stampV0(o.Created),
				"FulfillmentType": map[bool]string{true: "AFN", false: "MFN"}[f.words.byAmazon(o)], "OrderType": "StandardOrder", "OrderItems": items},
		}},
		"NotificationMetadata": object{"ApplicationId": f.application(), "SubscriptionId": sub, "PublishTime": stamp(ch.At),
			"NotificationId": fmt.Sprintf("00000000-0000-4000-8000-%012d", f.state.Sent)},
	}
}
