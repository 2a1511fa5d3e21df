package digest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/mail"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

const (
	// lease is how long a node may take to send one message before another may take over: longer than any job runs.
	lease = 2 * time.Minute
	// atATime is how many messages are handed over together, so that one slow server does not keep the others waiting.
	atATime   = 4
	firstWait = time.Minute // before the second try, doubled for each one after
	mostWait  = time.Hour
	giveUp    = 24 * time.Hour
	// reserve is the time that a message should have left of a job's; with less it waits for the next one.
	reserve = 5 * time.Second
)

// Send hands over what waits and whose time has come, of all accounts. What fails is noted with the message; an error is one of
// the database.
func (t *Teller) Send(ctx context.Context) error {
	due, err := t.due(ctx)
	if err != nil {
		return err
	}
	var g errgroup.Group
	g.SetLimit(atATime)
	for _, n := range due {
		if end, ok := ctx.Deadline(); ok && end.Sub(t.Now()) < reserve {
			break
		}
		g.Go(func() error {
			_, err := t.deliver(ctx, n.Account, n.ID)
			return err
		})
	}
	return g.Wait()
}

// due are the messages whose time has come, oldest first.
func (t *Teller) due(ctx context.Context) ([]Notice, error) {
	rows, err := t.DB.Query(ctx, `select account_id, id from notice where state in ('waiting', 'sending') and next_at <= $1 order by next_at, id limit 200`, store.Micros(t.Now()))
	if err != nil {
		return nil, fmt.Errorf("looking for notices to send: %w", err)
	}
	defer rows.Close()
	var all []Notice
	for rows.Next() {
		var n Notice
		if err := rows.Scan(&n.Account, &n.ID); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// deliver takes one message, hands it over and notes how that ended, unless somebody else is at it.
func (t *Teller) deliver(ctx context.Context, account, id int64) (Notice, error) {
	n, mine, err := t.take(ctx, account, id)
	if err != nil || !mine {
		return n, err
	}
	problem := outcome.New(outcome.NoticeUnsure)
	if n.Lost < 2 {
		problem = t.hand(ctx, n)
	}
	n = n.after(problem, t.Now())
	return n, t.note(context.WithoutCancel(ctx), n) // it may have gone out: that must be noted, whoever has stopped waiting
}

// take claims a message. One that was claimed before and whose end nobody noted counts as lost: it may have gone out, and is tried
// once more.
func (t *Teller) take(ctx context.Context, account, id int64) (n Notice, mine bool, err error) {
	now := t.Now()
	err = t.DB.InTx(ctx, func(tx store.Tx) error {
		taken, err := tx.Exec(ctx, `update notice set lost = case when state = 'sending' then lost + 1 else lost end, state = 'sending', attempts = attempts + 1, next_at = $4
			where account_id = $1 and id = $2 and state in ('waiting', 'sending') and next_at <= $3`, account, id, store.Micros(now), store.Micros(now.Add(lease)))
		if err != nil {
			return err
		}
		mine = taken == 1
		n, err = Get(ctx, tx, account, id)
		return err
	})
	if err != nil {
		return n, false, fmt.Errorf("taking a notice: %w", err)
	}
	return n, mine, nil
}

// after is a message after an attempt: sent, failed for good, or waiting for the next one.
func (n Notice) after(problem *outcome.Error, now time.Time) Notice {
	n.Problem = problem
	if problem == nil {
		n.State, n.SentAt, n.NextAt = Sent, now, time.Time{}
		return n
	}
	wait := max(min(firstWait<<min(n.Attempts-1, 10), mostWait), problem.After)
	next := now.Add(wait)
	again := problem.Code.RetriesItself() || problem.Reason == outcome.Internal // our own database, most likely
	if !again || problem.Reason == outcome.NoticeUnsure || next.Sub(n.At()) > giveUp {
		n.State, n.NextAt = Failed, time.Time{}
		return n
	}
	n.State, n.NextAt = Waiting, next
	return n
}

// note keeps how an attempt ended, unless the message was taken over meanwhile and nothing is new to whoever has it.
func (t *Teller) note(ctx context.Context, n Notice) error {
	if n.State == Failed {
		t.Log.Warn("a notice was refused", "notice", n.ID, "way", n.Way, "to", n.Recipient, "code", int(n.Problem.Code), "err", n.Problem)
	}
	err := t.DB.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `update notice set state = $4, next_at = $5, sent_at = $6, problem = $7 where account_id = $1 and id = $2 and state = 'sending' and (attempts = $3 or $4 = 'sent')`,
			n.Account, n.ID, n.Attempts, string(n.State), store.Micros(n.NextAt), store.Micros(n.SentAt), n.Problem.Encode())
		if err != nil {
			return err
		}
		return tx.Notify(ctx, "notices")
	})
	if err != nil {
		return fmt.Errorf("noting how a notice ended: %w", err)
	}
	return nil
}

