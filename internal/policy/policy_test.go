package policy_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/policy"
)

func TestDefault_standsItsOwnCheck(t *testing.T) {
	t.Parallel()
	if err := policy.Default().Check(); err != nil {
		t.Error(err)
	}
}

func TestPolicy_Check_namesTheField(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*policy.Policy){
		"order_download_mode":  func(p *policy.Policy) { p.OrderDownloadMode = "" },
		"drop_into":            func(p *policy.Policy) { p.DropInto = "receipt" },
		"payment_at":           func(p *policy.Policy) { p.PaymentAt = "never" },
		"returns":              func(p *policy.Policy) { p.Returns = "ignore" },
		"unmapped_sku":         func(p *policy.Policy) { p.UnmappedSKU = "drop" },
		"missing_orders":       func(p *policy.Policy) { p.MissingOrders = "forget" },
		"default_sku":          func(p *policy.Policy) { p.UnmappedSKU = policy.DefaultItem },
		"tolerance":            func(p *policy.Policy) { p.Tolerance = -1 },
		"orders_every_seconds": func(p *policy.Policy) { p.OrdersEverySecs = 0 },

		"unmapped_payment_method": func(p *policy.Policy) { p.UnmappedMethod = "guess" },
		"payment_methods":         func(p *policy.Policy) { p.PaymentMethods = map[string]string{"cod": " "} },
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			p := policy.Default()
			change(&p)
			err := p.Check()
			if err == nil || !strings.HasPrefix(err.Error(), field+": ") {
				t.Errorf("got %v", err)
			}
			if f, ok := fieldOf(field); !ok {
				t.Errorf("no field is called %s in JSON: %v", field, f)
			}
		})
	}
	if err := (policy.Policy{}).Check(); err == nil {
		t.Error("the zero value is not a policy")
	}
}

// fieldOf finds the field that a caller would have to correct.
func fieldOf(name string) (reflect.StructField, bool) {
	return reflect.TypeFor[policy.Policy]().FieldByNameFunc(func(f string) bool {
		field, _ := reflect.TypeFor[policy.Policy]().FieldByName(f)
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		return tag == name
	})
}

// The choices that the form offers are those that Check takes, all of them.
func TestPolicy_Check_takesWhatTheFormOffers(t *testing.T) {
	t.Parallel()
	typ := reflect.TypeFor[policy.Policy]()
	for i := range typ.NumField() {
		choices := typ.Field(i).Tag.Get("enum")
		if choices == "" {
			continue
		}
		for choice := range strings.SplitSeq(choices, ",") {
			p := policy.Default()
			p.DefaultSKU = "VARIOUS"
			reflect.ValueOf(&p).Elem().Field(i).SetString(choice)
			if err := p.Check(); err != nil {
				t.Errorf("%s = %s: %v", typ.Field(i).Name, choice, err)
			}
		}
		if typ.Field(i).Tag.Get("doc") == "" {
			t.Errorf("%s is not explained", typ.Field(i).Name)
		}
	}
}

