// Package arch_test holds the shape of the program: who may import whom and why, what every package says about itself, and that a
// channel is named in its own places only. It looks at the source, so a rule that is broken fails here and not in a review.
package arch_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/tillbridge/tillbridge"

// root of the checkout, from this folder.
const root = "../.."

// The layers. Our own packages are written as the go command writes them, "./internal/plan"; "/..." takes in what is below.
var (
	domain = []string{
		"./internal/money", "./internal/order", "./internal/document", "./internal/listing", "./internal/policy", "./internal/outcome",
		"./internal/plan",
	}
	seams = []string{"./internal/channel", "./internal/backoffice", "./internal/store"}
	work  = []string{
		"./internal/reconcile", "./internal/cycle", "./internal/download", "./internal/synclog", "./internal/connection", "./internal/orders",
		"./internal/linking", "./internal/user", "./internal/node", "./internal/issue", "./internal/bulk", "./internal/fix", "./internal/completeness", "./internal/outhook", "./internal/invoicing", "./internal/cancelling",
		"./internal/rehearsal", "./internal/removal", "./internal/retention",
	}
	tools      = []string{"./internal/httpkit", "./internal/ids", "./internal/vault"}
	connectors = below("internal/channel", "all")
	offices    = below("internal/backoffice", "all")
	engines    = []string{"./internal/store/postgres", "./internal/store/sqlite"}
)

// knows limits which of our own packages a package may import.
var knows = []struct {
	of, only []string
	why      string
}{
	{domain, domain, "the domain is values and rules: whoever reads it must not need to know where orders come from or where they are kept"},
	{seams, join(domain, seams, []string{"./internal/httpkit"}), "a seam says what the work needs; who fulfils it stands on the other side"},
	{work, join(domain, seams, tools, work), "the work knows seams, not adapters: it runs on any database, channel and back office, and no page or queue decides for it"},
	{connectors, join(domain, []string{"./internal/channel", "./internal/httpkit"}), "a connector maps one channel into the domain: it shares nothing with another one, nor with the pretend shop it is tested against, and stores nothing"},
	{offices, join(domain, []string{"./internal/backoffice", "./internal/store", "./internal/ids", "./internal/httpkit"}), "a back office keeps documents: it knows no channel and no other back office"},
	{engines, []string{"./internal/store", "./internal/store/internal/..."}, "an engine runs SQL texts and knows none of the tables, nor the other engine"},
	{[]string{"./internal/sandbox/..."}, []string{"./internal/sandbox/..."}, "the pretend channels and the hub are written apart, so that a mistake in one shows against the other"},
	{[]string{"./internal/digest"}, join(domain, seams, tools, work, []string{"./internal/phrase", "./internal/mail"}),
		"it reads what the work has found and puts it into words; nothing of the work waits for a message"},
	{[]string{"./internal/voiding"}, join(domain, seams, tools, work, []string{"./internal/backoffice/books"}),
		"what a person does to a document of the built-in books, as the pages and the command line do it"},
	{[]string{"./internal/mail"}, domain, "a way out for words, whatever they say"},
	{[]string{"./internal/webhook"}, join(domain, seams, tools, work), "a door to the work: it asks the connector through the seam"},
	{[]string{"./internal/jobs"}, join(domain, seams, tools, work), "jobs only wake the work up"},
	{[]string{"./internal/ids", "./internal/vault", "./internal/config"}, nil, "tools that stand alone"},
	{[]string{"./internal/signon"}, []string{"./internal/httpkit", "./internal/outcome"}, "the single sign-on proves who somebody is; whether they may come in is decided by package user"},
	{[]string{"./internal/httpkit"}, domain, "the way to a channel is the same for all of them"},
}

