package amazon_test

import (
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

func answer(code, message, details string) string {
	return `{"errors":[{"code":"` + code + `","message":"` + message + `","details":"` + details + `"}]}`
}

// The table of the fact sheet, section 10.
func TestErrors_table(t *testing.T) {
	t.Parallel()
	const no = "Access to requested resource is denied."
	for name, c := range map[string]struct {
		status int
		body   string
		want   outcome.Reason
	}{
		"bad input":              {400, answer("InvalidInput", "createdAfter is wrong", ""), outcome.RefusedByChannel},
		"bad listing":            {400, answer("BAD_REQUEST", "x", ""), outcome.RefusedByChannel},
		"bad feed":               {400, answer("400", "x", ""), outcome.RefusedByChannel},
		"an ended token":         {403, answer("Unauthorized", no, "The access token you provided has expired."), outcome.NotAuthorised},
		"a bad token":            {403, answer("Unauthorized", no, "The access token you provided is revoked, malformed or invalid."), outcome.NotAuthorised},
		"a missing role":         {403, answer("Unauthorized", no, ""), outcome.RightMissing},
		"no token":               {403, answer("MissingAuthenticationToken", "Missing Authentication Token", ""), outcome.KeyRefused},
		"401 is like 403":        {401, answer("Unauthorized", no, ""), outcome.RightMissing},
		"not there":              {404, answer("NotFound", "x", ""), outcome.OrderMissing},
		"not there, differently": {404, answer("SomethingNew", "x", ""), outcome.OrderMissing},
		"too large":              {413, answer("InvalidInput", "x", ""), outcome.RefusedByChannel},
		"a new word":             {400, answer("SomethingNew", "x", ""), outcome.RefusedByChannel},
		"no Amazon there":        {404, `{"error":"nope"}`, outcome.NoAPI},
		"a page":                 {400, `<html>nope</html>`, outcome.NotJSON},
		"a door":                 {403, `<html>nope</html>`, outcome.KeyRefused},
		"empty list":             {400, `{"errors":[]}`, outcome.RefusedByChannel},
	} {
		e := outcome.Of(amazon.Refused(c.status, c.body))
		if e.Reason != c.want {
			t.Errorf("%s: %v, want %s", name, e, c.want)
		}
		for _, arg := range phrase.Arguments(e.Reason) {
			if _, ok := e.Args[arg]; !ok {
				t.Errorf("%s: the sentence of %s lacks %s", name, e.Reason, arg)
			}
		}
	}
}

func TestErrors_showNoSecret(t *testing.T) {
	t.Parallel()
	e := amazon.Refused(400, answer("InvalidInput", "refresh_token=Atzr|abc of a@b.example is wrong", strings.Repeat("x", 5000)))
	if s := e.Error(); strings.Contains(s, "Atzr|abc") || strings.Contains(s, "a@b.example") || len(s) > 1000 {
		t.Errorf("%s", s)
	}
}

func FuzzErrors(f *testing.F) {
	f.Add(403, answer("Unauthorized", "x", "expired"))
	f.Add(400, `{"errors":[{"code":7,"message":null}]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 300 || status > 499 || status == 429 {
			return
		}
		if e := outcome.Of(amazon.Refused(status, body)); e == nil || e.Reason == outcome.Internal {
			t.Errorf("%d: %v", status, e)
		}
		if e := outcome.Of(amazon.QueueRefused(status, body)); e == nil || e.Reason == outcome.Internal {
			t.Errorf("queue, %d: %v", status, e)
		}
	})
}

func FuzzReadMark(f *testing.F) {
	f.Add(`{"in":"orders","from":"a","to":"b","token":"c"}`)
	f.Add(`{"in":"money","skip":3}`)
	f.Add(`{"skip":-1}`)
	f.Fuzz(func(t *testing.T, s string) {
		once := amazon.ReadMark(channel.Cursor(s))
		if again := amazon.ReadMark(once); again != once {
			t.Errorf("%q reads as %q and then as %q", s, once, again)
		}
	})
}

func TestOpen_namesTheSettingThatIsWrong(t *testing.T) {
	t.Parallel()
	good := map[string]string{"client_id": "c", "client_secret": "s", "marketplace_ids": "ATVPDKIKX0DER", "seller_id": "A1"}
	for name, change := range map[string]map[string]string{
		"seller_id":             {"seller_id": ""},
		"marketplace_ids":       {"marketplace_ids": "US, CA/MX"},
		"region":                {"region": "asia"},
		"orders_api":            {"orders_api": "v1"},
		"base_url":              {"base_url": "ftp://x"},
		"queue_url":             {"queue_url": "https://sqs.us-east-1.amazonaws.com/orders"},
		"queue_url, a fifo one": {"queue_url": "https://sqs.us-east-1.amazonaws.com/123/orders.fifo"},
		"aws_access_key_id":     {"queue_url": "https://sqs.us-east-1.amazonaws.com/123/orders"},
		"aws_secret_access_key": {"queue_url": "https://sqs.us-east-1.amazonaws.com/123/orders", "aws_access_key_id": "AKIA"},
	} {
		settings := map[string]string{}
		for k, v := range good {
			settings[k] = v
		}
		for k, v := range change {
			settings[k] = v
		}
		_, err := amazon.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{})
		if want, _, _ := strings.Cut(name, ","); err == nil || !strings.HasPrefix(err.Error(), want+":") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := amazon.Kind.Open(channel.Shop{Settings: good}, channel.Tools{}); err != nil {
		t.Error(err)
	}
}
