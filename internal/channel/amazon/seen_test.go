package amazon

import (
	"fmt"
	"testing"
)

func TestSeen(t *testing.T) {
	t.Parallel()
	id := func(n int) string { return fmt.Sprintf("701-%07d-0000001", n) }
	s := seen("").with([]string{id(1), "S01-0000001-0000002"}).with([]string{id(2), "no order of Amazon's"})
	all := s.set()
	for ref, want := range map[string]bool{id(1): true, id(2): true, id(3): false, "S01-0000001-0000002": true, "S02-0000001-0000002": false, "702-0000001-0000001": false} {
		n, ok := numberOf(ref)
		if !ok || all[n] != want {
			t.Errorf("%s: %v, want %v", ref, all[n], want)
		}
	}
	if len(all) != 3 {
		t.Errorf("%d are remembered, want 3", len(all))
	}
	var many []string
	for n := range mostSeen + 5 {
		many = append(many, id(n))
	}
	if n := len(seen("").with(many).set()); n != mostSeen {
		t.Errorf("%d are remembered, want no more than %d", n, mostSeen)
	}
	if got := seen("not ours!").set(); len(got) != 0 {
		t.Errorf("a mark that is not ours remembers %v", got)
	}
}
