package woocommerce

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// trackingKey is where the Shipment Tracking plugin keeps its records.
const trackingKey = "_wc_shipment_tracking_items"

// productOf is what a line points to; item is nil when it is gone or never was.
func (f *Face) productOf(l *world.Line) (product, variation int64, item *world.Item) {
	if l.ItemID == 0 {
		return 0, 0, nil
	}
	item, ok := f.world.Item(f.shop.Key, l.ItemID)
	if !ok {
		return l.ItemID, 0, nil
	}
	if item.Kind == world.Variation {
		return item.ParentID, item.ID, item
	}
	return item.ID, 0, item
}

func (f *Face) parentName(item *world.Item) string {
	if item == nil {
		return ""
	}
	parent, ok := f.world.Item(f.shop.Key, item.ParentID)
	if !ok {
		return ""
	}
	return parent.Name
}

// parents is the parent of every variation.
func (f *Face) parents() map[int64]int64 {
	out := map[int64]int64{}
	for _, i := range f.world.Items(f.shop.Key) {
		if i.ParentID != 0 {
			out[i.ID] = i.ParentID
		}
	}
	return out
}

func (v view) orderMeta(w *writer, o *world.Order) {
	if !w.list("meta_data") {
		return
	}
	for _, m := range o.Meta {
		meta(w, m.ID, m.Key, m.Value)
	}
	if v.f.plug.tracking && len(o.Packages) > 0 {
		out := &writer{}
		v.trackingItems(out, o)
		meta(w, o.ID*8+1, trackingKey, out.b)
	}
	if o.Word == trash { // recorded: order-read-trashed
		was := *o
		was.Word = ""
		meta(w, o.ID*8+2, "_wp_trash_meta_status", appendString(nil, "wc-"+v.f.plug.status(&was)))
		meta(w, o.ID*8+3, "_wp_trash_meta_time", fmt.Appendf(nil, `"%d"`, o.Updated.Unix()))
	}
	w.close(']')
}

func meta(w *writer, id int64, key string, value json.RawMessage) {
	w.sep()
	w.open('{')
	w.int("id", id)
	w.str("key", key)
	w.raw("value", string(value))
	w.close('}')
}

// lineMeta shows what the shop notes about stock on a line (recorded: orders-list-all-statuses).
func (v view) lineMeta(w *writer, l *world.Line, item *world.Item) {
	if !w.list("meta_data") {
		return
	}
	if item != nil && item.Kind == world.Variation {
		displayed(w, l.ID*8+1, strings.ToLower(item.Choice), item.Option, item.Choice)
	}
	for _, m := range l.Meta {
		var text string
		if json.Unmarshal(m.Value, &text) != nil {
			text = string(m.Value)
		}
		displayed(w, m.ID, m.Key, text, m.Key)
	}
	if l.Held > 0 {
		displayed(w, l.ID*8+2, "_reduced_stock", strconv.FormatInt(l.Held, 10), "_reduced_stock")
	}
	if l.Restocked > 0 {
		displayed(w, l.ID*8+3, "_restock_refunded_items", strconv.FormatInt(l.Restocked, 10), "_restock_refunded_items")
	}
	w.close(']')
}

func displayed(w *writer, id int64, key, value, displayKey string) {
	w.sep()
	w.open('{')
	w.int("id", id)
	w.str("key", key)
	w.str("value", value)
	w.str("display_key", displayKey)
	w.str("display_value", value)
	w.close('}')
}

// links appends _links: self with the methods it knows, the collection, and further ones as JSON members.
func (v view) links(w *writer, self, allow, collection, further string) {
	if !w.object("_links") {
		return
	}
	quoted := `"` + strings.ReplaceAll(allow, " ", `","`) + `"`
	w.raw("self", `[{"href":`+string(appendString(nil, v.home+self))+`,"targetHints":{"allow":[`+quoted+`]}}]`)
	w.raw("collection", `[{"href":`+string(appendString(nil, v.home+collection))+`}]`)
	if further != "" {
		w.sep()
		w.b = append(w.b, further...)
	}
	w.close('}')
}

// up is a link to a parent record.
func (v view) up(path string) string {
	return `"up":[{"href":` + string(appendString(nil, v.home+path)) + `}]`
}

const (
	apiRoot    = "/wp-json/wc/v3"
	allMethods = "GET POST PUT PATCH DELETE"
)

func (v view) orderLinks(w *writer, o *world.Order) {
	self := apiRoot + "/orders/" + o.Ref
	mails := `"email_templates":[{"embeddable":true,"href":` + string(appendString(nil, v.home+self+"/actions/email_templates")) + `}]`
	v.links(w, self, allMethods, apiRoot+"/orders", mails)
}

// trackingItems is the value of the plugin's meta field.
func (v view) trackingItems(w *writer, o *world.Order) {
	w.open('[')
	for i := range o.Packages {
		p := &o.Packages[i]
		w.sep()
		w.open('{')
		w.str("tracking_provider", "")
		w.str("custom_tracking_provider", p.Courier)
		w.str("custom_tracking_link", trackingLink(p))
		w.str("tracking_number", p.TrackingNumber)
		w.str("date_shipped", strconv.FormatInt(v.effects.Shift(p.ShippedAt).Unix(), 10))
		w.str("tracking_id", p.Ref)
		w.close('}')
	}
	w.close(']')
}

func trackingLink(p *world.Package) string {
	return "https://cekresi.example.test/" + p.TrackingNumber
}

func couponCode(d world.Discount) string { return strings.ToLower(d.Code) }
