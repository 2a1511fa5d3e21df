package app

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/ids"
)

// silentShops tells the notices which shops the ledger finds silent. A shop that may not work is told of by its own notice.
func (a *App) silentShops(ctx context.Context, account int64, _ time.Time) ([]digest.Concern, error) {
	ledgers, err := completeness.Ledgers(ctx, a.DB, account)
	if err != nil {
		return nil, err
	}
	all, err := a.Users.Account(ctx, account)
	if err != nil {
		return nil, err
	}
	conns, err := a.Connections.List(ctx, account)
	if err != nil {
		return nil, err
	}
	calendar := completeness.NewCalendar(all.Zone)
	var silent []digest.Concern
	for id, l := range ledgers {
		at := slices.IndexFunc(conns, func(c connection.Connection) bool { return c.ID == id })
		why := l.Silence(calendar)
		if why == nil || at < 0 || conns[at].State != connection.Active {
			continue
		}
		silent = append(silent, digest.Concern{
			What: digest.SilentShop, Key: "silent_shop/" + ids.String(id) + "/" + l.SilentSince.UTC().Format(time.RFC3339), Outcome: why, At: l.SilentSince, Size: 1,
			Connection: id, Shop: conns[at].Name,
		})
	}
	slices.SortFunc(silent, func(a, b digest.Concern) int { return cmp.Compare(a.Connection, b.Connection) })
	return silent, nil
}
