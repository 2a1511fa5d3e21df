package fix_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/fix"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

func TestWays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key  issue.Key
		want []fix.Way
	}{
		"a SKU is linked":                                  {issue.Key{Code: outcome.Unmapped, Reason: outcome.SKUNotLinked, Subject: "K-1"}, []fix.Way{fix.Link, fix.Rerun}},
		"a shop that refuses us is reconnected":            {issue.Key{Operation: synclog.DownloadOrder, Code: outcome.NoAccess, Reason: outcome.KeyRefused}, []fix.Way{fix.Reconnect}},
		"a queue that refuses us is another key's matter":  {issue.Key{Operation: synclog.ListenToQueue, Code: outcome.NoAccess, Reason: outcome.QueueRefused}, []fix.Way{}},
		"a shop that lets nobody subscribe is reconnected": {issue.Key{Operation: synclog.SubscribeToNews, Code: outcome.NoAccess, Reason: outcome.RightMissing}, []fix.Way{fix.Reconnect}},
		"a refused subscription holds no order to run":     {issue.Key{Operation: synclog.SubscribeToNews, Code: outcome.BadStatus, Reason: outcome.RefusedByChannel}, []fix.Way{}},
		"a queue that is away holds no order to run again": {issue.Key{Operation: synclog.ListenToQueue, Code: outcome.Unavailable, Reason: outcome.Timeout}, []fix.Way{}},
	} {
		if diff := cmp.Diff(c.want, fix.Ways(issue.Issue{Key: c.key})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
