package issue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Desk is what a person may do about an issue itself. All fields but Listeners are needed. Its methods answer Missing when the account has no
// such issue, and BadStatus when its state does not allow it.
type Desk struct {
	DB        store.DB
	IDs       *ids.Maker
	Listeners Listeners
	Now       func() time.Time
}

// Acknowledge says that somebody knows of it.
func (d *Desk) Acknowledge(ctx context.Context, who user.User, id int64) error {
	return d.move(ctx, who, id, Acknowledged, Open, Regressed, Snoozed)
}

// Reopen takes an acknowledgement or a snooze back. Failures that a person resolved are opened by a bulk action instead.
func (d *Desk) Reopen(ctx context.Context, who user.User, id int64) error {
	return d.move(ctx, who, id, Open, Acknowledged, Snoozed)
}

// move brings an issue from one of some states into another.
func (d *Desk) move(ctx context.Context, who user.User, id int64, to State, from ...State) error {
	return d.change(ctx, who, id, string(to)+"_issue", "", func(tx store.Tx, i Issue) error {
		if !slices.Contains(from, i.State) {
			return outcome.New(outcome.IssueState, "state", string(i.State))
		}
		return d.set(ctx, tx, who, i, to, time.Time{}, 0)
	})
}

// Snooze keeps it quiet until a moment, or until so many more failures have come, whichever is first; zero: not by that.
func (d *Desk) Snooze(ctx context.Context, who user.User, id int64, until time.Time, more int64) error {
	return d.change(ctx, who, id, "snoozed_issue", "", func(tx store.Tx, i Issue) error {
		if i.State == Resolved {
			return outcome.New(outcome.IssueState, "state", string(i.State))
		}
		if more > 0 {
			more += i.Entries
		}
		return d.set(ctx, tx, who, i, Snoozed, until, more)
	})
}

func (d *Desk) set(ctx context.Context, tx store.Tx, who user.User, i Issue, to State, until time.Time, entries int64) error {
	_, err := tx.Exec(ctx, `update issue set state = $3, state_by = $4, state_at = $5, snooze_until = $6, snooze_entries = $7 where account_id = $1 and id = $2`,
		i.Account, i.ID, string(to), who.Actor(), store.Micros(d.Now()), store.Micros(until), entries)
	if err != nil {
		return err
	}
	return Told(ctx, tx, d.Listeners, i.Account, i.ID, i.State, d.Now())
}

// Assign gives it to a member; 0: to nobody. A member that the account does not have is a *user.FieldError.
func (d *Desk) Assign(ctx context.Context, who user.User, id, member int64) error {
	return d.change(ctx, who, id, "assign_issue", ids.String(member), func(tx store.Tx, i Issue) error {
		var known int
		if err := tx.QueryRow(ctx, `select count(*) from member where account_id = $1 and id = $2`, who.Account, member).Scan(&known); err != nil {
			return err
		}
		if member != 0 && known == 0 {
			return &user.FieldError{Field: "member", Message: "is no member of this account"}
		}
		if member == i.Assignee {
			return nil
		}
		if _, err := tx.Exec(ctx, `update issue set assignee = $3 where account_id = $1 and id = $2`, i.Account, i.ID, member); err != nil {
			return err
		}
		return Told(ctx, tx, d.Listeners, i.Account, i.ID, i.State, d.Now())
	})
}

// Comment keeps what somebody wrote about it.
func (d *Desk) Comment(ctx context.Context, who user.User, id int64, text string) (Comment, error) {
	c := Comment{ID: d.IDs.Next(), Actor: who.Actor(), Text: text}
	err := d.change(ctx, who, id, "comment_issue", text, func(tx store.Tx, i Issue) error {
		_, err := tx.Exec(ctx, `insert into issue_comment (account_id, id, issue_id, actor, content) values ($1, $2, $3, $4, $5)`, i.Account, c.ID, i.ID, c.Actor, c.Text)
		return err
	})
	return c, err
}

