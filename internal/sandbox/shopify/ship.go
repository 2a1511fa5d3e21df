package shopify

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

func (c *call) mutation() object {
	return object{
		"fulfillmentCreate":             c.only("write_merchant_managed_fulfillment_orders", "fulfillmentCreate", c.ship),
		"fulfillmentTrackingInfoUpdate": c.only("write_merchant_managed_fulfillment_orders", "fulfillmentTrackingInfoUpdate", c.track),
		"fulfillmentCancel": c.only("write_merchant_managed_fulfillment_orders", "fulfillmentCancel", func(map[string]any) any {
			return object{"fulfillment": nil, "userErrors": []object{userError("", "This pretend shop cannot undo a fulfillment.", "id")}}
		}),
		"inventorySetQuantities":    c.only("write_inventory", "inventorySetQuantities", c.setQuantities),
		"inventoryActivate":         c.only("write_inventory", "inventoryActivate", c.activate),
		"productVariantsBulkUpdate": c.only("write_products", "productVariantsBulkUpdate", c.setPrices),
		"orderCancel":               c.only("write_orders", "orderCancel", c.cancel),
		"orderMarkAsPaid":           c.only("write_orders", "orderMarkAsPaid", c.markPaid),
		"tagsAdd":                   c.only("write_orders", "tagsAdd", func(args map[string]any) any { return c.retag(args, world.RequestCancel) }),
		"tagsRemove":                c.only("write_orders", "tagsRemove", func(args map[string]any) any { return c.retag(args, world.RefuseCancel) }),
		"webhookSubscriptionCreate": field(c.makeWebhook),
		"webhookSubscriptionUpdate": field(c.changeWebhook),
		"webhookSubscriptionDelete": field(c.dropWebhook),
	}
}

// workStatus is where a fulfilment order stands; there is one for an order.
func workStatus(o *world.Order) string {
	switch {
	case o.Stage == world.Cancelled || o.Stage == world.Returned || pieces(o) == 0:
		return "CLOSED"
	case o.Stage == world.Unpaid:
		return "ON_HOLD"
	case len(o.Packages) > 0:
		return "IN_PROGRESS"
	}
	return "OPEN"
}

// work is the order's fulfilment order.
func (v view) work(o *world.Order) object {
	status := workStatus(o)
	actions, holds := []object{}, []object{}
	switch status {
	case "OPEN", "IN_PROGRESS":
		for _, a := range []string{"CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"} {
			actions = append(actions, object{"action": a})
		}
	case "ON_HOLD":
		actions = append(actions, object{"action": "RELEASE_HOLD"})
		holds = append(holds, object{"id": gid("FulfillmentHold", o.ID), "reason": "AWAITING_PAYMENT", "reasonNotes": nil})
	}
	var lines []object
	for i := range o.Lines {
		l := &o.Lines[i]
		total, rest := l.Quantity-l.Cancelled, left(l)
		if o.Stage == world.Cancelled {
			total, rest = 0, 0
		}
		lines = append(lines, object{
			"id": gid("FulfillmentOrderLineItem", workLineBase+l.ID), "totalQuantity": total, "remainingQuantity": rest, "sku": orNull(l.SKU),
			"inventoryItemId": gid("InventoryItem", inventoryBase+l.ItemID), "lineItem": v.line(o, l),
		})
	}
	return object{
		"__typename": "FulfillmentOrder", "id": gid("FulfillmentOrder", workBase+o.ID), "status": status, "requestStatus": "UNSUBMITTED", "orderName": o.Number,
		"supportedActions": actions, "fulfillmentHolds": holds, "lineItems": connection(lines),
		"assignedLocation": object{"name": "Gudang " + v.f.shop.Name, "location": v.location()},
	}
}

func shipError(message string, path ...string) object {
	if len(path) == 0 {
		path = []string{"fulfillment"}
	}
	return object{"fulfillment": nil, "userErrors": []object{userError("", message, path...)}}
}

