package all_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/all"
)

func TestKinds_canAllBeOffered(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range all.Kinds() {
		if k.Name == "" || k.Title == "" || k.Open == nil || seen[k.Name] {
			t.Errorf("channel %q: nameless, without Open, or there twice", k.Name)
		}
		seen[k.Name] = true
		if err := k.Policy.Check(); err != nil {
			t.Errorf("channel %s: policy: %v", k.Name, err)
		}
		if found, ok := all.Find(k.Name); !ok || found.Title != k.Title {
			t.Errorf("channel %s is not found by its name", k.Name)
		}
	}
	if _, ok := all.Find("no-such-channel"); ok {
		t.Error("a channel that does not exist was found")
	}
}
