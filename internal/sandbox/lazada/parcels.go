package lazada

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// mostAtOnce is how many orders or packages one call takes.
const mostAtOnce = 20

// result is the second envelope of these calls, inside code 0.
func result(data object) object {
	return object{"result": object{"success": true, "error_code": "", "error_msg": "", "data": data}}
}

func failed(code, message string) object {
	return object{"result": object{"success": false, "error_code": code, "error_msg": message, "data": nil}}
}

// id is a number, or the same in quotes.
type id string

// UnmarshalJSON takes both.
func (i *id) UnmarshalJSON(b []byte) error { *i = id(plain(b)); return nil }

// body reads a parameter that holds a JSON object.
func (c *call) body(name string, into any) *refusal {
	if c.get(name) == "" {
		return missing(name)
	}
	if json.Unmarshal([]byte(c.get(name)), into) != nil {
		return &refusal{"700004", "ISP", "PARAM_ILLEGAL"}
	}
	return nil
}

func getProviders(c *call) (object, *refusal) {
	var req struct {
		Orders []struct {
			ID    id   `json:"order_id"`
			Items []id `json:"order_item_ids"`
		} `json:"orders"`
	}
	if no := c.body("getShipmentProvidersReq", &req); no != nil {
		return nil, no
	}
	if len(req.Orders) == 0 || len(req.Orders) > mostAtOnce {
		return failed("700022", "BATCH_SIZE_OUT_OF_LIMIT"), nil
	}
	return result(object{"shipping_allocate_type": "TFS", "platform_default": 1, "shipment_providers": []object{}}), nil
}

// packItems puts items into parcels, one for each order of the request.
func packItems(c *call) (object, *refusal) {
	var req struct {
		Orders []struct {
			ID    id   `json:"order_id"`
			Items []id `json:"order_item_list"`
		} `json:"pack_order_list"`
		Delivery string `json:"delivery_type"`
		Allocate string `json:"shipping_allocate_type"`
		Provider string `json:"shipment_provider_code"`
	}
	if no := c.body("packReq", &req); no != nil {
		return nil, no
	}
	switch {
	case len(req.Orders) == 0 || len(req.Orders) > mostAtOnce:
		return failed("700022", "BATCH_SIZE_OUT_OF_LIMIT"), nil
	case req.Delivery != "dropship" || req.Allocate != "TFS" || req.Provider != "": // a local shop names no courier
		return failed("700004", "PARAM_ILLEGAL"), nil
	}
	list := []object{}
	for _, o := range req.Orders {
		list = append(list, object{"order_id": c.view.ref(string(o.ID)), "order_item_list": c.pack(string(o.ID), o.Items)})
	}
	return result(object{"pack_order_list": list}), nil
}

// itemResult is one row of an answer; code 0 is done.
func (c *call) itemResult(item id, code, msg string, p pack) object {
	return object{
		"order_item_id": json.Number(item), "item_err_code": code, "msg": msg, "retry": code == "700024", "package_id": p.Ref,
		"tracking_number": p.Tracking, "shipment_provider": p.Provider,
	}
}

// pack packs some items of one order together: all of them, or none.
func (c *call) pack(ref string, items []id) []object {
	var made pack
	refuse := func(code, msg string) (rows []object) {
		for _, i := range items {
			rows = append(rows, c.itemResult(i, code, msg, pack{}))
		}
		return rows
	}
	o, err := c.f.world.Order(c.f.shop.Key, ref)
	if err != nil {
		return refuse("700021", "order not found")
	}
	pieces := c.f.words.pieces(o)
	for _, i := range items {
		at := slices.IndexFunc(pieces, func(p piece) bool { return strconv.FormatInt(p.id, 10) == string(i) })
		if at < 0 {
			return refuse("700025", "order item not found")
		}
		if pieces[at].status != "pending" && pieces[at].status != "repacked" || wish(o) {
			return refuse("700026", "item current status not allow to pack")
		}
		made.Items = append(made.Items, pieces[at].id)
	}
	_, err = c.f.world.Edit(c.f.shop.Key, ref, func(o *world.Order, p world.Pen) error {
		all := packs(o)
		n := len(o.Packages) + len(slices.DeleteFunc(slices.Clone(all), func(p pack) bool { return left(o, p) })) + 1
		made.Ref, made.Provider = packageRef(ref, n), strings.Fields(o.Courier + " LEX")[0]
		made.Tracking = fmt.Sprintf("LXID%s%02d", strings.TrimPrefix(ref, "88"), n)
		setPacks(o, p, append(all, made))
		return nil
	})
	if err != nil {
		return refuse("6", "system is busy now ,pls try later")
	}
	var rows []object
	for _, i := range items {
		rows = append(rows, c.itemResult(i, "0", "success", made))
	}
	return rows
}

