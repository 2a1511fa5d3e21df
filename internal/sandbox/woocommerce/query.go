package woocommerce

import (
	"net/url"
	"strconv"
	"strings"
)

// pair is one query parameter as PHP sees it: an array element has its index in the key, "status[0]".
type pair struct {
	key, value string
}

// parseQuery reads a raw query as PHP does: of equal keys the last one counts, "status[]" counts up from 0, what cannot
// be unescaped is taken as it stands.
func parseQuery(raw string) []pair {
	var out []pair
	at := map[string]int{}
	next := map[string]int{}
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		k, v, _ := strings.Cut(part, "=")
		k, v = unescape(k), unescape(v)
		if base, ok := strings.CutSuffix(k, "[]"); ok {
			k = base + "[" + strconv.Itoa(next[base]) + "]"
			next[base]++
		}
		if i, again := at[k]; again {
			out[i].value = v
			continue
		}
		at[k] = len(out)
		out = append(out, pair{k, v})
	}
	return out
}

func unescape(s string) string {
	u, err := url.QueryUnescape(s)
	if err != nil {
		return s
	}
	return u
}

// params are the parameters of a call by name.
type params []pair

func (p params) get(name string) (string, bool) {
	for i := range p {
		if p[i].key == name {
			return p[i].value, true
		}
	}
	return "", false
}

// list reads a parameter that may be written once with commas or as an array.
func (p params) list(name string) (values []string, given bool) {
	if v, ok := p.get(name); ok {
		return strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' }), true
	}
	for i := range p {
		if strings.HasPrefix(p[i].key, name+"[") && strings.HasSuffix(p[i].key, "]") {
			values, given = append(values, p[i].value), true
		}
	}
	return values, given
}

// flag reads a boolean as WordPress does; ok is false for what is none.
func flag(v string) (on, ok bool) {
	switch strings.ToLower(v) {
	case "true", "1":
		return true, true
	case "false", "0", "":
		return false, true
	}
	return false, false
}