// onlyBy limits who may import a package. Tests and packages that serve tests may always.
var onlyBy = []struct {
	what, by []string
	why      string
}{
	{[]string{"./internal/channel/all"}, []string{"./internal/app", "./cmd/..."}, "whoever sees the list of channels is tempted to ask for one by name; all others are given kinds"},
	{connectors, []string{"./internal/channel/all"}, "a channel is known by the one list, and by nobody else"},
	{offices, []string{"./internal/app", "./cmd/...", "./internal/httpapi", "./internal/voiding", "./internal/backoffice/all"},
		"documents are written through the seam. The pages and the command line list those of the built-in books, which live in our own database, and a person voids them there; nothing else reads them"},
	{engines, []string{"./internal/app"}, "one SQL text for both engines: code that sees one of them grows a second"},
	{[]string{"./internal/sandbox/..."}, []string{"./internal/sandbox/...", "./cmd/..."}, "the hub must not know that a shop is a pretend one"},
	{[]string{"./internal/app"}, []string{"./cmd/..."}, "it puts the parts together; a part that imports it knows everything"},
	{[]string{"github.com/riverqueue/..."}, []string{"./internal/jobs", "./internal/store/migrations"}, "no other package may rest on the queue: what is right rests on marks, locks and keys"},
	{[]string{"github.com/jackc/..."}, []string{"./internal/store/...", "./internal/jobs"}, "the driver stays behind the seam"},
	{[]string{"modernc.org/sqlite/..."}, []string{"./internal/store/sqlite"}, "the driver stays behind the seam"},
	{[]string{"github.com/coreos/go-oidc/...", "golang.org/x/oauth2/..."}, []string{"./internal/signon"}, "one package speaks to the provider of the single sign-on"},
	{[]string{"github.com/danielgtaylor/huma/...", "github.com/go-chi/..."}, []string{"./internal/httpapi"}, "handlers shape requests and answers; nothing behind them knows HTTP routing"},
	{[]string{"github.com/wneessen/go-mail/..."}, []string{"./internal/mail"}, "what a mail server says is classified in one place"},
	{[]string{"github.com/alecthomas/kong"}, []string{"./cmd/..."}, "the command line is read in one place"},
	{[]string{"github.com/google/go-cmp/...", "pgregory.net/rapid", "testing"}, nil, "tests stay out of the program"},
}

// never is what may not be reached from a package, however long the way.
var never = []struct {
	of, reach []string
	why       string
}{
	{domain, []string{"net/http", "database/sql", "github.com/jackc/...", "modernc.org/...", "github.com/riverqueue/..."},
		"the planner compares two pictures; fetching and keeping them is the work's"},
	{[]string{"./cmd/..."}, []string{"testing"}, "the program a shop runs holds no test"},
}

// plain packages import none of this themselves: what they give depends on what they are given, and on nothing else.
var plain = []string{"os", "math/rand", "math/rand/v2", "crypto/rand", "log", "log/slog", "sync"}

func TestImports_followTheDirection(t *testing.T) {
	t.Parallel()
	pkgs := packages(t)
	for _, r := range knows {
		for _, p := range matching(t, pkgs, r.of) {
			for _, i := range p.Imports {
				if strings.HasPrefix(i, "./") && !matches(i, r.only) && !within(i, p.ImportPath) {
					t.Errorf("%s imports %s: %s", p.ImportPath, i, r.why)
				}
			}
		}
	}
	for _, r := range onlyBy {
		for _, p := range pkgs {
			if !p.own() || p.forTests() || matches(p.ImportPath, r.by) {
				continue
			}
			for _, i := range p.Imports {
				if matches(i, r.what) && !within(i, p.ImportPath) {
					t.Errorf("%s imports %s: %s", p.ImportPath, i, r.why)
				}
			}
		}
	}
}

func TestImports_whatIsNeverReached(t *testing.T) {
	t.Parallel()
	pkgs := packages(t)
	for _, r := range never {
		for _, p := range matching(t, pkgs, r.of) {
			if way := reach(pkgs, p.ImportPath, r.reach); way != nil {
				t.Errorf("%s: %s", strings.Join(way, " imports "), r.why)
			}
		}
	}
	for _, p := range matching(t, pkgs, domain) {
		for _, i := range p.Imports {
			if matches(i, plain) {
				t.Errorf("%s imports %s: the domain is plain functions on plain values", p.ImportPath, i)
			}
		}
	}
}