func packageRef(ref string, n int) string {
	return "FP0" + strings.TrimPrefix(ref, "88") + fmt.Sprintf("%02d", n)
}

// packages reads {"packages":[{"package_id":"FP…"}]}.
func (c *call) packages(name string) ([]string, object, *refusal) {
	var req struct {
		Packages []struct {
			ID id `json:"package_id"`
		} `json:"packages"`
	}
	if no := c.body(name, &req); no != nil {
		return nil, nil, no
	}
	if len(req.Packages) == 0 || len(req.Packages) > mostAtOnce {
		return nil, failed("700022", "BATCH_SIZE_OUT_OF_LIMIT"), nil
	}
	out := make([]string, len(req.Packages))
	for i, p := range req.Packages {
		out[i] = string(p.ID)
	}
	return out, nil, nil
}

// eachPackage does something to each package that a request names.
func (c *call) eachPackage(name string, do func(o *world.Order, p world.Pen, all []pack, at int) (code string)) (object, *refusal) {
	refs, bad, no := c.packages(name)
	if no != nil || bad != nil {
		return bad, no
	}
	rows := []object{}
	for _, ref := range refs {
		code := c.onPackage(ref, do)
		rows = append(rows, object{"package_id": ref, "item_err_code": code, "msg": packageWords[code], "retry": false})
	}
	return result(object{"packages": rows}), nil
}

var packageWords = map[string]string{
	"0": "success", "600001": "package not found", "600002": "package already cancelled", "700000": "current package status not allow to operation",
}

func (c *call) onPackage(ref string, do func(o *world.Order, p world.Pen, all []pack, at int) string) (code string) {
	code = "600001"
	for _, o := range c.f.world.Orders(world.Filter{Channel: c.f.shop.Channel, Shop: c.f.shop.Key.Shop}) {
		if slices.ContainsFunc(o.Packages, func(p world.Package) bool { return p.Ref == ref }) {
			return "700000" // it is on its way
		}
		at := slices.IndexFunc(packs(o), func(p pack) bool { return p.Ref == ref })
		if at < 0 {
			continue
		}
		if o.Stage == world.Cancelled {
			return "600002"
		}
		_, err := c.f.world.Edit(c.f.shop.Key, o.Ref, func(o *world.Order, p world.Pen) error {
			code = do(o, p, packs(o), at)
			return nil
		})
		if err != nil {
			return "700000"
		}
		return code
	}
	return code
}

// readyToShip calls the courier; the order's life then ships just these parcels.
func readyToShip(c *call) (object, *refusal) {
	return c.eachPackage("readyToShipReq", func(o *world.Order, p world.Pen, all []pack, at int) string {
		if all[at].Ready {
			return "700000"
		}
		all[at].Ready = true
		setPacks(o, p, all)
		o.Script = pickedUp(o, all)
		return "0"
	})
}

