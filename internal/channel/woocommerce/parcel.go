package woocommerce

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Order meta that we understand: parcels of Shipment Tracking and Advanced Shipment Tracking, which share one key (unverified
// on a running shop), and the moment an order went to the trash (seen on WooCommerce 11.0.1).
const (
	trackingMeta  = "_wc_shipment_tracking_items"
	trashTimeMeta = "_wp_trash_meta_time"
)

type wooMeta struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"` // of any type; plugins put what they like
}

type wooParcel struct {
	ID             text `json:"tracking_id"`
	Provider       text `json:"tracking_provider"`
	CustomProvider text `json:"custom_tracking_provider"`
	Number         text `json:"tracking_number"`
	Shipped        text `json:"date_shipped"` // Unix seconds, as text or number
}

// parcels reads order meta. It is looked into only when one of our keys is in it, for shops carry a lot of it.
func (r *reader) parcels(s *order.Snapshot, meta json.RawMessage) {
	if !bytes.Contains(meta, []byte(trackingMeta)) && !bytes.Contains(meta, []byte(trashTimeMeta)) {
		return
	}
	var all []wooMeta
	if json.Unmarshal(meta, &all) != nil {
		r.Fault(outcome.BadPayload, "what", "meta_data is not a list")
		return
	}
	for _, m := range all {
		switch m.Key {
		case trackingMeta:
			s.Packages = append(s.Packages, r.tracked(m.Value)...)
		case trashTimeMeta:
			var at text
			if json.Unmarshal(m.Value, &at) == nil && s.RawStatus == "trash" {
				s.CancelledAt = unix(at)
			}
		}
	}
}

// tracked reads the plugin's list. PHP writes a list with a gap as an object.
func (r *reader) tracked(value json.RawMessage) []order.Package {
	var list []wooParcel
	if json.Unmarshal(value, &list) != nil {
		var gaps map[string]wooParcel
		if json.Unmarshal(value, &gaps) != nil {
			return nil // emptied by the plugin: "" or false
		}
		for _, k := range slices.Sorted(maps.Keys(gaps)) {
			list = append(list, gaps[k])
		}
	}
	var parcels []order.Package
	for _, p := range list {
		if p.ID == "" && p.Number == "" {
			continue
		}
		parcels = append(parcels, order.Package{
			Ref: string(cmp.Or(p.ID, p.Number)), Courier: string(cmp.Or(p.CustomProvider, p.Provider)),
			TrackingNumber: string(p.Number), ShippedAt: unix(p.Shipped),
		})
	}
	return parcels
}

// unix reads Unix seconds; anything else is no time.
func unix(t text) time.Time {
	secs, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil || secs <= 0 || secs > 1<<40 {
		return time.Time{}
	}
	return time.Unix(secs, 0).UTC()
}
