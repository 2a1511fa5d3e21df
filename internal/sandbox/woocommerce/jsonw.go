package woocommerce

import (
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// writer appends JSON as PHP's json_encode writes it: slashes escaped, nothing but ASCII. Orders are written field by
// field because lists of a hundred of them are the face's main work.
type writer struct {
	b     []byte
	comma bool
	only  map[string]bool // keys of the outermost object that are wanted; nil: all
	depth int
}

func (w *writer) sep() {
	if w.comma {
		w.b = append(w.b, ',')
	}
	w.comma = true
}

func (w *writer) open(c byte) {
	w.b = append(w.b, c)
	w.comma = false
	w.depth++
}

func (w *writer) close(c byte) {
	w.b = append(w.b, c)
	w.comma = true
	w.depth--
}

// key starts a member; the value has to follow. It returns false when the member is not wanted.
func (w *writer) key(name string) bool {
	if w.only != nil && w.depth == 1 && !w.only[name] {
		return false
	}
	w.sep()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
	return true
}

func (w *writer) str(name, value string) {
	if w.key(name) {
		w.b = appendString(w.b, value)
	}
}

func (w *writer) int(name string, n int64) {
	if w.key(name) {
		w.b = strconv.AppendInt(w.b, n, 10)
	}
}

func (w *writer) bool(name string, v bool) {
	if w.key(name) {
		w.b = strconv.AppendBool(w.b, v)
	}
}

func (w *writer) raw(name, json string) {
	if w.key(name) {
		w.b = append(w.b, json...)
	}
}

func (w *writer) money(name string, a world.Amount, digits int) {
	if w.key(name) {
		w.b = append(w.b, '"')
		w.b = a.Append(w.b, digits)
		w.b = append(w.b, '"')
	}
}

// when writes a time as wall clock without a zone; the zero time is null.
func (w *writer) when(name string, t time.Time, zone *time.Location) {
	if !w.key(name) {
		return
	}
	if t.IsZero() {
		w.b = append(w.b, "null"...)
		return
	}
	w.b = append(w.b, '"')
	w.b = t.In(zone).AppendFormat(w.b, wallClock)
	w.b = append(w.b, '"')
}

const wallClock = "2006-01-02T15:04:05"

// list opens an array member; the caller writes elements after sep and ends it with close(']').
func (w *writer) list(name string) bool {
	if !w.key(name) {
		return false
	}
	w.open('[')
	return true
}

func (w *writer) object(name string) bool {
	if !w.key(name) {
		return false
	}
	w.open('{')
	return true
}

const hexDigits = "0123456789abcdef"

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\' || c == '/':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < 0x20:
			b = appendU(b, rune(c))
		case c < utf8.RuneSelf:
			b = append(b, c)
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			b = appendRune(b, r)
			i += size
			continue
		}
		i++
	}
	return append(b, '"')
}

func appendRune(b []byte, r rune) []byte {
	if r >= 0x10000 {
		r -= 0x10000
		return appendU(appendU(b, 0xd800+(r>>10)), 0xdc00+(r&0x3ff))
	}
	return appendU(b, r)
}

func appendU(b []byte, r rune) []byte {
	return append(b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}
