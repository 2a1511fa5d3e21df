// Package channel is the seam to marketplaces and web stores: what a Kind of channel is, and what its Connector promises.
//
// The promises are written down as tests in channeltest. A connector is one folder under internal/channel and one line in
// internal/channel/all; nothing else in the program names a channel.
//
// Beside the seam stands what all connectors do alike: settings (settings.go), tokens (renewer.go), the fields of an order (fields.go),
// reports (report.go).
package channel

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is one sort of channel, as data: the connect form, the command line's help and the cycle's windows are drawn from it.
type Kind struct {
	Name     string    // stable word in URLs, tables and logs: "woocommerce"
	Title    string    // as people write it: "WooCommerce"
	Settings []Setting // what a person fills in to connect a shop; access_token and refresh_token become its first Token

	// Words are the labels and helps of the settings in other languages: by language ("id"), by their English.
	Words map[string]map[string]string

	MaxWindow time.Duration // widest span of one Orders call; 0: no limit
	Lag       time.Duration // the channel's list is complete only up to now - Lag
	Overlap   time.Duration // how far a window reaches back into the one before; at least the channel's time step
	Rate      Rate          // requests the channel bears per connection
	Reads     Reads         // how many orders one request brings

	Invoices bool          // the channel invoices by itself, so order_download_mode means something
	Policy   policy.Policy // what a new connection starts with

	// CancelAnswers are the answers that Canceller gives a buyer who wishes to cancel; none: the channel takes them in its own
	// pages only.
	CancelAnswers []CancelAnswer

	// Authorise is set for channels that a merchant's browser must visit to let us in.
	Authorise *Authorise

	// ShopSetting names the setting that holds the channel's id of the shop, for channels whose webhooks come to one address
	// for all shops; empty: each connection has its own.
	ShopSetting string

	// Identity tells which shop settings are of, the same for the same shop however they are written; empty: they do not say, and
	// ShopSetting is what is missing. A shop that was removed and is connected again is known by it. Needed unless Over is set.
	Identity func(settings map[string]string) string

	// QueueSetting names the setting that says where the channel puts its news, for channels that send no webhooks but fill a
	// queue (Listener); empty: it has none.
	QueueSetting string

	// Over names the channel over whose connections this one's orders come by now: it has no API of its own any more, and
	// Open gives a connector that says so. Its orders carry its Name as Snapshot.Channel. Empty: it has its own connections.
	Over string

	// Open makes a connector for one shop. It does no I/O; errors name the setting that is wrong.
	Open func(Shop, Tools) (Connector, error)
}

// SettingNames lists the names of the settings.
func (k Kind) SettingNames() []string {
	names := make([]string, len(k.Settings))
	for i, s := range k.Settings {
		names[i] = s.Name
	}
	return names
}

// Say gives a label or a help of the settings in a language; what has no words in it stays English.
func (k Kind) Say(language, english string) string {
	return cmp.Or(k.Words[language][english], english)
}

// Rate is a token bucket. The zero value is no limit.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Reads is how many orders one request brings at most, by the channel's own limits.
type Reads struct {
	List   int // of a list
	Detail int // of what the list leaves out; 0: the list has it all
}

// Least is the fewest requests that bring n orders.
func (r Reads) Least(n int) int {
	least := 0
	for _, most := range []int{r.List, r.Detail} {
		if most > 0 {
			least += (n + most - 1) / most
		}
	}
	return least
}

// Setting is one field of the connect form.
type Setting struct {
	Name     string   `json:"name"`   // "consumer_key"; the flag is --consumer-key
	Label    string   `json:"label"`  // "Consumer key"
	Help     string   `json:"help"`   // where a person finds it
	Secret   bool     `json:"secret"` // stored encrypted, never shown again
	Required bool     `json:"required"`
	Default  string   `json:"default,omitempty"`
	Choices  []string `json:"choices,omitempty"`
}

