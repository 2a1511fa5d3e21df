package channel_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

func TestReport(t *testing.T) {
	t.Parallel()
	lacks := outcome.New(outcome.RightMissing, "right", "read_orders", "said", "Access denied.")
	for name, c := range map[string]struct {
		say  func(*channel.Report)
		want channel.Report
	}{
		"a check that passed": {
			func(r *channel.Report) { r.Try("read orders", nil) },
			channel.Report{Checks: []channel.Check{{Name: "read orders", OK: true}}}},
		"what the channel said": {
			func(r *channel.Report) { r.Try("read orders", lacks) },
			channel.Report{Checks: []channel.Check{{Name: "read orders", Note: "Access denied."}}}},
		"what tells more": {
			func(r *channel.Report) { r.Try("read orders", lacks, "right") },
			channel.Report{Checks: []channel.Check{{Name: "read orders", Note: "read_orders"}}}},
		"a channel that said nothing": {
			func(r *channel.Report) { r.Try("read orders", outcome.New(outcome.NoAPI), "right") },
			channel.Report{Checks: []channel.Check{{Name: "read orders", Note: "no_api"}}}},
		"an error nobody classified": {
			func(r *channel.Report) { r.Try("read orders", errors.New("what")) },
			channel.Report{Checks: []channel.Check{{Name: "read orders", Note: "internal"}}}},
		"a clock that is right": {
			func(r *channel.Report) { r.Clock(-119*time.Second, "Changes may be found late") },
			channel.Report{Checks: []channel.Check{{Name: "clock", OK: true}}}},
		"a clock that is off": {
			func(r *channel.Report) { r.Clock(-10*time.Minute-time.Millisecond, "Changes may be found late") },
			channel.Report{
				Checks: []channel.Check{{Name: "clock", Note: "-10m0s"}},
				Advice: []string{"The shop's clock differs from this machine's by 10m0s. Changes may be found late: set both by a time server."},
			}},
	} {
		var got channel.Report
		c.say(&got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	var r channel.Report
	if r.Try("a", nil) != true || r.Try("b", lacks) != false {
		t.Error("a check does not tell whether it passed")
	}
}

func TestCursorOf(t *testing.T) {
	t.Parallel()
	if got := channel.CursorOf(struct {
		Page int `json:"page"`
	}{3}); got != `{"page":3}` {
		t.Errorf("%s", got)
	}
}
