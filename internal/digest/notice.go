package digest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Notice is one message to one place.
type Notice struct {
	Account, ID int64 // the id is also when it was written
	Rule        int64 // 0: none, a test to an address
	Member      int64 // whose rule; 0: the account's
	Sort        string
	What        What
	Way         Way
	Recipient   string // the mail address, or the URL's host
	Title       string
	Content     string // plain text
	Body        string // as it goes out
	State       Delivery
	Attempts    int
	Lost        int // attempts of which nobody lived to note the end
	NextAt      time.Time
	SentAt      time.Time
	Problem     *outcome.Error // of the last attempt; nil: none, or it went through
	Shops       []int64        // the connections it is about; none: no shop in particular
}

// At is when it was written.
func (n Notice) At() time.Time { return ids.Time(n.ID) }

// Delivery is where a notice stands.
type Delivery string

const (
	Waiting Delivery = "waiting" // for its turn, or for the next try
	Sending Delivery = "sending"
	Sent    Delivery = "sent"   // the other side has taken it
	Failed  Delivery = "failed" // it was refused for good, or a day of tries was not enough
)

// Deliveries lists them.
var Deliveries = []Delivery{Waiting, Sending, Sent, Failed}

// Sorts are the words for what a message says: something is open, all is clear, a test.
var Sorts = []string{"open", "clear", "test"}

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	From, To  time.Time
	State     Delivery
	What      What
	Way       Way
	Sort      string
	Recipient string // any part of it
	Shop      int64  // a connection it is about, perhaps among others
	Before    int64  // id: older ones only
	Limit     int
}

const columns = `account_id, id, rule_id, member_id, sort, what, way, recipient, title, content, body, state, attempts, lost, next_at, sent_at, problem, connections`

func scan(row store.Row) (Notice, error) {
	var n Notice
	var what, way, state, problem, shops string
	var next, sent int64
	err := row.Scan(&n.Account, &n.ID, &n.Rule, &n.Member, &n.Sort, &what, &way, &n.Recipient, &n.Title, &n.Content, &n.Body, &state, &n.Attempts, &n.Lost, &next, &sent, &problem, &shops)
	if err != nil {
		return n, err
	}
	n.What, n.Way, n.State, n.NextAt, n.SentAt = What(what), Way(way), Delivery(state), store.Time(next), store.Time(sent)
	if n.Shops, err = decodeShops(shops); err != nil {
		return n, err
	}
	n.Problem, err = outcome.Decode(problem)
	return n, err
}

// encodeShops writes connections so that one of them can be looked for as text.
func encodeShops(shops []int64) string {
	list := make([]string, len(shops))
	for i, id := range shops {
		list[i] = `"` + ids.String(id) + `"`
	}
	return "[" + strings.Join(list, ",") + "]"
}

func decodeShops(s string) (shops []int64, err error) {
	var list []string
	if err := json.Unmarshal([]byte(s), &list); err != nil {
		return nil, fmt.Errorf("the connections of a notice: %w", err)
	}
	for _, one := range list {
		id, err := ids.Parse(one)
		if err != nil {
			return nil, fmt.Errorf("the connections of a notice: %w", err)
		}
		shops = append(shops, id)
	}
	return shops, nil
}

// List gives notices, newest first, by keyset.
func List(ctx context.Context, db store.Reader, account int64, f Filter) ([]Notice, error) {
	where, args := f.where(account)
	args = append(args, f.Limit)
	rows, err := db.Query(ctx, `select `+columns+` from notice where `+where+fmt.Sprintf(` order by id desc limit $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("reading notices: %w", err)
	}
	defer rows.Close()
	var all []Notice
	for rows.Next() {
		n, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("reading notices: %w", err)
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

func (f Filter) where(account int64) (string, []any) {
	where, args := []string{"account_id = $1"}, []any{account}
	add := func(given bool, condition string, value any) {
		if given {
			args = append(args, value)
			where = append(where, fmt.Sprintf(condition, len(args)))
		}
	}
	add(!f.From.IsZero(), "id >= $%d", ids.First(f.From))
	add(!f.To.IsZero(), "id < $%d", ids.First(f.To))
	add(f.State != "", "state = $%d", string(f.State))
	add(f.What != "", "what = $%d", string(f.What))
	add(f.Way != "", "way = $%d", string(f.Way))
	add(f.Sort != "", "sort = $%d", f.Sort)
	add(f.Recipient != "", `lower(recipient) like $%d escape '\'`, store.LikePart(strings.ToLower(f.Recipient)))
	add(f.Shop != 0, "connections like $%d", `%"`+ids.String(f.Shop)+`"%`)
	add(f.Before != 0, "id < $%d", f.Before)
	return strings.Join(where, " and "), args
}

// Get gives one notice; NoticeMissing if the account has none of that id.
func Get(ctx context.Context, db store.Reader, account, id int64) (Notice, error) {
	n, err := scan(db.QueryRow(ctx, `select `+columns+` from notice where account_id = $1 and id = $2`, account, id))
	if errors.Is(err, store.ErrNoRows) {
		return n, outcome.New(outcome.NoticeMissing)
	}
	if err != nil {
		return n, fmt.Errorf("reading a notice: %w", err)
	}
	return n, nil
}

// Forget drops an account's notices that were written before a moment.
func Forget(ctx context.Context, db store.DB, account int64, before time.Time) error {
	return db.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `delete from notice where account_id = $1 and id < $2 and state in ('sent', 'failed')`, account, ids.First(before)); err != nil {
			return fmt.Errorf("forgetting old notices: %w", err)
		}
		return nil
	})
}

// notice is a message of a rule, ready to go.
func (t *Teller) notice(r Rule, sort string, text Text) Notice {
	return Notice{
		Account: r.Account, ID: t.IDs.Next(), Rule: r.ID(), Member: r.Member, Sort: sort, What: r.What, Way: r.Way, Recipient: r.Place(),
		Title: text.Title, Content: text.Plain, Body: text.Body, State: Waiting,
	}
}

// insert keeps a new notice, to be sent at once.
func insert(ctx context.Context, tx store.Tx, n Notice, now time.Time) error {
	_, err := tx.Exec(ctx, `insert into notice (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, 0, '', $14)`,
		n.Account, n.ID, n.Rule, n.Member, n.Sort, string(n.What), string(n.Way), n.Recipient, n.Title, n.Content, n.Body, string(Waiting), store.Micros(now), encodeShops(n.Shops))
	if err != nil {
		return fmt.Errorf("writing a notice: %w", err)
	}
	return tx.Notify(ctx, "notices")
}
