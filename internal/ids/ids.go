// Package ids makes the 64-bit ids of rows: 41 bits of milliseconds, 10 bits of node, 12 bits of count. They sort by time, so
// that newest-first is the order of the key, and need no round trip to the database.
package ids

import (
	"fmt"
	"strconv"
	"sync"
	"time"
)

const (
	countBits = 12
	nodeBits  = 10
	// Nodes is how many makers can be at work at once; package node hands the numbers out.
	Nodes = 1 << nodeBits
)

var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// Maker gives out ids that no other maker with another node number gives. Safe for concurrent use.
type Maker struct {
	node int64
	now  func() time.Time

	mu   sync.Mutex
	last int64 // the id part given out last: milliseconds and count
}

// NewMaker makes ids for a node number below Nodes.
func NewMaker(node int, now func() time.Time) *Maker {
	if node < 0 || node >= Nodes {
		panic(fmt.Sprintf("ids: node %d is not below %d", node, Nodes))
	}
	return &Maker{node: int64(node), now: now}
}

// Next gives an id greater than all it gave before, also when the clock steps back or one millisecond's ids are used up: then
// it borrows from the next.
func (m *Maker) Next() int64 {
	ms := m.now().Sub(epoch).Milliseconds()
	m.mu.Lock()
	defer m.mu.Unlock()
	next := max(ms<<countBits, m.last+1)
	m.last = next
	return next>>countBits<<(countBits+nodeBits) | m.node<<countBits | next&(1<<countBits-1)
}

// Time is the moment inside an id, to the millisecond, UTC.
func Time(id int64) time.Time {
	return epoch.Add(time.Duration(id>>(countBits+nodeBits)) * time.Millisecond)
}

// First is the smallest id of a moment: ids from then on are not below it.
func First(t time.Time) int64 {
	return max(t.Sub(epoch).Milliseconds(), 0) << (countBits + nodeBits)
}

// String writes an id as the API shows it: 64-bit numbers do not survive JavaScript.
func String(id int64) string { return strconv.FormatInt(id, 10) }

// Parse reads what String wrote.
func Parse(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("%q is not an id", s)
	}
	return id, nil
}
