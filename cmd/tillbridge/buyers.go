package main

import (
	"errors"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
)

type buyersCmd struct {
	Forget forgetCmd `cmd:"" help:"Delete a buyer's personal data from orders, documents and log, for good; the books stay as they are."`
}

type forgetCmd struct {
	Order   string `help:"Number or channel id of one order." xor:"who" placeholder:"ORDER"`
	Email   string `help:"E-mail address: all orders with it." xor:"who" placeholder:"ADDRESS"`
	Phone   string `help:"Phone number, however it is written: all orders with it." xor:"who" placeholder:"NUMBER"`
	Reason  string `help:"Why, for the audit trail. Leave the buyer's name out of it." required:"" placeholder:"TEXT"`
	Preview bool   `help:"Only show which orders these are."`
}

func (c *forgetCmd) Run(e *env) error {
	if c.Order == "" && c.Email == "" && c.Phone == "" {
		return &wrongUsage{errors.New("say whom to forget, by --order, --email or --phone")}
	}
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	list, err := c.orders(e, a)
	if err != nil {
		return err
	}
	if !c.Preview {
		if err := a.Desk.Forget(e.ctx, operator(a), list, c.Reason); err != nil {
			return err
		}
	}
	refs := make([]string, len(list))
	for i, r := range list {
		refs[i] = r.Ref
	}
	return e.print(map[string]any{"orders": refs, "forgotten": !c.Preview}, func() {
		for _, r := range list {
			fmt.Fprintln(e.stdout, r.Number)
		}
		if c.Preview {
			fmt.Fprintf(e.stdout, "%d orders would lose their buyer. This cannot be undone.\n", len(list))
		} else {
			fmt.Fprintf(e.stdout, "%d orders have lost their buyer.\n", len(list))
		}
	})
}

func (c *forgetCmd) orders(e *env, a *app.App) ([]orders.Row, error) {
	if c.Order == "" {
		return orders.OfBuyer(e.ctx, a.DB, a.Account.ID, order.Contact{Email: c.Email, Phone: c.Phone})
	}
	r, err := orders.Find(e.ctx, a.DB, a.Account.ID, 0, c.Order)
	return []orders.Row{r}, err
}
