package amazon

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
)

// participation is one marketplace that the seller takes part in.
// Source: sellers (getMarketplaceParticipations).
type participation struct {
	Marketplace struct {
		ID       text `json:"id"`
		Name     text `json:"name"`
		Currency text `json:"defaultCurrencyCode"`
	} `json:"marketplace"`
	Participation struct {
		In        bool `json:"isParticipating"`
		Suspended bool `json:"hasSuspendedListings"`
	} `json:"participation"`
	Store text `json:"storeName"`
}

// Test looks whether the credentials work, whether the seller is on the marketplaces of the settings, and whether orders, bookings and
// listings may be read. Errors: those of the first call and of the first read of orders; everything else is a check.
//
// The first call may be made once a minute only, so a connection is not to be tested more often.
func (c *connector) Test(ctx context.Context) (channel.Report, error) {
	const op = "amazon.Test"
	r := &channel.Report{Shop: c.seller, Version: "Orders " + v2026}
	if c.old {
		r.Version = "Orders " + v0
	}
	var got struct {
		Payload []participation `json:"payload"`
	}
	if err := c.do(ctx, ask{op: op, limit: "getMarketplaceParticipations", path: "/sellers/v1/marketplaceParticipations"}, &got); err != nil {
		return *r, err
	}
	c.describe(r, got.Payload)
	list := c.search
	if c.old {
		list = c.searchOld
	}
	now := c.now()
	found, _, err := list(ctx, op, span{by: "lastUpdated", from: stamp(now.Add(-time.Hour)), to: stamp(now.Add(-Kind.Lag))}, "", !c.old)
	if err != nil {
		return *r, err
	}
	r.Add("read orders", true, "")
	c.buyers(r, found)
	for _, check := range []struct {
		name string
		ask  ask
	}{
		{"read bookings", ask{op: op, limit: "listTransactions", path: "/finances/2024-06-19/transactions", query: url.Values{
			"postedAfter": {stamp(now.Add(-time.Hour))}, "postedBefore": {stamp(now.Add(-Kind.Lag))}}}},
		{"read listings", ask{op: op, limit: "searchListingsItems", path: c.itemsPath(), query: url.Values{
			"marketplaceIds": {c.markets[0]}, "pageSize": {"1"}}}},
	} {
		r.Try(check.name, c.do(ctx, check.ask, nil), "right")
	}
	if c.queue == nil {
		r.Advise("No queue is set: changes are found by the cycle, which may ask for orders once in three minutes only.")
	}
	return *r, ctx.Err()
}

// describe says on which marketplaces the seller is.
func (c *connector) describe(r *channel.Report, all []participation) {
	r.Currency, r.Zone = string(market(c.markets[0]).currency), market(c.markets[0]).zone
	for _, id := range c.markets {
		at := slices.IndexFunc(all, func(p participation) bool { return string(p.Marketplace.ID) == id })
		if at < 0 || !all[at].Participation.In {
			r.Add("marketplace "+id, false, "the seller does not sell there; orders cannot be read with it")
			continue
		}
		p := all[at]
		r.Shop = string(cmp.Or(p.Store, text(r.Shop)))
		r.Add("marketplace "+id, !p.Participation.Suspended, clip(p.Marketplace.Name))
		if id == c.markets[0] && p.Marketplace.Currency != "" {
			r.Currency = string(p.Marketplace.Currency)
		}
	}
}

// buyers is advice: an app without the role for buyers' data gets none, without an error.
func (c *connector) buyers(r *channel.Report, found []*picture) {
	for _, p := range found {
		s := p.order.Fulfillment
		if s.By == "MERCHANT" && strings.EqualFold(string(s.Status), "unshipped") && p.order.Recipient.Address.Line1 == "" {
			r.Advise("Amazon shows no addresses: the app lacks the role Direct-to-Consumer Shipping. Orders are read without them.")
			return
		}
	}
}
