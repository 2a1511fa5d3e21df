package tiktokshop

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// deliveryOption is the one that all orders were bought with.
const deliveryOption = "7100000000000000001"

// metaReady is where an order remembers when it was arranged.
const metaReady = "rts_time"

// providers are the couriers that a seller may ship with.
var providers = []fields{
	{"id": "6841743441349706241", "name": "J&T Express"}, {"id": "6841743441349706242", "name": "JNE"}, {"id": "6841743441349706243", "name": "SiCepat"},
}

func listProviders(c *call) (any, error) {
	if c.path[0] != deliveryOption {
		return nil, refuse("11050001", "delivery_option_id is invalid")
	}
	return fields{"shipping_providers": providers}, nil
}

// listWarehouses is GET logistics/202309/warehouses.
func listWarehouses(c *call) (any, error) {
	count := 1
	if c.f.warehouses {
		count = 2
	}
	out := []fields{}
	for n := range count {
		out = append(out, fields{
			"id": c.f.warehouse(n + 1), "name": "Gudang " + strconv.Itoa(n+1), "type": "SALES_WAREHOUSE", "sub_type": "DOMESTIC_WAREHOUSE",
			"effect_status": "ENABLED", "is_default": n == 0, "address": fields{"region_code": "ID", "city": "Jakarta Selatan"},
		})
	}
	return fields{"warehouses": out}, nil
}

// parcel is one parcel as the calls about packages see it.
type parcel struct {
	home
	order *world.Order
}

// parcel finds the parcel of a call's path.
func (c *call) parcel() (parcel, error) {
	id := c.path[0]
	o, err := c.f.world.Order(c.f.shop.Key, orderOf(id))
	if err != nil {
		return parcel{}, refuse("21008111", "The package does not belong to the shop")
	}
	for _, l := range o.Lines {
		for _, h := range c.homes(o, l) {
			if h.id == id {
				return parcel{home: h, order: o}, nil
			}
		}
	}
	return parcel{}, refuse("21008111", "The package does not belong to the shop")
}

// packageDetail is GET fulfillment/202309/packages/{id}.
func packageDetail(c *call) (any, error) {
	p, err := c.parcel()
	if err != nil {
		return nil, err
	}
	return fields{
		"package_id": p.id, "package_status": p.status, "tracking_number": p.tracking, "shipping_provider_name": p.courier,
		"orders": []fields{{"id": p.order.Ref}},
	}, nil
}

// slots are the pickup times on offer: today's is taken, tomorrow's is free.
func (c *call) slots() []fields {
	day := c.f.world.Now().Truncate(24 * time.Hour)
	var out []fields
	for n := range 2 {
		at := c.unix(day.Add(time.Duration(24*n+3) * time.Hour))
		out = append(out, fields{"start_time": at, "end_time": at + 4*3600, "avaliable": n == 1})
	}
	return out
}

// timeSlots is GET fulfillment/202309/packages/{id}/handover_time_slots.
func timeSlots(c *call) (any, error) {
	p, err := c.parcel()
	if err != nil {
		return nil, err
	}
	if err := shippable(p); err != nil {
		return nil, err
	}
	return fields{"can_pickup": true, "can_drop_off": true, "can_van_collection": false, "pickup_slots": c.slots()}, nil
}

// shippable refuses what must not be arranged (sheet, 6).
func shippable(p parcel) error {
	shown := word(p.order)
	switch {
	case shown == "ON_HOLD":
		return refuse("21011044", "The order is still on hold")
	case shows(p.order) == world.Cancelled:
		return refuse("21011041", "The order was cancelled")
	case p.order.CancelRequested:
		return refuse("21011007", "The order has an open after-sales request")
	case p.status != "TO_FULFILL":
		return refuse("21011020", "The package was shipped already")
	}
	return nil
}

