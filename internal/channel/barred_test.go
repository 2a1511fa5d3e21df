package channel_test

import (
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
)

func TestBarred(t *testing.T) {
	t.Parallel()
	var b channel.Barred
	if b.Is("returns", noon) {
		t.Error("a call that nobody refused is not tried")
	}
	b.Bar("returns", noon)
	for after, want := range map[time.Duration]bool{0: true, time.Hour - 1: true, time.Hour: false} {
		if got := b.Is("returns", noon.Add(after)); got != want {
			t.Errorf("%s after: %v", after, got)
		}
	}
	if b.Is("orders", noon) {
		t.Error("another call is barred, too")
	}
}
