package main

import (
	"fmt"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/retention"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

type retentionCmd struct {
	Show  retentionShowCmd  `cmd:"" default:"withargs" help:"Show how long the sync log is kept, and what is in it."`
	Set   retentionSetCmd   `cmd:"" help:"Choose how long it is kept; what is older goes for good, within the hour."`
	Reset retentionResetCmd `cmd:"" help:"Take the choice back: --keep-log and --keep-exchange count again."`
}

type retentionShowCmd struct{}

func (*retentionShowCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	return e.keeps(a)
}

// keeps prints what stands.
func (e *env) keeps(a *app.App) error {
	keep, chosen, err := a.Retention.Of(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	kept, err := a.Retention.Kept(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	by := "as the flags say"
	if chosen {
		by = "as an owner chose"
	}
	return e.print(map[string]any{
		"log_days": keep.LogDays(), "exchange_days": keep.ExchangeDays(), "chosen": chosen,
		"entries": kept.Entries, "exchanges": kept.Exchanges, "exchanges_capped": capped(kept.Amount), "oldest_at": stamp(kept.Oldest),
	}, func() {
		fmt.Fprintf(e.stdout, "The log is kept %d days, requests and answers %d days, %s.\n", keep.LogDays(), keep.ExchangeDays(), by)
		if kept.Entries > 0 {
			fmt.Fprintf(e.stdout, "It has %s; the oldest entry is of %s.\n", amountText(kept.Amount), when(kept.Oldest))
		}
	})
}

func capped(a synclog.Amount) bool { return a.Exchanges == synclog.MostExchanges }

func amountText(a synclog.Amount) string {
	most := ""
	if capped(a) {
		most = "more than "
	}
	return fmt.Sprintf("%d entries and %s%d requests with their answers", a.Entries, most, a.Exchanges)
}

type retentionSetCmd struct {
	LogDays      int  `help:"Days that entries are kept, and what is made of them: 7 to 3650." required:"" placeholder:"DAYS"`
	ExchangeDays int  `help:"Days that requests and answers are kept: 1 to as many as the log." required:"" placeholder:"DAYS"`
	Preview      bool `help:"Only tell what would go."`
}

func (c *retentionSetCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	keep := retention.Days(c.LogDays, c.ExchangeDays)
	if c.Preview {
		return e.goes(a, keep)
	}
	if err := a.Retention.Set(e.ctx, operator(a), keep); err != nil {
		return err
	}
	return e.keeps(a)
}

type retentionResetCmd struct {
	Preview bool `help:"Only tell what would go."`
}

func (c *retentionResetCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Preview {
		return e.goes(a, a.Retention.Default)
	}
	if err := a.Retention.Reset(e.ctx, operator(a)); err != nil {
		return err
	}
	return e.keeps(a)
}

// goes prints what would be lost by keeping only so much.
func (e *env) goes(a *app.App, keep retention.Keep) error {
	amount, err := a.Retention.Preview(e.ctx, a.Account.ID, keep)
	if err != nil {
		return err
	}
	return e.print(map[string]any{"entries": amount.Entries, "exchanges": amount.Exchanges, "exchanges_capped": capped(amount)}, func() {
		fmt.Fprintf(e.stdout, "%s would go. This cannot be undone.\n", amountText(amount))
	})
}
