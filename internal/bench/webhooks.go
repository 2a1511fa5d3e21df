package bench

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/webhook"
)

// perShop is how many webhooks a second one shop sends at most: half of what it lets us ask for.
const perShop = 2.5

// webhooks measures how long it takes from a signed webhook to committed documents: delivery stored, job queued, order
// fetched from its shop, reconciled. The whole hub runs as it does in service.
func webhooks(ctx context.Context, o Options, e engine) ([]Table, error) {
	db, err := e.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer db.close()
	shops := hookShops(o)
	o.say("webhooks, %s: %d a second from %d shops for %s", e.name(), o.Deliveries, len(shops), o.For)
	s, err := openStreet(shops)
	if err != nil {
		return nil, err
	}
	defer s.close()
	a, err := app.Open(ctx, hubConfig(db), true, o.Log)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	conns, err := s.connect(ctx, a)
	if err != nil {
		return nil, err
	}
	w := &watch{app: a, sent: map[string]time.Time{}}
	err = serving(ctx, a, func(ctx context.Context, url string) error { return w.send(ctx, o, url, shops, conns) })
	if err != nil {
		return nil, err
	}
	t := Table{
		Title: "From webhook to committed documents",
		Head:  []string{"Webhooks", "A second", "p50", "p95", "p99", "Longest", "p99 under 1 s"},
		Notes: []string{fmt.Sprintf("%d shops, counted from before the request is sent; each order is fetched over HTTP from a pretend shop", len(shops))},
	}
	p99 := percentile(w.took, 0.99)
	t.add(len(w.took), o.Deliveries, median(w.took), percentile(w.took, 0.95), p99, percentile(w.took, 1), map[bool]string{true: "yes", false: "NO"}[p99 < time.Second])
	return []Table{t}, nil
}

// hookShops have orders that no list shows yet, so that only a webhook brings them in.
func hookShops(o Options) []*shop {
	total := int(float64(o.Deliveries) * o.For.Seconds())
	shops := make([]*shop, max(int(float64(o.Deliveries)/perShop), 1))
	each := total/len(shops) + 1
	for i := range shops {
		shops[i] = newShop(1+i*each, each, time.Now().AddDate(0, 0, 7))
	}
	return shops
}

// serving runs do while the hub serves.
func serving(ctx context.Context, a *app.App, do func(ctx context.Context, url string) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return a.Serve(ctx, config.Serve{Listen: "127.0.0.1:0", Workers: 4}, func(url string) {
			g.Go(func() error {
				defer stop()
				return do(ctx, url)
			})
		})
	})
	return g.Wait()
}

// watch notes when webhooks were sent and when their orders were there.
type watch struct {
	app  *app.App
	mu   sync.Mutex
	sent map[string]time.Time // by order, as long as it is not there
	took []time.Duration
}

// send sends all webhooks evenly, and waits until every order is there.
func (w *watch) send(ctx context.Context, o Options, url string, shops []*shop, conns []connection.Connection) error {
	seen, stop := context.WithCancel(ctx)
	defer stop()
	topics, err := w.app.DB.Listen(seen)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return w.look(seen, topics) })
	g.Go(func() error {
		defer stop()
		if err := w.sendAll(ctx, o, url, shops, conns); err != nil {
			return err
		}
		return w.wait(ctx)
	})
	return g.Wait()
}

func (w *watch) sendAll(ctx context.Context, o Options, url string, shops []*shop, conns []connection.Connection) error {
	total := int(float64(o.Deliveries) * o.For.Seconds())
	tick := time.NewTicker(time.Second / time.Duration(o.Deliveries))
	defer tick.Stop()
	g, ctx := errgroup.WithContext(ctx)
	for n := range total {
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), g.Wait())
		case <-tick.C:
		}
		at := n % len(shops)
		s, i := shops[at], n/len(shops)
		g.Go(func() error { return w.deliver(ctx, webhook.Address(url, conns[at]), s, i) })
	}
	return g.Wait()
}

// deliver sends one webhook as the shop does.
func (w *watch) deliver(ctx context.Context, address string, s *shop, i int) error {
	body := s.json(i)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, []byte(hookSecret))
	mac.Write(body)
	ref := strconv.Itoa(s.first + i)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-WC-Webhook-Topic", "order.created")
	req.Header.Set("X-WC-Webhook-Delivery-ID", ref)
	req.Header.Set("X-WC-Webhook-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	w.mu.Lock()
	w.sent[ref] = time.Now()
	w.mu.Unlock()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(res.Body, 1000)) // for the message only
		return fmt.Errorf("the hub answered %s: %s", res.Status, bytes.TrimSpace(said))
	}
	return nil
}

// look asks after missing orders whenever a commit tells that orders have changed.
func (w *watch) look(ctx context.Context, topics <-chan string) error {
	for topic := range topics {
		if topic != "orders" {
			continue
		}
		if err := w.found(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

func (w *watch) found(ctx context.Context) error {
	w.mu.Lock()
	missing := make(store.Strings, 0, len(w.sent))
	for ref := range w.sent {
		missing = append(missing, ref)
	}
	w.mu.Unlock()
	rows, err := w.app.DB.Query(ctx, `select ref from orders where account_id = $1 and `+w.app.DB.In("ref", 2), w.app.Account.ID, missing)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return err
		}
		w.mu.Lock()
		w.took = append(w.took, time.Since(w.sent[ref]))
		delete(w.sent, ref)
		w.mu.Unlock()
	}
	return rows.Err()
}

// wait gives the last ones half a minute.
func (w *watch) wait(ctx context.Context) error {
	for range 300 {
		w.mu.Lock()
		left := len(w.sent)
		w.mu.Unlock()
		if left == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("%d orders never came", len(w.sent))
}
