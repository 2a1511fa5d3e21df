package magento

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// invoiceRequest is the body of an invoice. Without items the shop invoices all that is left; capture takes authorised money,
// or notes that an offline payment came.
type invoiceRequest struct {
	Capture bool `json:"capture"`
	Notify  bool `json:"notify"`
}

// CreateInvoice makes the shop's own invoice of all that is left to invoice (order_download_mode auto_invoice). The shop takes
// no idempotency key, so the order is read first, and again when the shop refuses: an order that is invoiced by then is what was
// wanted, whoever did it.
//
// Errors: RefusedByChannel with the shop's words (on hold, cancelled, payment under review), Missing, NoAccess, Throttled,
// Unavailable.
// Source: POST /V1/order/{id}/invoice (right Magento_Sales::invoice); magento/magento2:
// app/code/Magento/Sales/Model/Order/Validation.
func (c *connector) CreateInvoice(ctx context.Context, ref string) error {
	const op = "magento.CreateInvoice"
	id, done, err := c.isInvoiced(ctx, op, ref)
	if err != nil || done {
		return err
	}
	_, err = c.do(ctx, ask{
		op: op, method: http.MethodPost, route: "order/" + id + "/invoice", body: invoiceRequest{Capture: true, Notify: c.notify}, ref: ref,
	}, nil)
	if e := outcome.Of(err); e != nil && e.Code != outcome.NoAccess && ctx.Err() == nil {
		if _, done, again := c.isInvoiced(ctx, op, ref); again == nil && done {
			return nil
		}
	}
	return err
}

// isInvoiced tells whether nothing is left to invoice, and gives the order's entity_id.
func (c *connector) isInvoiced(ctx context.Context, op, ref string) (string, bool, error) {
	w, left, err := c.read(ctx, op, ref)
	if err != nil {
		return "", false, err
	}
	return string(w.ID), invoiced(&w, left) == order.IsInvoiced, nil
}

// read is an order as it is now, for a write that must not be done twice.
func (c *connector) read(ctx context.Context, op, ref string) (wireOrder, pieces, error) {
	raw, err := c.row(ctx, op, ref)
	if err != nil {
		return wireOrder{}, pieces{}, err
	}
	var w wireOrder
	if err := json.Unmarshal(raw, &w); err != nil || !isID(string(w.ID)) {
		return w, pieces{}, outcome.New(outcome.BadPayload, "what", channel.WrongShape(err)).In(op).About(ref)
	}
	r := reader{channel.FieldReader[text]{Ref: ref}}
	return w, r.count(w.Items), nil
}
