package woocommerce

import (
	"context"
	"strings"

	"github.com/tillbridge/tillbridge/internal/order"
)

type wooNote struct {
	Created text `json:"date_created_gmt"`
	Note    text `json:"note"`
}

// canceller looks into an order's notes for who cancelled it: no field says so. The shop's own notes begin with known words,
// in the shop's language (the connection's settings); without one of them it was somebody of the shop. Empty: the notes
// could not be read, which does not stop the order.
//
// It costs a request, so pages do without it: only Order asks.
// Source: woocommerce/woocommerce: includes/wc-order-functions.php (wc_cancel_unpaid_orders), includes/class-wc-form-handler.php
// (cancel_order); the answer's shape seen on WooCommerce 11.0.1 (order-note-create).
func (c *connector) canceller(ctx context.Context, ref string) order.Party {
	const op = "woocommerce.Notes"
	var notes []wooNote
	if _, err := c.do(ctx, ask{op: op, route: api + "orders/" + ref + "/notes", ref: ref}, &notes); err != nil {
		c.log.WarnContext(ctx, "who cancelled stays unknown", "op", op, "order", ref, "error", err)
		return ""
	}
	by, latest := order.Seller, text("")
	for _, n := range notes {
		if p := c.noteParty(string(n.Note)); p != "" && n.Created >= latest {
			by, latest = p, n.Created
		}
	}
	return by
}

func (c *connector) noteParty(note string) order.Party {
	switch note = strings.TrimSpace(note); {
	case c.bySystem != "" && strings.HasPrefix(note, c.bySystem):
		return order.System
	case c.byBuyer != "" && strings.HasPrefix(note, c.byBuyer):
		return order.Buyer
	}
	return ""
}
