package storetest

import (
	"context"
	"slices"
	"sync"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Counter counts what a database was asked through Count: Query, QueryRow, Exec, Bulk and Lock are one statement each,
// however many rows they carry. It lets a test prove that a page of 100 orders costs no more statements than one of 10.
type Counter struct {
	mu    sync.Mutex
	texts []string
}

// Statements is how many there were since the start or the last Reset.
func (c *Counter) Statements() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.texts)
}

// Texts are the statements in their order, to show when a count surprises; a Bulk reads "bulk TABLE", a Lock "lock".
func (c *Counter) Texts() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.texts)
}

// Reset starts again from zero.
func (c *Counter) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts = nil
}

func (c *Counter) add(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts = append(c.texts, text)
}

// Count is db with a counter on it and on all its transactions. What goes through Native is not counted.
func Count(db store.DB) (store.DB, *Counter) {
	c := &Counter{}
	return countedDB{db, c}, c
}

type countedDB struct {
	store.DB
	c *Counter
}

func (d countedDB) Query(ctx context.Context, q string, args ...any) (store.Rows, error) {
	d.c.add(q)
	return d.DB.Query(ctx, q, args...)
}

func (d countedDB) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	d.c.add(q)
	return d.DB.QueryRow(ctx, q, args...)
}

func (d countedDB) InTx(ctx context.Context, f func(store.Tx) error) error {
	return d.DB.InTx(ctx, func(tx store.Tx) error { return f(countedTx{tx, d.c}) })
}

type countedTx struct {
	store.Tx
	c *Counter
}

func (t countedTx) Query(ctx context.Context, q string, args ...any) (store.Rows, error) {
	t.c.add(q)
	return t.Tx.Query(ctx, q, args...)
}

func (t countedTx) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	t.c.add(q)
	return t.Tx.QueryRow(ctx, q, args...)
}

func (t countedTx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	t.c.add(q)
	return t.Tx.Exec(ctx, q, args...)
}

func (t countedTx) Bulk(ctx context.Context, table store.Table, rows [][]any, onConflict string) (int64, error) {
	t.c.add("bulk " + table.Name)
	return t.Tx.Bulk(ctx, table, rows, onConflict)
}

func (t countedTx) Lock(ctx context.Context, keys ...int64) error {
	t.c.add("lock")
	return t.Tx.Lock(ctx, keys...)
}
