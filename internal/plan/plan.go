// Package plan is the pure planner: what remains to be done so that the books show what the channel shows.
//
// It compares two pictures. It reads no clock, no database and no network, so a dry run is its answer, printed, and every
// mouth (webhook, cycle, download, re-run) gets the same one.
package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/listing"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Operation is one step, as the sync log names it.
type Operation string

const (
	CreateOrder    Operation = "create_order"
	ConvertOrder   Operation = "convert_order_to_invoice"
	CreateInvoice  Operation = "create_invoice"
	CreateOutbound Operation = "create_outbound_logistic"
	AddPayment     Operation = "add_payment"
	VoidInvoice    Operation = "void_invoice"
	CancelOrder    Operation = "cancel_order"
	CreateCredit   Operation = "create_credit_note"
)

// Operations lists the document operations in the order the report shows them.
var Operations = []Operation{CreateOrder, ConvertOrder, CreateInvoice, CreateOutbound, AddPayment, VoidInvoice, CancelOrder, CreateCredit}

// Op is one step on one document. Which fields count depends on the operation.
type Op struct {
	Operation Operation
	Sequence  int              // of the document it creates, or touches
	Total     money.Amount     // of the document it creates
	Content   document.Content // of the document it creates
	Digest    string           // of the order the document is written from
	Package   string           // create_outbound_logistic: the channel's parcel, may be empty
	Completes bool             // create_outbound_logistic: with this one the whole order is sent
	ByChannel bool             // create_outbound_logistic: the channel sent the whole from its own stock, so no document is written; Sequence is the invoice's
	Restock   bool             // void_invoice, create_credit_note: goods go back into stock
}

// Plan is the outcome of comparing. Ops run in order; the first failure stops the rest. With neither Ops nor Hold nor Skip,
// the books are as they should be.
type Plan struct {
	Ops     []Op
	Hold    *outcome.Error // what keeps the order from going on; Ops are still to be done
	Blocked Operation      // with Hold: the operation that could not be planned
	Skip    *outcome.Error // the rule that leaves the order out
	NewSKUs []NewSKU       // SKUs the books must learn first (policy create)
	SKUs    []string       // of the books, by line: what each is written on; empty for one that nothing gives a SKU

	// InvoiceThere: the channel is to invoice the order, too (order_download_mode auto_invoice). It is no Op: the books have what
	// they need, and the channel is asked when they are written.
	InvoiceThere bool
}

// NewSKU is a SKU to be made in the books because a line shows it.
type NewSKU struct{ SKU, Name string }

// For returns what remains to be done so that the books show what the channel shows.
//
// It looks at the state on both sides and never at the event that woke us: a webhook delivered twice, late, or not at all
// gives the same plan as the sync cycle that finds the order by itself.
func For(o order.Snapshot, have document.Set, links listing.Links, p policy.Policy) Plan {
	pl := planner{o: &o, have: &have, links: links, policy: p}
	pl.run()
	pl.plan.SKUs = pl.skus()
	pl.plan.InvoiceThere = pl.invoiceThere()
	return pl.plan
}

// invoiceThere tells whether the channel still has to invoice the order: its buyer has paid, the books have its invoice or get it
// now, and nothing stands against it.
func (pl *planner) invoiceThere() bool {
	switch {
	case pl.policy.OrderDownloadMode != policy.AutoInvoice, pl.o.Invoiced != order.NotInvoiced, pl.plan.Skip != nil, pl.plan.Hold != nil:
		return false
	case pl.o.Stage == order.Unpaid, pl.o.Stage == order.Cancelled, pl.o.Stage == order.Returned, pl.o.CancelRequested:
		return false
	}
	return pl.fresh || pl.have.Live(document.Invoice) != nil
}

type planner struct {
	o      *order.Snapshot
	have   *document.Set
	links  listing.Links
	policy policy.Policy
	plan   Plan
	fresh  bool // this plan writes the invoice, so the one the books have counts no more
}

func (pl *planner) run() {
	switch {
	case pl.left():
	case pl.o.Problem != nil:
		pl.hold(pl.first(), pl.o.Problem)
	case !slices.Contains(order.Stages, pl.o.Stage): // a stage nobody listed is a question, never a guess
		pl.hold(pl.first(), outcome.New(outcome.UnknownStatus, "status", pl.o.RawStatus))
	case pl.waits():
		pl.hold(pl.first(), outcome.New(outcome.Pending))
	case pl.decided(document.VoidAndRestock):
		pl.undo(true)
	case pl.o.Stage == order.Cancelled && !pl.gone():
		pl.undo(false)
	default:
		pl.write()
	}
}

