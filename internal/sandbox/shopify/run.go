package shopify

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// call is one operation on its way.
type call struct {
	f       *Face
	r       *http.Request
	token   *accessToken
	version string
	doc     *document
	op      *operation
	vars    map[string]any
	effects fault.Effects
	errs    []*refusal
}

// object is a value of a composite type: its fields by name. A field may be a function of its arguments.
type object map[string]any

// field is a field that is computed when it is asked for.
type field func(args map[string]any) any

// rawJSON is written as it is.
type rawJSON string

// MarshalJSON gives the text.
func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

func rawf(format string, args ...any) rawJSON { return rawJSON(fmt.Sprintf(format, args...)) }

// ordered is a JSON object in the sequence in which it was asked for.
type ordered []pair

type pair struct {
	key   string
	value any
}

// MarshalJSON writes the pairs.
func (o ordered) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, p := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, p.key)
		b = append(b, ':')
		v, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		b = append(b, v...)
	}
	return append(b, '}'), nil
}

func appendJSON(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		return append(b, `""`...)
	}
	return append(b, text...)
}

// wanted looks at include and skip.
func (c *call) wanted(dirs []directive) bool {
	for _, d := range dirs {
		if d.name != "include" && d.name != "skip" || len(d.args) == 0 {
			continue
		}
		v, _ := c.fill(d.args[0].value)
		if on, _ := v.(bool); on != (d.name == "include") {
			return false
		}
	}
	return true
}

// run executes the operation and gives its data.
func (c *call) run() ordered {
	root, resolve := theSchema["QueryRoot"], c.query()
	if c.op.kind == "mutation" {
		root, resolve = theSchema["Mutation"], c.mutation()
	}
	data, _ := c.selections(root, resolve, c.op.sel, nil)
	return data
}

// selections fills an object. ok is false when a field that may not be null is: then the whole is null.
func (c *call) selections(t *typeDef, o object, sel []selection, path []any) (out ordered, ok bool) {
	out = ordered{}
	for i := range sel {
		s := &sel[i]
		if !c.wanted(s.dirs) {
			continue
		}
		switch {
		case s.spread != "" || s.inline:
			on, inner := s.on, s.sel
			if s.spread != "" {
				f := c.doc.fragments[s.spread]
				on, inner = f.on, f.sel
			}
			if on != "" && on != t.name && on != "Node" {
				continue // another type
			}
			more, ok := c.selections(t, o, inner, path)
			if !ok {
				return nil, false
			}
			out = merge(out, more)
		default:
			v, ok := c.resolve(t, o, s, append(slices.Clone(path), s.key()))
			if !ok {
				return nil, false
			}
			out = merge(out, ordered{{s.key(), v}})
		}
	}
	return out, true
}

// merge adds pairs; of two with one key, objects are merged.
func merge(a, b ordered) ordered {
	for _, p := range b {
		at := slices.IndexFunc(a, func(q pair) bool { return q.key == p.key })
		if at < 0 {
			a = append(a, p)
			continue
		}
		if old, isObject := a[at].value.(ordered); isObject {
			if more, isObject := p.value.(ordered); isObject {
				a[at].value = merge(old, more)
			}
		}
	}
	return a
}

func (c *call) resolve(t *typeDef, o object, s *selection, path []any) (any, bool) {
	if s.name == "__typename" {
		return t.name, true
	}
	f := t.field(s.name, c.version)
	args, err := c.arguments(s, f)
	if err != nil {
		return c.fault(f, err, path)
	}
	v := o[s.name]
	if compute, ok := v.(field); ok {
		if t.name == "Mutation" {
			args["@key"] = c.key(s)
		}
		v = compute(args)
	}
	if err, ok := v.(error); ok {
		return c.fault(f, err, path)
	}
	return c.complete(f.typ, v, s, path)
}

// key is the idempotency key on a field; nil: none.
func (c *call) key(s *selection) any {
	for _, d := range s.dirs {
		if d.name == "idempotent" && len(d.args) > 0 {
			v, _ := c.fill(d.args[0].value)
			return v
		}
	}
	return nil
}

// fault notes an error of a field, which is null then.
func (c *call) fault(f *fieldDef, err error, path []any) (any, bool) {
	r, ok := err.(*refusal)
	if !ok {
		r = refuse("INTERNAL_SERVER_ERROR", "%v", err)
	}
	r.path = path
	c.errs = append(c.errs, r)
	return nil, !f.typ.must
}

// complete makes JSON of a value of a type.
func (c *call) complete(t *typeRef, v any, s *selection, path []any) (any, bool) {
	switch {
	case v == nil:
		return nil, !t.must
	case t.list != nil:
		list, _ := v.([]object)
		out := make([]any, 0, len(list))
		if words, ok := v.([]string); ok {
			return words, true
		}
		for i, e := range list {
			var element any
			if e != nil {
				element = e
			}
			done, ok := c.complete(t.list, element, s, append(slices.Clone(path), i))
			if !ok {
				return nil, !t.must
			}
			out = append(out, done)
		}
		return out, true
	case theSchema.composite(t.name):
		o := v.(object)
		if o == nil {
			return nil, !t.must
		}
		def := theSchema[t.name]
		if name, ok := o["__typename"].(string); ok {
			def = theSchema[name]
		}
		done, ok := c.selections(def, o, s.sel, path)
		if !ok {
			return nil, !t.must
		}
		return done, true
	}
	return v, true
}

// connection pages through objects that are all at hand. Cursors are places in the list's own ids.
func connection(all []object) field {
	return func(args map[string]any) any {
		first, fromEnd, err := pageSize(args)
		if err != nil {
			return err
		}
		if on, _ := args["reverse"].(bool); on {
			all = slices.Clone(all)
			slices.Reverse(all)
		}
		from, to := 0, len(all)
		if at := placeOf(all, args["after"]); at >= 0 {
			from = at + 1
		}
		if at := placeOf(all, args["before"]); at >= 0 {
			to = at
		}
		lo, hi := from, min(to, from+first)
		if fromEnd {
			lo, hi = max(from, to-first), to
		}
		return pageOf(all[lo:hi], lo > 0, hi < len(all), func(o object) string { return cursorOf(o["id"]) })
	}
}

// pageSize reads first or last; one of them is needed, and neither may be over 250.
func pageSize(args map[string]any) (n int, fromEnd bool, err error) {
	v, ok := args["first"].(int64)
	if !ok {
		v, ok = args["last"].(int64)
		fromEnd = true
	}
	switch {
	case !ok:
		return 0, false, refuse("BAD_REQUEST", "you must provide one of first or last")
	case v < 0 || v > 250:
		return 0, false, refuse("BAD_REQUEST", "first or last must be between 0 and 250")
	}
	return int(v), fromEnd, nil
}

func pageOf(page []object, before, after bool, cursor func(object) string) object {
	edges := make([]object, len(page))
	info := object{"hasNextPage": after, "hasPreviousPage": before, "startCursor": nil, "endCursor": nil}
	for i, o := range page {
		edges[i] = object{"node": o, "cursor": cursor(o)}
	}
	if len(page) > 0 {
		info["startCursor"], info["endCursor"] = cursor(page[0]), cursor(page[len(page)-1])
	}
	return object{"nodes": page, "edges": edges, "pageInfo": info}
}

func cursorOf(id any) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"last_id":%q}`, fmt.Sprint(id)))
}

func placeOf(all []object, cursor any) int {
	return slices.IndexFunc(all, func(o object) bool { return cursor != nil && cursorOf(o["id"]) == cursor })
}
