package user

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// guessMemory is how long a wrong guess counts.
const guessMemory = time.Hour

// firstWait is the wait after one guess too many; each further one doubles it.
const firstWait = 5 * time.Second

// limit is how many wrong guesses are free, and the longest wait after more of them.
type limit struct {
	free  int
	most  time.Duration
	apart string // keeps the keys of different limits apart
}

var (
	// Of one name from one network: whoever cannot remember waits a little, whoever tries a list waits long.
	ofBoth = limit{5, 4 * time.Minute, "both"}
	// From one network, whatever the names: an office behind one address mistypes more than a person.
	ofNetwork = limit{30, 4 * time.Minute, "network"}
	// Of one name from anywhere. Short, and not asked of a network where the member is signed in: a flood from elsewhere must not
	// keep them out.
	ofName = limit{20, 30 * time.Second, "name"}
)

// counted is a limit on somebody.
type counted struct {
	limit
	key string
}

// Guess is one attempt to get in. It is counted before the secret is looked at, so that a thousand at once are a thousand.
type Guess struct {
	d    *Directory
	keys []counted
}

// Guess asks whether an attempt may be made: wait is 0, or how long to wait first. name is what is guessed at (an e-mail address, or
// empty for links), network where the guess comes from; an empty network is not counted. The waits are stored, so that all nodes
// share them. An attempt that has to wait counts for nothing, so that a flood does not make the waits longer.
func (d *Directory) Guess(ctx context.Context, name, network string) (g Guess, wait time.Duration, err error) {
	g = Guess{d: d}
	if g.keys, err = d.limits(ctx, address(name), network); err != nil {
		return g, 0, fmt.Errorf("counting guesses: %w", err)
	}
	err = d.db.InTx(ctx, func(tx store.Tx) error {
		wait, err = g.count(ctx, tx)
		return err
	})
	if err != nil {
		return g, 0, fmt.Errorf("counting guesses: %w", err)
	}
	return g, wait, nil
}

func (d *Directory) limits(ctx context.Context, name, network string) ([]counted, error) {
	var keys []counted
	add := func(l limit, of string) { keys = append(keys, counted{l, hash(l.apart + "\x00" + of)}) }
	if network != "" {
		add(ofBoth, network+"\x00"+name)
		add(ofNetwork, network)
	}
	if name == "" {
		return keys, nil
	}
	var here int
	err := d.db.QueryRow(ctx, `select count(*) from session s join member m on m.account_id = s.account_id and m.id = s.member_id
		where m.email = $1 and s.network = $2 and s.network <> '' and s.expires_at > $3`, name, network, store.Micros(d.now())).Scan(&here)
	if here == 0 {
		add(ofName, name)
	}
	slices.SortFunc(keys, func(a, b counted) int { // one order everywhere, so that two guesses never wait for each other crosswise
		if a.key < b.key {
			return -1
		}
		return 1
	})
	return keys, err
}

// count adds the attempt to every limit, unless one of them says to wait.
func (g Guess) count(ctx context.Context, tx store.Tx) (wait time.Duration, err error) {
	now := g.d.now()
	counts := make([]int, len(g.keys))
	for i, k := range g.keys {
		var until, last int64
		err := tx.QueryRow(ctx, `insert into guess (key_hash, n, until, last_at) values ($1, 0, 0, $2) on conflict (key_hash) do update set key_hash = excluded.key_hash
			returning n, until, last_at`, k.key, store.Micros(now)).Scan(&counts[i], &until, &last)
		if err != nil {
			return 0, err
		}
		if now.Sub(store.Time(last)) > guessMemory {
			counts[i] = 0
		}
		wait = max(wait, store.Time(until).Sub(now))
	}
	if wait > 0 {
		return wait, nil
	}
	for i, k := range g.keys {
		if _, err := tx.Exec(ctx, `update guess set n = $2, until = $3, last_at = $4 where key_hash = $1`,
			k.key, counts[i]+1, store.Micros(now.Add(k.wait(counts[i]+1))), store.Micros(now)); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// wait is the one after n attempts.
func (l limit) wait(n int) time.Duration {
	if n <= l.free {
		return 0
	}
	return min(firstWait<<min(n-l.free-1, 20), l.most)
}

// Right takes the attempt back: it was no wrong guess. What was counted of the name is forgotten; of the network only this attempt
// is, so that whoever owns one account there cannot guess at others for free.
func (g Guess) Right(ctx context.Context) error {
	err := g.d.db.InTx(ctx, func(tx store.Tx) error {
		var errs error
		for _, k := range g.keys {
			sql := `delete from guess where key_hash = $1`
			if k.apart == ofNetwork.apart {
				sql = `update guess set n = n - 1, until = 0 where key_hash = $1 and n > 0`
			}
			_, err := tx.Exec(ctx, sql, k.key)
			errs = errors.Join(errs, err)
		}
		return errs
	})
	if err != nil {
		return fmt.Errorf("taking a guess back: %w", err)
	}
	return nil
}
