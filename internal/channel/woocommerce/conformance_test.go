package woocommerce_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
)

func TestConnector_keepsPromises(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: woocommerce.Kind, PageSize: 100, Start: conformance})
}