// left applies the rules that leave an order out. They count only until the books have a document of it: what was begun is
// finished.
func (pl *planner) left() bool {
	if pl.have.VoidedByPerson() {
		if pl.o.Stage != order.Cancelled {
			pl.plan.Skip = outcome.New(outcome.VoidedByPerson)
		}
		return true
	}
	if len(pl.have.Documents) > 0 {
		return false
	}
	o, p := pl.o, pl.policy
	switch {
	case !p.DownloadFrom.IsZero() && !o.CreatedAt.IsZero() && o.CreatedAt.Before(p.DownloadFrom):
		pl.plan.Skip = outcome.New(outcome.BeforeGoLive, "from", p.DownloadFrom.Format("2006-01-02"))
	case p.OrderDownloadMode == policy.WaitForInvoice && o.Invoiced == order.NotInvoiced:
		pl.plan.Skip = outcome.New(outcome.NotYetBilled)
	case p.OrderDownloadMode == policy.AutoInvoice && o.Invoiced == order.IsInvoiced:
		pl.plan.Skip = outcome.New(outcome.AlreadyBilled)
	}
	return pl.plan.Skip != nil
}

// waits tells whether a person must let the order through first. One that was cancelled before anything was sent needs nobody:
// nothing was written and nothing will be.
func (pl *planner) waits() bool {
	return !pl.policy.AutoProcess && !pl.have.Released && len(pl.have.Documents) == 0 && (pl.o.Stage != order.Cancelled || pl.gone())
}

// gone tells whether goods have left, as the channel says or as the books know.
func (pl *planner) gone() bool {
	inv := pl.have.Live(document.Invoice)
	return pl.o.WasShipped() || len(pl.have.All(document.Outbound)) > 0 || inv != nil && inv.Sent
}

// undo takes the order's documents out of the books: nothing was sent, or a person said so.
func (pl *planner) undo(restock bool) {
	if so := pl.have.Live(document.SalesOrder); so != nil {
		pl.add(Op{Operation: CancelOrder, Sequence: so.Sequence})
	}
	inv := pl.have.Live(document.Invoice)
	if inv == nil {
		return
	}
	if inv.Edited && !restock {
		pl.settled(VoidInvoice, outcome.New(outcome.EditedByPerson, "number", inv.Number))
		return
	}
	pl.add(Op{Operation: VoidInvoice, Sequence: inv.Sequence, Restock: restock})
}

// write brings the documents up to the order's stage.
func (pl *planner) write() {
	if !pl.checked() {
		return
	}
	if pl.wantsInvoice() {
		if !pl.invoice() {
			return
		}
		if !pl.outbounds() {
			return
		}
		unpaid := pl.payment()
		pl.aftermath()
		// Last, and only where nothing else is asked: a credit note does not wait for the payment's method, or it would matter
		// which of two refunds reached us before the payment was due; and who voids the order needs none.
		if unpaid != nil && pl.plan.Hold == nil {
			pl.hold(AddPayment, unpaid)
		}
		return
	}
	pl.salesOrder()
}

// checked holds an order that cannot be written: unlinked SKUs, unequal sums. Once its documents are written from the same
// order, or goods have left on them, there is nothing to check any more.
func (pl *planner) checked() bool {
	if pl.current() || pl.sealed() {
		return true
	}
	op := pl.first()
	if len(pl.o.Lines) == 0 {
		pl.hold(op, outcome.New(outcome.NoLines))
		return false
	}
	if pl.o.Total < 0 {
		pl.hold(op, outcome.New(outcome.NegativeTotal, "total", pl.o.Total.String(), "currency", string(pl.o.Currency)))
		return false
	}
	if diff := pl.rounding(); diff > pl.tolerance() || diff < -pl.tolerance() {
		pl.hold(op, outcome.New(outcome.TotalsDiffer, "total", pl.o.Total.String(), "sum", pl.sum().String(),
			"difference", diff.String(), "currency", string(pl.o.Currency)))
		return false
	}
	for _, l := range pl.o.Lines {
		if _, ok := pl.sku(l); !ok {
			pl.hold(op, unlinked(l))
			return false
		}
	}
	return true
}

func unlinked(l order.Line) *outcome.Error {
	if l.SKU == "" {
		return outcome.New(outcome.LineWithoutSKU, "listing", l.Listing, "name", l.Name)
	}
	return outcome.New(outcome.SKUNotLinked, "sku", l.SKU, "listing", l.Listing, "name", l.Name)
}

