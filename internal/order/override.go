package order

import (
	"slices"
	"strconv"
	"time"
)

// Override is a SKU of the books that a person gave to one line of one order, because the channel shows none or a wrong one. It is
// kept beside the snapshot, and stays when the order is read again.
type Override struct {
	Line   string    `json:"line"` // see LineKey
	SKU    string    `json:"sku"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// LineKey names the i-th line: by the channel's id of it, or by its place where the channel gives none.
func (s *Snapshot) LineKey(i int) string {
	if ref := s.Lines[i].Ref; ref != "" {
		return ref
	}
	return "#" + strconv.Itoa(i+1)
}

// Overridden is the order as it is to be written: with the SKUs that people gave. Such a line has no listing any more, so that no
// link rules over what a person said about this very order. Without overrides it is s itself.
func (s *Snapshot) Overridden(list []Override) *Snapshot {
	if len(list) == 0 {
		return s
	}
	changed := *s
	changed.Lines = slices.Clone(s.Lines)
	for i := range changed.Lines {
		key := s.LineKey(i)
		if at := slices.IndexFunc(list, func(o Override) bool { return o.Line == key }); at >= 0 {
			changed.Lines[i].SKU, changed.Lines[i].Listing = list[at].SKU, ""
		}
	}
	return &changed
}
