package shopee

import (
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// cancelOrder is POST order/cancel_order: the seller cancels the whole order, or some pieces, before it is shipped.
func cancelOrder(c *call) (any, error) {
	var in struct {
		SN     string     `json:"order_sn"`
		Reason string     `json:"cancel_reason"`
		Items  []itemPart `json:"item_list"`
		Part   []itemPart `json:"partial_cancel_item_list"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	switch {
	case in.SN == "":
		return nil, wrong("order_sn is a required field")
	case in.Reason != "OUT_OF_STOCK" && in.Reason != "CUSTOMER_REQUEST" && in.Reason != "UNDELIVERABLE_AREA" && in.Reason != "COD_NOT_SUPPORTED":
		return nil, wrong("cancel_reason is invalid")
	case in.Reason == "OUT_OF_STOCK" && len(in.Items) == 0 && len(in.Part) == 0:
		return nil, wrong("item_list is required when cancel_reason is OUT_OF_STOCK")
	}
	o, err := c.order(in.SN)
	if err != nil {
		return nil, err
	}
	if !cancellable(o) {
		return nil, refuse("order.error_limit", "Can not cancel this order")
	}
	act := world.Act{Verb: world.Cancel, By: world.Seller, Reason: in.Reason}
	if len(in.Part) > 0 {
		act = world.Act{Verb: world.CancelPart, By: world.Seller, Reason: in.Reason}
		for _, p := range in.Part {
			line := c.lineOf(o, p)
			if line == 0 {
				return nil, wrong("partial_cancel_item_list does not match the order")
			}
			act.Lines = append(act.Lines, world.Count{Line: line, Quantity: p.Quantity})
		}
	}
	return c.act(in.SN, act, refuse("order.error_limit", "Can not cancel this order"))
}

type itemPart struct {
	Item     int64 `json:"item_id"`
	Model    int64 `json:"model_id"`
	Quantity int64 `json:"model_quantity"`
}

// lineOf is the line of an order that a part is of; 0 when there is none.
func (c *call) lineOf(o *world.Order, p itemPart) int64 {
	for _, l := range o.Lines {
		if item, model, _ := c.f.goods(l.ItemID); item == p.Item && model == p.Model {
			return l.ID
		}
	}
	return 0
}

// answerCancel is POST order/handle_buyer_cancellation.
func answerCancel(c *call) (any, error) {
	var in struct {
		SN        string `json:"order_sn"`
		Operation string `json:"operation"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.SN == "" {
		return nil, wrong("order_sn is a required field")
	}
	o, err := c.order(in.SN)
	if err != nil {
		return nil, err
	}
	no := refuse("order.cancel_order_invalid_status", "Invalid order_status.The order status should be IN_CANCEL.")
	if word(o) != "IN_CANCEL" {
		return nil, no
	}
	switch in.Operation {
	case "ACCEPT":
		return c.act(in.SN, world.Act{Verb: world.Cancel, By: world.Buyer}, no)
	case "REJECT":
		return c.act(in.SN, world.Act{Verb: world.RefuseCancel, By: world.Seller}, no)
	}
	return nil, wrong("operation should be one of ACCEPT, REJECT")
}

// act does something to an order and answers with the time of the change; what the world does not allow is refused with no.
func (c *call) act(sn string, a world.Act, no error) (any, error) {
	o, err := c.f.world.Do(c.f.shop.Key, sn, a)
	if err != nil {
		return nil, no
	}
	return fields{"update_time": c.unix(o.Updated)}, nil
}
