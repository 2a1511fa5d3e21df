package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/node"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// countUpTo is where counting open failures ends: beyond it nobody needs the exact figure.
const countUpTo = 10_000

func (s *Server) statusRoutes(api huma.API) {
	huma.Register(api, op("GET", "/status", "status", user.Viewer, "Workers, connections and their lanes"), func(ctx context.Context, _ *struct{}) (*struct{ Body Status }, error) {
		st, err := s.status(ctx)
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return &struct{ Body Status }{st}, nil
	})
	huma.Register(api, op("GET", "/cycles", "cycles", user.Viewer, "Sync rounds, newest first"), s.cycles)
}

func (s *Server) status(ctx context.Context) (Status, error) {
	account, now := who(ctx).Account, s.Now()
	workers, err := node.Workers(ctx, s.DB, now)
	if err != nil {
		return Status{}, err
	}
	shops, err := s.shops(ctx)
	if err != nil {
		return Status{}, err
	}
	lanes, err := cycle.Lanes(ctx, s.DB, account)
	if err != nil {
		return Status{}, err
	}
	var last []int64
	for _, l := range lanes {
		last = append(last, l.LastCycle, l.Cycle)
	}
	cycles, err := cycle.ByID(ctx, s.DB, account, last)
	if err != nil {
		return Status{}, err
	}
	open, err := synclog.Open(ctx, s.DB, account, countUpTo)
	if err != nil {
		return Status{}, err
	}
	ledger, err := s.ledgerStatus(ctx)
	if err != nil {
		return Status{}, err
	}
	unproven, err := completeness.Unproven(ctx, s.DB, account, ledger.calendar.Day(now).Add(-29))
	if err != nil {
		return Status{}, err
	}
	st := Status{Now: now.UTC(), Workers: []WorkerView{}, Connections: []ConnectionStatus{}, NeedsYou: NeedsYou{Errors: open, Unproven: unproven}}
	for _, w := range workers {
		st.Workers = append(st.Workers, WorkerView{w.Name, w.StartedAt, w.SeenAt, w.Alive})
		if w.Alive {
			st.WorkersAlive++
		}
	}
	for _, c := range shops {
		all, held := c.sum()
		st.NeedsYou.Held += held
		st.NeedsYou.Pending += c.pending()
		if c.State == connection.NeedsYou {
			st.NeedsYou.NoAccess++
		}
		view := ConnectionStatus{ID: ids.String(c.ID), Channel: c.Channel, Name: c.Name, State: string(c.State), Problem: sentenceOrNil(ctx, c.Problem), Orders: all, Held: held, Over: c.over(), Lanes: []LaneStatus{}}
		view.ProvenUntil, view.Silent, view.AuthorisedUntil = moment(ledger.proven[c.ID]), ledger.silent(ctx, c.ID), moment(c.AuthorisedUntil)
		for _, l := range lanes {
			if l.Connection == c.ID {
				view.Lanes = append(view.Lanes, laneStatus(ctx, c.Connection, l, cycles, now))
			}
		}
		st.Connections = append(st.Connections, view)
	}
	st.ProvenUntil = moment(ledger.account(connections(shops)))
	return st, nil
}

func laneStatus(ctx context.Context, c connection.Connection, l cycle.Lane, cycles map[int64]cycle.Cycle, now time.Time) LaneStatus {
	every := time.Duration(c.Policy.OrdersEverySecs) * time.Second
	v := LaneStatus{
		Lane: l.Lane, Health: string(l.Health(c.State, every, now)), LastSuccessAt: moment(l.LastSuccess), NextAt: moment(l.NextAt), EverySeconds: int(every.Seconds()),
		Running: l.Cycle != 0, SyncedUpTo: moment(l.Watermark), Problem: sentenceOrNil(ctx, l.Problem),
	}
	if c.State != connection.Active { // nothing is due until a person has seen to it
		v.NextAt = nil
	}
	if last, ok := cycles[l.LastCycle]; ok {
		lv := cycleView(ctx, last, c)
		v.LastCycle = &lv
	}
	if running, ok := cycles[l.Cycle]; ok && l.Cycle != 0 {
		v.Done, v.Total, v.StartedAt = l.Done, l.Total, moment(running.StartedAt)
		v.Step = fmt.Sprintf("Reading orders: %d", l.Done)
		if l.Total > 0 {
			v.Step = fmt.Sprintf("Reading orders %d of %d", min(l.Done, l.Total), l.Total)
		}
		if secs := now.Sub(running.StartedAt).Seconds(); secs > 0 {
			v.PerSecond = float64(l.Done) / secs
		}
	}
	return v
}

func cycleView(ctx context.Context, c cycle.Cycle, conn connection.Connection) CycleView {
	return CycleView{
		ID: ids.String(c.ID), Connection: ids.String(c.Connection), ConnectionName: conn.Name, Channel: conn.Channel, Lane: c.Lane, SyncType: c.SyncType, State: c.State,
		StartedAt: c.StartedAt, EndedAt: moment(c.EndedAt), WindowFrom: moment(c.WindowFrom), WindowTo: moment(c.WindowTo),
		Seen: c.Seen, New: c.Fresh, Changed: c.Changed, Skipped: c.Skipped, Held: c.Held, Problem: sentenceOrNil(ctx, c.Problem),
	}
}

type cyclesInput struct {
	Page
	Connection string `query:"connection" doc:"Connection id or name."`
}

func (s *Server) cycles(ctx context.Context, in *cyclesInput) (*listAnswer[CycleView], error) {
	conn, err := s.connectionParam(ctx, in.Connection)
	if err != nil {
		return nil, err
	}
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	all, err := cycle.Cycles(ctx, s.DB, who(ctx).Account, conn, after, in.Limit+1)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	conns, err := s.Connections.List(ctx, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	byID := map[int64]connection.Connection{}
	for _, c := range conns {
		byID[c.ID] = c
	}
	all, next := cut(all, in.Limit, func(c cycle.Cycle) string { return ids.String(c.ID) })
	var views []CycleView
	for _, c := range all {
		views = append(views, cycleView(ctx, c, byID[c.Connection]))
	}
	return answerList(views, next), nil
}
