package amazon_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromises(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: amazon.Kind, PageSize: 100, Start: seller("2026-01-01")})
}

func TestConnector_keepsPromisesWithTheOlderVersion(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: amazon.Kind, PageSize: 100, Start: seller("v0")})
}