// hand gives a message to the other side; nil means that it has taken it.
func (t *Teller) hand(ctx context.Context, n Notice) *outcome.Error {
	if n.Way == Mail {
		return outcome.Of(t.Mail.Send(ctx, mail.Message{ID: ids.String(n.ID), To: n.Recipient, Subject: n.Title, Text: n.Content, HTML: n.Body, Date: n.At()}))
	}
	r, err := t.rule(ctx, n.Account, n.Rule)
	if err != nil {
		return outcome.Of(err)
	}
	return outcome.Of(t.post(ctx, r, n))
}

// rule finds a rule by its id; NoticeRuleMissing if nobody has it any more.
func (t *Teller) rule(ctx context.Context, account, id int64) (Rule, error) {
	a := user.Account{ID: account}
	if err := t.DB.QueryRow(ctx, `select name, zone from account where id = $1`, account).Scan(&a.Name, &a.Zone); err != nil {
		return Rule{}, fmt.Errorf("reading an account: %w", err)
	}
	all, err := t.rules(ctx, t.DB, a)
	if err != nil {
		return Rule{}, err
	}
	for _, r := range all {
		if r.ID() == id {
			return r, nil
		}
	}
	return Rule{}, outcome.New(outcome.NoticeRuleMissing)
}

// post sends a message to a URL, once: whoever waits for the next try is the message itself. A webhook is signed as the Standard
// Webhooks scheme has it (github.com/standard-webhooks/standard-webhooks: spec/standard-webhooks.md): HMAC-SHA256 over id, time and
// body, the same id for every try.
func (t *Teller) post(ctx context.Context, r Rule, n Notice) error {
	_, err := t.HTTP.Do(ctx, httpkit.Call{
		Op: "digest.post", Tries: 1,
		Build: func(ctx context.Context) (*http.Request, error) {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.To, bytes.NewReader([]byte(n.Body)))
			if err != nil {
				return nil, withoutURL(err)
			}
			req.Header.Set("Content-Type", "application/json")
			if r.Way == Webhook {
				sign(req.Header, r.Secret, ids.String(n.ID), n.Body, t.Now())
			}
			return req, nil
		},
		Read: func(res *httpkit.Response) error {
			if res.Status < 200 || res.Status > 299 {
				return outcome.New(outcome.NoticeRefused, "host", r.Place(), "status", strconv.Itoa(res.Status))
			}
			return nil
		},
	})
	return err
}

// withoutURL drops the address from an error: it is as good as a password.
func withoutURL(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

func sign(h http.Header, secret, id, body string, now time.Time) {
	at := strconv.FormatInt(now.Unix(), 10)
	mac := hmac.New(sha256.New, key(secret))
	fmt.Fprintf(mac, "%s.%s.%s", id, at, body)
	h.Set("Webhook-Id", id)
	h.Set("Webhook-Timestamp", at)
	h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// Test sends a test at once and gives it as it ended: by one of the rules that who may use, or, for rule 0, to a mail address.
// Errors: NoticeRuleMissing, MailNotSet, *user.FieldError. That the other side refused it is no error but the notice's Problem.
func (t *Teller) Test(ctx context.Context, who user.User, account user.Account, rule int64, address string) (Notice, error) {
	zone, err := time.LoadLocation(account.Zone)
	if err != nil {
		return Notice{}, err
	}
	r := Rule{Account: account.ID, Member: who.ID, What: Errors, When: AtOnce, Way: Mail, To: address, Zone: zone, Language: language(who)}
	if rule != 0 {
		if r, err = t.mine(ctx, who, rule); err != nil {
			return Notice{}, err
		}
	}
	if r.Way == Mail && !t.Mail.Set() {
		return Notice{}, outcome.New(outcome.MailNotSet)
	}
	if r.Way == Mail && !isAddress(r.To) {
		return Notice{}, &user.FieldError{Field: "to", Message: fmt.Sprintf("%q is not an e-mail address", r.To)}
	}
	text, err := r.Test(Page{Account: account.Name, URL: t.PublicURL, Now: t.Now()})
	if err != nil {
		return Notice{}, err
	}
	n := t.notice(r, "test", text)
	if rule == 0 {
		n.Rule = 0
	}
	if err := t.DB.InTx(ctx, func(tx store.Tx) error {
		if err := user.WriteAudit(ctx, tx, t.IDs, who, "test_notice", n.Recipient, ""); err != nil {
			return err
		}
		return insert(ctx, tx, n, t.Now())
	}); err != nil {
		return Notice{}, err
	}
	return t.deliver(ctx, n.Account, n.ID)
}

// mine finds a rule that somebody may use: their own, and for an owner the account's.
func (t *Teller) mine(ctx context.Context, who user.User, id int64) (Rule, error) {
	r, err := t.rule(ctx, who.Account, id)
	if err == nil && r.Member != who.ID && (r.Member != 0 || !who.Role.May(user.Owner)) {
		return Rule{}, outcome.New(outcome.NoticeRuleMissing)
	}
	return r, err
}
