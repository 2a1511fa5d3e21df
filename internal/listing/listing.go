// Package listing ties what a channel sells to the SKUs of the books.
package listing

// Links tells which SKU of the books each listing and channel SKU stands for, for the lines of one batch of orders.
// The zero value links nothing.
type Links struct {
	ByListing map[string]string // the channel's listing id → SKU, linked by a person or by an earlier match; rules over BySKU
	BySKU     map[string]bool   // SKUs that the books know
}

// SKU gives the books' SKU for a line's listing id and SKU, and whether there is one.
func (l Links) SKU(listing, sku string) (string, bool) {
	if linked, ok := l.ByListing[listing]; ok && listing != "" {
		return linked, true
	}
	if sku != "" && l.BySKU[sku] {
		return sku, true
	}
	return "", false
}
