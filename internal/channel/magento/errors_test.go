package magento_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// says answers everything with one refusal, on the given clock.
func says(status int, body string, date string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", date)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	})
}

func TestOrder_refusalsInTheShopsWords(t *testing.T) {
	t.Parallel()
	now := present.Format(http.TimeFormat)
	oauth := func(message string) string { return `{"message":"` + message + `"}` }
	for name, c := range map[string]struct {
		status   int
		body     string
		settings []string
		want     *outcome.Error
	}{
		"a right that was not ticked": {
			401, `{"message":"The consumer isn't authorized to access %resources.","parameters":{"resources":"Magento_Sales::actions_view"}}`, nil,
			outcome.New(outcome.RightMissing, "right", "Magento_Sales::actions_view", "said", "The consumer isn't authorized to access Magento_Sales::actions_view.")},
		"the same words to a bearer may mean the token": {
			401, `{"message":"The consumer isn't authorized to access %resources.","parameters":{"resources":"Magento_Sales::actions_view"}}`, []string{"auth", "bearer"},
			outcome.New(outcome.KeyRefused, "said", "The consumer isn't authorized to access Magento_Sales::actions_view.")},
		"before 2.3":               {401, `{"message":"Consumer is not authorized to access %resources","parameters":{"resources":"Magento_Sales::sales"}}`, nil, outcome.New(outcome.RightMissing, "right", "Magento_Sales::sales", "said", "Consumer is not authorized to access Magento_Sales::sales")},
		"a wrong signature":        {401, oauth("The signature is invalid. Verify and try again."), nil, outcome.New(outcome.KeyRefused, "said", "The signature is invalid. Verify and try again.")},
		"a revoked token":          {401, oauth("Access token has been revoked"), nil, outcome.New(outcome.KeyRefused, "said", "Access token has been revoked")},
		"an unknown token":         {401, oauth("Specified token does not exist"), nil, outcome.New(outcome.KeyRefused, "said", "Specified token does not exist")},
		"a time from tomorrow":     {401, oauth("Incorrect timestamp value in the oauth_timestamp parameter"), nil, outcome.New(outcome.ClockSkew, "said", "Incorrect timestamp value in the oauth_timestamp parameter")},
		"a nonce sent twice":       {401, `{"message":"The nonce is already being used by the consumer with ID %1","parameters":["3"]}`, nil, outcome.New(outcome.ServerError, "status", "401", "said", "The nonce is already being used by the consumer with ID 3")},
		"a 401 in German":          {401, oauth("Der Verbraucher ist nicht autorisiert."), nil, outcome.New(outcome.KeyRefused, "said", "Der Verbraucher ist nicht autorisiert.")},
		"a firewall that speaks":   {403, oauth("Forbidden"), nil, outcome.New(outcome.RightMissing, "right", "unknown", "said", "Forbidden")},
		"an order that is gone":    {404, oauth("The entity that was requested doesn't exist. Verify the entity and try again."), nil, outcome.New(outcome.OrderMissing, "said", "The entity that was requested doesn't exist. Verify the entity and try again.")},
		"gone, in Indonesian":      {404, oauth("Entitas yang diminta tidak ada."), nil, outcome.New(outcome.OrderMissing, "said", "Entitas yang diminta tidak ada.")},
		"a call that is not there": {404, oauth("Request does not match any route."), nil, outcome.New(outcome.NoAPI)},
		"several lines":            {400, `{"message":"One or more input exceptions have occurred.","errors":[{"message":"\"%fieldName\" is required. Enter and try again.","parameters":{"fieldName":"username"}}]}`, nil, outcome.New(outcome.RefusedByChannel, "status", "400", "said", `One or more input exceptions have occurred. "username" is required. Enter and try again.`)},
		"PHP's own failure":        {400, `{"messages":{"error":[{"code":400,"message":"Bad"}]}}`, nil, outcome.New(outcome.RefusedByChannel, "status", "400", "said", "Bad")},
		"a mail address is hidden": {400, oauth("No customer ada@example.com"), nil, outcome.New(outcome.RefusedByChannel, "status", "400", "said", "No customer ***")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := connect(t, says(c.status, c.body, now), c.settings...).Order(t.Context(), "42")
			got := outcome.Of(err)
			delete(got.Args, "url")
			if got.Code != c.want.Code || got.Reason != c.want.Reason || got.Ref != "42" || len(got.Args)+len(c.want.Args) > 0 && !cmp.Equal(got.Args, c.want.Args) {
				t.Errorf("got %d %s %v about %q, want %d %s %v", got.Code, got.Reason, got.Args, got.Ref, c.want.Code, c.want.Reason, c.want.Args)
			}
		})
	}
}

// A clock that is off explains a refused signature better than a key that worked yesterday.
func TestOrder_aRefusedKeyOfAShopWithAnotherClock(t *testing.T) {
	t.Parallel()
	h := says(401, `{"message":"The signature is invalid. Verify and try again."}`, present.Add(-20*60e9).Format(http.TimeFormat))
	_, err := connect(t, h).Order(t.Context(), "42")
	if e := outcome.Of(err); e.Reason != outcome.ClockSkew {
		t.Errorf("got %v", err)
	}
}

func TestOrder_5xxKeepsTheShopsWords(t *testing.T) {
	t.Parallel()
	h := says(500, `{"message":"Internal Error. Details are available in Magento log file. Report ID: webapi-1"}`, "")
	_, err := connect(t, h).Order(t.Context(), "42")
	if e := outcome.Of(err); e.Code != outcome.Unavailable || !strings.Contains(err.Error(), "webapi-1") || e.Ref != "42" {
		t.Errorf("got %v", err)
	}
}

func TestOrder_noShopThere(t *testing.T) {
	t.Parallel()
	_, err := connect(t, http.NotFoundHandler()).Order(t.Context(), "42")
	if e := outcome.Of(err); e.Reason != outcome.NoAPI {
		t.Errorf("got %v", err)
	}
}

// A list that does not look at filters must not make a walk endless.
func TestOrders_aShopThatIgnoresFiltersEndsTheWalk(t *testing.T) {
	t.Parallel()
	page := `{"items":[` + strings.TrimSuffix(strings.Repeat(`{"entity_id":7,"updated_at":"2026-01-31 10:00:00"},`, 50), ",") + `],"total_count":500}`
	conn := connect(t, says(200, page, ""))
	first, err := conn.Orders(t.Context(), channel.Window{}, "")
	if err != nil || first.Next == "" {
		t.Fatalf("next %q, %v", first.Next, err)
	}
	_, err = conn.Orders(t.Context(), channel.Window{}, first.Next)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.APITooOld {
		t.Errorf("got %v", err)
	}
}

func FuzzFill(f *testing.F) {
	f.Add(`%1 of %2`, `["a",3]`)
	f.Add(`%field %fieldName`, `{"field":"f","fieldName":"n"}`)
	f.Fuzz(func(t *testing.T, message, parameters string) {
		if got := magento.Fill(message, []byte(parameters)); !strings.Contains(message, "%") && got != message {
			t.Errorf("%q became %q", message, got)
		}
	})
}
