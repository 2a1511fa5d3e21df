package lazada

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Ship tells Lazada that goods are ready: it packs the pieces that are not packed and calls the courier for their parcels. Lazada
// chooses the courier and makes the tracking number, so Courier and Tracking of s are not sent, except where a cross-border shop must
// choose a transfer warehouse: there Courier is its code or name. Pieces that are packed keep their parcel, and those whose courier
// was called are left alone, so a repeat does no harm.
//
// Errors: RefusedByChannel (the status does not allow it; Lazada's own warehouse or digital goods, which the seller does not pack),
// BadStatus, Missing, NoAccess, Throttled, Unavailable (busy, or no courier found: retry).
// Source: /order/items/get, /order/shipment/providers/get, /order/fulfill/pack, /order/package/rts; "only pending and repacked items
// can be packed, only packed ones can be made ready" (guide "order status flow").
func (c *connector) Ship(ctx context.Context, s channel.Shipment) error {
	const op = "lazada.Ship"
	items, _, err := c.itemsOf(ctx, op, s.Order)
	if err != nil {
		return err
	}
	chosen, wrong := c.choose(items, s)
	if wrong != nil {
		return wrong.In(op).About(s.Order)
	}
	packages, err := c.packed(ctx, op, s, chosen)
	if err != nil {
		return err
	}
	return c.ready(ctx, op, s.Order, packages)
}

// choose picks the pieces a shipment is about, by parcel or by line, out of those that have not left.
func (c *connector) choose(items []item, s channel.Shipment) ([]item, *outcome.Error) {
	lines := (&reader{}).linesOf(items)
	var chosen []item
	wanted, taken := map[string]int64{}, map[string]int64{}
	for ref, n := range s.Lines { // any piece of a line names it
		wanted[lines[text(ref)]] += n
	}
	for n := range items {
		i := &items[n]
		stage, _ := i.stageOf()
		line := lines[i.ID]
		switch {
		case stage != order.Paid, s.Package != "" && string(i.Package) != s.Package, s.Lines != nil && taken[line] >= wanted[line]:
			continue
		case i.FBL.yes(), i.Digital.yes():
			return nil, outcome.New(outcome.RefusedByChannel, "status", string(i.Status), "said", "Lazada ships this itself: goods in its own warehouse, or digital goods")
		case i.NeedCancel.yes():
			return nil, outcome.New(outcome.RefusedByChannel, "status", string(i.Status), "said", "the buyer asks to cancel; answer that first")
		}
		taken[line]++
		chosen = append(chosen, *i)
	}
	if len(chosen) == 0 && !anyLeft(items) {
		return nil, outcome.New(outcome.RefusedByChannel, "status", rawStatus(items), "said", "no piece of the order can be shipped now")
	}
	return chosen, nil
}

// anyLeft tells that pieces are on their way already: then there is nothing to do.
func anyLeft(items []item) bool {
	return slices.ContainsFunc(items, func(i item) bool {
		stage, _ := i.stageOf()
		return stage == order.Paid || stage == order.Shipped || stage == order.Delivered || stage == order.Completed
	})
}

// linesOf tells for each piece the line it is part of, as snapshots name lines.
func (r *reader) linesOf(items []item) map[text]string {
	sorted := slices.Clone(items)
	slices.SortStableFunc(sorted, byID)
	lines, of := r.lines(sorted), map[text]string{}
	for _, l := range lines {
		for n := range sorted {
			i := &sorted[n]
			if of[i.ID] == "" && i.listing() == l.Listing && string(i.SKU) == l.SKU && i.title() == l.Name && r.Price("item_price", i.Price) == l.Price {
				of[i.ID] = l.Ref
			}
		}
	}
	return of
}

// packed gives the parcels whose courier has to be called, packing what is in none.
func (c *connector) packed(ctx context.Context, op string, s channel.Shipment, chosen []item) ([]string, error) {
	var packages, loose []string
	for _, i := range chosen {
		switch i.word() {
		case "packed":
			packages = with(packages, string(i.Package))
		case "pending", "repacked", "topack":
			loose = append(loose, string(i.ID))
		}
	}
	if len(loose) == 0 {
		return packages, nil
	}
	made, err := c.pack(ctx, op, s, loose)
	if err != nil {
		return nil, err
	}
	for _, p := range made {
		packages = with(packages, p)
	}
	return packages, nil
}

func with(all []string, one string) []string {
	if one == "" || slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}

// outcomeRow is how a call went for one item or package. "success" of the whole says only that the rows are there.
type outcomeRow struct {
	Item    text `json:"order_item_id"`
	Package text `json:"package_id"`
	Code    text `json:"item_err_code"`
	Message text `json:"msg"`
	Retry   text `json:"retry"`
}

// result is the second envelope of the fulfilment calls. Samples spell its errors in two ways.
type result struct {
	Success   text            `json:"success"`
	Code      text            `json:"error_code"`
	CodeCamel text            `json:"errorCode"`
	Msg       text            `json:"error_msg"`
	MsgCamel  text            `json:"errorMsg"`
	Data      json.RawMessage `json:"data"`
}

// fulfil makes a fulfilment call: a JSON object in one parameter, and an answer with two levels of failure under code 0.
func (c *connector) fulfil(ctx context.Context, a ask, name string, body, into any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return outcome.New(outcome.Internal).In(a.op).Because(err)
	}
	a.method, a.params = http.MethodPost, []param{{name, string(raw)}}
	got, err := c.do(ctx, a)
	if err != nil {
		return err
	}
	var r result
	if err := decode(a, got.Result, &r); err != nil {
		return err
	}
	if !r.Success.yes() {
		return rowError(a, text(first(r.Code, r.CodeCamel)), text(first(r.Msg, r.MsgCamel)), "")
	}
	return decode(a, r.Data, into)
}

// rowReasons is the table of item_err_code; what is not here is RefusedByChannel. Source: error table of /order/fulfill/pack.
var rowReasons = map[text]outcome.Reason{
	"6": outcome.ServerError, "40011": outcome.ServerError, "700024": outcome.ServerError, "1003": outcome.ServerError,
	"700021": outcome.OrderMissing, "700025": outcome.OrderMissing, "600001": outcome.OrderMissing,
}

// rowError is the outcome of a row that failed.
func rowError(a ask, code, message, retry text) *outcome.Error {
	reason, ok := rowReasons[code]
	switch {
	case !ok && retry.yes():
		reason = outcome.ServerError
	case !ok:
		reason = outcome.RefusedByChannel
	}
	said := &lazadaError{Code: string(code), Message: httpkit.Said(string(message))}
	return outcome.New(reason, "status", httpkit.Short(code), "said", said.Message).In(a.op).About(a.ref).Because(said)
}

func firstFault(a ask, rows []outcomeRow) error {
	for _, r := range rows {
		if r.Code != "0" {
			return rowError(a, r.Code, r.Message, r.Retry)
		}
	}
	return nil
}

// pack puts items into a parcel and gives its id. When they turn out to be packed already (700026: our own call before was lost), their
// parcels are read back.
func (c *connector) pack(ctx context.Context, op string, s channel.Shipment, items []string) ([]string, error) {
	kind, provider, err := c.allocation(ctx, op, s, items)
	if err != nil {
		return nil, err
	}
	type packOrder struct {
		Order json.Number   `json:"order_id"`
		Items []json.Number `json:"order_item_list"`
	}
	body := struct {
		Orders   []packOrder `json:"pack_order_list"`
		Delivery string      `json:"delivery_type"`
		Provider string      `json:"shipment_provider_code,omitempty"`
		Allocate string      `json:"shipping_allocate_type"`
	}{[]packOrder{{json.Number(s.Order), numbers(items)}}, "dropship", provider, kind}
	var done struct {
		Orders []struct {
			Items []outcomeRow `json:"order_item_list"`
		} `json:"pack_order_list"`
	}
	a := ask{op: op, path: "/order/fulfill/pack", ref: s.Order, writes: true}
	if err := c.fulfil(ctx, a, "packReq", body, &done); err != nil {
		return nil, err
	}
	var packages []string
	for _, o := range done.Orders {
		for _, row := range o.Items {
			packages = with(packages, string(row.Package))
		}
		if err := firstFault(a, o.Items); hasCode(err, "700026") {
			return c.packedBefore(ctx, a, items, err)
		} else if err != nil {
			return nil, err
		}
	}
	return packages, nil
}

func numbers(ids []string) []json.Number {
	out := make([]json.Number, len(ids))
	for n, id := range ids {
		out[n] = json.Number(id)
	}
	return out
}

// packedBefore gives the parcels of items that cannot be packed because they are. The refusal stands when one is in none.
func (c *connector) packedBefore(ctx context.Context, a ask, items []string, refused error) ([]string, error) {
	now, _, err := c.itemsOf(ctx, a.op, a.ref)
	if err != nil {
		return nil, err
	}
	var packages []string
	for _, i := range now {
		if slices.Contains(items, string(i.ID)) {
			if i.word() != "packed" || i.Package == "" {
				return nil, refused
			}
			packages = with(packages, string(i.Package))
		}
	}
	return packages, nil
}

