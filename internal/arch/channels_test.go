package arch_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// guide is the list that somebody who adds a channel goes through.
const guide = "docs/add-a-channel.md"

// A step whose file is not there is a step that has moved, or one that a channel has left out.
func TestGuide_isTrueForEveryChannel(t *testing.T) {
	t.Parallel()
	places, names := guidePlaces(t), channelNames(t)
	if len(places) < 8 || len(names) == 0 {
		t.Fatalf("%s: places %q, channels %q: that cannot be all", guide, places, names)
	}
	for _, c := range connectors {
		if !slices.Contains(names, path.Base(c)) {
			t.Logf("%s is not in the list of channels yet", c)
		}
	}
	for _, place := range places {
		for _, name := range names {
			if over(t, name) && speaks(place) {
				continue
			}
			file := strings.ReplaceAll(place, "<name>", name)
			content, err := os.ReadFile(filepath.Join(root, file))
			switch {
			case err != nil && !isFolder(file):
				t.Errorf("%s names %s, which is not there", guide, file)
			case err == nil && place == file && !strings.Contains(strings.ToLower(string(content)), name):
				t.Errorf("%s says that %s knows each channel, but it does not know %s", guide, file, name)
			}
		}
	}
}

// offered is a row of the guide's table of what there is to be used: for what, what, and of which packages.
var (
	offered = regexp.MustCompile("(?m)^\\|[^|`]+\\|([^|]+)\\|((?: *`[a-z]+`,?)+) *\\|$")
	quoted  = regexp.MustCompile("`([A-Za-z0-9.]+)`")
)

// What a guide offers under another name than the code's is written a second time by whoever looks for it.
func TestGuide_offersWhatIsThere(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, guide))
	if err != nil {
		t.Fatal(err)
	}
	rows := offered.FindAllStringSubmatch(string(text), -1)
	if len(rows) < 10 {
		t.Fatalf("%s offers %d things: that cannot be all", guide, len(rows))
	}
	for _, row := range rows {
		var code strings.Builder
		for _, pkg := range quoted.FindAllStringSubmatch(row[2], -1) {
			code.WriteString(exportsOf(t, pkg[1]))
		}
		for _, name := range quoted.FindAllStringSubmatch(row[1], -1) {
			word := name[1][strings.LastIndexByte(name[1], '.')+1:]
			if !strings.Contains(code.String(), " "+word+" ") {
				t.Errorf("%s offers %s of %s, which is not there", guide, name[1], strings.TrimSpace(row[2]))
			}
		}
	}
}

var export = regexp.MustCompile(`(?m)^(?:func (?:\([^)]*\) )?|type )([A-Z]\w*)`)

// exportsOf are the exported functions, methods and types of a package, with blanks around each.
func exportsOf(t *testing.T, pkg string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "internal", pkg, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s names package %s, which is not there (%v)", guide, pkg, err)
	}
	names := " "
	for _, f := range files {
		code, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range export.FindAllSubmatch(code, -1) {
			names += string(m[1]) + " "
		}
	}
	return names
}

// over tells whether a channel's orders come over another one's connections (Kind.Over).
func over(t *testing.T, name string) bool {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "internal/channel", name, "kind.go"))
	return err == nil && isOver.Match(b)
}

// speaks tells whether a place is about an API, which a channel over another one has not.
func speaks(place string) bool {
	return strings.HasPrefix(place, "internal/sandbox/") || strings.HasPrefix(place, "internal/channel/<name>/") && path.Base(place) != "kind.go"
}

// One place to add: who names a channel anywhere else has written an "if" that the next channel needs, too.
func TestChannels_areNamedInTheirOwnPlacesOnly(t *testing.T) {
	t.Parallel()
	names := channelNames(t)
	var mine []string // of any channel: a connector's folder may name its own kind only, but that is for its reviewer
	for _, place := range guidePlaces(t) {
		for _, name := range names {
			mine = append(mine, strings.ReplaceAll(place, "<name>", name))
		}
	}
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel := filepath.ToSlash(strings.TrimPrefix(file, root+string(filepath.Separator)))
		if d.IsDir() {
			if slices.Contains(elsewhere, rel) || strings.HasPrefix(d.Name(), ".") && file != root || strings.HasSuffix(rel, "test") || slices.Contains(mine, rel) {
				return fs.SkipDir
			}
			return nil
		}
		if slices.Contains(mine, rel) || strings.Contains(rel, "_test.go") || strings.Contains(rel, ".test.ts") {
			return nil
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text := ""
		switch path.Ext(rel) {
		case ".go":
			text = withoutComments(content)
		case ".ts", ".tsx", ".css", ".sql":
			text = string(content)
		}
		for _, name := range names {
			if strings.Contains(strings.ToLower(text), name) {
				t.Errorf("%s names the channel %s; what differs between channels is data in its Kind (see %s)", rel, name, guide)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// elsewhere is what is no part of the program: built files, tools' folders, documents, tests and measurements, which are about
// some channel and say which.
var elsewhere = []string{"bin", "docs", "deploy", "test", "internal/bench", "web/dist", "web/node_modules", "web/src/testing"}

// channelNames are the channels in the one list.
func channelNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, i := range packages(t)["./internal/channel/all"].Imports {
		if slices.Contains(connectors, i) {
			names = append(names, path.Base(i))
		}
	}
	return names
}

var (
	numbered = regexp.MustCompile(`^\d+\. `)
	isOver   = regexp.MustCompile(`(?m)^\s*Over:`)
	inTicks  = regexp.MustCompile("`((?:internal|docs|web|test|cmd|api)/[^` ]+)`")
)

// guidePlaces gives the paths in the guide's numbered steps.
func guidePlaces(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, guide))
	if err != nil {
		t.Fatal(err)
	}
	var places []string
	step := false
	for line := range strings.Lines(string(b)) {
		switch {
		case numbered.MatchString(line):
			step = true
		case !strings.HasPrefix(line, "   ") && strings.TrimSpace(line) != "":
			step = false
		}
		if !step {
			continue
		}
		for _, found := range inTicks.FindAllStringSubmatch(line, -1) {
			if place := strings.TrimSuffix(found[1], "/"); !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
	}
	return places
}

func isFolder(p string) bool {
	info, err := os.Stat(filepath.Join(root, p))
	return err == nil && info.IsDir()
}

// withoutComments is Go source as the compiler sees it.
func withoutComments(src []byte) string {
	var s scanner.Scanner
	var out strings.Builder
	files := token.NewFileSet()
	s.Init(files.AddFile("", -1, len(src)), src, nil, 0)
	for {
		_, tok, text := s.Scan()
		if tok == token.EOF {
			return out.String()
		}
		out.WriteString(text + " ")
	}
}
