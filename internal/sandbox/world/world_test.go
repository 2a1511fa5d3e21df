package world_test

import (
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

var start = time.Date(2026, 1, 15, 8, 30, 0, 0, time.UTC)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		w, err := world.New(world.Options{Seed: 1, Start: start, Orders: 100_000, Shops: []world.ShopOptions{{Key: world.Key{Channel: "a", Shop: "1"}}}})
		if err != nil {
			b.Fatal(err)
		}
		n := map[world.Stage]int{}
		for _, o := range w.Orders(world.Filter{}) {
			n[o.Stage]++
		}
		b.Log(n)
	}
}