func TestPolicy_Check_paymentMethods(t *testing.T) {
	t.Parallel()
	many := map[string]string{}
	for i := range policy.MaxMethods {
		many[fmt.Sprint(i)] = "Bank"
	}
	long := strings.Repeat("é", policy.MaxMethodWord)
	for name, c := range map[string]struct {
		methods map[string]string
		ok      bool
	}{
		"none":                               {nil, true},
		"as many as there may be":            {many, true},
		"one more":                           {policy.Policy{PaymentMethods: many}.WithMethod("more", "Bank").PaymentMethods, false},
		"the empty word can be mapped":       {map[string]string{"": "Cash"}, true},
		"the longest word, by characters":    {map[string]string{long: "Bank"}, true},
		"a longer word":                      {map[string]string{long + "é": "Bank"}, false},
		"a word that looks like another one": {map[string]string{"cod ": "Cash"}, false},
		"the longest method":                 {map[string]string{"cod": strings.Repeat("é", policy.MaxMethod)}, true},
		"a longer method":                    {map[string]string{"cod": strings.Repeat("é", policy.MaxMethod+1)}, false},
		"no method":                          {map[string]string{"cod": ""}, false},
	} {
		p := policy.Default()
		p.PaymentMethods = c.methods
		if err := p.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPolicy_Method(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		unmapped policy.UnmappedMethod
		said     string
		want     string
		ok       bool
	}{
		{"a mapped word", policy.MethodAsNamed, "bank", "Bank transfer", true},
		{"a mapped word, whatever is done with others", policy.HoldMethod, "bank", "Bank transfer", true},
		{"spaces around a word say nothing", policy.HoldMethod, " bank\n", "Bank transfer", true},
		{"capitals count", policy.HoldMethod, "Bank", "Bank", false},
		{"an unmapped word is booked as it is", policy.MethodAsNamed, "cod", "cod", true},
		{"or held", policy.HoldMethod, "cod", "cod", false},
		{"no word is booked as no method", policy.MethodAsNamed, "", "", true},
		{"or held", policy.HoldMethod, "", "", false},
	} {
		p := policy.Default().WithMethod("bank", " Bank transfer ")
		p.UnmappedMethod = c.unmapped
		if got, ok := p.Method(c.said); got != c.want || ok != c.ok {
			t.Errorf("%s: %q, %v", c.name, got, ok)
		}
	}
	none := policy.Default()
	none.UnmappedMethod = policy.HoldMethod
	if got, ok := none.WithMethod("", "Cash").Method(" "); got != "Cash" || !ok {
		t.Errorf("the empty word, mapped: %q, %v", got, ok)
	}
	if len(none.PaymentMethods) > 0 {
		t.Error("mapping a word has changed the policy that it was mapped for")
	}
}

// A shop that updates the hub goes on as it did: what its stored policy does not know is the default.
func TestRead_whatWasStoredBeforeThereWasAChoice(t *testing.T) {
	t.Parallel()
	stored := `{"order_download_mode":"wait_for_invoice","download_from":"2026-01-15T00:00:00Z","drop_into":"sales_order","auto_process":false,"payment_at":"paid","returns":"credit_note",
		"restock_returns":true,"unmapped_sku":"hold","missing_orders":"report","tolerance":"5","orders_every_seconds":60}`
	got, err := policy.Read([]byte(stored))
	if err != nil {
		t.Fatal(err)
	}
	want := policy.Policy{
		OrderDownloadMode: policy.WaitForInvoice, DownloadFrom: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC), DropInto: policy.IntoSalesOrder, PaymentAt: policy.AtPaid,
		Returns: policy.ReturnsCreditNote, RestockReturns: true, UnmappedSKU: policy.HoldUnmapped, MissingOrders: policy.ReportMissing, Tolerance: money.Units(5), OrdersEverySecs: 60,
		UnmappedMethod: policy.MethodAsNamed,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := got.Check(); err != nil {
		t.Error(err)
	}
	want = want.WithMethod("", "Cash").WithMethod("cod", "Cash")
	want.UnmappedMethod = policy.HoldMethod
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err = policy.Read(b); err != nil || !cmp.Equal(want, got) {
		t.Errorf("what was chosen comes back as %+v, %v", got, err)
	}
	if _, err := policy.Read([]byte("{")); err == nil {
		t.Error("a broken column reads as a policy")
	}
}

func TestPolicy_Check_intervalOfTheOrdersLane(t *testing.T) {
	t.Parallel()
	for secs, ok := range map[int]bool{1: true, 300: true, 86_400: true, 86_401: false, -5: false} {
		p := policy.Default()
		p.OrdersEverySecs = secs
		if err := p.Check(); (err == nil) != ok {
			t.Errorf("%d seconds: %v", secs, err)
		}
	}
}
