// Package tokopedia is the channel that Tokopedia was: its own API was switched off, and its shops and orders are served by TikTok
// Shop since then. It keeps old settings readable and says, once and without asking anybody, what to do.
//
// Orders that buyers make at Tokopedia come over a connection of TikTok Shop and keep this channel's name.
package tokopedia

import (
	"context"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// since is the day by which reading, webhooks and sign-in ended; writing had ended ten days before.
// Source: changelog k1156vkq of partner.tiktokshop.com.
const since = "2025-09-30"

// over is the channel that serves its shops now, by the title that people read.
const over = "TikTok Shop"

// Kind is Tokopedia as data: the settings are those of the old integration, and none of them is needed any more.
var Kind = channel.Kind{
	Name:  "tokopedia",
	Title: "Tokopedia",
	Over:  "tiktokshop",
	Words: map[string]map[string]string{"id": indonesian},
	Settings: []channel.Setting{
		{Name: "fs_id", Label: "Fulfilment service ID", Help: "Of the app in the former developer console. Tokopedia's own API is switched off; connect the shop at TikTok Shop instead"},
		{Name: "client_id", Label: "Client ID", Help: "Of the same app"},
		{Name: "client_secret", Label: "Client secret", Secret: true, Help: "Of the same app"},
		{Name: "shop_id", Label: "Shop ID", Help: "The number that the shop had before it moved"},
	},
	Policy: numbered(),
	Open:   open,
}

// numbered is the default with a prefix of its own, so that documents of Tokopedia's orders are a series by themselves.
func numbered() policy.Policy {
	p := policy.Default()
	p.NumberPrefix = "TKP-"
	return p
}

func open(channel.Shop, channel.Tools) (channel.Connector, error) { return connector{}, nil }

// connector answers for a channel that is no more. It sends nothing: what the old hosts answer today is nobody's promise.
type connector struct{}

// Test says that the channel is retired: NoAccess (channel_retired), so that a person is asked once and nothing is tried again.
func (connector) Test(context.Context) (channel.Report, error) {
	return channel.Report{}, retired("tokopedia.Test")
}

// Orders says the same.
func (connector) Orders(context.Context, channel.Window, channel.Cursor) (channel.Page, error) {
	return channel.Page{}, retired("tokopedia.Orders")
}

// Order says the same, about the order.
func (connector) Order(_ context.Context, ref string) (order.Snapshot, error) {
	return order.Snapshot{}, retired("tokopedia.Order").About(ref)
}

func retired(op string) *outcome.Error {
	return outcome.New(outcome.ChannelRetired, "since", since, "over", over).In(op)
}
