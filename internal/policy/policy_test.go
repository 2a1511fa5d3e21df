package policy_test

import (
	"reflect"
	"strings"
	"testing"

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
