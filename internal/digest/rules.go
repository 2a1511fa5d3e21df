package digest

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// target is the part of a rule that is a secret.
type target struct {
	URL    string `json:"url"`
	Secret string `json:"secret,omitempty"`
}

// Place is where a rule sends, as it may be shown: the address, or the URL's host.
func (r Rule) Place() string {
	if r.Way == Mail {
		return r.To
	}
	u, err := url.Parse(r.To)
	if err != nil {
		return ""
	}
	return u.Host
}

// Choice is the rules of a member, or of the account.
type Choice struct {
	Chosen bool // false: these are the default ones
	Rules  []Rule
}

// Choice reads the rules of a member, or of the account (member 0). A viewer, who cannot act, has none.
func (t *Teller) Choice(ctx context.Context, account user.Account, member int64) (Choice, error) {
	all, err := t.rules(ctx, t.DB, account)
	if err != nil {
		return Choice{}, err
	}
	var c Choice
	for _, r := range all {
		if r.Member == member {
			c.Rules = append(c.Rules, r)
		}
	}
	var n int
	err = t.DB.QueryRow(ctx, `select count(*) from notice_person where account_id = $1 and member_id = $2`, account.ID, member).Scan(&n)
	c.Chosen = n > 0
	slices.SortFunc(c.Rules, byWhat)
	return c, err
}

// rules reads all rules of an account that somebody has: members who may act, and the account itself.
func (t *Teller) rules(ctx context.Context, db store.Reader, account user.Account) ([]Rule, error) {
	zone, err := time.LoadLocation(account.Zone)
	if err != nil {
		return nil, fmt.Errorf("the account's zone: %w", err)
	}
	members, err := t.Users.Members(ctx, account.ID)
	if err != nil {
		return nil, err
	}
	since, err := persons(ctx, db, account.ID)
	if err != nil {
		return nil, err
	}
	stored, err := t.stored(ctx, db, account.ID)
	if err != nil {
		return nil, err
	}
	var all []Rule
	for _, m := range append([]user.User{{Account: account.ID}}, members...) {
		own := stored[m.ID]
		if _, chosen := since[m.ID]; !chosen && m.ID != 0 {
			own = defaults()
		}
		if m.ID != 0 && !m.Role.May(user.Operator) {
			own = nil
		}
		for _, r := range own {
			r.Account, r.Member, r.Zone, r.Since, r.Language = account.ID, m.ID, zone, since[m.ID], language(m)
			if r.Way == Mail && r.Member != 0 {
				r.To = m.Email // as it is now
			}
			all = append(all, r)
		}
	}
	return all, nil
}

// language is what a member reads: what they chose, else English.
func language(u user.User) string { return cmp.Or(u.Language, phrase.English) }

// persons are those who have chosen, and since when.
func persons(ctx context.Context, db store.Reader, account int64) (map[int64]time.Time, error) {
	rows, err := db.Query(ctx, `select member_id, since from notice_person where account_id = $1`, account)
	if err != nil {
		return nil, fmt.Errorf("reading who has chosen notices: %w", err)
	}
	defer rows.Close()
	all := map[int64]time.Time{}
	for rows.Next() {
		var member, since int64
		if err := rows.Scan(&member, &since); err != nil {
			return nil, err
		}
		all[member] = store.Time(since)
	}
	return all, rows.Err()
}

// stored reads the rules that were chosen, by member.
func (t *Teller) stored(ctx context.Context, db store.Reader, account int64) (map[int64][]Rule, error) {
	rows, err := db.Query(ctx, `select member_id, id, what, timing, at_minute, way, place, target from notice_rule where account_id = $1 order by member_id, id`, account)
	if err != nil {
		return nil, fmt.Errorf("reading rules of notices: %w", err)
	}
	defer rows.Close()
	all := map[int64][]Rule{}
	for rows.Next() {
		var id, minute int64
		var what, when, way string
		var sealed []byte
		r := Rule{Account: account}
		if err := rows.Scan(&r.Member, &id, &what, &when, &minute, &way, &r.To, &sealed); err != nil {
			return nil, err
		}
		r.What, r.When, r.Way, r.At = What(what), When(when), Way(way), time.Duration(minute)*time.Minute
		if r.Way != Mail {
			if err := t.unseal(&r, id, sealed); err != nil {
				return nil, err
			}
		}
		all[r.Member] = append(all[r.Member], r)
	}
	return all, rows.Err()
}

func owner(rule int64) string { return "notice rule " + ids.String(rule) }

func (t *Teller) unseal(r *Rule, id int64, sealed []byte) error {
	b, err := t.Vault.Open(sealed, owner(id))
	if err != nil {
		return fmt.Errorf("address of rule %d: %w", id, err)
	}
	var to target
	if err := json.Unmarshal(b, &to); err != nil {
		return fmt.Errorf("address of rule %d: %w", id, err)
	}
	r.To, r.Secret = to.URL, to.Secret
	return nil
}

