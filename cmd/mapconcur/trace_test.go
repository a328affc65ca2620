package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/mapconcur/mapconcur/internal/finding"
)

var update = flag.Bool("update", false, "write the traces of testdata/traces anew")

// TestTrace compares what -trace prints of the modules in testdata/traces with the file
// "trace" in each. To write these anew: go test ./cmd/mapconcur -run Trace -update
func TestTrace(t *testing.T) {
	names, err := filepath.Glob("testdata/traces/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			golden := extract(t, dir, archive)
			got := mapconcur(t, dir, "-trace", "./...").stdout
			if *update {
				golden.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			} else if want := string(golden.Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// extract writes the files of an archive, and returns the one with the expected output.
func extract(t *testing.T, dir string, archive *txtar.Archive) (golden *txtar.File) {
	t.Helper()
	for i := range archive.Files {
		f := &archive.Files[i]
		if f.Name == "trace" {
			golden = f
			continue
		}
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return golden
}

// TestTraceInJSON checks that JSON always has the paths, in their own field, and go vet has
// them as related places if it is asked to.
func TestTraceInJSON(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/traces/goroutine.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	extract(t, dir, archive)
	var got map[string]map[string][]finding.Diagnostic
	if err := json.Unmarshal([]byte(mapconcur(t, dir, "-json", "./...").stdout), &got); err != nil {
		t.Fatal(err)
	}
	for _, analyzers := range got {
		for _, d := range analyzers["mapconcur"] {
			if len(d.Trace) != 2 || len(d.Trace[1]) < 4 || len(d.Related) != 0 {
				t.Errorf("got %+v, want the paths to two accesses and nothing else", d)
			}
		}
	}
	out := goVet(t, dir, "-json", "-mapconcur.trace", "./...")
	if text := out.stdout + out.stderr; !strings.Contains(text, "path 2, step 5 of 5: ") || strings.Contains(text, "conflicting") {
		t.Errorf("go vet prints\n%s", text)
	}
}
