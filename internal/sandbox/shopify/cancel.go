package shopify

import (
	"errors"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

func lower(s string) string { return strings.ToLower(s) }

// cancel is orderCancel. The store does it behind a job; here it is done at once, and the job shows it at the second look.
func (c *call) cancel(args map[string]any) any {
	fail := func(code, message, field string) any {
		e := userError(code, message, field)
		return object{"job": nil, "orderCancelUserErrors": []object{e}, "userErrors": []object{userError("", message, field)}}
	}
	ref, _ := number(args["orderId"], "Order")
	o, err := c.f.world.Order(c.f.shop.Key, text(ref))
	method, hasMethod := args["refundMethod"].(map[string]any)
	_, hasRefund := args["refund"]
	switch {
	case err != nil:
		return fail("NOT_FOUND", "Order does not exist", "orderId")
	case hasMethod && hasRefund:
		return fail("INVALID", "Only one of the arguments `refund` or `refund_method` is allowed.", "refund")
	case len([]rune(str(args["staffNote"]))) > 255:
		return fail("INVALID", "Staff note is too long. Maximum length is 255 characters.", "staffNote")
	case o.Stage == world.Cancelled:
		return fail("INVALID", "Cannot cancel an order that has already been canceled", "orderId")
	case len(o.Packages) > 0:
		return fail("INVALID", "Cannot cancel an order that has outstanding fulfillments", "orderId")
	}
	by := map[string]world.Actor{"CUSTOMER": world.Buyer, "DECLINED": world.System, "FRAUD": world.System}[str(args["reason"])]
	if by == world.Nobody {
		by = world.Seller
	}
	back, _ := method["originalPaymentMethodsRefund"].(bool)
	if old, _ := args["refund"].(bool); (back || old) && o.WasPaid() && o.Total > o.Refunded() {
		_, err = c.f.world.Edit(c.f.shop.Key, o.Ref, func(o *world.Order, p world.Pen) error {
			o.Refunds = append(o.Refunds, world.Refund{ID: p.Record(), At: p.Now(), Amount: o.Total - o.Refunded(), Reason: str(args["staffNote"]), By: world.Seller})
			return nil
		})
	}
	if err == nil {
		_, err = c.f.world.Do(c.f.shop.Key, o.Ref, world.Act{Verb: world.Cancel, By: by})
	}
	if err != nil {
		return fail("INTERNAL_ERROR", "Something went wrong, please try again.", "orderId")
	}
	id := gid("Job", c.f.id())
	c.f.mu.Lock()
	c.f.Jobs[id] = true
	c.f.mu.Unlock()
	return object{"job": object{"id": id, "done": false}, "orderCancelUserErrors": []object{}, "userErrors": []object{}}
}

func (c *call) job(args map[string]any) any {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if !c.f.Jobs[str(args["id"])] {
		return nil
	}
	return object{"id": args["id"], "done": true}
}

// markPaid is orderMarkAsPaid.
func (c *call) markPaid(args map[string]any) any {
	ref, _ := number(args["input"].(map[string]any)["id"], "Order")
	o, err := c.f.world.Do(c.f.shop.Key, text(ref), world.Act{Verb: world.Pay, By: world.Seller})
	if err != nil {
		message := "Order cannot be marked as paid."
		if errors.Is(err, world.ErrNotFound) {
			message = "Order does not exist"
		}
		return object{"order": nil, "userErrors": []object{userError("", message, "id")}}
	}
	return object{"order": c.view().order(o), "userErrors": []object{}}
}

// retag is tagsAdd and tagsRemove; the one tag that means something here is the wish to cancel.
func (c *call) retag(args map[string]any, verb world.Verb) any {
	ref, _ := number(args["id"], "Order")
	o, err := c.f.world.Order(c.f.shop.Key, text(ref))
	if err != nil {
		return object{"node": nil, "userErrors": []object{userError("", "Resource does not exist", "id")}}
	}
	tags, _ := args["tags"].([]any)
	for _, t := range tags {
		if strings.EqualFold(str(t), c.f.tag) && o.CancelRequested == (verb == world.RefuseCancel) {
			if _, err := c.f.world.Do(c.f.shop.Key, o.Ref, world.Act{Verb: verb}); err != nil && !errors.Is(err, world.ErrIllegal) {
				return err
			}
		}
	}
	return object{"node": c.order(args["id"]), "userErrors": []object{}}
}