// ship is fulfillmentCreate.
func (c *call) ship(args map[string]any) any {
	input := args["fulfillment"].(map[string]any)
	parts, _ := input["lineItemsByFulfillmentOrder"].([]any)
	var o *world.Order
	var counts []world.Count
	for n, raw := range parts {
		part := raw.(map[string]any)
		id, _ := number(part["fulfillmentOrderId"], "FulfillmentOrder")
		found, err := c.f.world.Order(c.f.shop.Key, text(firstOrder+id-workBase))
		switch {
		case err != nil:
			return shipError("Fulfillment order does not exist.")
		case o != nil && o.ID != found.ID:
			return shipError(fmt.Sprintf("All fulfillment orders must belong to the same order. Multiple orders with ids [%s, %s] were found.", o.Ref, found.Ref))
		}
		o = found
		if s := workStatus(o); s != "OPEN" && s != "IN_PROGRESS" {
			return shipError(fmt.Sprintf("Fulfillment order %d has an unfulfillable status= %s.", id, lower(s)))
		}
		some, wrong := chosen(o, part, n)
		if wrong != nil {
			return wrong
		}
		counts = append(counts, some...)
	}
	if o == nil {
		return shipError("Fulfillment order does not exist.")
	}
	info, _ := input["trackingInfo"].(map[string]any)
	act := world.Act{Verb: world.Ship, Lines: counts, Courier: str(info["company"]), Tracking: str(info["number"])}
	after, err := c.f.world.Do(c.f.shop.Key, o.Ref, act)
	if errors.Is(err, world.ErrIllegal) {
		return shipError("Invalid fulfillment order line item quantity requested.")
	}
	if err != nil {
		return err
	}
	return object{"fulfillment": c.view().fulfillment(after, len(after.Packages)-1), "userErrors": []object{}}
}

// chosen reads which pieces of a fulfilment order are meant; none are all that is left.
func chosen(o *world.Order, part map[string]any, n int) ([]world.Count, object) {
	lines, given := part["fulfillmentOrderLineItems"].([]any)
	var counts []world.Count
	if !given || len(lines) == 0 {
		for i := range o.Lines {
			if rest := left(&o.Lines[i]); rest > 0 {
				counts = append(counts, world.Count{Line: o.Lines[i].ID, Quantity: rest})
			}
		}
		return counts, nil
	}
	for i, raw := range lines {
		row := raw.(map[string]any)
		id, _ := number(row["id"], "FulfillmentOrderLineItem")
		quantity := row["quantity"].(int64)
		line := o.LineByID(id - workLineBase)
		switch {
		case quantity <= 0:
			return nil, shipError("Quantity must be greater than 0", "fulfillment", "lineItemsByFulfillmentOrder", strconv.Itoa(n), "fulfillmentOrderLineItems", strconv.Itoa(i), "quantity")
		case line == nil:
			return nil, shipError("Fulfillment order line item does not exist.")
		case quantity > left(line):
			return nil, shipError("Invalid fulfillment order line item quantity requested.")
		}
		counts = append(counts, world.Count{Line: line.ID, Quantity: quantity})
	}
	return counts, nil
}

// track is fulfillmentTrackingInfoUpdate.
func (c *call) track(args map[string]any) any {
	id, _ := number(args["fulfillmentId"], "Fulfillment")
	info := args["trackingInfoInput"].(map[string]any)
	for _, o := range c.f.world.Orders(world.Filter{Channel: c.f.shop.Channel, Shop: c.f.shop.Key.Shop}) {
		for n := range o.Packages {
			if o.Packages[n].Ref != text(id) {
				continue
			}
			after, err := c.f.world.Edit(c.f.shop.Key, o.Ref, func(o *world.Order, _ world.Pen) error {
				p := &o.Packages[n]
				p.Courier, p.TrackingNumber = or(str(info["company"]), p.Courier), or(str(info["number"]), p.TrackingNumber)
				return nil
			})
			if err != nil {
				return err
			}
			return object{"fulfillment": c.view().fulfillment(after, n), "userErrors": []object{}}
		}
	}
	return shipError("Fulfillment does not exist.", "fulfillmentId")
}
