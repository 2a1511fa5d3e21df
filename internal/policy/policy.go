// Package policy is what a shop chose: what to take, when it becomes which document, and what to do when something is off.
//
// The zero value is not a policy; start from Default.
package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tillbridge/tillbridge/internal/money"
)

// Mode is the order download mode, for channels that invoice by themselves (Magento).
type Mode string

const (
	AutoInvoice    Mode = "auto_invoice"     // take orders not yet invoiced at the channel
	WaitForInvoice Mode = "wait_for_invoice" // take only invoiced ones
)

// Target is the first document of a paid order.
type Target string

const (
	IntoInvoice    Target = "invoice"
	IntoSalesOrder Target = "sales_order" // a paid order stops as a sales order until it is shipped
)

// PaymentAt is the step at which an invoice becomes paid.
type PaymentAt string

const (
	AtCompleted PaymentAt = "completed" // marketplaces pay out when the buyer has accepted
	AtPaid      PaymentAt = "paid"      // web stores have the money at once
)

// Returns is what a return or refund does to the books.
type Returns string

const (
	ReturnsManual     Returns = "manual"      // a person decides
	ReturnsCreditNote Returns = "credit_note" // written by itself
)

// UnmappedSKU is what to do with a line whose SKU the books do not know.
type UnmappedSKU string

const (
	HoldUnmapped   UnmappedSKU = "hold"    // 422 until somebody links it
	CreateUnmapped UnmappedSKU = "create"  // a line with a SKU makes that SKU in the books; one without is held
	DefaultItem    UnmappedSKU = "default" // book it on DefaultSKU
)

// UnmappedMethod is what to do with a payment whose method, as the channel calls it, is not in PaymentMethods.
type UnmappedMethod string

const (
	MethodAsNamed UnmappedMethod = "as_named" // book it under the channel's own word
	HoldMethod    UnmappedMethod = "hold"     // 422 until somebody chooses the books' method
)

// MissingOrders is what to do with an order that the channel has and the hub has not.
type MissingOrders string

const (
	DownloadMissing MissingOrders = "download"
	ReportMissing   MissingOrders = "report"
)

// MaxPrefix is how many characters may stand before a document's number.
const MaxPrefix = 12

// What a mapping of payment methods may hold. A channel's word can be long: Shopify's names every way an order was paid.
const (
	MaxMethods    = 200 // words
	MaxMethodWord = 200 // characters of a channel's word
	MaxMethod     = 60  // characters of a method of the books
)

// Policy of one connection.
type Policy struct {
	OrderDownloadMode Mode              `json:"order_download_mode" enum:"auto_invoice,wait_for_invoice" doc:"Take orders the channel has not invoiced yet, or only those it has. Only for channels that invoice by themselves."`
	DownloadFrom      time.Time         `json:"download_from" doc:"Orders created before this moment are skipped (go-live date)."`
	DropInto          Target            `json:"drop_into" enum:"invoice,sales_order" doc:"The document a paid order becomes."`
	AutoProcess       bool              `json:"auto_process" doc:"Off: orders wait as pending until a person lets them through."`
	PaymentAt         PaymentAt         `json:"payment_at" enum:"completed,paid" doc:"When the invoice becomes paid."`
	Returns           Returns           `json:"returns" enum:"manual,credit_note" doc:"What a return or a refund does."`
	RestockReturns    bool              `json:"restock_returns" doc:"Credit notes written by themselves put the goods back into stock."`
	UnmappedSKU       UnmappedSKU       `json:"unmapped_sku" enum:"hold,create,default" doc:"What to do with a line whose SKU the books do not know."`
	DefaultSKU        string            `json:"default_sku,omitempty" doc:"The SKU for unmapped_sku = default."`
	MissingOrders     MissingOrders     `json:"missing_orders" enum:"download,report" doc:"What to do with an order found missing."`
	Tolerance         money.Amount      `json:"tolerance" doc:"Largest rounding difference between the channel's total and its parts that is booked as a line of its own; 0: what is usual for the currency."`
	OrdersEverySecs   int               `json:"orders_every_seconds" doc:"Seconds between two cycles of the orders lane." minimum:"1" maximum:"86400"`
	NumberPrefix      string            `json:"number_prefix,omitempty" doc:"Put before the numbers of this connection's documents." maxLength:"12"`
	ChannelPrefixes   map[string]string `json:"channel_prefixes,omitempty" doc:"By channel, instead of number_prefix, for orders that come over this connection under another channel's name."`
	Warehouse         string            `json:"warehouse,omitempty" doc:"The location goods leave from." maxLength:"60"`
	PaymentMethods    map[string]string `json:"payment_methods,omitempty" doc:"By the channel's word for a payment method, the method under which the books show the payment. The empty word stands for orders whose channel names none." maxProperties:"200"`
	UnmappedMethod    UnmappedMethod    `json:"unmapped_payment_method,omitempty" enum:"as_named,hold" default:"as_named" doc:"What to do with a payment whose method is not in payment_methods: book it under the channel's own word, or hold it until somebody chooses the books' method."`
}

