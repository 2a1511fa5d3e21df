package httpapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/user"
)

//go:embed invoice.html.tmpl
var invoiceText string

//go:embed invoice.css
var invoiceStyle string

var invoicePage = template.Must(template.New("invoice").Parse(invoiceText))

// invoicePolicy lets the page do nothing but look as its own style says: no script, no picture, no call to anywhere.
var invoicePolicy = func() string {
	sum := sha256.Sum256([]byte(invoiceStyle))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}()

type printInput struct {
	ID       string `path:"id"`
	Language string `query:"language" enum:"en,id" default:"en" doc:"English or Bahasa Indonesia."`
	Paper    string `query:"paper" enum:"a4,receipt" default:"a4" doc:"A4, or a receipt 80 mm wide."`
}

type printAnswer struct {
	ContentType  string `header:"Content-Type"`
	Policy       string `header:"Content-Security-Policy"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

func (s *Server) printRoutes(api huma.API) {
	o := op("GET", "/documents/invoices/{id}/print", "invoice-print", user.Viewer, "An invoice as a page for the printer")
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	huma.Register(api, o, s.printInvoice)
}

func (s *Server) printInvoice(ctx context.Context, in *printInput) (*printAnswer, error) {
	r, err := s.row(ctx, &DocumentInput{Kind: "invoices", ID: in.ID})
	if err != nil {
		return nil, err
	}
	account, err := s.Users.Account(ctx, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	zone, err := time.LoadLocation(account.Zone)
	if err != nil {
		return nil, s.fail(ctx, fmt.Errorf("the account's zone: %w", err))
	}
	var page bytes.Buffer
	if err := invoicePage.Execute(&page, invoiceOf(r, account.Name, mask(ctx, r.Content.Buyer), zone, printed[in.Language], in.Paper)); err != nil {
		return nil, s.fail(ctx, err)
	}
	return &printAnswer{"text/html; charset=utf-8", invoicePolicy, "no-store", page.Bytes()}, nil
}

// invoice is what the page shows, in words already.
type invoice struct {
	Language, Paper, Shop, Number, Date, Order, Buyer, Method, Payment, Delivery, Total string
	Voided                                                                              bool
	Lines                                                                               []invoiceLine
	Parts                                                                               []invoicePart
	Word                                                                                invoiceWords
	Style                                                                               template.CSS
}

type invoiceLine struct {
	Name, SKU, Quantity, Total string
}

type invoicePart struct{ Name, Amount string }

func invoiceOf(r books.Row, shop, buyer string, zone *time.Location, l printLanguage, paper string) invoice {
	w, c := l.words, r.Content
	amount := func(a money.Amount) string { return phrase.Money(l.tag, a, r.Currency) }
	v := invoice{
		Language: l.tag, Paper: paper, Shop: shop, Number: r.Number, Date: l.date(r.At.In(zone)), Order: r.Order(), Buyer: buyer, Method: c.Method,
		Payment: w.Unpaid, Delivery: w.Unsent, Voided: r.Voided, Total: amount(r.Total), Word: w, Style: template.CSS(invoiceStyle), // ours, from this program
	}
	if r.Paid {
		v.Payment = w.Paid
	}
	if r.Sent {
		v.Delivery = w.Sent
	}
	for _, line := range c.Lines {
		v.Lines = append(v.Lines, invoiceLine{line.Name, line.SKU, phrase.Count(l.tag, strconv.FormatInt(line.Quantity, 10)), amount(line.Total)})
	}
	for _, p := range partsOf(c, w) {
		if p.amount != 0 {
			v.Parts = append(v.Parts, invoicePart{p.name, amount(p.amount)})
		}
	}
	return v
}

type partOf struct {
	name   string
	amount money.Amount
}

// partsOf are what lies between the lines and the total, with the sign they count with.
func partsOf(c document.Content, w invoiceWords) []partOf {
	return []partOf{{w.Discount, -c.Discount}, {w.Shipping, c.Shipping}, {w.Tax, c.Tax}, {w.Fees, c.Fees}, {w.Rounding, c.Rounding}}
}

// printLanguage is how a language writes what stands on paper.
type printLanguage struct {
	tag    string
	months string // twelve words
	words  invoiceWords
}

type invoiceWords struct {
	Invoice, Date, Order, Buyer, Method, Payment, Delivery, Item, Quantity, Amount, Discount, Shipping, Tax, Fees, Rounding, Total string
	Paid, Unpaid, Sent, Unsent, Voided                                                                                             string
}

var printed = map[string]printLanguage{
	"en": {
		tag: "en", months: "January February March April May June July August September October November December",
		words: invoiceWords{
			Invoice: "Invoice", Date: "Date", Order: "Order", Buyer: "Buyer", Method: "Paid with", Payment: "Payment", Delivery: "Delivery", Item: "Item", Quantity: "Qty",
			Amount: "Amount", Discount: "Discount", Shipping: "Shipping", Tax: "Tax", Fees: "Fees", Rounding: "Rounding", Total: "Total",
			Paid: "paid", Unpaid: "not paid", Sent: "sent", Unsent: "not sent", Voided: "void",
		},
	},
	"id": {
		tag: "id", months: "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
		words: invoiceWords{
			Invoice: "Faktur", Date: "Tanggal", Order: "Pesanan", Buyer: "Pembeli", Method: "Dibayar dengan", Payment: "Pembayaran", Delivery: "Pengiriman", Item: "Barang", Quantity: "Jml",
			Amount: "Jumlah", Discount: "Diskon", Shipping: "Ongkos kirim", Tax: "Pajak", Fees: "Biaya", Rounding: "Pembulatan", Total: "Total",
			Paid: "lunas", Unpaid: "belum dibayar", Sent: "terkirim", Unsent: "belum dikirim", Voided: "dibatalkan",
		},
	},
}

// date is a day and time of the shop.
func (l printLanguage) date(t time.Time) string {
	return fmt.Sprintf("%d %s %d, %s", t.Day(), strings.Fields(l.months)[t.Month()-1], t.Year(), t.Format("15:04 MST"))
}
