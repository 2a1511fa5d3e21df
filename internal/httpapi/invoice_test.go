package httpapi_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// writeInvoice puts an invoice of known content into the books.
func writeInvoice(t *testing.T, hub *apptest.Hub, c money.Currency, total money.Amount, content document.Content) string {
	t.Helper()
	task := backoffice.Task{
		Account: hub.Account.ID, Connection: 1, OrderID: hub.IDs.Next(), OrderRef: "4711" + string(c), Currency: c, At: time.Date(2026, 11, 20, 20, 5, 0, 0, time.UTC),
		Ops: []plan.Op{{Operation: plan.CreateInvoice, Sequence: 1, Total: total, Content: content}},
	}
	if err := hub.DB.InTx(t.Context(), func(tx store.Tx) error {
		_, err := books.New(hub.IDs).Apply(t.Context(), tx, []backoffice.Task{task})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return apptest.All[httpapi.DocumentView](hub.Client, "/documents/invoices")[0].ID
}

func TestPrint(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		rupiah := writeInvoice(t, hub, "IDR", money.Units(1_250_000), document.Content{
			Buyer: `<script>alert("Sari")</script>`, Shipping: money.Units(10_000), Discount: money.Units(5_000), Method: "cod",
			Lines: []document.Line{{SKU: "K-1", Name: `Kaos <b>"XL"</b> & topi`, Quantity: 1200, Total: money.Units(1_245_000)}},
		})
		page := func(c *apptest.Client, id, question string) string {
			t.Helper()
			a := c.Do("GET", "/documents/invoices/"+id+"/print"+question, nil)
			if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Fatalf("%s: %s", question, a)
			}
			return string(a.Body)
		}
		shows := func(text string, all ...string) {
			t.Helper()
			for _, want := range all {
				if !strings.Contains(strings.ReplaceAll(html.UnescapeString(text), "\u00a0", " "), want) {
					t.Errorf("%q is not on the page:\n%s", want, text)
				}
			}
		}
		t.Run("in English, in the shop's zone, with money as its currency has it", func(t *testing.T) {
			shows(page(hub.Client, rupiah, ""), `<html lang="en">`, "Invoice INV-000001", "21 November 2026, 03:05 WIB", "Rp 1,250,000", "Rp 10,000", "-Rp 5,000", "1,200", "not paid", `class="a4"`, "4711IDR")
		})
		t.Run("in Bahasa Indonesia, as a receipt", func(t *testing.T) {
			shows(page(hub.Client, rupiah, "?language=id&paper=receipt"), `<html lang="id">`, "Faktur INV-000001", "21 November 2026, 03:05 WIB", "Rp 1.250.000", "Ongkos kirim", "belum dibayar", `class="receipt"`)
		})
		t.Run("a currency with cents shows them", func(t *testing.T) {
			dollars := writeInvoice(t, hub, "USD", money.MustParse("1029.9"), document.Content{})
			shows(page(hub.Client, dollars, ""), "USD 1,029.90")
			shows(page(hub.Client, dollars, "?language=id"), "USD 1.029,90")
		})
		t.Run("what a buyer or a channel wrote is text and nothing else", func(t *testing.T) {
			text := page(hub.Client, rupiah, "")
			if strings.Contains(text, "<script") || strings.Contains(text, "<b>") {
				t.Errorf("markup got through:\n%s", text)
			}
			shows(text, `Kaos <b>"XL"</b> & topi`)
		})
		t.Run("the page may do nothing but show its own style", func(t *testing.T) {
			a := hub.Do("GET", "/documents/invoices/"+rupiah+"/print", nil)
			policy := a.Header.Values("Content-Security-Policy")
			style := regexp.MustCompile(`(?s)<style>(.*)</style>`).FindSubmatch(a.Body)
			if len(policy) != 1 || !strings.HasPrefix(policy[0], "default-src 'none'; ") || len(style) != 2 {
				t.Fatalf("policy %q", policy)
			}
			sum := sha256.Sum256(style[1])
			if !strings.Contains(policy[0], "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || strings.Contains(policy[0], "unsafe") {
				t.Errorf("the policy %q does not allow the style", policy[0])
			}
			if strings.Contains(string(a.Body), "http") || strings.Contains(string(a.Body), " style=") || strings.Contains(string(a.Body), " src=") {
				t.Errorf("the page needs something else:\n%s", a.Body)
			}
		})
		t.Run("a voided one says so", func(t *testing.T) {
			hub.Must("POST", "/documents/invoices/"+rupiah+"/void", map[string]string{"reason": "x"}, nil)
			shows(page(hub.Client, rupiah, "?language=id"), "dibatalkan")
			hub.Must("POST", "/documents/invoices/"+rupiah+"/restore", map[string]string{"reason": "x"}, nil)
			if strings.Contains(page(hub.Client, rupiah, "?language=id"), "dibatalkan") {
				t.Error("a restored one says so, too")
			}
		})
		t.Run("viewers do not see the buyer", func(t *testing.T) {
			if strings.Contains(page(hub.As(token(t, hub, hub.Account.ID, user.Viewer)), rupiah, ""), "Sari") {
				t.Error("a viewer is shown the buyer")
			}
		})
		t.Run("wrong questions are said to be so", func(t *testing.T) {
			for path, status := range map[string]int{"/documents/invoices/1/print": 404, "/documents/invoices/x/print": 422, "/documents/invoices/" + rupiah + "/print?language=xx": 422} {
				if a := hub.Do("GET", path, nil); a.Status != status {
					t.Errorf("%s: %s, want %d", path, a, status)
				}
			}
		})
	})
}
