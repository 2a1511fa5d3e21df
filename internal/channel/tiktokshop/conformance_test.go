package tiktokshop_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromises(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: tiktokshop.Kind, PageSize: 100, Start: sandboxShop})
}
