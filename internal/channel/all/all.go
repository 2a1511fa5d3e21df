// Package all is the one list of channels.
package all

import (
	"slices"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/lazada"
	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/channel/shopify"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/channel/tokopedia"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
)

// Kinds gives every channel this program speaks, in the order people see them.
func Kinds() []channel.Kind {
	return []channel.Kind{woocommerce.Kind, shopify.Kind, magento.Kind, shopee.Kind, tiktokshop.Kind, tokopedia.Kind, lazada.Kind, amazon.Kind}
}

// Find gives the channel of that name.
func Find(name string) (channel.Kind, bool) {
	all := Kinds()
	at := slices.IndexFunc(all, func(k channel.Kind) bool { return k.Name == name })
	if at < 0 {
		return channel.Kind{}, false
	}
	return all[at], true
}
