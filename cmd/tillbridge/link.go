package main

import (
	"fmt"

	"github.com/tillbridge/tillbridge/internal/linking"
)

type linkCmd struct {
	Listing    string `arg:"" help:"The channel's id of what is sold, as the log shows it."`
	SKU        string `arg:"" help:"The SKU of the books; made if they do not know it."`
	Name       string `help:"For a SKU that is made."`
	Connection string `help:"Connection id or name; needed only with several."`
}

func (c *linkCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	conn, err := (&oneOrder{Connection: c.Connection}).connection(e, a)
	if err != nil {
		return err
	}
	res, err := a.Linker.Link(e.ctx, operator(a), linking.Link{Connection: conn.ID, Channel: conn.Channel, Listings: []string{c.Listing}, SKU: c.SKU, Name: c.Name})
	if err != nil {
		return err
	}
	return e.print(map[string]any{"listing": c.Listing, "sku": c.SKU, "waiting": res.Waiting, "through": res.Through}, func() {
		fmt.Fprintf(e.stdout, "Listing %s is SKU %s now. %d orders waited for it, %d go on.\n", c.Listing, c.SKU, res.Waiting, res.Through)
	})
}
