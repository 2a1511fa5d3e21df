package woocommerce

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// trackingRoute is the Shipment Tracking plugin's.
const trackingRoute = "wc-shipment-tracking/v3/orders/#/shipment-trackings"

// parcel is what a client says about a parcel.
type parcel struct {
	id, courier, number string
	shipped             time.Time // zero: now
}

func parcelOf(in fields) parcel {
	var p parcel
	set(in, map[string]*string{"tracking_id": &p.id, "tracking_number": &p.number, "tracking_provider": &p.courier})
	if p.courier == "" {
		p.courier, _ = in.text("custom_tracking_provider")
	}
	date, _ := in.text("date_shipped")
	if n, err := strconv.ParseInt(date, 10, 64); err == nil && n > 0 {
		p.shipped = time.Unix(n, 0).UTC()
	} else if at, err := time.ParseInLocation(time.DateOnly, date, world.Jakarta); err == nil {
		p.shipped = at.UTC()
	}
	return p
}

// addParcel writes a parcel down. The plugin leaves the status alone: an order that was processing stays so, and is
// shipped only for who looks at its tracking records.
func (f *Face) addParcel(o *world.Order, p world.Pen, in parcel) *world.Package {
	o.Word = f.plug.status(o)
	at := in.shipped
	if at.IsZero() {
		at = p.Now()
	}
	box := world.Package{Courier: in.courier, TrackingNumber: in.number, ShippedAt: at, Ref: in.id}
	if box.Ref == "" {
		box.Ref = profile(nil).PackageRef(o.Ref+"/api", int(p.Event()))
	}
	for i := range o.Lines { // the first parcel has all that is left; the plugin does not know about pieces
		l := &o.Lines[i]
		if n := l.Quantity - l.Cancelled - l.Shipped; n > 0 {
			box.Lines = append(box.Lines, world.Count{Line: l.ID, Quantity: n})
			l.Shipped += n
		}
	}
	o.Packages = append(o.Packages, box)
	o.Stage = f.plug.stageOf(o, o.Word)
	return &o.Packages[len(o.Packages)-1]
}

func (f *Face) dropParcel(o *world.Order, id string) bool {
	at := slices.IndexFunc(o.Packages, func(p world.Package) bool { return p.Ref == id })
	if at < 0 {
		return false
	}
	for _, c := range o.Packages[at].Lines {
		if l := o.LineByID(c.Line); l != nil {
			l.Shipped -= c.Quantity
		}
	}
	o.Word = f.plug.status(o)
	o.Packages = slices.Delete(o.Packages, at, at+1)
	o.Stage = f.plug.stageOf(o, o.Word)
	return true
}

// writeTracking takes the plugin's meta field as clients write it: the whole list of parcels that there shall be.
func (f *Face) writeTracking(o *world.Order, p world.Pen, body fields) {
	for _, m := range body.list("meta_data") {
		if key, _ := m.text("key"); key != trackingKey {
			continue
		}
		var items []fields
		if json.Unmarshal(m["value"], &items) != nil {
			continue
		}
		var keep []string
		for _, in := range items {
			box := parcelOf(in)
			at := slices.IndexFunc(o.Packages, func(x world.Package) bool {
				return box.id != "" && x.Ref == box.id || x.TrackingNumber == box.number
			})
			if at >= 0 {
				keep = append(keep, o.Packages[at].Ref)
				continue
			}
			keep = append(keep, f.addParcel(o, p, box).Ref)
		}
		for _, x := range slices.Clone(o.Packages) {
			if !slices.Contains(keep, x.Ref) {
				f.dropParcel(o, x.Ref)
			}
		}
	}
}

// trackedOrder is the order of a tracking route; without the plugin the route is not there.
func (c *call) trackedOrder(right string) (*world.Order, error) {
	if !c.f.plug.tracking {
		return nil, noRoute
	}
	if err := c.may(right); err != nil {
		return nil, err
	}
	o, err := c.f.world.Order(c.f.shop.Key, ref(c.ids[0]))
	if err != nil {
		return nil, refuse(http.StatusNotFound, "woocommerce_rest_order_invalid_id", "Invalid order ID.")
	}
	return o, nil
}

