package shopify

import "strconv"

// document is a parsed request.
type document struct {
	ops       []*operation
	fragments map[string]*fragment
}

type operation struct {
	kind, name string // query or mutation
	vars       []variable
	dirs       []directive
	sel        []selection
}

type variable struct {
	name  string
	typ   *typeRef
	def   any
	isDef bool
}

type fragment struct {
	name, on string
	sel      []selection
}

// selection is a field, a spread of a fragment, or an inline fragment.
type selection struct {
	alias, name string
	args        []argument
	dirs        []directive
	sel         []selection
	spread      string // name of a fragment
	inline      bool
	on          string // of an inline fragment; empty: the type around it
}

// key is the name in the answer.
func (s *selection) key() string {
	if s.alias != "" {
		return s.alias
	}
	return s.name
}

type argument struct {
	name  string
	value any
}

type directive struct {
	name string
	args []argument
}

// Values are nil, bool, int64, float64, string, []any, map[string]any, and these two.
type (
	varRef string
	enum   string
)

// typeRef is a type as written: a name or a list, with or without !.
type typeRef struct {
	name string
	list *typeRef
	must bool
}

func (t *typeRef) String() string {
	s := t.name
	if t.list != nil {
		s = "[" + t.list.String() + "]"
	}
	if t.must {
		s += "!"
	}
	return s
}

// base is the innermost name.
func (t *typeRef) base() string {
	if t.list != nil {
		return t.list.base()
	}
	return t.name
}

// parser reads tokens; the first error ends it by a panic that parse catches.
type parser struct {
	toks  []token
	at    int
	depth int
}

// maxDepth is deeper than any query goes; it keeps hostile ones from eating the stack.
const maxDepth = 64

func (p *parser) peek() token { return p.toks[p.at] }

func (p *parser) next() token {
	t := p.toks[p.at]
	if t.kind != 0 {
		p.at++
	}
	return t
}

func (p *parser) fail(what string) { panic(parseError(p.peek(), what)) }

func (p *parser) is(kind byte) bool { return p.peek().kind == kind }

func (p *parser) word(text string) bool { return p.is('n') && p.peek().text == text }

func (p *parser) take(kind byte) bool {
	if p.is(kind) {
		p.next()
		return true
	}
	return false
}

func (p *parser) want(kind byte) token {
	if !p.is(kind) {
		p.fail("unexpected " + strconv.Quote(p.peek().text))
	}
	return p.next()
}

func (p *parser) name() string { return p.want('n').text }

func (p *parser) deeper() func() {
	if p.depth++; p.depth > maxDepth {
		p.fail("too deep")
	}
	return func() { p.depth-- }
}

// parse reads a request's document. Errors are *refusal with PARSE_ERROR.
func parse(s string) (d *document, err error) {
	toks, err := lex(s)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			refused, ok := r.(error)
			if !ok {
				panic(r)
			}
			d, err = nil, refused
		}
	}()
	p := &parser{toks: toks}
	d = &document{fragments: map[string]*fragment{}}
	for !p.is(0) {
		p.definition(d)
	}
	if len(d.ops) == 0 {
		p.fail("no operation")
	}
	return d, nil
}

func (p *parser) definition(d *document) {
	switch {
	case p.is('{'):
		d.ops = append(d.ops, &operation{kind: "query", sel: p.selections()})
	case p.word("query"), p.word("mutation"):
		op := &operation{kind: p.name()}
		if p.is('n') {
			op.name = p.name()
		}
		if p.take('(') {
			for !p.take(')') {
				op.vars = append(op.vars, p.variable())
			}
		}
		op.dirs = p.directives()
		op.sel = p.selections()
		d.ops = append(d.ops, op)
	case p.word("fragment"):
		p.next()
		f := &fragment{name: p.name()}
		if p.name() != "on" {
			p.fail("expected on")
		}
		f.on = p.name()
		f.sel = p.selections()
		d.fragments[f.name] = f
	default:
		p.fail("unexpected " + strconv.Quote(p.peek().text))
	}
}

func (p *parser) variable() variable {
	p.want('$')
	v := variable{name: p.name()}
	p.want(':')
	v.typ = p.typeRef()
	if p.take('=') {
		v.def, v.isDef = p.value(), true
	}
	return v
}

func (p *parser) typeRef() *typeRef {
	defer p.deeper()()
	t := &typeRef{}
	if p.take('[') {
		t.list = p.typeRef()
		p.want(']')
	} else {
		t.name = p.name()
	}
	t.must = p.take('!')
	return t
}

func (p *parser) selections() []selection {
	defer p.deeper()()
	p.want('{')
	var out []selection
	for !p.take('}') {
		out = append(out, p.selection())
	}
	if len(out) == 0 {
		p.fail("an empty selection")
	}
	return out
}

func (p *parser) selection() selection {
	if p.take('.') {
		if p.is('n') && !p.word("on") {
			return selection{spread: p.name(), dirs: p.directives()}
		}
		s := selection{inline: true}
		if p.word("on") {
			p.next()
			s.on = p.name()
		}
		s.dirs = p.directives()
		s.sel = p.selections()
		return s
	}
	s := selection{name: p.name()}
	if p.take(':') {
		s.alias, s.name = s.name, p.name()
	}
	s.args = p.arguments()
	s.dirs = p.directives()
	if p.is('{') {
		s.sel = p.selections()
	}
	return s
}

func (p *parser) arguments() []argument {
	var out []argument
	if p.take('(') {
		for !p.take(')') {
			a := argument{name: p.name()}
			p.want(':')
			a.value = p.value()
			out = append(out, a)
		}
	}
	return out
}

func (p *parser) directives() []directive {
	var out []directive
	for p.take('@') {
		out = append(out, directive{name: p.name(), args: p.arguments()})
	}
	return out
}

func (p *parser) value() any {
	defer p.deeper()()
	t := p.next()
	switch t.kind {
	case '$':
		return varRef(p.name())
	case 's':
		return t.text
	case 'i':
		n, err := strconv.ParseInt(t.text, 10, 64)
		if err != nil {
			p.fail("bad number")
		}
		return n
	case 'f':
		f, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			p.fail("bad number")
		}
		return f
	case 'n':
		return wordValue(t.text)
	case '[':
		list := []any{}
		for !p.take(']') {
			if p.is(0) {
				p.fail("unexpected end")
			}
			list = append(list, p.value())
		}
		return list
	case '{':
		object := map[string]any{}
		for !p.take('}') {
			name := p.name()
			p.want(':')
			object[name] = p.value()
		}
		return object
	}
	p.at = max(p.at-1, 0)
	p.fail("unexpected " + strconv.Quote(t.text))
	return nil
}

func wordValue(s string) any {
	switch s {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return enum(s)
}
