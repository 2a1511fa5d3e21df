// Package node gives a running process its number among the nodes on one database, and keeps its heartbeat.
//
// The number makes its ids its own; the heartbeat is what the status page calls a living worker.
package node

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
)

const (
	beatEvery = 5 * time.Second
	// AliveFor is how long after its last heartbeat a node still counts as alive.
	AliveFor = 3 * beatEvery
	// freeAfter is how long after its last heartbeat a number may be given away. Far longer than AliveFor: a stalled process
	// that wakes up again must not share it.
	freeAfter = time.Hour
)

// Node is this process.
type Node struct {
	Number int
	Name   string
	db     store.DB
	now    func() time.Time
}

// Join takes the smallest free number. serves tells whether it works jobs (a short command does not).
func Join(ctx context.Context, db store.DB, name string, serves bool, now func() time.Time) (*Node, error) {
	n := &Node{Name: name, db: db, now: now}
	err := db.InTx(ctx, func(tx store.Tx) error {
		if err := tx.Lock(ctx, lockKey); err != nil {
			return err
		}
		taken, err := taken(ctx, tx, now().Add(-freeAfter))
		if err != nil {
			return err
		}
		for n.Number = 0; taken[n.Number]; n.Number++ {
		}
		if n.Number >= ids.Nodes {
			return fmt.Errorf("all %d node numbers are taken; they come free one hour after a process ended without saying so", ids.Nodes)
		}
		at := store.Micros(now())
		_, err = tx.Exec(ctx, `insert into node (number, name, serves, started_at, seen_at) values ($1, $2, $3, $4, $4)
			on conflict (number) do update set name = excluded.name, serves = excluded.serves, started_at = excluded.started_at, seen_at = excluded.seen_at`,
			n.Number, name, serves, at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("joining the nodes: %w", err)
	}
	return n, nil
}

// lockKey keeps two processes that start at once from taking the same number.
const lockKey = 0x6e6f6465 // "node"

func taken(ctx context.Context, tx store.Tx, since time.Time) (map[int]bool, error) {
	rows, err := tx.Query(ctx, `select number from node where seen_at > $1`, store.Micros(since))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	taken := map[int]bool{}
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		taken[n] = true
	}
	return taken, rows.Err()
}

// Beat keeps the heartbeat until ctx ends. A beat that fails is logged and tried again: the database may be away for a while.
func (n *Node) Beat(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := n.db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Exec(ctx, `update node set seen_at = $2 where number = $1`, n.Number, store.Micros(n.now()))
			return err
		})
		if err != nil && ctx.Err() == nil {
			log.Warn("heartbeat failed", "node", n.Number, "err", err)
		}
	}
}

// Leave gives the number back at once.
func (n *Node) Leave(ctx context.Context) error {
	return n.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `delete from node where number = $1`, n.Number)
		return err
	})
}

// Worker is a node that works jobs.
type Worker struct {
	Name              string
	StartedAt, SeenAt time.Time
	Alive             bool
}

// Workers lists the working nodes seen in the last hour, the longest running first.
func Workers(ctx context.Context, db store.Reader, now time.Time) ([]Worker, error) {
	rows, err := db.Query(ctx, `select name, started_at, seen_at from node where serves and seen_at > $1 order by started_at`,
		store.Micros(now.Add(-freeAfter)))
	if err != nil {
		return nil, fmt.Errorf("reading the workers: %w", err)
	}
	defer rows.Close()
	var all []Worker
	for rows.Next() {
		var w Worker
		var started, seen int64
		if err := rows.Scan(&w.Name, &started, &seen); err != nil {
			return nil, err
		}
		w.StartedAt, w.SeenAt = store.Time(started), store.Time(seen)
		w.Alive = now.Sub(w.SeenAt) < AliveFor
		all = append(all, w)
	}
	return all, rows.Err()
}
