package arch_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Who picks the package up reads these lines first, in an editor or with go doc.
func TestPackages_sayWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if !p.own() || len(p.GoFiles) == 0 {
			continue
		}
		said := ""
		for _, f := range parse(t, p) {
			if f.Doc != nil {
				said = f.Doc.Text()
			}
		}
		want := "Package " + p.Name
		if p.Name == "main" {
			want = "Command "
		}
		if !strings.HasPrefix(said, want) {
			t.Errorf("%s: its comment does not begin with %q", p.ImportPath, want)
		}
	}
}

// Meaning, unit, zero value, outcome codes: what the signature cannot say.
func TestExported_saysWhatItMeans(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if !p.own() || strings.HasPrefix(p.ImportPath, "./cmd/") {
			continue
		}
		enums := documentedTypes(t, p)
		for _, f := range parse(t, p) {
			for _, d := range f.Decls {
				for _, name := range silent(d, enums) {
					t.Errorf("%s: %s has no comment", p.ImportPath, name)
				}
			}
		}
	}
}

// The time is given to whoever decides something, so that a test can choose it and two steps of one piece of work agree on it.
func TestClock_isGiven(t *testing.T) {
	t.Parallel()
	for _, p := range matching(t, packages(t), join(domain, seams, work, connectors, offices, []string{"./internal/digest"})) {
		for _, f := range parse(t, p) {
			ast.Inspect(f, func(n ast.Node) bool {
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if of, ok := s.X.(*ast.Ident); ok && of.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
					t.Errorf("%s: %s uses time.%s: the time is passed in", p.ImportPath, fset.Position(n.Pos()), s.Sel.Name)
				}
				return true
			})
		}
	}
}

// fset is shared by all files parsed; it may be used concurrently.
var fset = token.NewFileSet()

func parse(t *testing.T, p *pkg) []*ast.File {
	t.Helper()
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// documentedTypes are a package's types with a comment: their constants in one group are words of one list and need no line each.
func documentedTypes(t *testing.T, p *pkg) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, f := range parse(t, p) {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.TYPE {
				continue
			}
			for _, s := range g.Specs {
				if s := s.(*ast.TypeSpec); g.Doc != nil || s.Doc != nil || s.Comment != nil {
					found[s.Name.Name] = true
				}
			}
		}
	}
	return found
}

// silent gives the exported names of a declaration that say nothing.
func silent(d ast.Decl, enums map[string]bool) []string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Doc != nil || !d.Name.IsExported() || d.Recv != nil && !telling(d) {
			return nil
		}
		return []string{d.Name.Name}
	case *ast.GenDecl:
		return silentSpecs(d, enums)
	}
	return nil
}

// telling leaves out methods of types nobody else sees, and those whose meaning is an interface's of the standard library.
func telling(d *ast.FuncDecl) bool {
	if slices.Contains([]string{"Error", "Unwrap", "Is", "String", "ServeHTTP", "MarshalJSON", "UnmarshalJSON", "Format", "Read", "Write", "Close"}, d.Name.Name) {
		return false
	}
	of := d.Recv.List[0].Type
	for {
		switch x := of.(type) {
		case *ast.StarExpr:
			of = x.X
		case *ast.IndexExpr:
			of = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

func silentSpecs(d *ast.GenDecl, enums map[string]bool) []string {
	var names []string
	enum := false // of this spec or, with iota, of the one before
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				names = append(names, s.Name.Name)
			}
		case *ast.ValueSpec:
			if of, ok := s.Type.(*ast.Ident); ok {
				enum = enums[of.Name]
			} else if len(s.Values) > 0 {
				enum = false
			}
			if d.Doc != nil || s.Doc != nil || s.Comment != nil || enum {
				continue
			}
			for _, n := range s.Names {
				if n.IsExported() {
					names = append(names, n.Name)
				}
			}
		}
	}
	return names
}
