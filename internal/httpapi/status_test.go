package httpapi_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/httpapi"
)

// Nothing is due on a shop that does not work: a time that has passed would read "due now" for as long as it rests.
func TestStatus_nothingIsDueWhilePaused(t *testing.T) {
	t.Parallel()
	hub, _, conn := filled(t, apptest.SQLite(t), 1)
	next := func() bool {
		st := apptest.Get[httpapi.Status](hub.Client, "/status")
		return st.Connections[0].Lanes[0].NextAt != nil
	}
	if !next() {
		t.Error("an active shop does not say when it is read next")
	}
	hub.Must("POST", "/connections/"+conn+"/pause", nil, nil)
	if next() {
		t.Error("a paused shop says when it is read next")
	}
}