func (t *Teller) seal(r Rule) ([]byte, error) {
	if r.Way == Mail {
		return []byte{}, nil
	}
	b, err := json.Marshal(target{r.To, r.Secret})
	if err != nil {
		return nil, err
	}
	return t.Vault.Seal(b, owner(r.ID())), nil
}

// Choose replaces the rules of a member, or of the account (member 0), and gives them as they are from now on, with secrets that
// were made. A rule that cannot stand is a *user.FieldError.
func (t *Teller) Choose(ctx context.Context, who user.User, member int64, rules []Rule) ([]Rule, error) {
	seen := map[int64]bool{}
	for i := range rules {
		r := &rules[i]
		r.Account, r.Member = who.Account, member
		if r.Way == Mail && member != 0 && member == who.ID {
			r.To = who.Email
		}
		if err := r.check(i); err != nil {
			return nil, err
		}
		if r.Way == Webhook && r.Secret == "" {
			r.Secret = newSecret()
		}
		if seen[r.ID()] {
			return nil, bad(i, "what", "is told to the same place by a rule before")
		}
		seen[r.ID()] = true
	}
	err := t.DB.InTx(ctx, func(tx store.Tx) error { return t.keep(ctx, tx, who, member, rules) })
	return rules, err
}

func (t *Teller) keep(ctx context.Context, tx store.Tx, who user.User, member int64, rules []Rule) error {
	if _, err := tx.Exec(ctx, `insert into notice_person (account_id, member_id, since) values ($1, $2, $3)
		on conflict (account_id, member_id) do update set since = excluded.since`, who.Account, member, store.Micros(t.Now())); err != nil {
		return fmt.Errorf("keeping rules of notices: %w", err)
	}
	if _, err := tx.Exec(ctx, `delete from notice_rule where account_id = $1 and member_id = $2`, who.Account, member); err != nil {
		return fmt.Errorf("keeping rules of notices: %w", err)
	}
	for _, r := range rules {
		sealed, err := t.seal(r)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into notice_rule (account_id, member_id, id, what, timing, at_minute, way, place, target) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			who.Account, member, r.ID(), string(r.What), string(r.When), int64(r.At/time.Minute), string(r.Way), r.Place(), sealed); err != nil {
			return fmt.Errorf("keeping rules of notices: %w", err)
		}
	}
	about := "" // the account's
	switch member {
	case 0:
	case who.ID:
		about = who.Email
	default:
		about = ids.String(member)
	}
	return user.WriteAudit(ctx, tx, t.IDs, who, "choose_notices", about, "")
}

func bad(i int, field, message string) error {
	return &user.FieldError{Field: fmt.Sprintf("rules[%d].%s", i, field), Message: message}
}

// check holds that the i-th rule can stand.
func (r Rule) check(i int) error {
	switch {
	case !slices.Contains(Whats, r.What):
		return bad(i, "what", fmt.Sprintf("%q is not one of %v", r.What, Whats))
	case !slices.Contains(Whens, r.When):
		return bad(i, "when", fmt.Sprintf("%q is not one of %v", r.When, Whens))
	case !slices.Contains(Ways, r.Way):
		return bad(i, "way", fmt.Sprintf("%q is not one of %v", r.Way, Ways))
	case r.At < 0 || r.At >= 24*time.Hour:
		return bad(i, "at", "is not a time of the day")
	case r.Way == Mail:
		if !isAddress(r.To) {
			return bad(i, "to", fmt.Sprintf("%q is not an e-mail address", r.To))
		}
		return nil
	}
	u, err := url.Parse(r.To)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return bad(i, "to", "is not an address such as https://chat.example.com/hook")
	}
	if r.Secret != "" && len(key(r.Secret)) < 16 {
		return bad(i, "secret", "is not whsec_ and at least 16 bytes in base64; leave it out to have one made")
	}
	return nil
}

// isAddress tells whether mail can be sent there; a name beside the address is none.
func isAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// secretMark begins a signing secret, as the Standard Webhooks scheme has it.
const secretMark = "whsec_"

func newSecret() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // never fails
	return secretMark + base64.StdEncoding.EncodeToString(b)
}

// key is what a secret stands for; empty for one that is none.
func key(secret string) []byte {
	b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretMark))
	if err != nil || !strings.HasPrefix(secret, secretMark) {
		return nil
	}
	return b
}

// byWhat sorts rules as pages show them.
func byWhat(a, b Rule) int {
	return cmp.Or(cmp.Compare(slices.Index(Whats, a.What), slices.Index(Whats, b.What)), cmp.Compare(a.Way, b.Way), cmp.Compare(a.To, b.To))
}
