package lazada

import (
	"context"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// seller is GET /seller/get.
type seller struct {
	Name     text `json:"name"`
	Company  text `json:"name_company"`
	ID       text `json:"seller_id"`
	Code     text `json:"short_code"`
	Status   text `json:"status"` // ACTIVE, INACTIVE, DELETED
	Verified text `json:"verified"`
	Location text `json:"location"`
	CB       text `json:"cb"`
}

// Test looks at the shop: does the token work, is it the shop that was meant, which of the API groups are granted, whose clock is off,
// when must the seller log in again. Errors: those of GetSeller and of the first read of orders; all else is a check.
func (c *connector) Test(ctx context.Context) (channel.Report, error) {
	const op = "lazada.Test"
	r := &channel.Report{Shop: c.hosts.api, Currency: string(c.home.currency), Zone: c.home.zone}
	if err := c.checkSeller(ctx, op, r); err != nil {
		return *r, err
	}
	lately := channel.Window{From: c.now().Add(-24 * time.Hour)}
	if _, _, err := c.list(ctx, op, mark{Size: 1}.params("update", lately), 1); err != nil {
		return *r, err
	}
	r.Add("read orders", true, "")
	if _, _, err := c.reverses(ctx, op, 1, 1); !r.Try("read returns", err) {
		r.Advise("Returns and refunds cannot be read: request the API group \"Return and Refund\" for the app in Lazada's console. Until then orders come without them.")
	}
	_, err := c.do(ctx, ask{op: op, path: "/products/get", params: []param{{"filter", "all"}, {"limit", "1"}, {"offset", "0"}}})
	r.Try("read products", err)
	c.checkToken(ctx, r)
	r.Advise("Lazada's push has no call to register it: in the app's console, under Push Mechanism, enter this program's webhook address, press Verify, and tick Trade Order, Reverse Order and Fulfillment.")
	return *r, ctx.Err()
}

func (c *connector) checkSeller(ctx context.Context, op string, r *channel.Report) error {
	a := ask{op: op, path: "/seller/get"}
	got, err := c.do(ctx, a)
	if err != nil {
		return err
	}
	var s seller
	if err := decode(a, got.Data, &s); err != nil {
		return err
	}
	r.Shop = first(s.Name, s.Company, s.Code, text(c.hosts.api))
	r.Add("sign in", true, string(s.Code))
	skew := httpkit.Skew(got.header, c.now()).Round(time.Second)
	if r.Add("clock", skew.Abs() < 5*time.Minute, ""); skew.Abs() >= 5*time.Minute {
		r.Advise("Lazada's clock and this machine's differ by %s. Beyond two hours Lazada refuses every request: set this machine by a time server.", skew.Abs())
	}
	if c.seller != "" && s.ID != "" && string(s.ID) != c.seller {
		r.Add("the shop that was meant", false, "the token is for seller "+httpkit.Short(s.ID))
		r.Advise("The token belongs to another shop than the connection's seller id. Authorise again with the right login, or correct the seller id: push messages are sorted by it.")
	}
	if s.Status != "" && s.Status != "ACTIVE" {
		r.Add("the shop is active", false, httpkit.Short(s.Status))
	}
	if s.Verified != "" && !s.Verified.yes() {
		r.Advise("The shop is not verified yet: Lazada refuses many calls (SellerNotVerified) until the seller has finished its onboarding.")
	}
	return nil
}

// checkToken tells when a person must log in again: refreshing does not lengthen that.
func (c *connector) checkToken(ctx context.Context, r *channel.Report) {
	t, err := c.renewer.Tokens.Current(ctx)
	if err != nil {
		return
	}
	if t.Refresh == "" {
		r.Advise("The token cannot be renewed: the shop must be authorised again when it ends.")
	}
	if left := t.RefreshUntil.Sub(c.now()); !t.RefreshUntil.IsZero() && left < 14*24*time.Hour {
		r.Advise("The seller's login ends on %s and cannot be lengthened: authorise the shop again before.", t.RefreshUntil.Format(time.DateOnly))
	}
}
