// Package backoffice is the seam to where the documents are kept. The promises are tests in backofficetest.
//
// A back office is Local when its documents live in the hub's own database: it applies operations inside the transaction that
// stores the order. A remote one (an ERP behind an API) cannot: for it the hub writes its intent in that transaction, a job
// makes the call with Key as the idempotency key, and the answer is recorded before the next step; after a crash it is first
// asked what it already has. The built-in one, package books, is Local.
package backoffice

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Task is what is to be done for one order. Have is what the books hold, as Load gave it.
type Task struct {
	Account    int64
	Connection int64
	Channel    string
	OrderID    int64
	OrderRef   string
	Currency   money.Currency
	Prefix     string       // before document numbers, by policy
	Have       document.Set // its decision says who had documents voided
	Ops        []plan.Op
	At         time.Time
}

// Done is how one operation ended.
type Done struct {
	Op      plan.Op
	Number  string         // of the document written, found or touched
	Outcome *outcome.Error // never nil; Conflict when the document was there already
}

// Local back offices keep their documents in the hub's database.
type Local interface {
	// Load gives the documents of orders, by order id, in one query. Orders without any are left out.
	Load(ctx context.Context, db store.Reader, account int64, orders []int64) (map[int64][]document.Document, error)

	// Apply does what the tasks ask, in a number of statements that does not grow with them. The result has one Done for
	// every operation tried, per task; after an operation that failed the rest of its task is not tried. An error means
	// that the whole transaction must be given up.
	Apply(ctx context.Context, tx store.Tx, tasks []Task) ([][]Done, error)

	// Forget takes the buyers' names out of the documents of orders, and what else tells who they are out of the reasons that
	// people wrote: without has a replacer for each order. Numbers, lines and sums stay, and no document counts as edited by it.
	Forget(ctx context.Context, tx store.Tx, account int64, without map[int64]*strings.Replacer) error
}

// Orphan is a live document whose order is not in the hub.
type Orphan struct{ Number, OrderRef string }

// Key is the name of a document that is never given to a second one, for the idempotency key of a remote back office.
func Key(connection int64, ref string, k document.Kind, sequence int) string {
	return strconv.FormatInt(connection, 10) + "/" + ref + "/" + string(k) + "/" + strconv.Itoa(sequence)
}
