package shopify

import (
	"fmt"
	"slices"
)

// variables checks what was sent against what is declared, and gives the values.
func (op *operation) variables(sent map[string]any, version string) (map[string]any, error) {
	out := map[string]any{}
	for _, v := range op.vars {
		value, given := sent[v.name]
		if !given && v.isDef {
			value, given = v.def, true
		}
		if !given && !v.typ.must {
			continue
		}
		coerced, why := coerce(v.typ, value, version)
		if why != "" {
			return nil, &refusal{code: "INVALID_VARIABLE", message: fmt.Sprintf("Variable $%s of type %s was provided invalid value (%s)", v.name, v.typ, why),
				extra: map[string]any{"value": value, "problems": []any{map[string]any{"explanation": why}}}}
		}
		out[v.name] = coerced
	}
	return out, nil
}

// coerce makes a value of a type, or says what is wrong with it.
func coerce(t *typeRef, v any, version string) (any, string) {
	switch {
	case v == nil && t.must:
		return nil, "Expected value to not be null"
	case v == nil:
		return nil, ""
	case t.list != nil:
		return coerceList(t.list, v, version)
	}
	if def, ok := theSchema[t.name]; ok && def.kind == "input" {
		return coerceObject(def, v, version)
	} else if ok && def.kind == "enum" {
		word := fmt.Sprint(v)
		if !slices.Contains(def.values, word) {
			return nil, fmt.Sprintf("Expected %q to be one of: %v", word, def.values)
		}
		return word, ""
	}
	return coerceScalar(t.name, v)
}

func coerceList(of *typeRef, v any, version string) (any, string) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	out := make([]any, len(list))
	for i, e := range list {
		var why string
		if out[i], why = coerce(of, e, version); why != "" {
			return nil, fmt.Sprintf("%d: %s", i, why)
		}
	}
	return out, ""
}

func coerceObject(def *typeDef, v any, version string) (any, string) {
	given, ok := v.(map[string]any)
	if !ok {
		return nil, "Expected an object"
	}
	out := map[string]any{}
	for name, value := range given {
		f := def.field(name, version)
		if f == nil {
			return nil, name + ": Field is not defined on " + def.name
		}
		coerced, why := coerce(f.typ, value, version)
		if why != "" {
			return nil, name + ": " + why
		}
		out[name] = coerced
	}
	for _, f := range def.fields {
		if _, there := given[f.name]; !there && f.typ.must && f.in(version) {
			return nil, f.name + ": Expected value to not be null"
		}
	}
	return out, ""
}

func coerceScalar(name string, v any) (any, string) {
	wrong := fmt.Sprintf("Could not coerce value %v to %s", v, name)
	switch name {
	case "Int":
		switch n := v.(type) {
		case int64:
			return n, ""
		case float64:
			if n == float64(int64(n)) {
				return int64(n), ""
			}
		}
		return nil, wrong
	case "Boolean":
		if b, ok := v.(bool); ok {
			return b, ""
		}
		return nil, wrong
	case "ID", "Money", "Decimal":
		switch n := v.(type) {
		case string:
			return n, ""
		case int64, float64:
			return fmt.Sprint(n), ""
		}
		return nil, wrong
	}
	if s, ok := v.(string); ok {
		return s, ""
	}
	return nil, wrong
}

// arguments gives the arguments of a field, variables filled in and types checked.
func (c *call) arguments(s *selection, f *fieldDef) (map[string]any, error) {
	out := map[string]any{}
	for _, a := range s.args {
		def := f.arg(a.name, c.version)
		raw, given := c.fill(a.value)
		if def == nil || !given {
			continue
		}
		v, why := coerce(def.typ, raw, c.version)
		if why != "" {
			return nil, refuse("argumentLiteralsIncompatible", "Argument '%s' on Field '%s' has an invalid value (%v). %s", a.name, s.name, raw, why)
		}
		out[a.name] = v
	}
	for _, a := range f.args {
		if _, ok := out[a.name]; a.typ.must && a.in(c.version) && !ok {
			return nil, refuse("missingRequiredArguments", "Field '%s' is missing required arguments: %s", s.name, a.name)
		}
	}
	return out, nil
}

// fill puts variables' values in; given is false for a variable that was not sent.
func (c *call) fill(v any) (value any, given bool) {
	switch v := v.(type) {
	case varRef:
		value, given = c.vars[string(v)]
		return value, given
	case enum:
		return string(v), true
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i], _ = c.fill(e)
		}
		return out, true
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			if value, given := c.fill(e); given {
				out[k] = value
			}
		}
		return out, true
	}
	return v, true
}
