package tiktokshop

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Label fetches the label of one of an order's parcels, or of its only one. TikTok gives an address that is good for a day; the
// document behind it is fetched at once, without a signature or a token.
//
// Errors: Missing (no parcel yet), RefusedByChannel (11034002: the seller's own courier has no label of TikTok's), Unavailable.
// Source: get-package-shipping-document-202309.
func (c *connector) Label(ctx context.Context, ref, pkg string) (string, []byte, error) {
	const op = "tiktokshop.Label"
	if pkg == "" {
		w, err := c.toShip(ctx, op, ref)
		if err != nil {
			return "", nil, err
		}
		if len(w.Packages) > 0 {
			pkg = string(w.Packages[0].ID)
		}
	}
	if !channel.IsNumber(pkg) {
		return "", nil, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	var got struct {
		Address text `json:"doc_url"`
	}
	q := url.Values{"document_type": {c.label}, "document_size": {c.paper}, "document_format": {"PDF"}}
	a := ask{op: op, path: "/fulfillment/202309/packages/" + pkg + "/shipping_documents", query: q, ref: ref}
	if err := c.do(ctx, a, &got); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(string(got.Address))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return "", nil, outcome.New(outcome.BadPayload, "what", "no address of a document in the answer").In(op).About(ref)
	}
	return c.document(ctx, op, ref, u.String())
}

func (c *connector) document(ctx context.Context, op, ref, address string) (string, []byte, error) {
	resp, err := c.http.Do(ctx, httpkit.Call{
		Op: op, Idempotent: true,
		Build: func(ctx context.Context) (*http.Request, error) {
			return http.NewRequestWithContext(ctx, http.MethodGet, address, bytes.NewReader(nil))
		},
	})
	if err != nil {
		return "", nil, outcome.At(err, op, ref)
	}
	if resp.Status != http.StatusOK || len(resp.Body) == 0 {
		return "", nil, outcome.New(outcome.BadPayload, "what", "no document at the address that TikTok gave").In(op).About(ref)
	}
	return resp.Header.Get("Content-Type"), resp.Body, nil
}
