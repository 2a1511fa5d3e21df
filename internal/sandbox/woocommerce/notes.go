package woocommerce

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// statusNames are the names of statuses as notes write them.
var statusNames = map[string]string{
	"pending": "Pending payment", "processing": "Processing", "on-hold": "On hold", "completed": "Completed", "cancelled": "Cancelled",
	"refunded": "Refunded", "failed": "Failed", "shipped": "Shipped", "delivered": "Delivered", "failed-delivery": "Failed delivery",
	"return-requested": "Return requested", "cancel-request": "Cancel request", "trash": "Trash",
}

// notes are those that the shop wrote by itself as the order went on, and those that clients added, newest first. Only
// they tell who cancelled (sheet, 4.2).
func (f *Face) notes(o *world.Order) []world.Note {
	out := slices.Clone(o.Notes)
	before := ""
	past := world.Order{Payment: o.Payment}
	for _, s := range o.Steps {
		past.Stage, past.CancelRequested, past.ReturnRequested = s.Stage, s.Verb == world.RequestCancel, s.Verb == world.RequestReturn
		status := f.plug.status(&past)
		text := stepNote(o, s, before, status)
		before = status
		if text != "" {
			out = append(out, world.Note{ID: s.ID, At: s.At, Author: "WooCommerce", Text: text})
		}
	}
	slices.SortFunc(out, func(a, b world.Note) int { return int(b.ID - a.ID) })
	return out
}

func stepNote(o *world.Order, s world.Step, before, status string) string {
	change := ""
	if before != "" && before != status {
		change = fmt.Sprintf("Order status changed from %s to %s.", statusNames[before], statusNames[status])
	}
	lead := ""
	switch {
	case s.Verb == world.Cancel && s.By == world.System:
		lead = "Unpaid order cancelled - time limit reached."
	case s.Verb == world.Cancel && s.By == world.Buyer:
		lead = "Order cancelled by customer."
	case s.Verb == world.Pay && o.Payment.Transaction != "":
		lead = fmt.Sprintf("Payment received via %s (transaction %s).", o.Payment.Title, o.Payment.Transaction)
	}
	return strings.TrimSpace(lead + " " + change)
}

func (v view) note(w *writer, o *world.Order, n *world.Note) {
	w.open('{')
	w.int("id", n.ID)
	w.str("author", n.Author)
	v.date(w, "date_created", n.At, false)
	v.date(w, "date_created_gmt", n.At, true)
	w.str("note", n.Text)
	w.bool("customer_note", n.ToBuyer)
	all := fmt.Sprintf("%s/orders/%d/notes", apiRoot, o.ID)
	v.links(w, all+"/"+ref(n.ID), "GET DELETE", all, v.up(apiRoot+"/orders/"+o.Ref))
	w.close('}')
}

func listNotes(c *call) (*answer, error) {
	var bad invalid
	kind, given := c.query.get("type")
	kinds := []string{"any", "customer", "internal"}
	if given && !slices.Contains(kinds, kind) {
		bad.notOneOf("type", "type", kinds)
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	o, err := c.f.world.Order(c.f.shop.Key, ref(c.ids[0]))
	if err != nil {
		return nil, errNoOrder
	}
	w := &writer{only: c.view.only, b: []byte{'['}}
	for _, n := range c.f.notes(o) {
		if kind == "customer" && !n.ToBuyer || kind == "internal" && n.ToBuyer {
			continue
		}
		w.sep()
		c.view.note(w, o, &n)
	}
	return one(http.StatusOK, append(w.b, ']')), nil
}

// postNote adds a note. It does not move the order's date_modified (seen on the real shop).
func postNote(c *call) (*answer, error) {
	text, _ := c.body.text("note")
	if text == "" {
		return nil, &refusal{
			status: http.StatusBadRequest, code: "rest_missing_callback_param", message: "Missing parameter(s): note", extra: `,"params":["note"]`,
		}
	}
	if err := c.may("create"); err != nil {
		return nil, err
	}
	toBuyer, _ := c.body.bool("customer_note")
	byUser, _ := c.body.bool("added_by_user")
	o, err := c.f.world.EditSilently(c.f.shop.Key, ref(c.ids[0]), func(o *world.Order, p world.Pen) error {
		author := "WooCommerce"
		if byUser {
			author = "admin"
		}
		o.Notes = append(o.Notes, world.Note{ID: p.Event(), At: p.Now(), Author: author, Text: text, ToBuyer: toBuyer})
		return nil
	})
	if err != nil {
		return nil, errNoOrder
	}
	w, n := c.view.single(), &o.Notes[len(o.Notes)-1]
	c.view.note(w, o, n)
	a := one(http.StatusCreated, w.b)
	a.header = http.Header{"Location": {fmt.Sprintf("%s%s/orders/%d/notes/%d", c.view.home, apiRoot, o.ID, n.ID)}}
	return a, nil
}

func (c *call) theNote() (*world.Order, *world.Note, error) {
	o, err := c.f.world.Order(c.f.shop.Key, ref(c.ids[0]))
	if err != nil {
		return nil, nil, errNoOrder
	}
	for _, n := range c.f.notes(o) {
		if n.ID == c.ids[1] {
			return o, &n, nil
		}
	}
	return nil, nil, refuse(http.StatusNotFound, "woocommerce_rest_invalid_id", "Invalid resource ID.")
}

func getNote(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	o, n, err := c.theNote()
	if err != nil {
		return nil, err
	}
	w := c.view.single()
	c.view.note(w, o, n)
	return one(http.StatusOK, w.b), nil
}

func deleteNote(c *call) (*answer, error) {
	if err := c.may("delete"); err != nil {
		return nil, err
	}
	o, n, err := c.theNote()
	if err != nil {
		return nil, err
	}
	if !c.on("force") {
		return nil, refuse(http.StatusNotImplemented, "woocommerce_rest_trash_not_supported", "Notes do not support trashing.")
	}
	w := c.view.single()
	c.view.note(w, o, n)
	_, err = c.f.world.EditSilently(c.f.shop.Key, o.Ref, func(o *world.Order, _ world.Pen) error {
		o.Notes = slices.DeleteFunc(o.Notes, func(x world.Note) bool { return x.ID == n.ID })
		return nil
	})
	return one(http.StatusOK, w.b), err
}