// Shop is one connection as its connector sees it.
type Shop struct {
	Connection int64
	Settings   map[string]string // by Setting.Name, secrets in clear; never log it
}

// Tools are what a connector works with.
type Tools struct {
	HTTP   *httpkit.Client
	Tokens Tokens // nil for channels without Kind.Authorise and in tests that need none
	Now    func() time.Time
	Log    *slog.Logger // nil: silent
}

// Logger is Log, or one that says nothing.
func (t Tools) Logger() *slog.Logger {
	if t.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return t.Log
}

// Window is a half-open span [From, To) of the channel's own change times, UTC.
type Window struct {
	From, To time.Time
}

// Cursor is the connector's own mark inside a window, stored as it is. Empty: the start, or no more.
type Cursor string

// CursorOf writes a connector's mark, which must be encodable as JSON.
func CursorOf[M any](mark M) Cursor {
	b, err := json.Marshal(mark)
	if err != nil {
		panic("a mark is always encodable: " + err.Error())
	}
	return Cursor(b)
}

// Page is a part of a window.
type Page struct {
	Orders []order.Snapshot // an order that could not be understood is here too, with Problem set
	Next   Cursor           // empty: the window is done
	Total  int              // orders in the whole window when the channel tells; 0: unknown
}

// Connector reads one shop. Methods are safe for concurrent use. Errors are *outcome.Error: NoAccess (a person must
// reconnect), Missing, Throttled and Unavailable (waiting helps), BadStatus (the channel refuses), Unmapped (its answer
// cannot be understood).
type Connector interface {
	// Test looks whether the shop can be reached and what rights are there. An error means no; a Report may still list
	// what is missing.
	Test(ctx context.Context) (Report, error)

	// Orders gives one page of the orders changed in w, oldest change first, each order of the window at least once over
	// all pages; a page may repeat orders of the one before.
	Orders(ctx context.Context, w Window, at Cursor) (Page, error)

	// Order gives one order by its stable id; Missing if the channel has none.
	Order(ctx context.Context, ref string) (order.Snapshot, error)
}

// WebhookReceiver is a connector whose channel sends webhooks.
type WebhookReceiver interface {
	// Receive checks one delivery and tells what it is about. The body is capped by the caller. It compares signatures in
	// constant time before it looks inside, and takes nothing but order numbers from it. Errors: NoAccess (forged or
	// stale), Unmapped (verified, but not understood).
	Receive(d Delivery) (Hook, error)

	// Subscribe makes the channel send order webhooks to url, and repairs a subscription that was switched off. It may be
	// called again and again; it leaves other people's webhooks alone.
	Subscribe(ctx context.Context, url string) error
}

// Delivery is a webhook as it came.
type Delivery struct {
	URL    string // our own public address that it was sent to: some channels sign it
	Header http.Header
	Body   []byte
}

// Hook is a verified delivery.
type Hook struct {
	ID    string   // for deduplication; the same delivery has the same value
	Topic string   // the channel's word
	Refs  []string // orders to fetch; empty for a ping or a topic we do not use
	Shop  string   // the channel's id of the shop, where one address serves several; empty: this connection's
	Reply string   // body of our answer, where the channel expects one
}

// Listener is a connector whose channel puts its news into a queue that we read, instead of sending webhooks.
type Listener interface {
	// Attach makes the channel put order news into the queue of the settings. It may be called again and again; it leaves
	// other people's subscriptions alone. Without a queue in the settings it does nothing.
	Attach(ctx context.Context) error

	// Listen waits up to wait for news and gives what there is, understood or not: news of no use to us has no Refs. None:
	// nothing came. It is called only where the settings name a queue (Kind.QueueSetting). What is not forgotten comes again later.
	Listen(ctx context.Context, wait time.Duration) ([]News, error)

	// Forget takes news out of the queue, once its work is stored.
	Forget(ctx context.Context, news []News) error
}

// News is one message of a queue.
type News struct {
	Hook
	Receipt string // what Forget needs
}