// pickedUp is the order's script with a shipment for each parcel that is ready, in place of the one that was planned. What is not
// packed follows a day later, as the merchant would do it by hand. The first act keeps its time: the world's plan knows it by that.
func pickedUp(o *world.Order, all []pack) []world.Due {
	at := slices.IndexFunc(o.Script, func(d world.Due) bool { return d.Verb == world.Ship })
	if at < 0 {
		return o.Script
	}
	when := o.Script[at].At
	out := slices.Clone(o.Script[:at])
	for _, p := range all {
		if p.Ready && !left(o, p) {
			out = append(out, world.Due{At: when, Act: world.Act{Verb: world.Ship, Courier: p.Provider, Tracking: p.Tracking, Lines: p.counts()}})
			when = when.Add(time.Second)
		}
	}
	if loose(o, all) {
		when = when.Add(24 * time.Hour)
		out = append(out, world.Due{At: when, Act: world.Act{Verb: world.Ship}})
	}
	for _, d := range o.Script[at:] {
		if d.Verb == world.Ship {
			continue
		}
		if d.At.Before(when) {
			d.At = when.Add(time.Second)
		}
		when = d.At
		out = append(out, d)
	}
	return out
}

// left tells that a parcel is on its way already.
func left(o *world.Order, p pack) bool {
	return slices.ContainsFunc(o.Packages, func(w world.Package) bool { return w.TrackingNumber == p.Tracking })
}

// loose tells that pieces are in no parcel whose courier was called.
func loose(o *world.Order, all []pack) bool {
	var pieces int64
	for _, l := range o.Lines {
		pieces += l.Quantity - l.Cancelled - l.Shipped
	}
	for _, p := range all {
		if p.Ready && !left(o, p) {
			pieces -= int64(len(p.Items))
		}
	}
	return pieces > 0
}

// counts are the pieces of a parcel by line.
func (p pack) counts() []world.Count {
	var out []world.Count
	for _, i := range p.Items {
		line := (i - itemBase) / piecesApart
		at := slices.IndexFunc(out, func(c world.Count) bool { return c.Line == line })
		if at < 0 {
			out, at = append(out, world.Count{Line: line}), len(out)
		}
		out[at].Quantity++
	}
	return out
}

// repack undoes packing.
func repack(c *call) (object, *refusal) {
	return c.eachPackage("rePackReq", func(o *world.Order, p world.Pen, all []pack, at int) string {
		if all[at].Ready {
			return "700000"
		}
		setPacks(o, p, slices.Delete(all, at, at+1))
		return "0"
	})
}

// getDocument gives labels: base64 of a page, and for PDF the address of the file besides.
func getDocument(c *call) (object, *refusal) {
	var req struct {
		Type string `json:"doc_type"`
	}
	if no := c.body("getDocumentReq", &req); no != nil {
		return nil, no
	}
	refs, bad, no := c.packages("getDocumentReq")
	if no != nil || bad != nil {
		return bad, no
	}
	if req.Type != "PDF" && req.Type != "HTML" {
		return failed("700004", "PARAM_ILLEGAL"), nil
	}
	for _, ref := range refs {
		if !c.f.hasPackage(ref) {
			return failed("600001", "package not found"), nil
		}
	}
	url := c.f.base + "/label/" + refs[0] + ".pdf"
	page := "<html><body>" + strings.Join(refs, " ") + "</body></html>"
	if req.Type == "PDF" {
		page = `<iframe src="` + url + `"></iframe>`
	}
	data := object{"doc_type": req.Type, "file": base64.StdEncoding.EncodeToString([]byte(page))}
	if req.Type == "PDF" {
		data["pdf_url"] = url
	}
	return result(data), nil
}

func (f *Face) hasPackage(ref string) bool {
	for _, o := range f.world.Orders(world.Filter{Channel: f.shop.Channel, Shop: f.shop.Key.Shop}) {
		if slices.ContainsFunc(o.Packages, func(p world.Package) bool { return p.Ref == ref }) ||
			slices.ContainsFunc(packs(o), func(p pack) bool { return p.Ref == ref }) {
			return true
		}
	}
	return false
}

// label is the file behind pdf_url.
func (f *Face) label(w http.ResponseWriter, r *http.Request) {
	ref, _ := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/label/"), ".pdf")
	if !f.hasPackage(ref) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	_, _ = fmt.Fprintf(w, "%%PDF-1.4\n%% %s\n%%%%EOF\n", ref)
}
