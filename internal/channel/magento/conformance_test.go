package magento_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	face "github.com/tillbridge/tillbridge/internal/sandbox/magento"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromises(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: magento.Kind, PageSize: 50, Start: func(t *testing.T) channeltest.Shop { return promiseShop(t, nil) }})
}

// The same over a shop with a bearer token, without rewritten addresses, with quoted ids and a limit on pages.
func TestConnector_keepsPromisesInAnAwkwardShop(t *testing.T) {
	t.Parallel()
	awkward := map[string]string{"bearer": "true", "rewrites": "false", "quoted_ids": "true", "maximum_page_size": "20", "inventory_management": "false"}
	channeltest.Run(t, channeltest.Harness{Kind: magento.Kind, PageSize: 20, Start: func(t *testing.T) channeltest.Shop {
		s := promiseShop(t, awkward)
		s.Settings["auth"] = "bearer"
		return s
	}})
}

// startBox opens a shop of the sandbox.
func startBox(t *testing.T, o sandbox.Options, settings map[string]string) *worldtest.Box {
	t.Helper()
	return worldtest.Start(t, magento.Kind, o, settings)
}

func promiseShop(t *testing.T, settings map[string]string) channeltest.Shop {
	return startBox(t, sandbox.Options{}, settings).Promises("awaiting-pickup", "99999999", "NO-SUCH-SKU")
}

func faceOf(b *worldtest.Box) *face.Face { return b.Shop(b.Key.Channel, b.Key.Shop).(*face.Face) }