func (v view) parcel(w *writer, o *world.Order, p *world.Package) {
	w.open('{')
	w.str("tracking_id", p.Ref)
	w.str("tracking_provider", p.Courier)
	w.str("tracking_link", trackingLink(p))
	w.str("tracking_number", p.TrackingNumber)
	w.str("date_shipped", v.effects.Shift(p.ShippedAt).In(v.f.shop.Zone).Format(time.DateOnly))
	all := "/wp-json/" + strings.Replace(trackingRoute, "#", o.Ref, 1)
	v.links(w, all+"/"+p.Ref, "GET DELETE", all, v.up(apiRoot+"/orders/"+o.Ref))
	w.close('}')
}

func listTrackings(c *call) (*answer, error) {
	o, err := c.trackedOrder("list")
	if err != nil {
		return nil, err
	}
	w := &writer{only: c.view.only, b: []byte{'['}}
	for i := range o.Packages {
		w.sep()
		c.view.parcel(w, o, &o.Packages[i])
	}
	return one(http.StatusOK, append(w.b, ']')), nil
}

func postTracking(c *call) (*answer, error) {
	if _, err := c.trackedOrder("create"); err != nil {
		return nil, err
	}
	in := parcelOf(c.body)
	if in.number == "" {
		return nil, &refusal{
			status: http.StatusBadRequest, code: "rest_missing_callback_param", message: "Missing parameter(s): tracking_number",
			extra: `,"params":["tracking_number"]`,
		}
	}
	in.id = ""
	o, err := c.f.world.Edit(c.f.shop.Key, ref(c.ids[0]), func(o *world.Order, p world.Pen) error {
		c.f.addParcel(o, p, in)
		// AST's addition: 1 sets the order completed, or shipped where that status is there.
		if done, _ := c.body.bool("status_shipped"); done {
			status := "completed"
			if c.f.plug.statuses {
				status = "shipped"
			}
			c.f.setStatus(o, p, status)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	w := c.view.single()
	c.view.parcel(w, o, &o.Packages[len(o.Packages)-1])
	return one(http.StatusCreated, w.b), nil
}

func (c *call) theParcel(right string) (*world.Order, *world.Package, error) {
	o, err := c.trackedOrder(right)
	if err != nil {
		return nil, nil, err
	}
	id := c.r.URL.Path[strings.LastIndex(c.r.URL.Path, "/")+1:]
	if route, ok := c.query.get("rest_route"); ok {
		id = route[strings.LastIndex(route, "/")+1:]
	}
	for i := range o.Packages {
		if o.Packages[i].Ref == id {
			return o, &o.Packages[i], nil
		}
	}
	return nil, nil, refuse(http.StatusNotFound, "woocommerce_rest_order_shipment_tracking_invalid_id", "Invalid shipment tracking ID.")
}

func getTracking(c *call) (*answer, error) {
	o, p, err := c.theParcel("view")
	if err != nil {
		return nil, err
	}
	w := c.view.single()
	c.view.parcel(w, o, p)
	return one(http.StatusOK, w.b), nil
}

func deleteTracking(c *call) (*answer, error) {
	o, p, err := c.theParcel("delete")
	if err != nil {
		return nil, err
	}
	w := c.view.single()
	c.view.parcel(w, o, p)
	_, err = c.f.world.Edit(c.f.shop.Key, o.Ref, func(o *world.Order, _ world.Pen) error {
		if !c.f.dropParcel(o, p.Ref) {
			return errors.New("the parcel went away meanwhile")
		}
		return nil
	})
	return one(http.StatusOK, w.b), err
}

func trackingProviders(c *call) (*answer, error) {
	if _, err := c.trackedOrder("list"); err != nil {
		return nil, err
	}
	return one(http.StatusOK, []byte(`{"Indonesia":{"JNE":"https:\/\/cekresi.example.test\/%1$s","J&T":"https:\/\/cekresi.example.test\/%1$s",`+
		`"SiCepat":"https:\/\/cekresi.example.test\/%1$s","AnterAja":"https:\/\/cekresi.example.test\/%1$s","POS":"https:\/\/cekresi.example.test\/%1$s"}}`)), nil
}
