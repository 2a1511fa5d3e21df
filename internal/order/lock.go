package order

import (
	"fmt"
	"hash/fnv"
)

// LockKey is the number that stands for an order of a connection in locks, the same on every node. Two orders with one number
// wait for each other, and nothing else.
func LockKey(connection int64, ref string) int64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%s", connection, ref)
	return int64(h.Sum64())
}