// sum is what the parts of a document add up to: its own lines, whatever the channel says they come to.
func (pl *planner) sum() money.Amount {
	sum := pl.o.Amounts.Sum() - pl.o.Amounts.Goods
	for _, l := range pl.o.Lines {
		sum += l.Total
	}
	return sum
}

func (pl *planner) rounding() money.Amount { return pl.o.Total - pl.sum() }

func (pl *planner) tolerance() money.Amount {
	if pl.policy.Tolerance > 0 {
		return pl.policy.Tolerance
	}
	return pl.o.Currency.Tolerance()
}

// sku gives the books' SKU of a line, as far as links and policy allow.
func (pl *planner) sku(l order.Line) (string, bool) {
	if sku, ok := pl.links.SKU(l.Listing, l.SKU); ok {
		return sku, true
	}
	switch {
	case pl.policy.UnmappedSKU == policy.DefaultItem:
		return pl.policy.DefaultSKU, true
	case pl.policy.UnmappedSKU == policy.CreateUnmapped && l.SKU != "":
		return l.SKU, true
	}
	return "", false
}

func (pl *planner) skus() []string {
	all := make([]string, len(pl.o.Lines))
	for i, l := range pl.o.Lines {
		all[i], _ = pl.sku(l)
	}
	return all
}

// current tells whether the live document was written from the order as it is now.
func (pl *planner) current() bool {
	d := pl.have.Live(document.Invoice)
	if d == nil && !pl.wantsInvoice() {
		d = pl.have.Live(document.SalesOrder)
	}
	return d != nil && (d.Digest == pl.digest() || d.Edited)
}

// sealed tells whether goods have left on the live invoice: it is not written anew any more, whatever the channel changes.
func (pl *planner) sealed() bool {
	inv := pl.have.Live(document.Invoice)
	return inv != nil && (inv.Sent || len(pl.have.All(document.Outbound)) > 0)
}

// first is the operation that begins the order, for the entry of one that cannot begin.
func (pl *planner) first() Operation {
	switch {
	case pl.have.Live(document.SalesOrder) != nil && pl.wantsInvoice():
		return ConvertOrder
	case pl.wantsInvoice():
		return CreateInvoice
	}
	return CreateOrder
}

// wantsInvoice tells whether the books must show an invoice by now.
func (pl *planner) wantsInvoice() bool {
	switch pl.o.Stage {
	case order.Unpaid, order.Unknown:
		return pl.have.Live(document.Invoice) != nil // never back from an invoice to a sales order
	case order.Paid:
		return pl.policy.DropInto == policy.IntoInvoice || pl.have.Live(document.Invoice) != nil || pl.gone()
	}
	return true
}

// salesOrder writes the sales order of an order that is not to be invoiced yet.
func (pl *planner) salesOrder() {
	so := pl.have.Live(document.SalesOrder)
	if so != nil && pl.current() {
		return
	}
	if so != nil {
		pl.add(Op{Operation: CancelOrder, Sequence: so.Sequence})
	}
	pl.create(CreateOrder, document.SalesOrder)
}

// invoice makes sure a live invoice shows the order as it is; false when it cannot.
func (pl *planner) invoice() bool {
	inv := pl.have.Live(document.Invoice)
	switch {
	case inv == nil && pl.have.Live(document.SalesOrder) != nil:
		pl.create(ConvertOrder, document.Invoice)
	case inv == nil:
		pl.create(CreateInvoice, document.Invoice)
	case inv.Edited || inv.Digest == pl.digest():
	case pl.sealed():
		if why := pl.question(); why != nil && !pl.byPolicy(why) {
			return true // asked instead: an order keeps one decision, and two questions would take turns for ever
		}
		return pl.settled(CreateInvoice, outcome.New(outcome.ChangedAfterShipping, "number", inv.Number,
			"books", inv.Total.String(), "total", pl.o.Total.String(), "currency", string(pl.o.Currency)))
	default: // changed before anything was sent: the old one goes into the bin, a new one takes its place
		pl.add(Op{Operation: VoidInvoice, Sequence: inv.Sequence})
		pl.create(CreateInvoice, document.Invoice)
	}
	return true
}

