package shopee

import (
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// The seller's pickup address.
const pickupAddress = 234

// slots are the pickup times on offer: the next two days.
func (c *call) slots() []fields {
	day := c.f.world.Now().Truncate(24 * time.Hour)
	var out []fields
	for n := 1; n <= 2; n++ {
		at := day.Add(time.Duration(n) * 24 * time.Hour)
		slot := fields{"date": c.unix(at), "time_text": "", "pickup_time_id": fmt.Sprintf("%d_1", at.Unix()), "flags": []string{}}
		if n == 2 {
			slot["flags"] = []string{"recommended"}
		}
		out = append(out, slot)
	}
	return out
}

// parcelOf finds the parcel that a shipping call is about. An unsplit order must be named without a parcel's number, a split one
// with it (sheet, 6).
func (c *call) parcelOf(sn, number string, given bool) (*world.Order, parcel, error) {
	o, err := c.order(sn)
	if err != nil {
		return nil, parcel{}, refuse("logistics.invalid_error", "The order is not exist.")
	}
	all := c.f.parcels(o)
	split := len(all) > 1
	switch {
	case given && number == "":
		return nil, parcel{}, wrong("package_number is invalid")
	case given && !split:
		return nil, parcel{}, refuse("logistics.ship_order_not_need_pacakge_number", "Please don't request with package_number for this unsplit order.")
	case !given && split:
		return nil, parcel{}, refuse("logistics.ship_order_need_pacakge_number", "Please request with package_number for this split order.")
	}
	for _, p := range all {
		if !given || p.number == number {
			return o, p, nil
		}
	}
	return nil, parcel{}, refuse("logistics.package_not_exist", "The package is not exist.")
}

// shippingParameter is GET logistics/get_shipping_parameter.
func shippingParameter(c *call) (any, error) {
	sn, err := c.required("order_sn")
	if err != nil {
		return nil, err
	}
	o, p, err := c.parcelOf(sn, c.query.Get("package_number"), c.query.Has("package_number"))
	if err != nil {
		return nil, err
	}
	if o.Stage == world.Cancelled {
		return nil, refuse("error_status", "The order has been cancelled.")
	}
	if p.status != "LOGISTICS_READY" && p.status != "LOGISTICS_PICKUP_RETRY" {
		return nil, refuse("error_param", "Shipping parameters can only be obtained when package is ready to be shipped")
	}
	address := fields{
		"address_id": pickupAddress, "region": "ID", "state": "DKI Jakarta", "city": "Jakarta Selatan", "district": "", "town": "", "address": "Jl. Gudang 1",
		"zipcode": "12110", "address_flag": []string{"default_address", "pickup_address", "return_address"}, "time_slot_list": c.slots(),
	}
	other := fields{"address_id": 123, "region": "ID", "zipcode": "40111", "address_flag": []string{}, "time_slot_list": nil}
	return fields{
		"info_needed": fields{"pickup": []string{"address_id", "pickup_time_id"}, "dropoff": []string{}},
		"pickup":      fields{"address_list": []fields{other, address}}, "dropoff": fields{"branch_list": nil},
	}, nil
}

// shipment is the body of ship_order and update_shipping_order.
type shipment struct {
	SN      string  `json:"order_sn"`
	Package *string `json:"package_number"`
	Pickup  *struct {
		Address  int64  `json:"address_id"`
		Time     string `json:"pickup_time_id"`
		Tracking string `json:"tracking_number"`
	} `json:"pickup"`
	Dropoff *struct {
		Tracking string `json:"tracking_number"`
	} `json:"dropoff"`
	NonIntegrated *struct {
		Tracking string `json:"tracking_number"`
	} `json:"non_integrated"`
}

func (s *shipment) number() (string, bool) {
	if s.Package == nil {
		return "", false
	}
	return *s.Package, true
}

// check refuses what does not fit the courier: exactly one way, and what that way needs.
func (c *call) check(s *shipment) error {
	ways := 0
	for _, given := range []bool{s.Pickup != nil, s.Dropoff != nil, s.NonIntegrated != nil} {
		if given {
			ways++
		}
	}
	switch {
	case ways != 1:
		return refuse("logistics.ship_order_only_support_one_type", "Please select just one way to ship order: pickup or dropoff or non_integrated.")
	case s.NonIntegrated != nil:
		return refuse("logistics.ship_order_unsupport_non_integrated", "This order does not support ship with non_integrated.")
	case s.Dropoff != nil:
		return nil
	case s.Pickup.Address == 0 || s.Pickup.Time == "":
		return refuse("logistics.ship_order_need_address_pickup_time", "Parameter address_id and pickup_time_id are required.")
	case s.Pickup.Address != pickupAddress:
		return refuse("logistics.pickup_address_unsupported", "Pickup address is not supported.")
	}
	for _, slot := range c.slots() {
		if slot["pickup_time_id"] == s.Pickup.Time {
			return nil
		}
	}
	return refuse("logistics.ship_order_pickup_time_invalid", "Invalid pickup time id. Please check the pick up time id.")
}

// shipOrder is POST logistics/ship_order: the parcel is arranged and gets its tracking number; the courier comes when the order's
// life goes on.
func shipOrder(c *call) (any, error) { return c.arrange("LOGISTICS_READY") }

// updateShipping is POST logistics/update_shipping_order: a new time after the courier failed to collect.
func updateShipping(c *call) (any, error) { return c.arrange("LOGISTICS_PICKUP_RETRY") }

func (c *call) arrange(from string) (any, error) {
	var in shipment
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if in.SN == "" {
		return nil, wrong("order_sn is a required field")
	}
	number, given := in.number()
	o, p, err := c.parcelOf(in.SN, number, given)
	if err != nil {
		return nil, err
	}
	if err := c.check(&in); err != nil {
		return nil, err
	}
	switch {
	case p.status == "LOGISTICS_REQUEST_CREATED" || !p.picked.IsZero():
		return nil, refuse("logistics.package_already_shipped", "This package has already been arranged shipment and you can't call this API again.")
	case p.status != from || o.CancelRequested:
		return nil, refuse("logistics.ship_order_not_ready_to_ship", "The order is not ready to ship.")
	}
	_, err = c.f.world.Edit(c.f.shop.Key, in.SN, func(o *world.Order, _ world.Pen) error {
		tracking := arrangedNumber(o)
		o.Word = "PROCESSED"
		script := append([]world.Due(nil), o.Script...)
		for i := range script {
			if script[i].Verb == world.Ship {
				script[i].Tracking = tracking
				break
			}
		}
		o.Script = script
		return nil
	})
	return nil, err
}

// trackingNumber is GET logistics/get_tracking_number; empty until the shipment is arranged.
func trackingNumber(c *call) (any, error) {
	sn, err := c.required("order_sn")
	if err != nil {
		return nil, err
	}
	_, p, err := c.parcelOf(sn, c.query.Get("package_number"), c.query.Has("package_number"))
	if err != nil {
		return nil, err
	}
	out := fields{"tracking_number": p.tracking}
	if p.tracking == "" {
		out["hint"] = "The tracking number will be available after the shipment is arranged."
	}
	return out, nil
}

// paper is one row of the calls about shipping documents.
type paper struct {
	SN      string  `json:"order_sn"`
	Package *string `json:"package_number"`
	Number  string  `json:"tracking_number"`
	Type    string  `json:"shipping_document_type"`
}

func (p *paper) number() (string, bool) {
	if p.Package == nil {
		return "", false
	}
	return *p.Package, true
}

func (c *call) papers() ([]paper, string, error) {
	var in struct {
		Type   string  `json:"shipping_document_type"`
		Orders []paper `json:"order_list"`
	}
	if err := c.body(&in); err != nil {
		return nil, "", err
	}
	if len(in.Orders) == 0 || len(in.Orders) > 50 {
		return nil, "", wrong("order_list should have 1 to 50 elements")
	}
	return in.Orders, in.Type, nil
}

// rows answers for each row by itself; when all fail the envelope says so.
func (c *call) rows(each func(p *paper, at parcel) (fields, error)) (any, error) {
	papers, _, err := c.papers()
	if err != nil {
		return nil, err
	}
	out, failed := []fields{}, 0
	for i := range papers {
		p := &papers[i]
		row := fields{"order_sn": p.SN}
		number, given := p.number()
		_, at, err := c.parcelOf(p.SN, number, given)
		var more fields
		if err == nil {
			more, err = each(p, at)
		}
		if err != nil {
			no := refusalOf(err)
			row["fail_error"], row["fail_message"] = no.word, no.message
			failed++
		}
		for k, v := range more {
			row[k] = v
		}
		out = append(out, row)
	}
	if failed == len(papers) {
		return nil, &refusal{word: "common.batch_api_all_failed", message: "Failed, please check result_list for more details.", response: fields{"result_list": out}}
	}
	return fields{"result_list": out}, nil
}

var paperTypes = map[string]bool{"NORMAL_AIR_WAYBILL": true, "THERMAL_AIR_WAYBILL": true}

// createDocument is POST logistics/create_shipping_document: printing begins.
func createDocument(c *call) (any, error) {
	return c.rows(func(p *paper, at parcel) (fields, error) {
		switch {
		case at.tracking == "":
			return nil, refuse("logistics.package_can_not_print", "The package can not print now.")
		case p.Number != at.tracking:
			return nil, refuse("logistics.tracking_number_invalid", "The tracking number is invalid. Please check the tracking number.")
		case p.Type != "" && !paperTypes[p.Type]:
			return nil, refuse("logistics.shipping_document_type_invalid", "The shipping_document_type is not invalid. Please check the shipping_document_type.")
		}
		c.f.mu.Lock()
		defer c.f.mu.Unlock()
		if _, have := c.f.state.Printed[at.number]; !have {
			c.f.state.Printed[at.number] = "PROCESSING"
		}
		return nil, nil
	})
}

// documentResult is POST logistics/get_shipping_document_result: the first look finds it still printing.
func documentResult(c *call) (any, error) {
	return c.rows(func(_ *paper, at parcel) (fields, error) {
		c.f.mu.Lock()
		defer c.f.mu.Unlock()
		state, have := c.f.state.Printed[at.number]
		if !have {
			return nil, refuse("logistics.shipping_document_should_print_first", "The package can not print now, please create shipping document first.")
		}
		c.f.state.Printed[at.number] = "READY"
		return fields{"status": state}, nil
	})
}

// downloadDocument is POST logistics/download_shipping_document: a file, or an error in JSON.
func downloadDocument(c *call) (any, error) {
	papers, _, err := c.papers()
	if err != nil {
		return nil, err
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	for i := range papers {
		number, given := papers[i].number()
		_, at, err := c.parcelOf(papers[i].SN, number, given)
		if err != nil {
			return nil, err
		}
		if c.f.state.Printed[at.number] != "READY" {
			return nil, refuse("logistics.shipping_document_should_print_first", "The package can not print now, please create shipping document first.")
		}
	}
	return &document{kind: "application/pdf", body: []byte("%PDF-1.4\n% a pretend air waybill for " + papers[0].SN + "\n%%EOF\n")}, nil
}
