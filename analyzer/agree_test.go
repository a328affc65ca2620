package analyzer_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestParallelPackages analyses many packages at once, with one analyzer for all,
// as golangci-lint and gopls do; under the race detector this shows what they
// share. All runs find the same, in the same words and order.
func TestParallelPackages(t *testing.T) {
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	a := analyzer.New(analyzer.Config{Explain: true, Inventory: true})
	var units []*unit
	for i, src := range seeds(t) {
		if u, ok := mutate(imp, src, nil); ok && i%(4*sample) == 0 {
			units = append(units, u)
		}
	}
	first := make([][]string, len(units))
	for i, u := range units {
		first[i] = words(u.run(t, a))
	}
	if n := len(slices.Concat(first...)); n < 400/sample {
		t.Fatalf("only %d diagnostics in %d packages", n, len(units))
	}
	for range repeats - 1 {
		var wg sync.WaitGroup
		for i, u := range units {
			wg.Go(func() {
				if again := words(u.run(t, a)); !slices.Equal(again, first[i]) {
					t.Errorf("found\n%q\nand then\n%q", first[i], again)
				}
			})
		}
		wg.Wait()
	}
}

// TestPositions analyses packages whose files got their positions in the order of
// their names, as with go vet, and in another one, as with drivers that read files
// side by side: what is said, and in which order, is the same.
func TestPositions(t *testing.T) {
	slow(t)
	imp := importer.ForCompiler(token.NewFileSet(), "gc", nil)
	a := analyzer.New(analyzer.Config{Explain: true, Inventory: true, Related: true, Trace: true})
	found := 0
	large := strings.Repeat("if x { x = !x }\n", 1<<13)
	for _, src := range append(sampled(seeds(t)), twoTests, "package large\nfunc a(x bool) {\n"+large+"}\nfunc b(x bool) {\n"+large+"}\n") {
		f := split(src)
		want := f.said(t, imp, a, func(i int) int { return i })
		for _, order := range []func(int) int{
			func(i int) int { return len(f) - 1 - i },
			func(i int) int { return (i + len(f)/2) % len(f) },
		} {
			if got := f.said(t, imp, a, order); !slices.Equal(got, want) {
				t.Errorf("files in order: %s\nin another one: %s", difference(want, got), difference(got, want))
			}
		}
		found += len(want)
	}
	if found < 5_000/sample {
		t.Errorf("only %d diagnostics", found)
	}
}

// sampled returns one in [sample] sources.
func sampled(all []string) (out []string) {
	for i, src := range all {
		if i%sample == 0 {
			out = append(out, src)
		}
	}
	return out
}

// twoTests has two tests that look into an object whose goroutine runs: one finding.
const twoTests = `package tested
import "testing"
type server struct {
	seen map[int]bool
	stop chan bool
}
func start() *server {
	s := &server{seen: map[int]bool{}, stop: make(chan bool)}
	go s.run()
	return s
}
func (s *server) run() {
	for i := 0; ; i++ {
		select {
		case <-s.stop:
			return
		default:
			s.seen[i] = true
		}
	}
}
func TestOne(t *testing.T) {
	s := start()
	if len(s.seen) > 3 {
		t.Error("one")
	}
}
func TestTwo(t *testing.T) {
	s := start()
	if len(s.seen) > 2 {
		t.Error("two")
	}
}
`

// difference returns the lines of a that b lacks, or else the first one that stands
// elsewhere in b.
func difference(a, b []string) string {
	in := map[string]bool{}
	for _, s := range b {
		in[s] = true
	}
	only := slices.DeleteFunc(slices.Clone(a), func(s string) bool { return in[s] })
	for i := 0; len(only) == 0 && i < len(a); i++ {
		if i == len(b) || a[i] != b[i] {
			return fmt.Sprintf("diagnostic %d is %s", i, a[i])
		}
	}
	return strings.Join(only, "\n")
}

// A sourceSet is the files of a package by the order of their names.
type sourceSet []string

// split makes a file of each function of a file, and one of all else. The lines
// stay the same.
func split(src string) sourceSet {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return nil
	}
	blank := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r != '\n' {
				return ' '
			}
			return r
		}, s)
	}
	off := fset.File(f.FileStart).Offset
	head, rest := off(f.Name.End()), src
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			head = off(d.End())
		}
	}
	out := sourceSet{""}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		from, to := off(fn.Pos()), off(fn.End())
		if fn.Doc != nil {
			from = off(fn.Doc.Pos())
		}
		out = append(out, src[:head]+blank(src[head:from])+src[from:to])
		rest = rest[:from] + blank(rest[from:to]) + rest[to:]
	}
	out[0] = rest
	return out
}

// said analyses the package of some files and returns what is reported, if the
// files get their positions in some order.
func (s sourceSet) said(t *testing.T, imp types.Importer, a *analysis.Analyzer, order func(int) int) (out []string) {
	u := &unit{fset: token.NewFileSet(), files: make([]*ast.File, len(s))}
	texts := map[string][]byte{}
	for i := range s {
		i = order(i)
		name := fmt.Sprintf("f%03d.go", i)
		if strings.Contains(s[i], "*testing.T)") {
			name = fmt.Sprintf("f%03d_test.go", i)
		}
		texts[name] = []byte(s[i])
		f, err := parser.ParseFile(u.fset, name, s[i], parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return nil
		}
		u.files[i] = f
		u.fset.AddFile("of another package", -1, 100)
	}
	if len(u.files) == 0 || len(u.check(imp)) > 0 {
		return nil
	}
	pass := u.pass(a)
	pass.ReadFile = func(name string) ([]byte, error) { return texts[name], nil }
	pass.Report = func(d analysis.Diagnostic) { out = append(out, text(u.fset, d)) }
	if _, err := a.Run(pass); err != nil {
		t.Fatal(err)
	}
	return out
}

// text returns all of a diagnostic, with what positions mean instead of their
// numbers.
func text(fset *token.FileSet, d analysis.Diagnostic) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s", fset.Position(d.Pos), d.Category, d.Message)
	for _, r := range d.Related {
		fmt.Fprintf(&b, "\n\t%s: %s", fset.Position(r.Pos), r.Message)
	}
	for _, fix := range d.SuggestedFixes {
		fmt.Fprintf(&b, "\n\t%s", fix.Message)
		for _, e := range fix.TextEdits {
			fmt.Fprintf(&b, "\n\t\t%s-%s %q", fset.Position(e.Pos), fset.Position(e.End), e.NewText)
		}
	}
	return b.String()
}
