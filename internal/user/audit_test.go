package user_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

func TestAudited(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		start := d.now
		write := func(ctx context.Context, account int64, actor, action, subject string) {
			t.Helper()
			err := d.db.InTx(ctx, func(tx store.Tx) error {
				return user.WriteAudit(ctx, tx, d.ids, user.User{Account: account, Email: actor}, action, subject, "because")
			})
			if err != nil {
				t.Fatal(err)
			}
			d.now = d.now.Add(time.Minute)
		}
		ctx, trail := user.WithTrail(t.Context())
		if trail.Left() {
			t.Error("a line is there before it is written")
		}
		write(ctx, d.account.ID, "sari", "connect", "Melati")
		if !trail.Left() {
			t.Error("the line is not noticed")
		}
		write(t.Context(), d.account.ID, "budi", "connect", "Mawar")
		write(t.Context(), d.account.ID, "sari", "pause", "Melati")
		write(t.Context(), d.account.ID+1, "eve", "connect", "Melati")
		for name, c := range map[string]struct {
			f    user.AuditFilter
			want []string
		}{
			"all, newest first": {user.AuditFilter{}, []string{"sari pause Melati", "budi connect Mawar", "sari connect Melati"}},
			"who":               {user.AuditFilter{Actor: "sari"}, []string{"sari pause Melati", "sari connect Melati"}},
			"what":              {user.AuditFilter{Action: "connect"}, []string{"budi connect Mawar", "sari connect Melati"}},
			"about what":        {user.AuditFilter{Subject: "Melati"}, []string{"sari pause Melati", "sari connect Melati"}},
			"all of them":       {user.AuditFilter{Actor: "sari", Action: "connect", Subject: "Melati"}, []string{"sari connect Melati"}},
			"from":              {user.AuditFilter{From: start.Add(time.Minute)}, []string{"sari pause Melati", "budi connect Mawar"}},
			"to":                {user.AuditFilter{To: start.Add(time.Minute)}, []string{"sari connect Melati"}},
		} {
			c.f.Limit = 10
			if diff := cmp.Diff(c.want, lines(t, d, c.f)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		first, err := user.Audited(t.Context(), d.db, d.account.ID, user.AuditFilter{Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"sari connect Melati"}, lines(t, d, user.AuditFilter{Before: first[1].ID, Limit: 2})); diff != "" {
			t.Errorf("second page (-want +got):\n%s", diff)
		}
	})
}

func lines(t *testing.T, d *desk, f user.AuditFilter) (all []string) {
	t.Helper()
	found, err := user.Audited(t.Context(), d.db, d.account.ID, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range found {
		all = append(all, a.Actor+" "+a.Action+" "+a.Subject)
	}
	return all
}
