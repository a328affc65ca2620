package lsptest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// files is a module with two findings. The repair of the first changes two files:
// the lock stands beside the map, and the access is in the other file. The second
// finding has two places.
const files = `
-- go.mod --
module example.com/m

go 1.25
-- hits/hits.go --
package hits

// Größe 😀 of things: characters of several bytes stand before the map.
var hits = map[string]bool{}
-- hits/serve.go --
package hits

// Serve counts.
func Serve(names []string) {
	for _, name := range names {
		go func() {
			/* 😀 */ hits[name] = true
		}()
	}
}
-- other/other.go --
package other

func Other() int {
	m := map[int]int{}
	go func() { m[1] = 1 }()
	return m[1]
}
`

// Session opens a file with a finding in a server that start starts, and wants
// the diagnostic with all that belongs to it, one quick fix, which changes two
// files, and no diagnostic when that is applied.
func Session(t *testing.T, start func(dir string) *Client) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(files)).Files {
		name := filepath.Join(dir, f.Name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, f.Data, 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "hits", "serve.go")
	c := start(dir)
	c.Open(file)
	d := c.Diagnostics(file, 1)[0]
	if d.Code != "write-write" || d.CodeDescription == nil || !strings.HasSuffix(d.CodeDescription.Href, "#write-write") {
		t.Errorf("diagnostic without code or link: %+v", d)
	}
	// The map stands at 6:12 and its bracket at 6:16, in UTF-16.
	if at := d.Range.Start; at.Line != 6 || at.Character != 12 && at.Character != 16 {
		t.Errorf("diagnostic at %+v, want 6:12 or 6:16", at)
	}
	fixes := c.QuickFixes(file, d)
	if len(fixes) != 2 || !fixes[0].IsPreferred && fixes[1].IsPreferred {
		t.Fatalf("got %d quick fixes, want a mutex and a sync.Map: %+v", len(fixes), fixes)
	}
	if changed := c.Apply(fixes[0]); len(changed) != 2 {
		t.Errorf("the quick fix changes %q, want both files", changed)
	}
	cmd := exec.Command("go", "build", "./...")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("after the quick fix: %v\n%s", err, out)
	}
	c.Diagnostics(file, 0)
	related(t, c, dir)
	c.Exit()
}

// related opens a file whose finding has a second place, and the steps on the paths to both.
func related(t *testing.T, c *Client, dir string) {
	t.Helper()
	file := filepath.Join(dir, "other", "other.go")
	c.Open(file)
	d := c.Diagnostics(file, 1)[0]
	var messages []string
	for _, r := range d.Related {
		messages = append(messages, r.Message)
		if r.Location.URI.File() != file {
			t.Errorf("a related place in %s", r.Location.URI)
		}
	}
	want := []string{
		"conflicting read",
		"path 1, step 1 of 2: Other starts a goroutine", "path 1, step 2 of 2: a function literal of Other writes to m",
		"path 2, step 1 of 2: any goroutine can call Other", "path 2, step 2 of 2: Other reads m",
	}
	if !slices.Equal(messages, want) || d.Related[0].Location.Range.Start.Line == d.Range.Start.Line {
		t.Errorf("related places %q of %+v", messages, d)
	}
}
