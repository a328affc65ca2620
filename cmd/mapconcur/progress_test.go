package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mapconcur/mapconcur/analyzer"
)

func TestProgressLine(t *testing.T) {
	var b bytes.Buffer
	l := &progressLine{w: &b, from: time.Now().Add(time.Hour)}
	l.show("early")
	l.clear()
	if b.Len() > 0 {
		t.Errorf("a short run shows %q", b.String())
	}
	l.from = time.Now()
	l.show("1 of 2")
	l.show("2 of 2")
	l.clear()
	if got := b.String(); strings.Count(got, "\r") != 3 || !strings.Contains(got, "2 of 2") || !strings.HasSuffix(got, "\r\x1b[K") {
		t.Errorf("got %q", got)
	}
}

// TestProgressCounts counts the packages as go vet prints them, in whatever
// pieces they come.
func TestProgressCounts(t *testing.T) {
	n := 0
	o := objects{begun: func() { n++ }}
	for _, part := range []string{"{}\n# p\n", "{", "\n\t\"a\": {}\n}\n", "{}", "\n{}"} {
		if _, err := io.Copy(&o, strings.NewReader(part)); err != nil {
			t.Fatal(err)
		}
	}
	if n != 4 {
		t.Errorf("counted %d objects, want 4", n)
	}
}

// TestProgress wants a run to tell of each package.
func TestProgress(t *testing.T) {
	t.Parallel()
	a := analyzer.New(analyzer.Config{})
	c, err := parseCommand(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var told []string
	c.dir = module(t, buggy, clean)
	c.progress = func(text string) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, text)
	}
	listed, err := c.list(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// The test is no vet tool: vet's own answer is as good.
	if _, _, err := c.runGo(t.Context(), append([]string{"vet", "-json"}, listed.patterns...), c.count(listed)); err != nil {
		t.Fatal(err)
	}
	if want := []string{"1 of 2 packages analyzed", "2 of 2 packages analyzed"}; !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
}

// TestNoProgress shows nothing where there is no terminal.
func TestNoProgress(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, w := range []interface{ Write([]byte) (int, error) }{null, new(bytes.Buffer)} {
		c := new(command)
		c.showProgress(w)()
		if c.progress != nil {
			t.Errorf("%T counts as a terminal", w)
		}
	}
}

// TestReportProgress wants a report to tell what it does, from the list of packages to the
// files that it writes.
func TestReportProgress(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "r.json")
	c, err := parseCommand(analyzer.New(analyzer.Config{}), []string{"report", "-o", file, "./none"})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	c.dir = module(t, clean)
	c.progress = func(text string) { told = append(told, text) }
	r, err := c.analyze(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.writeReports(r); err != nil {
		t.Fatal(err)
	}
	if want := []string{"listing packages", "collecting the shared maps", "writing " + file}; !slices.Equal(told, want) {
		t.Errorf("got %q, want %q", told, want)
	}
}
