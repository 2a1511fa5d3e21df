package listing_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/listing"
)

func TestLinks_SKU(t *testing.T) {
	t.Parallel()
	links := listing.Links{
		ByListing: map[string]string{"93:94": "SHIRT-M", "": "NEVER"},
		BySKU:     map[string]bool{"MUG": true, "CAP": false, "": true},
	}
	for _, c := range []struct {
		name, listing, sku string
		want               string
		linked             bool
	}{
		{"a SKU the books know", "1", "MUG", "MUG", true},
		{"a SKU the books do not know", "1", "HAT", "", false},
		{"a SKU the books know no more", "1", "CAP", "", false},
		{"a SKU is not known in other letters", "1", "mug", "", false},
		{"linked by its listing, without a SKU", "93:94", "", "SHIRT-M", true},
		{"linked by its listing, whatever SKU it shows", "93:94", "MUG", "SHIRT-M", true},
		{"another variant of the listing", "93:95", "", "", false},
		{"neither listing nor SKU", "", "", "", false},
		{"no listing is no listing", "", "MUG", "MUG", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := links.SKU(c.listing, c.sku)
			if got != c.want || ok != c.linked {
				t.Errorf("got %q, %v; want %q, %v", got, ok, c.want, c.linked)
			}
		})
	}
}

func TestLinks_zeroValueLinksNothing(t *testing.T) {
	t.Parallel()
	if got, ok := (listing.Links{}).SKU("93", "MUG"); ok {
		t.Errorf("got %q", got)
	}
}
