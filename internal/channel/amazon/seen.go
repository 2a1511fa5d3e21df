package amazon

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
)

// seen is the set of orders that a window's first list has shown with their money, eight bytes each, as it stands in a mark. The
// second list, of the money that moved, asks for no order of it again: a call each, of which Amazon grants one every two seconds.
type seen string

// mostSeen is how many orders a mark remembers. Those beyond are asked for again.
const mostSeen = 10_000

// with adds orders.
func (s seen) with(refs []string) seen {
	b := s.bytes()
	for _, ref := range refs {
		if n, ok := numberOf(ref); ok && len(b) < 8*mostSeen {
			b = binary.BigEndian.AppendUint64(b, n)
		}
	}
	return seen(base64.RawStdEncoding.EncodeToString(b))
}

// set is the orders in a form that can be asked.
func (s seen) set() map[uint64]bool {
	all := map[uint64]bool{}
	for b := s.bytes(); len(b) >= 8; b = b[8:] {
		all[binary.BigEndian.Uint64(b)] = true
	}
	return all
}

func (s seen) bytes() []byte {
	b, err := base64.RawStdEncoding.DecodeString(string(s))
	if err != nil {
		return nil // not ours: nothing is remembered, and orders are asked for again
	}
	return b
}

// numberOf is an order id as a number: 3 characters of letters and digits, and 14 digits, which no two ids share.
func numberOf(ref string) (uint64, bool) {
	if !isOrder(ref) {
		return 0, false
	}
	parts := strings.Split(ref, "-")
	letters, err := strconv.ParseUint(parts[0], 36, 64)
	if err != nil {
		return 0, false
	}
	digits, err := strconv.ParseUint(parts[1]+parts[2], 10, 64)
	return letters*100_000_000_000_000 + digits, err == nil
}
