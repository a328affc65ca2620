package metamorph

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/casetest"
)

var (
	only = flag.String("only", "", "transform with `TRANSFORMATION` or TRANSFORMATION@PACKAGE alone, and all packages")
	dump = flag.String("dump", "", "write the files that -only TRANSFORMATION@PACKAGE makes to a `directory`")
)

// TestMatrix rewrites the packages of testdata and the demo by each transformation and
// compares the findings. By default it takes a sample of the pairs, with the build tag
// whole all of them. A pair whose findings change must stand in accepted.txt with the
// reason, and no other may stand there.
func TestMatrix(t *testing.T) {
	pairs := pairs(t)
	accepted := readAccepted(t)
	count := map[string]*row{}
	for i, pr := range pairs {
		if *only == "" && i%sample != 0 || *only != "" && *only != pr.t.Name && *only != pr.String() {
			continue
		}
		r := count[pr.t.Name]
		if r == nil {
			r = new(row)
			count[pr.t.Name] = r
		}
		t.Run(pr.String(), func(t *testing.T) { r.add(t, pr, accepted[pr.String()]) })
		delete(accepted, pr.String())
	}
	if sample == 1 && *only == "" {
		for _, name := range slices.Sorted(maps.Keys(accepted)) {
			t.Errorf("accepted.txt has a pair that there is not: %s", name)
		}
	}
	report(t, count)
}

// A pair is a package and a transformation of it.
type pair struct {
	c *Corpus
	p *Package
	t Transformation
}

func (p pair) String() string { return p.t.Name + "@" + p.p.Path }

// pairs lists all pairs, by package. Two corpora have the packages: testdata/src and the
// demo.
func pairs(t *testing.T) (out []pair) {
	t.Helper()
	a := analyzer.New(analyzer.Config{NoFixes: true, Related: true, Apart: true})
	std := casetest.Exports("net/http", "net/rpc", "testing", "sync/atomic", "container/list", "os/exec", "go/parser", "encoding/gob", "expvar", "log/slog", "text/template")
	for root, kinds := range map[string][]string{"src": {"ok", "bad"}, "demo": {"."}} {
		root = filepath.Join("..", "..", "testdata", root)
		c := NewCorpus(root, a, std)
		for _, kind := range kinds {
			dirs, err := filepath.Glob(filepath.Join(root, kind, "*"))
			if err != nil || len(dirs) == 0 {
				t.Fatal(root, kind, err)
			}
			for _, dir := range dirs {
				p, err := c.Load(filepath.ToSlash(filepath.Join(kind, filepath.Base(dir))))
				if err != nil {
					t.Fatal(err)
				}
				for _, tr := range Transformations() {
					out = append(out, pair{c, p, tr})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int { return strings.Compare(a.p.Path, b.p.Path) })
	return out
}

// A row counts what one transformation did.
type row struct{ pairs, changed, edits int }

// add compares the findings of a pair before and after, and counts it.
func (r *row) add(t *testing.T, pr pair, reason string) {
	after, edits, err := pr.c.Apply(pr.p, pr.t)
	if err != nil {
		t.Fatal(err)
	}
	if edits == 0 {
		if reason != "" {
			t.Errorf("accepted.txt has a pair that there is not: %s", pr)
		}
		return
	}
	r.pairs, r.edits = r.pairs+1, r.edits+edits
	gone, added := Compare(pr.p.Findings(), after)
	if len(gone)+len(added) > 0 {
		r.changed++
	}
	switch {
	case len(gone)+len(added) > 0 && reason == "":
		for _, f := range gone {
			t.Errorf("gone: %s", f)
		}
		for _, f := range added {
			t.Errorf("added: %s", f)
		}
	case len(gone)+len(added) == 0 && reason != "":
		t.Errorf("nothing changes: take the pair out of accepted.txt")
	}
	if *dump != "" {
		for name, text := range pr.c.Rewritten(pr.p, pr.t) {
			if err := os.WriteFile(filepath.Join(*dump, name), []byte(text), 0o666); err != nil {
				t.Error(err)
			}
		}
	}
}

// report logs the matrix.
func report(t *testing.T, count map[string]*row) {
	t.Helper()
	var all row
	var b strings.Builder
	for _, tr := range Transformations() {
		r := count[tr.Name]
		if r == nil {
			continue
		}
		fmt.Fprintf(&b, "%-20s %5d pairs %5d changed %6d edits\n", tr.Name, r.pairs, r.changed, r.edits)
		all.pairs, all.changed, all.edits = all.pairs+r.pairs, all.changed+r.changed, all.edits+r.edits
	}
	if all.pairs == 0 {
		t.Fatal("no pairs")
	}
	t.Logf("\n%s%-20s %5d pairs %5d changed %6d edits: %.1f %% unchanged", &b, "all", all.pairs, all.changed, all.edits, 100-100*float64(all.changed)/float64(all.pairs))
}

// readAccepted returns the reasons in accepted.txt by pair.
func readAccepted(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "accepted.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, reason, ok := strings.Cut(line, " ")
		if !ok || strings.TrimSpace(reason) == "" {
			t.Errorf("no reason: %s", line)
		}
		out[name] = strings.TrimSpace(reason)
	}
	return out
}
