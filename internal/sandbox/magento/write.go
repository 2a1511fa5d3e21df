package magento

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// asked is one line of a call that invoices or ships.
type asked struct {
	Item json.Number `json:"order_item_id"`
	Qty  json.Number `json:"qty"`
}

// counts reads lines; a quantity must be whole, for the world has no halves.
func counts(items []asked) (map[int64]int64, bool) {
	out := map[int64]int64{}
	for _, i := range items {
		line, err := i.Item.Int64()
		qty, err2 := i.Qty.Float64()
		if err != nil || err2 != nil || qty < 0 || qty != float64(int64(qty)) {
			return nil, false
		}
		out[line] += int64(qty)
	}
	return out, true
}

// invoiceOrder makes an invoice (sheet, section 6): of all that is left without items. It is paid at once.
func invoiceOrder(c *call) (any, error) {
	var in struct {
		Items   []asked `json:"items"`
		Capture bool    `json:"capture"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	wanted, ok := counts(in.Items)
	if !ok {
		return nil, invalid("Invoice", "The invoice can't be created without products. Add products and try again.")
	}
	if _, err := c.order(); err != nil {
		return nil, err
	}
	var id int64
	err := c.edit(func(o *world.Order, p world.Pen) error {
		f := c.f.habits.figures(o)
		if refused := mayBeInvoiced(o, &f, wanted); refused != nil {
			return refused
		}
		b := billed{ID: p.Record(), At: p.Now(), Lines: map[int64]int64{}}
		for _, l := range o.Lines {
			if n := f.uninvoiced(l); len(wanted) == 0 {
				b.Lines[l.ID] = n
			} else if wanted[l.ID] > 0 {
				b.Lines[l.ID] = wanted[l.ID]
			}
		}
		id = b.ID
		return enter(o, p, &f, b)
	})
	if err != nil {
		return nil, err
	}
	return c.id(id), nil
}

func mayBeInvoiced(o *world.Order, f *figures, wanted map[int64]int64) *refusal {
	switch f.state {
	case "holded", "payment_review", "canceled", "closed", "complete":
		return invalid("Invoice", "An invoice cannot be created when an order has a status of "+f.status)
	}
	if f.allInvoiced(o) {
		return invalid("Invoice", "The order does not allow an invoice to be created.")
	}
	for line, n := range wanted {
		l := o.LineByID(line)
		if l == nil || n > f.uninvoiced(*l) {
			return invalid("Invoice", "The quantity to invoice must not be greater than the uninvoiced quantity for product SKU \"\".")
		}
	}
	return nil
}

// enter books an invoice: what completes the order takes what is left of its total. Money that had not come in has now, so an
// order that waited for it is paid.
func enter(o *world.Order, p world.Pen, f *figures, b billed) error {
	last := true
	for _, l := range o.Lines {
		if l.Quantity > 0 {
			b.Amount += (l.Total() + l.Tax) * world.Amount(b.Lines[l.ID]) / world.Amount(l.Quantity)
		}
		last = last && f.uninvoiced(l) <= b.Lines[l.ID]
	}
	if rest := o.Total - f.totalInvoiced - f.totalCanceled; last || b.Amount > rest {
		b.Amount = rest
	}
	value, err := json.Marshal(b)
	if err != nil {
		return err
	}
	o.Meta = append(o.Meta, world.Meta{ID: p.Event(), Key: invoiceMeta, Value: value})
	if o.Stage == world.Unpaid {
		o.Stage, o.PaidAt = world.Paid, p.Now()
	}
	return nil
}

// shipOrder makes a shipment; a configurable product's parent row is what is shipped.
func shipOrder(c *call) (any, error) {
	var in struct {
		Items  []asked `json:"items"`
		Tracks []struct {
			Number  string `json:"track_number"`
			Title   string `json:"title"`
			Carrier string `json:"carrier_code"`
		} `json:"tracks"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	o, err := c.order()
	if err != nil {
		return nil, err
	}
	wanted, ok := counts(in.Items)
	f := c.f.habits.figures(o)
	if refused := mayBeShipped(o, &f, wanted, ok); refused != nil {
		return nil, refused
	}
	act := world.Act{Verb: world.Ship, By: world.Seller}
	for _, t := range in.Tracks {
		if t.Number == "" || t.Carrier == "" {
			return nil, invalid("Shipment", "Please enter a tracking number.")
		}
		act.Courier, act.Tracking = t.Title, t.Number
	}
	for line, n := range wanted {
		if n > 0 {
			act.Lines = append(act.Lines, world.Count{Line: line, Quantity: n})
		}
	}
	if o.Stage == world.Unpaid { // Magento lets goods go before money comes; the world must be told
		if err := c.edit(func(o *world.Order, _ world.Pen) error { o.Stage = world.Paid; return nil }); err != nil {
			return nil, err
		}
	}
	o, err = c.f.world.Do(c.f.shop.Key, o.Ref, act)
	if errors.Is(err, world.ErrIllegal) {
		return nil, invalid("Shipment", "The order does not allow a shipment to be created.")
	}
	if err != nil {
		return nil, err
	}
	return c.id(atoi(o.Packages[len(o.Packages)-1].Ref)), nil
}

func mayBeShipped(o *world.Order, f *figures, wanted map[int64]int64, understood bool) *refusal {
	switch f.state {
	case "holded", "payment_review", "canceled", "closed", "complete":
		return invalid("Shipment", "A shipment cannot be created when an order has a status of "+f.status)
	}
	if f.allShipped(o) {
		return invalid("Shipment", "The order does not allow a shipment to be created.")
	}
	var sum int64
	for line, n := range wanted {
		l := o.LineByID(line)
		if sum += n; l == nil || n > f.left(*l) {
			return invalid("Shipment", "The quantity to ship must not be greater than the unshipped quantity for product SKU \"\".")
		}
	}
	if !understood || len(wanted) > 0 && sum == 0 {
		return invalid("Shipment", "You can't create a shipment without products.")
	}
	return nil
}

// addTrack gives a shipment a tracking number.
func addTrack(c *call) (any, error) {
	var in struct {
		Entity struct {
			Order  json.Number `json:"order_id"`
			Parent json.Number `json:"parent_id"`
			Number string      `json:"track_number"`
			Title  string      `json:"title"`
		} `json:"entity"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.Entity.Number == "" {
		return nil, plain(http.StatusBadRequest, "Could not save the shipment tracking.")
	}
	c.args = []string{in.Entity.Order.String()}
	if _, err := c.order(); err != nil {
		return nil, err
	}
	err := c.edit(func(o *world.Order, _ world.Pen) error {
		for i := range o.Packages {
			if o.Packages[i].Ref == in.Entity.Parent.String() {
				o.Packages[i].TrackingNumber, o.Packages[i].Courier = in.Entity.Number, cmp.Or(in.Entity.Title, o.Packages[i].Courier)
				return nil
			}
		}
		return noEntity()
	})
	if err != nil {
		return nil, err
	}
	return object{"entity_id": atoi(in.Entity.Parent.String()), "track_number": in.Entity.Number, "title": in.Entity.Title}, nil
}

// cancelOrder answers false with a 200 when the order cannot be cancelled any more (sheet, section 5).
func cancelOrder(c *call) (any, error) {
	o, err := c.order()
	if err != nil {
		return nil, err
	}
	f := c.f.habits.figures(o)
	switch f.state {
	case "holded", "complete", "closed", "canceled", "payment_review":
		return false, nil
	}
	if f.allInvoiced(o) {
		return false, nil
	}
	_, err = c.f.world.Do(c.f.shop.Key, o.Ref, world.Act{Verb: world.Cancel, By: world.Seller})
	if errors.Is(err, world.ErrIllegal) {
		return false, nil
	}
	return err == nil, err
}

func holdOrder(c *call) (any, error) {
	o, err := c.order()
	if err != nil {
		return nil, err
	}
	switch c.f.habits.figures(o).state {
	case "holded", "complete", "closed", "canceled", "payment_review":
		return nil, plain(http.StatusBadRequest, "A hold action is not available.")
	}
	return true, c.edit(func(o *world.Order, _ world.Pen) error { o.Word = "holded"; return nil })
}

func unholdOrder(c *call) (any, error) {
	o, err := c.order()
	if err != nil {
		return nil, err
	}
	if o.Word != "holded" {
		return nil, plain(http.StatusBadRequest, "You cannot remove the hold.")
	}
	return true, c.edit(func(o *world.Order, _ world.Pen) error { o.Word = ""; return nil })
}

// commentOrder adds a line to the history; the status in it becomes the order's, which stays in its state. A cancellation that a
// buyer asked for is refused by going back to the usual status.
func commentOrder(c *call) (any, error) {
	var in struct {
		History struct {
			Comment string `json:"comment"`
			Status  string `json:"status"`
		} `json:"statusHistory"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.History.Comment == "" {
		return nil, required("comment")
	}
	if _, err := c.order(); err != nil {
		return nil, err
	}
	return true, c.edit(func(o *world.Order, p world.Pen) error {
		f := c.f.habits.figures(o)
		note(o, p, in.History.Comment, in.History.Status, f.state)
		if f.status == "cancel_requested" && in.History.Status != f.status {
			o.CancelRequested = false
		}
		return nil
	})
}
