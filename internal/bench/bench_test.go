package bench

import (
	"testing"
	"time"
)

// BenchmarkNew and BenchmarkUnchanged are for profiles: go test -bench New -cpuprofile cpu.out ./internal/bench
func BenchmarkNew(b *testing.B)       { benchmarkSync(b, false) }
func BenchmarkUnchanged(b *testing.B) { benchmarkSync(b, true) }

func benchmarkSync(b *testing.B, again bool) {
	const orders = 3000
	e, err := newSQLite()
	if err != nil {
		b.Fatal(err)
	}
	defer e.close()
	for b.Loop() {
		b.StopTimer()
		db, err := e.fresh(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		h, err := newHub(b.Context(), db, shopsOf(1, orders, time.Now()))
		if err != nil {
			b.Fatal(err)
		}
		if !again {
			b.StartTimer()
		}
		if _, err := h.sync(b.Context()); err != nil {
			b.Fatal(err)
		}
		if again {
			if err := h.rewind(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			for range 10 {
				if _, err := h.sync(b.Context()); err != nil {
					b.Fatal(err)
				}
				if err := h.rewind(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.StopTimer()
		db.close()
		b.StartTimer()
	}
}
