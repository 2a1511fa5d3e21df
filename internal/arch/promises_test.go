package arch_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	promiseRow = regexp.MustCompile(`(?m)^\| P(\d+) \|.*\| ([^|]*) \|$`)
	proofPart  = regexp.MustCompile("`([a-z/]+)`: ([^;]*)")
	proofName  = regexp.MustCompile(`\b(Test|Fuzz)\w+`)
	proofTitle = regexp.MustCompile(`"([^"]+)"`)
)

// Every promise has a number of its own, and the tests that are said to prove it are there, so that the page cannot drift.
func TestPromises_areNumberedAndProved(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/promises.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := promiseRow.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 20 {
		t.Fatalf("only %d promises are found", len(rows))
	}
	taken := map[string]bool{}
	for _, row := range rows {
		number, proof := "P"+row[1], row[2]
		if taken[number] {
			t.Errorf("%s stands twice", number)
		}
		taken[number] = true
		parts := proofPart.FindAllStringSubmatch(proof, -1)
		if len(parts) == 0 {
			t.Errorf("%s is proved by nothing: %q", number, proof)
		}
		for _, part := range parts {
			tests := testsOf(t, part[1])
			for _, name := range proofName.FindAllString(part[2], -1) {
				if !strings.Contains(tests, "func "+name+"(") {
					t.Errorf("%s: %s has no %s", number, part[1], name)
				}
			}
			for _, title := range proofTitle.FindAllStringSubmatch(part[2], -1) {
				if !strings.Contains(tests, title[1]) {
					t.Errorf("%s: %s has no %q", number, part[1], title[1])
				}
			}
		}
	}
	for n := 1; n <= len(rows); n++ {
		if !taken[fmt.Sprint("P", n)] {
			t.Errorf("P%d is missing: %d promises are numbered from 1", n, len(rows))
		}
	}
}

// testsOf is all that the tests of a package say. Promises that several implementations keep stand in plain files of packages that
// end in "test".
func testsOf(t *testing.T, name string) string {
	t.Helper()
	pattern := "*_test.go"
	if strings.HasSuffix(name, "test") {
		pattern = "*.go"
	}
	dir := filepath.Join("..", name)
	if name == "cmd/tillbridge" {
		dir = filepath.Join("..", "..", name)
	}
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) == 0 {
		t.Errorf("package %s has no tests: %v", name, err)
	}
	var all strings.Builder
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
