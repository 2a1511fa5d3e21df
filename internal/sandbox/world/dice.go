package world

import (
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"time"
)

// dice draws from a stream of its own, so that one more draw for one order does not change any other.
type dice struct{ *rand.Rand }

// newDice seeds a stream by the world's seed, what it is for, and a number.
func newDice(seed int64, what string, n int64) dice {
	h := fnv.New64a()
	h.Write([]byte(what))
	h.Write(strconv.AppendInt(nil, n, 10))
	return dice{rand.New(rand.NewPCG(uint64(seed), h.Sum64()))}
}

// between draws from lo to hi, both included.
func (d dice) between(lo, hi int64) int64 { return lo + d.Int64N(hi-lo+1) }

// span draws a duration from lo to hi in whole seconds.
func (d dice) span(lo, hi time.Duration) time.Duration {
	return time.Duration(d.between(int64(lo/time.Second), int64(hi/time.Second))) * time.Second
}

// chance is true in p of 1000 draws.
func (d dice) chance(p int64) bool { return d.Int64N(1000) < p }

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }
