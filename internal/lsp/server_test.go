package lsp_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/lsp"
	"github.com/mapconcur/mapconcur/internal/lsptest"
)

// An analysis stands for that of packages: what it finds is sent to it.
type analysis struct {
	mu      sync.Mutex
	started int
	ended   int
	answers chan answer
	cut     chan struct{} // has one of each that ended early
}

type answer struct {
	findings []finding.Finding
	err      error
}

func (a *analysis) run(ctx context.Context, _ string, progress func(string)) ([]finding.Finding, []string, error) {
	a.mu.Lock()
	a.started++
	a.mu.Unlock()
	progress("half done")
	select {
	case r := <-a.answers:
		return r.findings, nil, r.err
	case <-ctx.Done():
		a.mu.Lock()
		a.ended++
		a.mu.Unlock()
		a.cut <- struct{}{}
		return nil, nil, ctx.Err()
	}
}

func (a *analysis) counts() (started, ended int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.started, a.ended
}

// serve starts a server in a module of one file and returns an editor.
func serve(t *testing.T, a *analysis) (c *lsptest.Client, file string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "a.go")
	if err := errors.Join(os.WriteFile(file, []byte("package p\n\n/* 😀 */ x.m[k] = 1\n"), 0o666),
		os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n"), 0o666)); err != nil {
		t.Fatal(err)
	}
	a.answers, a.cut = make(chan answer), make(chan struct{}, 8)
	server, client := net.Pipe()
	s := &lsp.Server{Name: "mapconcur", Version: "v1", URL: "https://example.com", Analyze: a.run}
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Serve(context.Background(), server)
	}()
	t.Cleanup(func() { <-done })
	return lsptest.Start(t, client, dir), file
}

// bug is a finding with a fix, in the file that serve writes.
func bug(file string) finding.Finding {
	return finding.Finding{Package: "p", Diagnostic: finding.Diagnostic{
		Category: "write-write", Posn: file + ":3:15", End: file + ":3:15", Message: "bad",
		SuggestedFixes: []finding.Fix{{Message: "mend", Edits: []finding.Edit{{Filename: file, Start: 22, End: 29, New: "y"}}}},
	}}
}

func TestDiagnostics(t *testing.T) {
	a := new(analysis)
	c, file := serve(t, a)
	c.Open(file)
	a.answers <- answer{findings: []finding.Finding{bug(file)}}
	d := c.Diagnostics(file, 1)[0]
	want := lsp.Range{Start: lsp.Position{Line: 2, Character: 9}, End: lsp.Position{Line: 2, Character: 15}}
	if d.Range != want || d.Code != "write-write" || d.CodeDescription.Href != "https://example.com#write-write" || d.Message != "bad" {
		t.Errorf("got %+v", d)
	}
	if got := c.QuickFixes(file, lsp.Diagnostic{}); len(got) != 0 {
		t.Errorf("quick fixes in line 1: %+v", got)
	}
	fixes := c.QuickFixes(file, d)
	if len(fixes) != 1 || fixes[0].Title != "mend" {
		t.Fatalf("got fixes %+v", fixes)
	}
	c.Change(file, "package p\n")
	if got := c.QuickFixes(file, d); len(got) != 0 {
		t.Errorf("quick fixes in a file that is not saved: %+v", got)
	}
	c.Save(file, "package p\n")
	if got := c.QuickFixes(file, d); len(got) != 0 {
		t.Errorf("quick fixes in a file that is not the one analyzed: %+v", got)
	}
	a.answers <- answer{}
	c.Diagnostics(file, 0)
	c.Exit()
}

func TestOutsideTheFolder(t *testing.T) {
	a := new(analysis)
	c, file := serve(t, a)
	other := filepath.Join(t.TempDir(), "other.go")
	c.Save(other, "package other\n")
	c.Open(other)
	c.Open(file)
	a.answers <- answer{findings: []finding.Finding{bug(file)}}
	c.Diagnostics(file, 1)
	if started, _ := a.counts(); started != 1 {
		t.Errorf("%d analyses, want that of the module in the folder", started)
	}
	c.Exit()
}

// TestSaveEndsAnalysis wants one analysis at a time, of what was saved last.
func TestSaveEndsAnalysis(t *testing.T) {
	a := new(analysis)
	c, file := serve(t, a)
	c.Open(file)
	c.Progress("begin")
	c.Save(file, "package p\n\n/* 😀 */ x.m[k] = 1\n")
	<-a.cut // or the answer might be that of the first
	a.answers <- answer{findings: []finding.Finding{bug(file)}}
	c.Diagnostics(file, 1)
	if started, ended := a.counts(); started != 2 || ended != 1 {
		t.Errorf("%d analyses started, %d ended early", started, ended)
	}
	c.Exit()
}

// TestProgress ends a long analysis by the button that the editor shows.
func TestProgress(t *testing.T) {
	a := new(analysis)
	c, file := serve(t, a)
	c.Open(file)
	steps := c.Progress("report")
	if got := steps[len(steps)-1].Value.Message; got != "half done" || !steps[0].Value.Cancellable {
		t.Errorf("got progress %+v", steps)
	}
	c.Notify("window/workDoneProgress/cancel", map[string]any{"token": steps[0].Token})
	c.Progress("end")
	if _, ended := a.counts(); ended != 1 {
		t.Errorf("%d analyses ended, want 1", ended)
	}
	// The next one is not affected.
	c.Save(file, "package p\n")
	a.answers <- answer{err: errors.New("no go command")}
	if got := c.Message(); got != "mapconcur: no go command" {
		t.Errorf("got message %q", got)
	}
	c.Exit()
}

// TestExitEndsAnalysis leaves nothing running.
func TestExitEndsAnalysis(t *testing.T) {
	a := new(analysis)
	c, file := serve(t, a)
	c.Open(file)
	c.Progress("begin")
	c.Exit()
}

func TestURI(t *testing.T) {
	for _, name := range []string{"/a b/ü%.go", "/x.go"} {
		if got := lsp.FileURI(name).File(); got != name {
			t.Errorf("%q becomes %q", name, got)
		}
	}
	if got := lsp.URI("untitled:1").File(); got != "" {
		t.Errorf("got %q", got)
	}
}