// allocation asks how parcels of these items are given to couriers: TFS for local shops, which name none; NTFS for cross-border ones,
// which may have to choose a transfer warehouse. Source: /order/shipment/providers/get.
func (c *connector) allocation(ctx context.Context, op string, s channel.Shipment, items []string) (kind, provider string, err error) {
	type ordered struct {
		Order json.Number   `json:"order_id"`
		Items []json.Number `json:"order_item_ids"`
	}
	body := struct {
		Orders []ordered `json:"orders"`
	}{[]ordered{{json.Number(s.Order), numbers(items)}}}
	var told struct {
		Default   text `json:"platform_default"`
		Kind      text `json:"shipping_allocate_type"`
		Providers []struct {
			Name text `json:"name"`
			Code text `json:"provider_code"`
		} `json:"shipment_providers"`
	}
	a := ask{op: op, path: "/order/shipment/providers/get", ref: s.Order}
	if err := c.fulfil(ctx, a, "getShipmentProvidersReq", body, &told); err != nil {
		return "", "", err
	}
	kind = first(told.Kind, "TFS")
	if kind == "TFS" || told.Default.yes() {
		return kind, "", nil
	}
	for _, p := range told.Providers {
		if len(told.Providers) == 1 || strings.EqualFold(string(p.Code), s.Courier) || strings.EqualFold(string(p.Name), s.Courier) {
			return kind, string(p.Code), nil
		}
	}
	return "", "", outcome.New(outcome.RefusedByChannel, "status", kind, "said", "a cross-border parcel needs one of Lazada's transfer warehouses as its courier").In(op).About(s.Order)
}

// packageList is the body of the calls about parcels; Lazada takes 20.
type packageList struct {
	Packages []packageRef `json:"packages"`
}

type packageRef struct {
	ID string `json:"package_id"`
}

// ready calls the courier for parcels. One that was called before (700000) counts as done when Lazada shows it so.
func (c *connector) ready(ctx context.Context, op, ref string, packages []string) error {
	const most = 20
	for some := range slices.Chunk(packages, most) {
		body := packageList{}
		for _, p := range some {
			body.Packages = append(body.Packages, packageRef{p})
		}
		var done struct {
			Packages []outcomeRow `json:"packages"`
		}
		a := ask{op: op, path: "/order/package/rts", ref: ref, writes: true}
		if err := c.fulfil(ctx, a, "readyToShipReq", body, &done); err != nil {
			return err
		}
		err := firstFault(a, done.Packages)
		if hasCode(err, "700000") && c.calledBefore(ctx, op, ref, some) {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// calledBefore tells that no item of these parcels is merely packed.
func (c *connector) calledBefore(ctx context.Context, op, ref string, packages []string) bool {
	items, _, err := c.itemsOf(ctx, op, ref)
	return err == nil && !slices.ContainsFunc(items, func(i item) bool {
		return slices.Contains(packages, string(i.Package)) && i.word() == "packed"
	})
}

// Label gives the document that goes onto a parcel: the PDF behind Lazada's link, which is good for ten minutes, or the page in HTML
// where there is no link or it does not answer. pkg may be empty: then all parcels of the order are on it.
//
// Errors: Missing (no such order or parcel), RefusedByChannel (not packed yet; the seller's own fleet has no label), NoAccess,
// Throttled, Unavailable. Source: /order/package/document/get.
func (c *connector) Label(ctx context.Context, ref, pkg string) (string, []byte, error) {
	const op = "lazada.Label"
	packages := []string{pkg}
	if pkg == "" {
		items, _, err := c.itemsOf(ctx, op, ref)
		if err != nil {
			return "", nil, err
		}
		packages = nil
		for _, p := range (&reader{}).parcels(items) {
			packages = with(packages, p.Ref)
		}
		if len(packages) == 0 {
			return "", nil, outcome.New(outcome.RefusedByChannel, "status", rawStatus(items), "said", "no parcel is packed yet").In(op).About(ref)
		}
	}
	body := struct {
		Type string `json:"doc_type"`
		packageList
		Items bool `json:"print_item_list"`
	}{Type: "PDF"}
	for _, p := range packages {
		body.Packages = append(body.Packages, packageRef{p})
	}
	var doc struct {
		File text `json:"file"`
		URL  text `json:"pdf_url"`
	}
	if err := c.fulfil(ctx, ask{op: op, path: "/order/package/document/get", ref: ref}, "getDocumentReq", body, &doc); err != nil {
		return "", nil, err
	}
	if pdf, err := c.download(ctx, op, string(doc.URL)); err == nil {
		return "application/pdf", pdf, nil
	}
	page, err := base64.StdEncoding.DecodeString(string(doc.File))
	if err != nil || len(page) == 0 {
		return "", nil, outcome.New(outcome.BadPayload, "what", "a label that is no base64").In(op).About(ref)
	}
	return "text/html; charset=utf-8", page, nil
}

// download fetches a file from where Lazada keeps it. Nothing of ours goes along.
func (c *connector) download(ctx context.Context, op, address string) ([]byte, error) {
	if u, err := url.Parse(address); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, outcome.New(outcome.BadPayload, "what", "a label without a link").In(op)
	}
	resp, err := c.http.Do(ctx, httpkit.Call{Op: op, Idempotent: true, Tries: 2,
		Build: func(ctx context.Context) (*http.Request, error) {
			return http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		},
		Read: func(r *httpkit.Response) error {
			if r.Status != http.StatusOK || !strings.HasPrefix(string(r.Body), "%PDF") {
				return outcome.New(outcome.BadPayload, "what", "no PDF").In(op)
			}
			return nil
		},
	})
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

var (
	_ channel.Shipper    = (*connector)(nil)
	_ channel.LabelMaker = (*connector)(nil)
)
