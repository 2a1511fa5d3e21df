package issue

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Listeners are those who are told what becomes of issues, in the transaction in which it does (P25). Nil: nobody.
type Listeners interface {
	// Listening gives the way to tell those of an account who want to know of issues; nil when nobody does, and then nothing is
	// read for them.
	Listening(ctx context.Context, db store.Reader, account int64) (Tell, error)
}

// Tell writes down what became of issues of one account: a few statements however many they are.
type Tell func(ctx context.Context, tx store.Tx, at time.Time, moved []Moved) error

// Moved is an issue as a transaction leaves it, and where it stood before.
type Moved struct {
	Issue
	Was State // empty: it is new. The same as State: it was snoozed anew, or given to somebody else
}

func listening(ctx context.Context, db store.Reader, to Listeners, account int64) (Tell, error) {
	if to == nil {
		return nil, nil
	}
	return to.Listening(ctx, db, account)
}

// tell tells of the issues that Apply has moved. Its rows are locked since, so what they say they were is what this transaction
// found: of many workers that meet a new cause at once, one sees that there was none before.
func (c *Changes) tell(ctx context.Context, tx store.Tx, to Listeners, at time.Time) error {
	if len(c.issues) == 0 {
		return nil
	}
	tell, err := listening(ctx, tx, to, c.account)
	if err != nil || tell == nil {
		return err
	}
	list := make(store.IDs, 0, len(c.issues))
	for id := range c.issues {
		list = append(list, id)
	}
	moved, err := movedOf(ctx, tx, c.account, list)
	if err != nil {
		return fmt.Errorf("looking which issues have moved: %w", err)
	}
	if len(moved) == 0 {
		return nil
	}
	return tell(ctx, tx, at, moved)
}

// movedOf gives those of some issues that stand elsewhere than before the last write, with what they hold up. A failure that was
// written as resolved opens nothing, and its issue is left out.
func movedOf(ctx context.Context, tx store.Tx, account int64, list store.IDs) ([]Moved, error) {
	rows, err := tx.Query(ctx, `select `+columns+`, was from issue where account_id = $1 and was <> state and not (was = '' and state = 'resolved') and `+
		tx.In("id", 2)+` order by id`, account, list)
	if err != nil {
		return nil, err
	}
	all, was, err := scanMoved(rows)
	if err != nil {
		return nil, err
	}
	if err := fillHeld(ctx, tx, account, all); err != nil {
		return nil, err
	}
	moved := make([]Moved, len(all))
	for i := range all {
		moved[i] = Moved{all[i], was[i]}
	}
	return moved, nil
}

func scanMoved(rows store.Rows) (all []Issue, was []State, err error) {
	defer rows.Close()
	for rows.Next() {
		var before string
		i, err := scan(rows, &before)
		if err != nil {
			return nil, nil, err
		}
		all, was = append(all, i), append(was, State(before))
	}
	return all, was, rows.Err()
}

// Told tells of one issue that the transaction has moved by itself, from where it stood before.
func Told(ctx context.Context, tx store.Tx, to Listeners, account, id int64, was State, at time.Time) error {
	tell, err := listening(ctx, tx, to, account)
	if err != nil || tell == nil {
		return err
	}
	i, err := Get(ctx, tx, account, id)
	if err != nil {
		return err
	}
	return tell(ctx, tx, at, []Moved{{i, was}})
}