// create adds the operation that writes a document from the order.
func (pl *planner) create(op Operation, k document.Kind) {
	c := document.Content{
		Discount: pl.o.Amounts.SellerVoucher + pl.o.Amounts.PlatformVoucher, Shipping: pl.o.Amounts.Shipping,
		Tax: pl.o.Amounts.Tax, Fees: pl.o.Amounts.Fees, Rounding: pl.rounding(), Unpriced: pl.o.Unpriced, Buyer: pl.o.Buyer.Name,
		Lines: make([]document.Line, 0, len(pl.o.Lines)),
	}
	for _, l := range pl.o.Lines {
		sku, _ := pl.sku(l)
		if _, known := pl.links.SKU(l.Listing, l.SKU); !known && sku == l.SKU && pl.policy.UnmappedSKU == policy.CreateUnmapped {
			pl.learn(NewSKU{SKU: sku, Name: l.Name})
		}
		c.Lines = append(c.Lines, document.Line{SKU: sku, Name: l.Name, Quantity: l.Quantity, Total: l.Total})
	}
	pl.add(Op{Operation: op, Sequence: pl.have.Next(k), Total: pl.o.Total, Content: c, Digest: pl.digest()})
	pl.fresh = k == document.Invoice
}

// learn notes a SKU that the books must make, once however many lines show it.
func (pl *planner) learn(n NewSKU) {
	if !slices.ContainsFunc(pl.plan.NewSKUs, func(have NewSKU) bool { return have.SKU == n.SKU }) {
		pl.plan.NewSKUs = append(pl.plan.NewSKUs, n)
	}
}

// outbounds writes one outbound logistic per parcel that has left, and at least one once the order is shipped. What the channel
// ships from its own stock has none.
func (pl *planner) outbounds() bool {
	if pl.o.ShippedByOthers {
		pl.sentByChannel()
		return true
	}
	parcels, all := pl.o.ShippedPackages(), pl.allLeft()
	if all && len(parcels) < len(pl.o.Packages) {
		parcels = pl.o.Packages // the channel says shipped and gives no time per parcel
	}
	if all && len(parcels) == 0 {
		parcels = []order.Package{{}}
	}
	inv, have := pl.have.Live(document.Invoice), pl.have.All(document.Outbound)
	missing := unmatched(parcels, have)
	next := pl.have.Next(document.Outbound)
	for i, p := range missing {
		pl.add(Op{
			Operation: CreateOutbound, Sequence: next + i, Package: p.Ref,
			Content:   document.Content{Courier: p.Courier, Tracking: p.TrackingNumber},
			Completes: all && i == len(missing)-1,
		})
	}
	if all && len(missing) == 0 && inv != nil && !inv.Sent { // the last parcel was written while others were still to come
		last := have[len(have)-1]
		pl.add(Op{Operation: CreateOutbound, Sequence: last.Sequence, Package: last.Package, Content: last.Content, Completes: true})
	}
	return true
}

// sentByChannel marks the invoice sent once the channel has shipped the whole order from its own stock.
func (pl *planner) sentByChannel() {
	inv := pl.have.Live(document.Invoice)
	if !pl.allLeft() || inv != nil && inv.Sent && !pl.fresh {
		return
	}
	sequence := pl.have.Next(document.Invoice)
	if inv != nil && !pl.fresh {
		sequence = inv.Sequence
	}
	pl.add(Op{Operation: CreateOutbound, Sequence: sequence, Completes: true, ByChannel: true})
}

// allLeft tells whether the whole order has left, and not only some of its parcels. A cancelled one says so by its times: one
// that was cancelled between two parcels stays half sent until a person decides.
func (pl *planner) allLeft() bool {
	switch pl.o.Stage {
	case order.Unpaid, order.Paid:
		return false
	case order.Cancelled:
		return !pl.o.ShippedAt.IsZero() || !pl.o.DeliveredAt.IsZero() || !pl.o.CompletedAt.IsZero()
	}
	return true
}

// unmatched gives the parcels that no outbound stands for. An outbound whose parcel the channel does not name (it was written
// before parcels had names, or the name has changed since) stands for one that is not matched by name.
func unmatched(parcels []order.Package, have []*document.Document) []order.Package {
	named, written, spare := map[string]bool{}, map[string]bool{}, 0
	for _, p := range parcels {
		named[p.Ref] = p.Ref != ""
	}
	for _, d := range have {
		if named[d.Package] {
			written[d.Package] = true
		} else {
			spare++
		}
	}
	var missing []order.Package
	for _, p := range parcels {
		switch {
		case written[p.Ref]:
		case spare > 0:
			spare--
		default:
			missing = append(missing, p)
		}
	}
	return missing
}