// Default is a sensible policy for a marketplace; connectors change what differs on their channel.
func Default() Policy {
	return Policy{
		OrderDownloadMode: AutoInvoice, DropInto: IntoInvoice, AutoProcess: true, PaymentAt: AtCompleted,
		Returns: ReturnsManual, UnmappedSKU: CreateUnmapped, MissingOrders: DownloadMissing, OrdersEverySecs: 300,
		UnmappedMethod: MethodAsNamed,
	}
}

// Read gives a stored policy. What it does not know yet, because it was stored before there was such a choice, is the default.
func Read(stored []byte) (Policy, error) {
	p := Default()
	err := json.Unmarshal(stored, &p)
	return p, err
}

// Tag tells one policy from another: two that are equal have the same.
func (p Policy) Tag() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // plain values: there is nothing that could not be written
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Word is a channel's word for a payment method as PaymentMethods has it: spaces around it say nothing, and nobody would see them.
func Word(said string) string { return strings.TrimSpace(said) }

// Method is under which method the books show a payment that the channel calls said; false when somebody must choose it first.
// The empty word is a word like any other: it can be mapped, and is booked as no method where nothing else is chosen.
func (p Policy) Method(said string) (string, bool) {
	if method, ok := p.PaymentMethods[Word(said)]; ok {
		return method, true
	}
	return said, p.UnmappedMethod != HoldMethod
}

// WithMethod is the policy with one more word mapped, or one mapped to another method. p stays as it is.
func (p Policy) WithMethod(said, method string) Policy {
	p.PaymentMethods = maps.Clone(p.PaymentMethods)
	if p.PaymentMethods == nil {
		p.PaymentMethods = map[string]string{}
	}
	p.PaymentMethods[Word(said)] = strings.TrimSpace(method)
	return p
}

// Prefix stands before the numbers of documents. channel is the order's own mark, empty for the connection's channel.
func (p Policy) Prefix(channel string) string {
	if own, ok := p.ChannelPrefixes[channel]; ok {
		return own
	}
	return p.NumberPrefix
}

// Check names the first field that cannot stand.
func (p Policy) Check() error {
	type choice struct {
		field, value string
		of           []string
	}
	for _, c := range []choice{
		{"order_download_mode", string(p.OrderDownloadMode), []string{"auto_invoice", "wait_for_invoice"}},
		{"drop_into", string(p.DropInto), []string{"invoice", "sales_order"}},
		{"payment_at", string(p.PaymentAt), []string{"completed", "paid"}},
		{"returns", string(p.Returns), []string{"manual", "credit_note"}},
		{"unmapped_sku", string(p.UnmappedSKU), []string{"hold", "create", "default"}},
		{"missing_orders", string(p.MissingOrders), []string{"download", "report"}},
		{"unmapped_payment_method", string(p.UnmappedMethod), []string{"as_named", "hold"}},
	} {
		if !slices.Contains(c.of, c.value) {
			return fmt.Errorf("%s: %q is not one of %v", c.field, c.value, c.of)
		}
	}
	if p.UnmappedSKU == DefaultItem && p.DefaultSKU == "" {
		return fmt.Errorf("default_sku: unmapped_sku is %q, so it must name a SKU", DefaultItem)
	}
	if p.Tolerance < 0 {
		return fmt.Errorf("tolerance: %s is negative", p.Tolerance)
	}
	for channel, prefix := range p.ChannelPrefixes {
		if len(prefix) > MaxPrefix {
			return fmt.Errorf("channel_prefixes: %q of %s is longer than %d characters", prefix, channel, MaxPrefix)
		}
	}
	if p.OrdersEverySecs < 1 || p.OrdersEverySecs > 86400 {
		return fmt.Errorf("orders_every_seconds: %d is not between 1 and 86400", p.OrdersEverySecs)
	}
	return p.checkMethods()
}

func (p Policy) checkMethods() error {
	if n := len(p.PaymentMethods); n > MaxMethods {
		return fmt.Errorf("payment_methods: %d words are more than %d", n, MaxMethods)
	}
	for _, word := range slices.Sorted(maps.Keys(p.PaymentMethods)) { // sorted, so that the same policy gets the same answer
		method := p.PaymentMethods[word]
		switch {
		case word != Word(word):
			return fmt.Errorf("payment_methods: %q has spaces around it", word)
		case utf8.RuneCountInString(word) > MaxMethodWord:
			return fmt.Errorf("payment_methods: %q is longer than %d characters", word, MaxMethodWord)
		case strings.TrimSpace(method) == "":
			return fmt.Errorf("payment_methods: %q has no method of the books", word)
		case utf8.RuneCountInString(method) > MaxMethod:
			return fmt.Errorf("payment_methods: the method of %q is longer than %d characters", word, MaxMethod)
		}
	}
	return nil
}