// change does one thing to an issue, as it is under its lock, and notes who did it.
func (d *Desk) change(ctx context.Context, who user.User, id int64, action, reason string, do func(store.Tx, Issue) error) error {
	return d.DB.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `update issue set id = id where account_id = $1 and id = $2`, who.Account, id); err != nil { // its row's lock
			return fmt.Errorf("locking an issue: %w", err)
		}
		i, err := Get(ctx, tx, who.Account, id)
		if err != nil {
			return err
		}
		if err := do(tx, i); err != nil {
			return err
		}
		if err := user.WriteAudit(ctx, tx, d.IDs, who, action, ids.String(id), reason); err != nil {
			return err
		}
		return tx.Notify(ctx, "issues")
	})
}

// Wake opens the issues that were snoozed until now, of all accounts, one by one: whoever holds several rows at a time could wait
// crosswise with a page that is being written.
func Wake(ctx context.Context, db store.DB, to Listeners, now time.Time) error {
	due, err := sleepers(ctx, db, now)
	if err != nil {
		return fmt.Errorf("looking for issues to wake: %w", err)
	}
	for _, i := range due {
		err := db.InTx(ctx, func(tx store.Tx) error {
			n, err := tx.Exec(ctx, `update issue set state = 'open', state_by = '', state_at = $3 where account_id = $1 and id = $2 and state = 'snoozed'
				and snooze_until > 0 and snooze_until <= $3`, i.Account, i.ID, store.Micros(now))
			if err != nil {
				return fmt.Errorf("waking an issue: %w", err)
			}
			if n == 0 { // another node was first, and has told
				return nil
			}
			if err := Told(ctx, tx, to, i.Account, i.ID, Snoozed, now); err != nil {
				return fmt.Errorf("waking an issue: %w", err)
			}
			return tx.Notify(ctx, "issues")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sleepers are the issues whose time has come.
func sleepers(ctx context.Context, db store.Reader, now time.Time) ([]Issue, error) {
	rows, err := db.Query(ctx, `select account_id, id from issue where state = 'snoozed' and snooze_until > 0 and snooze_until <= $1`, store.Micros(now))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Issue
	for rows.Next() {
		var i Issue
		if err := rows.Scan(&i.Account, &i.ID); err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// Forget drops an account's issues that were resolved and silent since before a moment and hold nothing up. The trend of the others is
// cut by who counts them anew (synclog.Recount).
func Forget(ctx context.Context, db store.DB, account int64, before time.Time) error {
	const old = ` from issue where account_id = $1 and state = 'resolved' and last_at < $2 and not exists
		(select 1 from issue_hold h where h.account_id = issue.account_id and h.issue_id = issue.id and h.orders > 0)`
	return db.InTx(ctx, func(tx store.Tx) error {
		for _, statement := range []string{
			`delete from issue_hour where account_id = $1 and issue_id in (select id` + old + `)`,
			`delete from issue_hold where account_id = $1 and orders = 0 and issue_id in (select id` + old + `)`,
			`delete from issue_comment where account_id = $1 and issue_id in (select id` + old + `)`,
			`delete` + old,
		} {
			if _, err := tx.Exec(ctx, statement, account, store.Micros(before)); err != nil {
				return fmt.Errorf("forgetting old issues: %w", err)
			}
		}
		return nil
	})
}

// Say writes the same comment on every issue of a connection that is not resolved, in the transaction that is about to resolve them.
func Say(ctx context.Context, tx store.Tx, m *ids.Maker, account, connection int64, actor, text string) error {
	open, err := unresolved(ctx, tx, account, connection)
	if err != nil {
		return fmt.Errorf("looking for open issues: %w", err)
	}
	for _, id := range open {
		if _, err := tx.Exec(ctx, `insert into issue_comment (account_id, id, issue_id, actor, content) values ($1, $2, $3, $4, $5)`, account, m.Next(), id, actor, text); err != nil {
			return fmt.Errorf("commenting an issue: %w", err)
		}
	}
	return nil
}

func unresolved(ctx context.Context, db store.Reader, account, connection int64) ([]int64, error) {
	rows, err := db.Query(ctx, `select id from issue where account_id = $1 and connection_id = $2 and state <> 'resolved' order by id`, account, connection)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}
