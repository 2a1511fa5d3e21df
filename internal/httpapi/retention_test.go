package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/user"
)

func TestAPI_retention(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, _ := filled(t, cfg, 20)
		viewer := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
		v := apptest.Get[httpapi.RetentionView](viewer, "/account/retention")
		entries := int64(len(apptest.All[httpapi.LogEntry](hub.Client, "/logs")))
		if v.RetentionDays != (httpapi.RetentionDays{LogDays: 90, ExchangeDays: 30}) || v.Chosen || v.Default != v.RetentionDays {
			t.Errorf("nothing is chosen: %+v", v)
		}
		if v.Kept.Entries != entries || v.Kept.Exchanges == 0 || v.Kept.ExchangesCapped || v.Kept.OldestAt == nil || time.Since(*v.Kept.OldestAt) > time.Hour {
			t.Errorf("kept are %+v, the log has %d entries", v.Kept, entries)
		}

		var set httpapi.RetentionView
		hub.Must("PUT", "/account/retention", map[string]int{"log_days": 14, "exchange_days": 7}, &set)
		if !set.Chosen || set.LogDays != 14 || set.ExchangeDays != 7 || set.Default != v.Default {
			t.Errorf("after it was chosen: %+v", set)
		}
		if diff := cmp.Diff(set, apptest.Get[httpapi.RetentionView](viewer, "/account/retention")); diff != "" {
			t.Errorf("(-said +got):\n%s", diff)
		}
		if got := apptest.Get[httpapi.LogAmount](hub.Client, "/account/retention/preview?log_days=7&exchange_days=1"); got != (httpapi.LogAmount{}) {
			t.Errorf("all is of today, and yet %+v would go", got)
		}
		if got := apptest.Get[httpapi.LogAmount](hub.Client, "/account/retention/preview"); got != (httpapi.LogAmount{}) {
			t.Errorf("by the flags %+v would go", got)
		}

		for field, body := range map[string]map[string]int{
			"log_days": {"log_days": 6, "exchange_days": 1}, "exchange_days": {"log_days": 30, "exchange_days": 31},
		} {
			a := hub.Do("PUT", "/account/retention", body)
			if p := a.Problem(); a.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Location != "body."+field {
				t.Errorf("%v: %s, want the field %s", body, a, field)
			}
		}
		a := hub.Do("GET", "/account/retention/preview?log_days=3&exchange_days=1", nil)
		if a.Status != http.StatusUnprocessableEntity || a.Problem().Errors[0].Location != "query.log_days" {
			t.Errorf("a preview of three days: %s", a)
		}

		var reset httpapi.RetentionView
		hub.Must("DELETE", "/account/retention", nil, &reset)
		if reset.Chosen || reset.LogDays != 90 {
			t.Errorf("after the choice was taken back: %+v", reset)
		}
		lines := apptest.All[httpapi.AuditView](hub.Client, "/audit?action=set_retention")
		if len(lines) != 2 || !strings.Contains(lines[1].Subject, "log 90 days, exchanges 30 days → log 14 days, exchanges 7 days") || lines[1].Actor != "token test" {
			t.Errorf("the audit trail says %+v", lines)
		}
	})
}
