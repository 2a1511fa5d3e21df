package httpkit

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRedactBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ given, want string }{
		"numbers too":            {`{"phone":62812,"total":5}`, `{"phone":"***","total":5}`},
		"whole lists":            {`{"street":["Jl. Melati","5"],"id":1}`, `{"street":"***","id":1}`},
		"inside a person":        {`{"shipping":{"whatever":"x","country":"ID","list":["a"],"deep":{"y":1}}}`, `{"shipping":{"whatever":"***","country":"ID","list":["***"],"deep":{"y":"***"}}}`},
		"an amount is no person": {`{"shipping":12000,"customer":"Budi"}`, `{"shipping":12000,"customer":"Budi"}`},
		"camel case":             {`{"buyerEmail":"a","ConsumerSecret":"b","recipientAddress":{"city":"Bandung"}}`, `{"buyerEmail":"***","ConsumerSecret":"***","recipientAddress":{"city":"***"}}`},
		"null stays":             {`{"email":null,"token":null}`, `{"email":null,"token":null}`},
		"a cut string":           {`{"email":"budi@exam`, `{"email":"***"`},
		"a cut in a secret":      {`{"id":1,"billing":{"first_name":"Bu`, `{"id":1,"billing":{"first_name":"***"`},
		"escapes":                {`{"note":"a\"b","name":"c\"d"}`, `{"note":"***","name":"c\"d"}`},
		"a mail in any text":     {`{"message":"ask budi@example.test"}`, `{"message":"ask ***"}`},
		"an address in a text":   {`{"href":"http:\/\/x\/?key=wc_order_x"}`, `{"href":"http:\/\/x\/?key=***"}`},
		"no JSON":                {`webhook_id=1&token=abc`, `webhook_id=1&token=***`},
		"a code and its app":     {`auth_code=abc&app_secret=def&service_id=7`, `auth_code=***&app_secret=***&service_id=7`},
		"a tax number":           {`{"cpf":"123","cpf_name":"Ana","total":5}`, `{"cpf":"***","cpf_name":"***","total":5}`},
		"words before":           {`Notice {"email":"a"}`, `Notice {"email":"***"}`},
		"brackets astray":        {`}]{"email":"a"}]`, `}]{"email":"***"}]`},
	} {
		if got, _ := redactBody([]byte(c.given)); got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", name, c.given, got, c.want)
		}
	}
}

// Whatever stands around it, a value under a secret or personal key never comes through, and JSON stays JSON.
func TestRedactBody_anyJSON(t *testing.T) {
	t.Parallel()
	keys := []string{"id", "items", "name", "email", "first_name", "consumer_secret", "billing", "shipping", "address", "value", "key", "token"}
	rapid.Check(t, func(t *rapid.T) {
		var draw func(depth int) any
		draw = func(depth int) any {
			switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); {
			case kind == 0 && depth > 0:
				m := map[string]any{}
				for range rapid.IntRange(0, 4).Draw(t, "n") {
					m[rapid.SampledFrom(keys).Draw(t, "key")] = draw(depth - 1)
				}
				return m
			case kind == 1 && depth > 0:
				return []any{draw(depth - 1), draw(depth - 1)}
			case kind == 2:
				return rapid.Int().Draw(t, "int")
			}
			return rapid.String().Draw(t, "text")
		}
		body, err := json.Marshal(map[string]any{"a": draw(3), "consumer_secret": "s3cr3t", "list": []any{map[string]any{"email": "buyer-mail"}, draw(3)}})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := redactBody(body)
		if !json.Valid([]byte(got)) || strings.Contains(got, "s3cr3t") || strings.Contains(got, "buyer-mail") {
			t.Fatalf("%s\nreads %s", body, got)
		}
	})
}

func FuzzRedactBody(f *testing.F) {
	for _, s := range []string{`{"email":"a"}`, `{"a":[1,{"token":"x"`, `]}{"`, `{"billing":{"x":[["y"]]}}`, "<html>", `{"a\":1`, `"`, `{"email":`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, _ := redactBody(append([]byte(`{"secret":"s3cr3t-value","x":`), body...))
		if strings.Contains(got, "s3cr3t-value") && !strings.Contains(string(body), "s3cr3t-value") {
			t.Errorf("%q reads %q", body, got)
		}
		if len(got) > maxKept {
			t.Errorf("%d bytes", len(got))
		}
	})
}
