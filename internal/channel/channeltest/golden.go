package channeltest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/order"
)

var update = flag.Bool("update", false, "rewrite the golden snapshots")

// golden is a snapshot with its problem, as the files show it.
type golden struct {
	order.Snapshot
	Problem string `json:"problem,omitempty"`
}

// Golden holds a snapshot against a file of testdata/golden, or with -update writes it there.
func Golden(t testing.TB, s order.Snapshot, name string) {
	t.Helper()
	compareGolden(t, golden{s, s.Problem.Encode()}, name)
}

// GoldenPage is Golden for the orders of a page, which stand in one file.
func GoldenPage(t testing.TB, page []order.Snapshot, name string) {
	t.Helper()
	shown := make([]golden, len(page))
	for i, s := range page {
		shown[i] = golden{s, s.Problem.Encode()}
	}
	compareGolden(t, shown, name)
}

func compareGolden(t testing.TB, shown any, name string) {
	t.Helper()
	got, err := json.MarshalIndent(shown, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// GoldenStatuses holds a table of a channel's words against the goldens: each must show in one, so that none is only guessed.
func GoldenStatuses[V any](t testing.TB, table map[string]V) {
	t.Helper()
	seen := map[string]bool{}
	for _, file := range Files(t, "golden") {
		seen[Read[order.Snapshot](t, file).RawStatus] = true
	}
	for word := range table {
		if !seen[word] {
			t.Errorf("no golden shows %s", word)
		}
	}
}

// Files are the JSON files of a folder of testdata; there is at least one.
func Files(t testing.TB, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	return files
}

// Read reads a JSON file.
func Read[T any](t testing.TB, file string) T {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var read T
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return read
}