// paymentDue tells whether the invoice must be paid by now. While a return is asked for the books show the sale as complete,
// so that what is given back later is given back from something.
func (pl *planner) paymentDue() bool {
	switch pl.o.Stage {
	case order.Completed, order.Returned:
		return true
	case order.Shipped, order.Delivered:
		if pl.o.ReturnRequested {
			return true
		}
	}
	return !pl.o.CompletedAt.IsZero() || pl.policy.PaymentAt == policy.AtPaid && !pl.o.PaidAt.IsZero()
}

// payment writes a payment that is due, or says why it must wait: nobody has chosen its method. One that is there keeps the
// method it was booked under.
func (pl *planner) payment() *outcome.Error {
	inv := pl.have.Live(document.Invoice)
	if !pl.paymentDue() || (inv != nil && inv.Paid && !pl.fresh) {
		return nil
	}
	method, ok := pl.policy.Method(pl.o.PaymentMethod)
	if !ok {
		return unchosen(pl.o.PaymentMethod)
	}
	pl.add(Op{Operation: AddPayment, Sequence: pl.have.Next(document.Payment), Total: pl.booked(), Content: document.Content{Method: method}})
	return nil
}

// unchosen says that nobody has chosen how the books show what the channel calls said.
func unchosen(said string) *outcome.Error {
	word := policy.Word(said)
	if word == "" {
		return outcome.New(outcome.MethodNotNamed)
	}
	return outcome.New(outcome.MethodNotLinked, "method", word)
}

// booked is the total of the invoice as this plan leaves it: the channel's, or an older one where the invoice stands although
// the channel has changed (edited by a person, or kept after shipping).
func (pl *planner) booked() money.Amount {
	if inv := pl.have.Live(document.Invoice); inv != nil && !pl.fresh {
		return inv.Total
	}
	return pl.o.Total
}

// aftermath handles what comes after a sale: cancellation and failed delivery of what was sent, returns, refunds.
func (pl *planner) aftermath() {
	why := pl.question()
	switch {
	case why == nil:
	case pl.credited() > 0 && pl.credited() >= pl.owed(): // settled, whoever wrote the credit notes
	case pl.creditWanted(why):
		pl.credit()
	case why.Reason == outcome.ReturnNeedsDecision || why.Reason == outcome.RefundNeedsDecision:
		pl.settled(CreateCredit, why)
	default:
		pl.settled(VoidInvoice, why)
	}
}

// question is what a person or the policy must answer because the order did not simply end well; nil when there is none.
func (pl *planner) question() *outcome.Error {
	switch {
	case pl.o.Stage == order.Cancelled:
		return outcome.New(outcome.CancelledAfterShipping, "by", string(pl.o.CancelledBy))
	case pl.o.Stage == order.FailedDelivery:
		return outcome.New(outcome.FailedDelivery)
	case pl.o.Stage == order.Returned:
		return outcome.New(outcome.ReturnNeedsDecision)
	case pl.o.Refunded > 0:
		return outcome.New(outcome.RefundNeedsDecision, "refunded", pl.o.Refunded.String(), "currency", string(pl.o.Currency))
	}
	return nil
}

// creditWanted tells whether a credit note is to be written, by a person's decision or by policy.
func (pl *planner) creditWanted(why *outcome.Error) bool {
	if pl.answered(why) {
		return pl.have.Decision.Choice == document.WriteCredit
	}
	return pl.byPolicy(why)
}

// byPolicy tells whether the policy answers the question, so that no person is asked.
func (pl *planner) byPolicy(why *outcome.Error) bool {
	return pl.policy.Returns == policy.ReturnsCreditNote && (why.Reason == outcome.ReturnNeedsDecision || why.Reason == outcome.RefundNeedsDecision)
}

// owed is what credit notes must come to: what was paid back, never more than was invoiced. A cancelled or failed order, and
// a return without a figure, give back the whole.
func (pl *planner) owed() money.Amount {
	switch pl.o.Stage {
	case order.Cancelled, order.FailedDelivery:
		return pl.booked()
	case order.Returned:
		if pl.o.Refunded == 0 {
			return pl.booked()
		}
	}
	return min(pl.o.Refunded, pl.booked())
}

// credited is what credit notes come to already. An invoice that is replaced takes its credit notes with it.
func (pl *planner) credited() money.Amount {
	if pl.fresh && pl.have.Live(document.Invoice) != nil {
		return 0
	}
	var done money.Amount
	for _, c := range pl.have.All(document.CreditNote) {
		done += c.Total
	}
	return done
}

