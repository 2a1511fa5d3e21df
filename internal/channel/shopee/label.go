package shopee

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// labelWait is how long Shopee may take to print; its guide says to ask again, not how soon (unverified).
const labelWait = 15 * time.Second

// Label fetches the air waybill of an order, or of one parcel of a split one. Shopee prints in the background: the first call
// orders the document and usually ends with ServerError and a wait, a later one gets it.
//
// Errors: Unavailable with a wait (no tracking number yet, or still printing), Missing, RefusedByChannel (the order's status does
// not allow it), and those of do.
// Source: v2.logistics.get_tracking_number, create_shipping_document, get_shipping_document_result, download_shipping_document.
func (c *connector) Label(ctx context.Context, sn, pkg string) (string, []byte, error) {
	const op = "shopee.Label"
	w, err := c.toShip(ctx, op, sn)
	if err != nil {
		return "", nil, err
	}
	if len(w.live()) < 2 {
		pkg = ""
	}
	tracking, err := c.tracking(ctx, op, sn, pkg)
	if err != nil {
		return "", nil, err
	}
	row := map[string]string{"order_sn": sn, "tracking_number": tracking, "shipping_document_type": c.label}
	if pkg != "" {
		row["package_number"] = pkg
	}
	if err := c.document(ctx, op, "create_shipping_document", row); err != nil {
		return "", nil, err
	}
	delete(row, "tracking_number")
	if err := c.document(ctx, op, "get_shipping_document_result", row); err != nil {
		return "", nil, err
	}
	delete(row, "shipping_document_type")
	body := map[string]any{"shipping_document_type": c.label, "order_list": []any{row}}
	resp, err := c.do(ctx, ask{op: op, path: "logistics/download_shipping_document", body: body, ref: sn, file: true}, nil)
	if err != nil {
		return "", nil, err
	}
	if isJSON(resp.Header) || len(resp.Body) == 0 {
		return "", nil, outcome.New(outcome.BadPayload, "what", "no document in the answer").In(op).About(sn)
	}
	return resp.Header.Get("Content-Type"), resp.Body, nil
}

// tracking is the number that the label is printed for; Shopee may need minutes to get it from the courier.
func (c *connector) tracking(ctx context.Context, op, sn, pkg string) (string, error) {
	q := url.Values{"order_sn": {sn}}
	if pkg != "" {
		q.Set("package_number", pkg)
	}
	var got struct {
		Number text `json:"tracking_number"`
	}
	if _, err := c.do(ctx, ask{op: op, path: "logistics/get_tracking_number", query: q, ref: sn}, &got); err != nil {
		return "", err
	}
	if got.Number.id() == "" {
		return "", outcome.New(outcome.ServerError, "status", "no tracking number yet").In(op).About(sn).Wait(5 * time.Minute)
	}
	return got.Number.id(), nil
}

// document makes one of the calls that take a list of parcels and answer for each: ours is the only row.
func (c *connector) document(ctx context.Context, op, call string, row map[string]string) error {
	var got documentRows
	a := ask{op: op, path: "logistics/" + call, body: map[string]any{"order_list": []any{row}}, ref: row["order_sn"]}
	if _, err := c.do(ctx, a, &got); err != nil {
		return err
	}
	for _, r := range got.Rows {
		switch {
		case !r.Fail.zero():
			e := &envelope{Error: r.Fail, Message: r.Message}
			return c.refused(e, http.StatusOK, a)
		case strings.EqualFold(string(r.Status), "PROCESSING"):
			return outcome.New(outcome.ServerError, "status", "the label is being printed").In(op).About(a.ref).Wait(labelWait)
		case strings.EqualFold(string(r.Status), "FAILED"):
			return outcome.New(outcome.RefusedByChannel, "status", "FAILED", "said", "Shopee could not print the label").In(op).About(a.ref)
		}
	}
	return nil
}

// documentRows are the answers to a list of parcels; when all of them failed the envelope says so, and the reason is in the row.
type documentRows struct {
	Rows []struct {
		Status  text `json:"status"`
		Fail    text `json:"fail_error"`
		Message text `json:"fail_message"`
	} `json:"result_list"`
}