// Such a name says nothing, so everything ends up in there.
var empty = []string{"util", "utils", "common", "model", "models", "service", "services", "helper", "helpers", "misc", "shared", "lib", "pkg", "base"}

func TestPackages_haveTellingNames(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		if !p.own() {
			continue
		}
		for part := range strings.SplitSeq(p.ImportPath, "/") {
			if slices.Contains(empty, part) {
				t.Errorf("%s: %q does not say what is in it; a helper lives with its user until two need it, then it gets a name", p.ImportPath, part)
			}
		}
	}
}

// pkg is what the go command tells about a package; our own paths begin with "./".
type pkg struct {
	ImportPath string
	Dir        string
	Name       string
	Imports    []string // of the program's files, not of the tests
	GoFiles    []string
}

func (p *pkg) own() bool { return strings.HasPrefix(p.ImportPath, "./") }

// forTests tells whether a package serves tests, by its name (storetest, apptest), or measurements.
func (p *pkg) forTests() bool {
	return strings.HasSuffix(p.ImportPath, "test") || slices.Contains([]string{"./internal/store/throwaway", "./internal/bench"}, p.ImportPath)
}

func packages(t *testing.T) map[string]*pkg {
	t.Helper()
	all, err := list()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// list is our packages and all they import.
var list = sync.OnceValues(func() (map[string]*pkg, error) {
	c := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Name,Imports,GoFiles", "./...")
	c.Dir, c.Stderr = root, os.Stderr
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	all := map[string]*pkg{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		p := &pkg{}
		if err := d.Decode(p); err != nil {
			return nil, err
		}
		p.ImportPath = short(p.ImportPath)
		for i := range p.Imports {
			p.Imports[i] = short(p.Imports[i])
		}
		all[p.ImportPath] = p
	}
	return all, nil
})

func short(p string) string {
	if rest, ok := strings.CutPrefix(p, module); ok {
		return "." + rest
	}
	return p
}

// matching gives our packages of a rule. A pattern without any is a rule that guards nothing any more.
func matching(t *testing.T, pkgs map[string]*pkg, patterns []string) []*pkg {
	t.Helper()
	var found []*pkg
	for _, pattern := range patterns {
		n := len(found)
		for _, p := range pkgs {
			if p.own() && !p.forTests() && match(p.ImportPath, pattern) {
				found = append(found, p)
			}
		}
		if len(found) == n {
			t.Errorf("a rule is about %s, which is no package", pattern)
		}
	}
	return found
}

func match(p, pattern string) bool {
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return p == tree || strings.HasPrefix(p, tree+"/")
	}
	return p == pattern
}

func matches(p string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return match(p, pattern) })
}

// within tells whether p lies in the folder of another: parts of one package.
func within(p, other string) bool { return strings.HasPrefix(p, other+"/") }

// reach is the way from a package to one that matches; nil if there is none.
func reach(pkgs map[string]*pkg, from string, patterns []string) []string {
	seen := map[string]bool{from: true}
	for ways := [][]string{{from}}; len(ways) > 0; ways = ways[1:] {
		way := ways[0]
		last := way[len(way)-1]
		if matches(last, patterns) {
			return way
		}
		if pkgs[last] == nil {
			continue
		}
		for _, next := range pkgs[last].Imports {
			if !seen[next] {
				seen[next] = true
				ways = append(ways, append(slices.Clone(way), next))
			}
		}
	}
	return nil
}

// below gives the packages in a folder of adapters, except the lists and what serves tests.
func below(folder string, except ...string) []string {
	entries, err := os.ReadDir(filepath.Join(root, folder))
	if err != nil {
		panic(err) // the folder is part of this checkout
	}
	var found []string
	for _, e := range entries {
		code, err := filepath.Glob(filepath.Join(root, folder, e.Name(), "*.go"))
		if err != nil {
			panic(err) // the pattern is sound
		}
		if len(code) > 0 && !slices.Contains(except, e.Name()) && !strings.HasSuffix(e.Name(), "test") {
			found = append(found, "./"+path.Join(folder, e.Name()))
		}
	}
	return found
}

func join(lists ...[]string) []string { return slices.Concat(lists...) }
