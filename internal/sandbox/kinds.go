package sandbox

import (
	"github.com/tillbridge/tillbridge/internal/sandbox/amazon"
	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/lazada"
	"github.com/tillbridge/tillbridge/internal/sandbox/magento"
	"github.com/tillbridge/tillbridge/internal/sandbox/shopee"
	"github.com/tillbridge/tillbridge/internal/sandbox/shopify"
	"github.com/tillbridge/tillbridge/internal/sandbox/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/sandbox/woocommerce"
)

// kinds is the one list of faces.
func kinds() []face.Kind {
	return []face.Kind{woocommerce.Kind, shopify.Kind, magento.Kind, shopee.Kind, tiktokshop.Kind, lazada.Kind, amazon.Kind}
}

// Channels lists the channels that have a face.
func Channels() []string {
	var out []string
	for _, k := range kinds() {
		out = append(out, k.Channel)
	}
	return out
}

func kindOf(channel string) (face.Kind, bool) {
	for _, k := range kinds() {
		if k.Channel == channel {
			return k, true
		}
	}
	return face.Kind{}, false
}
