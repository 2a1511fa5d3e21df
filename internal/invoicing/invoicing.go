// Package invoicing has channels invoice the orders that the books have (order_download_mode auto_invoice), as part of their way
// through the hub: reconcile notes in channel_invoice which orders are to be invoiced, and the rows are worked on here, outside of
// any transaction.
//
// A row goes only when the channel shows the invoice. A crash between asking and noting asks again, which is harmless:
// channel.Invoicer looks before it writes.
package invoicing

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// atOnce is how many orders one look takes up.
const atOnce = 50

// Invoicer asks channels for invoices. All fields are needed.
type Invoicer struct {
	DB          store.DB
	Connections *connection.Registry
	Downloads   *download.Downloader
	IDs         *ids.Maker
	Listeners   issue.Listeners // nil: nobody is told of issues
	Now         func() time.Time
	Log         *slog.Logger
}

// owed is an order that its channel has yet to invoice.
type owed struct {
	account, connection, order int64
	ref                        string
	attempt                    int
}

// Work asks for the invoices that are due, until there are none or a moment has come.
func (v *Invoicer) Work(ctx context.Context, until time.Time) error {
	for v.Now().Before(until) && ctx.Err() == nil {
		due, err := v.due(ctx)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, o := range due {
			if err := v.invoice(ctx, o); err != nil {
				return err
			}
			if !v.Now().Before(until) {
				return nil
			}
		}
	}
	return nil
}

func (v *Invoicer) due(ctx context.Context) ([]owed, error) {
	rows, err := v.DB.Query(ctx, `select i.account_id, i.connection_id, i.order_id, i.ref, i.attempt from channel_invoice i
		join connection c on c.account_id = i.account_id and c.id = i.connection_id and c.state = $1
		where i.due_at > 0 and i.due_at <= $2 order by i.due_at limit $3`, string(connection.Active), store.Micros(v.Now()), atOnce)
	if err != nil {
		return nil, fmt.Errorf("looking for orders to invoice: %w", err)
	}
	defer rows.Close()
	var all []owed
	for rows.Next() {
		var o owed
		if err := rows.Scan(&o.account, &o.connection, &o.order, &o.ref, &o.attempt); err != nil {
			return nil, fmt.Errorf("looking for orders to invoice: %w", err)
		}
		all = append(all, o)
	}
	return all, rows.Err()
}

// invoice asks the channel for one order's invoice, notes what came of it, and reads the order again, so that the books see the
// invoice as they would see anybody else's. The error is about the database; what the channel says is in the log.
func (v *Invoicer) invoice(ctx context.Context, o owed) error {
	conn, err := v.Connections.Get(ctx, o.account, o.connection)
	if err != nil {
		return err
	}
	recorder := &httpkit.Recorder{}
	why := v.ask(httpkit.WithRecorder(ctx, recorder), conn, o.ref)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := v.note(ctx, conn, o, why, recorder.Exchanges()); err != nil || why != nil {
		return err
	}
	_, err = v.Downloads.Run(ctx, download.Request{Account: o.account, Connection: o.connection, Refs: []string{o.ref}, By: synclog.Auto})
	return err
}

// ask gives what the channel said; nil: the order is invoiced.
func (v *Invoicer) ask(ctx context.Context, conn connection.Connection, ref string) *outcome.Error {
	connector, err := v.Connections.Connector(conn)
	if err != nil {
		return outcome.Of(err)
	}
	invoicer, ok := connector.(channel.Invoicer)
	if !ok {
		return outcome.New(outcome.RefusedByChannel, "status", "501", "said", conn.Channel+" makes no invoices").About(ref)
	}
	if err := invoicer.CreateInvoice(ctx, ref); err != nil {
		return outcome.Of(err)
	}
	return nil
}

// note writes the entry, and when to ask again: with growing waits where waiting helps, else not before the order changes or is
// run again.
func (v *Invoicer) note(ctx context.Context, conn connection.Connection, o owed, why *outcome.Error, said []httpkit.Exchange) error {
	now := v.Now()
	e := synclog.Entry{
		ID: v.IDs.Next(), Account: o.account, Connection: o.connection, Channel: conn.Channel, Operation: synclog.InvoiceThere, Entity: synclog.OrderEntity,
		Ref: o.ref, OrderID: o.order, Outcome: why, SyncType: synclog.Auto, Attempt: o.attempt + 1, StartedAt: now,
	}
	by, due := synclog.ByAttempt, int64(0)
	switch {
	case why == nil:
		e.Outcome, by, due = outcome.New(outcome.Done), synclog.BySuccess, store.Micros(now.Add(time.Hour)) // until the order was read again
	case why.Code.RetriesItself():
		due = store.Micros(now.Add(cycle.Backoff(o.attempt+1, why.After, 0)))
	}
	if why != nil {
		e.Subject = synclog.SubjectOf(why)
		v.Log.Warn("the channel did not invoice an order", "channel", conn.Channel, "connection", conn.ID, "order", o.ref, "code", int(why.Code), "reason", why.Reason, "err", why)
	}
	return v.DB.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, o.account, o.connection); err != nil {
			return err
		}
		if len(said) > 0 {
			e.Exchange = v.IDs.Next()
			if err := synclog.WriteExchanges(ctx, tx, o.account, e.Exchange, said); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `update channel_invoice set attempt = attempt + 1, due_at = $4 where account_id = $1 and connection_id = $2 and order_id = $3`,
			o.account, o.connection, o.order, due); err != nil {
			return fmt.Errorf("noting an invoice at the channel: %w", err)
		}
		err := synclog.Record(ctx, tx, v.Listeners, synclog.Change{
			Account: o.account, Connection: o.connection, Entries: []synclog.Entry{e}, At: now,
			Settled: []synclog.Settled{{Refs: []string{o.ref}, Operation: synclog.InvoiceThere, By: by}},
		})
		if err != nil {
			return err
		}
		if why != nil && why.Code == outcome.NoAccess {
			return connection.SetState(ctx, tx, o.account, o.connection, connection.NeedsYou, why)
		}
		return tx.Notify(ctx, "orders")
	})
}