// shipPackage is POST fulfillment/202309/packages/{id}/ship: the parcel is arranged and gets its tracking number; the courier comes
// when the order's life goes on.
func shipPackage(c *call) (any, error) {
	var in struct {
		Method string `json:"handover_method"`
		Slot   *struct {
			Start int64 `json:"start_time"`
			End   int64 `json:"end_time"`
		} `json:"pickup_slot"`
		Self *struct {
			Tracking string `json:"tracking_number"`
			Provider string `json:"shipping_provider_id"`
		} `json:"self_shipment"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	p, err := c.parcel()
	if err != nil {
		return nil, err
	}
	if err := shippable(p); err != nil {
		return nil, err
	}
	tracking, carrier := "JX"+p.id[len(p.id)-14:], ""
	switch {
	case c.f.seller:
		if in.Self == nil || in.Self.Tracking == "" {
			return nil, refuse("21011022", "self_shipment is required")
		}
		i := slices.IndexFunc(providers, func(f fields) bool { return f["id"] == in.Self.Provider })
		if i < 0 {
			return nil, refuse("21011022", "The shipping provider is invalid")
		}
		tracking, carrier = in.Self.Tracking, providers[i]["name"].(string)
	case in.Method != "PICKUP" && in.Method != "DROP_OFF":
		return nil, refuse("11050001", "handover_method must be PICKUP or DROP_OFF")
	case in.Method == "PICKUP" && (in.Slot == nil || !slices.ContainsFunc(c.slots(), func(s fields) bool { return s["start_time"] == in.Slot.Start && s["avaliable"] == true })):
		return nil, refuse("21011053", "The pickup slot is not available")
	}
	return nil, c.arrange(p.order.Ref, tracking, carrier)
}

// arrange gives an order's waiting parcel its tracking number, which it keeps when the courier comes.
func (c *call) arrange(ref, tracking, carrier string) error {
	_, err := c.f.world.Edit(c.f.shop.Key, ref, func(o *world.Order, pen world.Pen) error {
		o.Word = "AWAITING_COLLECTION"
		at, err := json.Marshal(pen.Now().Format(time.RFC3339))
		if err != nil {
			return err
		}
		o.Meta = append(o.Meta, world.Meta{ID: pen.Event(), Key: metaReady, Value: at}, text(pen, "tracking", tracking), text(pen, "courier", carrier))
		o.Script = slices.Clone(o.Script)
		for i := range o.Script {
			if o.Script[i].Verb == world.Ship {
				o.Script[i].Tracking, o.Script[i].Courier = tracking, carrier
				break
			}
		}
		return nil
	})
	return err
}

func text(pen world.Pen, key, value string) world.Meta {
	b, _ := json.Marshal(value) // a string is always encodable
	return world.Meta{ID: pen.Event(), Key: key, Value: b}
}

// planned is the tracking number of an arranged parcel that the courier has not picked up.
func planned(o *world.Order) string { return meta(o, "tracking") }

// courier is the company that it was arranged with; nothing for TikTok's own.
func courier(o *world.Order) string { return meta(o, "courier") }

// meta is the last word that an order remembers by that name.
func meta(o *world.Order, key string) string {
	for i := len(o.Meta) - 1; i >= 0; i-- {
		if o.Meta[i].Key == key {
			var s string
			_ = json.Unmarshal(o.Meta[i].Value, &s)
			return s
		}
	}
	return ""
}

var (
	documentTypes = []string{"SHIPPING_LABEL", "PACKING_SLIP", "SHIPPING_LABEL_AND_PACKING_SLIP", "SHIPPING_LABEL_PICTURE"}
	documentSizes = []string{"", "A6", "A5"}
)

// shippingDocument is GET fulfillment/202309/packages/{id}/shipping_documents: an address that is good for a day.
func shippingDocument(c *call) (any, error) {
	p, err := c.parcel()
	if err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(documentTypes, c.query.Get("document_type")) || !slices.Contains(documentSizes, c.query.Get("document_size")):
		return nil, refuse("11050001", "document_type or document_size is invalid")
	case c.f.seller:
		return nil, refuse("11034002", "Packages with the seller's own courier have no document")
	case p.tracking == "":
		return nil, refuse("21011042", "The package is not shipped yet")
	}
	until := strconv.FormatInt(c.f.now().Add(24*time.Hour).Unix(), 10)
	return fields{"doc_url": c.f.base + "/documents/" + p.id + "?until=" + until + "&key=" + c.f.documentKey(p.id, until), "tracking_number": p.tracking}, nil
}

func (f *Face) documentKey(id, until string) string {
	return f.fixed("document " + id + " " + until)[:20]
}

// document is the label itself, for whoever knows its address.
func (f *Face) document(w http.ResponseWriter, r *http.Request) {
	id, q := strings.TrimPrefix(r.URL.Path, "/documents/"), r.URL.Query()
	until, err := strconv.ParseInt(q.Get("until"), 10, 64)
	if err != nil || !equal(q.Get("key"), f.documentKey(id, q.Get("until"))) || f.now().Unix() >= until {
		http.Error(w, "Access denied", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	_, _ = w.Write([]byte("%PDF-1.4\n% a pretend label for " + id + "\n%%EOF\n"))
}
