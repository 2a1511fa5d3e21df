package httpapi_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/policy"
)

func TestPolicy_previewTellsWhatWouldChangeAndChangesNothing(t *testing.T) {
	t.Parallel()
	hub, _, conn := filled(t, apptest.SQLite(t), 20)
	p := apptest.Get[policy.Policy](hub.Client, "/connections/"+conn+"/policy")
	var same, waits httpapi.PolicyPreview
	hub.Must("POST", "/connections/"+conn+"/policy/preview?days=90", p, &same)
	if same.Orders == 0 || same.Changed != 0 || len(same.Present.Operations) == 0 {
		t.Errorf("the policy as it is changes %d of %d orders: %+v", same.Changed, same.Orders, same)
	}
	p.AutoProcess = false
	hub.Must("POST", "/connections/"+conn+"/policy/preview?days=90", p, &waits)
	if waits.Changed == 0 || waits.Proposed.Holds["pending"] == 0 || waits.Present.Holds["pending"] != 0 || waits.Samples[0].Proposed.Why == nil {
		t.Errorf("with every order waiting: %+v", waits)
	}
	if now := apptest.Get[policy.Policy](hub.Client, "/connections/"+conn+"/policy"); !now.AutoProcess {
		t.Error("a preview has saved the policy")
	}
	p.Returns = "burn"
	if a := hub.Do("POST", "/connections/"+conn+"/policy/preview", p); a.Status != 422 {
		t.Errorf("a policy that cannot stand: %s", a)
	}
}
