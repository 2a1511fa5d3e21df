package amazon

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// confirmation is what confirmShipment takes.
type confirmation struct {
	Marketplace string `json:"marketplaceId"`
	Package     struct {
		Ref      json.RawMessage `json:"packageReferenceId"`
		Carrier  string          `json:"carrierCode"`
		Name     string          `json:"carrierName"`
		Method   string          `json:"shippingMethod"`
		Tracking string          `json:"trackingNumber"`
		Date     string          `json:"shipDate"`
		Items    []struct {
			ID       string `json:"orderItemId"`
			Quantity int64  `json:"quantity"`
		} `json:"orderItems"`
	} `json:"packageDetail"`
}

// ref is the package's number: a string that holds a positive one.
func (k confirmation) ref() (string, *refusal) {
	var ref string
	if json.Unmarshal(k.Package.Ref, &ref) != nil {
		return "", bad("The input you have submitted is not valid: packageDetail.packageReferenceId")
	}
	if n, err := strconv.ParseInt(ref, 10, 64); err != nil || n <= 0 {
		return "", bad("PackageReferenceId: is invalid, must be a positive numeric value.")
	}
	return ref, nil
}

// confirmShipment tells that a parcel left. The same number again edits that parcel.
func confirmShipment(c *call) (any, *refusal) {
	var k confirmation
	if json.Unmarshal(c.body, &k) != nil || k.Marketplace != marketplace {
		return nil, bad("marketplaceId or packageDetail is not valid.")
	}
	o, no := c.one()
	if no != nil {
		return nil, no
	}
	ref, no := k.ref()
	if no != nil {
		return nil, no
	}
	date, err := time.Parse(time.RFC3339, k.Package.Date)
	carrier := k.Package.Carrier
	if carrier == "Other" {
		carrier = k.Package.Name
	}
	switch {
	case c.f.words.byAmazon(o):
		return nil, bad("The order %s is fulfilled by Amazon.", o.Ref)
	case err != nil || date.After(c.f.now().Add(time.Minute)) || date.Before(o.Created):
		return nil, bad("shipDate is not valid.")
	case carrier == "" || k.Package.Tracking == "" || len(k.Package.Items) == 0:
		return nil, bad("carrierCode, trackingNumber and orderItems are needed; Other needs a carrierName.")
	}
	counts, no := counted(o, k)
	if no != nil {
		return nil, no
	}
	if slices.ContainsFunc(o.Packages, func(p world.Package) bool { return p.Ref == ref }) {
		return c.amend(o, ref, carrier, k.Package.Tracking)
	}
	if _, err := c.f.world.Do(c.f.shop.Key, o.Ref, world.Act{Verb: world.Ship, Lines: counts, Courier: carrier, Tracking: k.Package.Tracking}); err != nil {
		return nil, bad("Failed to create package %s for order %s: PackageToUpdateNotFound", ref, o.Ref)
	}
	return c.named(o, ref)
}

// counted are the pieces that are in the parcel.
func counted(o *world.Order, k confirmation) ([]world.Count, *refusal) {
	var out []world.Count
	for _, i := range k.Package.Items {
		at := slices.IndexFunc(o.Lines, func(l world.Line) bool { return itemID(l.ID) == i.ID })
		if at < 0 || i.Quantity < 1 {
			return nil, bad("OrderItemId is invalid: %s", strings.TrimSpace(i.ID))
		}
		out = append(out, world.Count{Line: o.Lines[at].ID, Quantity: i.Quantity})
	}
	return out, nil
}

// amend changes a parcel that was confirmed before.
func (c *call) amend(o *world.Order, ref, carrier, tracking string) (any, *refusal) {
	_, err := c.f.world.Edit(c.f.shop.Key, o.Ref, func(o *world.Order, _ world.Pen) error {
		for i := range o.Packages {
			if o.Packages[i].Ref == ref {
				o.Packages[i].Courier, o.Packages[i].TrackingNumber = carrier, tracking
			}
		}
		return nil
	})
	if err != nil {
		return nil, unknown("The order " + o.Ref)
	}
	return accepted{http.StatusNoContent, nil}, nil
}

// named gives the last parcel the number that the client chose.
func (c *call) named(o *world.Order, ref string) (any, *refusal) {
	_, err := c.f.world.EditSilently(c.f.shop.Key, o.Ref, func(o *world.Order, _ world.Pen) error {
		o.Packages[len(o.Packages)-1].Ref = ref
		return nil
	})
	if err != nil {
		return nil, unknown("The order " + o.Ref)
	}
	return accepted{http.StatusNoContent, nil}, nil
}
