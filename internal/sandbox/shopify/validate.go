package shopify

import (
	"fmt"
	"slices"
	"strings"
)

// refusal is an error of the whole request, or of one field when it has a path.
type refusal struct {
	code, message string
	extra         map[string]any // further extensions
	path          []any
}

func (r *refusal) Error() string { return r.code + ": " + r.message }

func refuse(code, format string, args ...any) *refusal {
	return &refusal{code: code, message: fmt.Sprintf(format, args...)}
}

// checker holds an operation against the schema. All that is wrong is told, as the store does.
type checker struct {
	doc     *document
	op      *operation
	version string
	used    map[string]bool // variables
	spread  map[string]bool // fragments
	errs    []*refusal
	within  []string // fragments being walked
}

func (c *checker) bad(path []any, r *refusal) {
	r.path = slices.Clone(path)
	c.errs = append(c.errs, r)
}

// validate gives everything that is wrong with the operation, before anything is run.
func validate(doc *document, op *operation, version string) []*refusal {
	c := &checker{doc: doc, op: op, version: version, used: map[string]bool{}, spread: map[string]bool{}}
	root := "QueryRoot"
	if op.kind == "mutation" {
		root = "Mutation"
	}
	title := strings.TrimSpace(op.kind + " " + op.name)
	for _, d := range op.dirs {
		c.directive([]any{title}, d, false)
	}
	c.selections([]any{title}, theSchema[root], op.sel)
	for _, v := range op.vars {
		if !c.used[v.name] {
			c.bad([]any{title}, &refusal{code: "variableNotUsed", message: "Variable $" + v.name + " is declared by " + op.name + " but not used", extra: map[string]any{"variableName": v.name}})
		}
	}
	for name := range doc.fragments {
		if !c.spread[name] && len(doc.ops) == 1 {
			c.bad([]any{"fragment " + name}, &refusal{code: "useAndDefineFragment", message: "Fragment " + name + " was defined, but not used", extra: map[string]any{"fragmentName": name}})
		}
	}
	return c.errs
}

func (c *checker) selections(path []any, t *typeDef, sel []selection) {
	for i := range sel {
		s := &sel[i]
		for _, d := range s.dirs {
			c.directive(path, d, t.name == "Mutation" && s.name != "")
		}
		switch {
		case s.spread != "":
			c.fragment(path, s.spread)
		case s.inline:
			on := t
			if s.on != "" {
				on = theSchema[s.on]
			}
			if on == nil {
				c.bad(path, &refusal{code: "undefinedType", message: "No such type " + s.on + ", so it can't be a fragment condition"})
				continue
			}
			c.selections(path, on, s.sel)
		default:
			c.field(append(slices.Clone(path), s.key()), t, s)
		}
	}
}

func (c *checker) fragment(path []any, name string) {
	f, ok := c.doc.fragments[name]
	if !ok || theSchema[f.on] == nil {
		c.bad(path, &refusal{code: "useAndDefineFragment", message: "Fragment " + name + " was used, but not defined"})
		return
	}
	c.spread[name] = true
	if slices.Contains(c.within, name) {
		c.bad(path, &refusal{code: "infiniteLoop", message: "Fragment " + name + " contains an infinite loop"})
		return
	}
	c.within = append(c.within, name)
	c.selections(path, theSchema[f.on], f.sel)
	c.within = c.within[:len(c.within)-1]
}

func (c *checker) field(path []any, t *typeDef, s *selection) {
	if s.name == "__typename" {
		return
	}
	f := t.field(s.name, c.version)
	if f == nil {
		c.bad(path, &refusal{code: "undefinedField", message: fmt.Sprintf("Field '%s' doesn't exist on type '%s'", s.name, t.name),
			extra: map[string]any{"typeName": t.name, "fieldName": s.name}})
		return
	}
	composite := theSchema.composite(f.typ.base())
	if composite != (len(s.sel) > 0) {
		c.bad(path, &refusal{code: "selectionMismatch", message: fmt.Sprintf("Field must have selections (field '%s' returns %s but has no selections. Did you mean '%s { ... }'?)", s.name, f.typ.base(), s.name),
			extra: map[string]any{"nodeName": "field '" + s.name + "'", "typeName": f.typ.base()}})
		return
	}
	c.arguments(path, s, f)
	if composite {
		c.selections(path, theSchema[f.typ.base()], s.sel)
	}
}

func (c *checker) arguments(path []any, s *selection, f *fieldDef) {
	given := map[string]bool{}
	for _, a := range s.args {
		given[a.name] = true
		if f.arg(a.name, c.version) == nil {
			c.bad(path, &refusal{code: "argumentNotAccepted", message: fmt.Sprintf("Field '%s' doesn't accept argument '%s'", s.name, a.name)})
		}
		c.value(path, a.value)
	}
	var missing []string
	for _, a := range f.args {
		if a.typ.must && a.in(c.version) && !given[a.name] {
			missing = append(missing, a.name)
		}
	}
	if len(missing) > 0 {
		c.bad(path, &refusal{code: "missingRequiredArguments", message: fmt.Sprintf("Field '%s' is missing required arguments: %s", s.name, strings.Join(missing, ", ")),
			extra: map[string]any{"className": "Field", "name": s.name, "arguments": strings.Join(missing, ", ")}})
	}
}

// value notes the variables in a value.
func (c *checker) value(path []any, v any) {
	switch v := v.(type) {
	case varRef:
		c.used[string(v)] = true
		if !slices.ContainsFunc(c.op.vars, func(d variable) bool { return d.name == string(v) }) {
			c.bad(path, &refusal{code: "variableNotDefined", message: fmt.Sprintf("Variable $%s is used by %s but not declared", string(v), c.op.name)})
		}
	case []any:
		for _, e := range v {
			c.value(path, e)
		}
	case map[string]any:
		for _, e := range v {
			c.value(path, e)
		}
	}
}

// directive checks one. idempotent is for fields of a mutation, from 2026-01 on.
func (c *checker) directive(path []any, d directive, onMutation bool) {
	for _, a := range d.args {
		c.value(path, a.value)
	}
	switch {
	case d.name == "include" || d.name == "skip":
	case d.name != "idempotent" || c.version < "2026-01":
		c.bad(path, &refusal{code: "undefinedDirective", message: "Directive @" + d.name + " is not defined", extra: map[string]any{"directiveName": d.name}})
	case !onMutation:
		c.bad(path, &refusal{code: "directiveCannotBeApplied", message: "'@idempotent' can't be applied to queries or mutations (allowed: fields)"})
	case len(d.args) == 0:
		c.bad(path, &refusal{code: "missingRequiredArguments", message: "Directive 'idempotent' is missing required arguments: key"})
	}
}
