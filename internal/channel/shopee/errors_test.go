package shopee_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

func TestOrder_refusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status        int
		word, message string
		want          outcome.Reason
	}{
		{403, "invalid_acceess_token", "Invalid access_token, please have a check.", outcome.NotAuthorised},
		{200, "error_auth", "Invalid access_token.", outcome.NotAuthorised},
		{200, "common.error_auth", "Invalid access_token.", outcome.NotAuthorised},
		{200, "error_auth", "No permission to current api.", outcome.RightMissing},
		{200, "error_auth", "partner_id is invalid", outcome.KeyRefused},
		{200, "error_auth", "Invalid partner_id or shopid.", outcome.NotAuthorised},
		{200, "error_auth", "Stock should be larger than reserved stock.", outcome.RefusedByChannel},
		{403, "error_sign", "Wrong sign.", outcome.KeyRefused},
		{403, "invalid_partner_id", "Invalid partner_id, please have a check.", outcome.KeyRefused},
		{200, "error_partner_key_expired", "Your API partner key has expired", outcome.KeyRefused},
		{200, "error_param", "Timestamp is expired.", outcome.ClockSkew},
		{200, "error_param", "Invalid timestamp", outcome.ClockSkew},
		{200, "error_param", "There is no sign in query.", outcome.KeyRefused},
		{200, "error_param", "Wrong parameters, detail: page_size is a required field.", outcome.RefusedByChannel},
		{200, "logistics.error_param", "The order is being allocated, please wait until the allocate is done", outcome.ServerError},
		{200, "error_api_permission", "This app type has no permission to this API.", outcome.RightMissing},
		{200, "order. error_permission", "Please link shop and partner on seller center first.", outcome.RightMissing},
		{200, "source_ip_undeclared", "Request Source IP (1.2.3.4) is undeclared.", outcome.RightMissing},
		{200, "shop_banned", "The shop account has been banned.", outcome.NotAuthorised},
		{200, "partner_shop_no_link", "Invalid partner_id or shop_id, please have a check.", outcome.NotAuthorised},
		{200, "error_shop", "shopid is invalid", outcome.NotAuthorised},
		{200, "api_suspended", "The API is offline. Please call v2 API instead.", outcome.NoAPI},
		{200, "error_not_found", "Wrong parameters, detail: the order is not found.", outcome.OrderMissing},
		{200, "error_data", "data not exist", outcome.OrderMissing},
		{200, "error_data", "parse data failed", outcome.ServerError},
		{200, "error_server", "Something wrong. Please try later.", outcome.ServerError},
		{200, "error_system_busy", "Our system is taking some time to respond, please try later.", outcome.ServerError},
		{500, "error_network", "Inner http call failed", outcome.ServerError},
		{429, "error_rate_limit", "Too many requests.", outcome.TooManyRequests},
		{200, "error_rate_limit", "Too many requests.", outcome.TooManyRequests},
		{200, "order.error_limit", "Can not cancel this order", outcome.RefusedByChannel},
		{200, "order.order_list_invalid_time", "Start time must be earlier than end time and diff in 15days.", outcome.RefusedByChannel},
		{200, "a_word_of_tomorrow", "Who knows.", outcome.RefusedByChannel},
		{403, "a_word_of_tomorrow", "Who knows.", outcome.KeyRefused},
	} {
		t.Run(c.word+" "+c.message, func(t *testing.T) {
			t.Parallel()
			_, err := connect(t, refuses(c.status, c.word, c.message), nil).Order(t.Context(), "2609018XYZ12AB")
			e := outcome.Of(err)
			if e == nil || e.Reason != c.want || e.Code != c.want.Code() || e.Ref != "2609018XYZ12AB" {
				t.Errorf("%d %q: %v, want %s", c.status, c.word, err, c.want)
			}
		})
	}
}

func refuses(status int, word, message string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": word, "message": message, "request_id": "0123"})
	})
}

// The app's daily quota is filled at midnight in UTC+8; waiting a minute would be another call wasted.
func TestOrder_dailyQuotaWaitsUntilMidnight(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 429} {
		h := refuses(status, "error_limit", "The total API call number made by your APP has reached the daily API call limit, please try again after 00: 00 (UTC+08:00)")
		_, err := connect(t, h, nil).Order(t.Context(), "2609018XYZ12AB")
		if e := outcome.Of(err); e == nil || e.Reason != outcome.TooManyRequests || e.After != 12*time.Hour { // noon is 12:00 in UTC+8
			t.Errorf("%d: %v, wait %s", status, err, e.After)
		}
	}
	if got := shopee.UntilNight(time.Date(2026, 1, 1, 15, 59, 0, 0, time.UTC)); got != time.Minute {
		t.Errorf("a minute before midnight: %s", got)
	}
}

// Samples of the reference fill error with a dash or a blank on success.
func TestOrder_fillerIsNoError(t *testing.T) {
	t.Parallel()
	for _, filler := range []string{`"-"`, `" "`, `""`, `null`} {
		s := &script{answers: map[string][]any{"order/get_order_detail": {`{"error":` + filler + `,"message":"-","response":{"order_list":[` + inner(detailOf("A1")) + `]}}`}}}
		if _, err := connect(t, s, nil).Order(t.Context(), "A1"); err != nil {
			t.Errorf("error = %s: %v", filler, err)
		}
	}
}

// inner is the only order of a detail.
func inner(detail string) string {
	var d struct {
		Response struct {
			Orders []json.RawMessage `json:"order_list"`
		} `json:"response"`
	}
	if err := json.Unmarshal([]byte(detail), &d); err != nil {
		panic(err)
	}
	return string(d.Response.Orders[0])
}

// Every reason of the table is one that the log has a sentence for.
func TestReasons_areKnown(t *testing.T) {
	t.Parallel()
	for word, reason := range shopee.Reasons {
		if reason.Code() == outcome.Bug {
			t.Errorf("%s: %s is no reason", word, reason)
		}
	}
}