// credit writes what is owed and not yet credited. Which goods came back is known only when it is all of them.
func (pl *planner) credit() {
	owed, done := pl.owed(), pl.credited()
	if owed <= done {
		return
	}
	c := document.Content{Buyer: pl.o.Buyer.Name}
	if owed == pl.booked() {
		c.Restock = pl.policy.RestockReturns || pl.o.Stage == order.Cancelled || pl.o.Stage == order.FailedDelivery
		for _, l := range pl.o.Lines {
			sku, _ := pl.sku(l)
			c.Lines = append(c.Lines, document.Line{SKU: sku, Name: l.Name, Quantity: l.Quantity, Total: l.Total})
		}
	}
	pl.add(Op{Operation: CreateCredit, Sequence: pl.have.Next(document.CreditNote), Total: owed - done, Content: c, Restock: c.Restock})
}

// settled holds the order unless a person has decided this very question; true when there is nothing to wait for.
func (pl *planner) settled(op Operation, why *outcome.Error) bool {
	if pl.answered(why) {
		return true
	}
	pl.hold(op, why)
	return false
}

// answered tells whether a person has decided this question, and not an earlier one about a smaller refund.
func (pl *planner) answered(why *outcome.Error) bool {
	d := pl.have.Decision
	return d.About == string(why.Reason) && d.Choice != document.Undecided && d.Refunded == pl.o.Refunded
}

// Choices lists what a person may decide about a hold; empty when the hold is not a question.
func Choices(why *outcome.Error) []document.Choice {
	if why == nil {
		return nil
	}
	switch why.Reason {
	case outcome.CancelledAfterShipping, outcome.FailedDelivery, outcome.ReturnNeedsDecision:
		return document.Choices
	case outcome.RefundNeedsDecision:
		return []document.Choice{document.Keep, document.WriteCredit}
	case outcome.EditedByPerson:
		return []document.Choice{document.VoidAndRestock, document.Keep}
	case outcome.ChangedAfterShipping:
		return []document.Choice{document.Keep}
	}
	return nil
}

// decided tells whether a person chose c for the situation the order is in now.
func (pl *planner) decided(c document.Choice) bool {
	d := pl.have.Decision
	if d.Choice != c {
		return false
	}
	switch outcome.Reason(d.About) {
	case outcome.CancelledAfterShipping, outcome.FailedDelivery, outcome.ReturnNeedsDecision:
		// These lead to one another (failed delivery, then cancelled): what was voided and restocked does not come back.
		return pl.o.Stage == order.Cancelled || pl.o.Stage == order.FailedDelivery || pl.o.Stage == order.Returned
	case outcome.EditedByPerson:
		return pl.o.Stage == order.Cancelled
	}
	return false
}

func (pl *planner) add(op Op) { pl.plan.Ops = append(pl.plan.Ops, op) }

func (pl *planner) hold(op Operation, why *outcome.Error) {
	pl.plan.Hold, pl.plan.Blocked = why, op
}

// digest names what a document is written from: lines, sums and currency. Equal digest, equal document.
func (pl *planner) digest() string {
	type line struct {
		Listing, SKU, Name string
		Quantity           int64
		Total              money.Amount
	}
	what := struct {
		Lines    []line
		Amounts  order.Amounts
		Total    money.Amount
		Currency money.Currency
		Unpriced bool `json:",omitempty"` // so that known amounts are written, whatever they come to
	}{Amounts: pl.o.Amounts, Total: pl.o.Total, Currency: pl.o.Currency, Unpriced: pl.o.Unpriced}
	for _, l := range pl.o.Lines {
		what.Lines = append(what.Lines, line{l.Listing, l.SKU, l.Name, l.Quantity, l.Total})
	}
	b, err := json.Marshal(what)
	if err != nil {
		panic("plan: lines and sums are always encodable: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// Detail says in a word or two what an operation is about, for the dry run.
func (op Op) Detail() string {
	switch op.Operation {
	case CreateOutbound:
		if op.ByChannel {
			return "sent by the channel"
		}
		if op.Package != "" {
			return op.Package
		}
		return "#" + strconv.Itoa(op.Sequence)
	case VoidInvoice, CancelOrder:
		return "#" + strconv.Itoa(op.Sequence)
	}
	if op.Content.Unpriced {
		return ""
	}
	return op.Total.String()
}
