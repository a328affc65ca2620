package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	gopackages "golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/analyzer"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// TestDriversAgree runs the analyzer on one module in three ways, several times each
// but for go vet, which caches: the words and the places are the same.
func TestDriversAgree(t *testing.T) {
	t.Parallel()
	slow(t)
	dir := module(t, buggy, clean, cacheAndUser, lowAndHigh, scattered)
	const again = 3
	want := inProcess(t, dir)
	if len(want) != 4 {
		t.Fatalf("found in process:\n%q", want)
	}
	for range again {
		if got := inProcess(t, dir); !slices.Equal(got, want) {
			t.Fatalf("found in process\n%q\nand then\n%q", want, got)
		}
	}
	vet := goVet(t, dir, "-json", "./...")
	if got := vetted(t, vet.stdout+vet.stderr); !slices.Equal(got, want) {
		t.Errorf("go vet finds\n%q\nwant\n%q", got, want)
	}
	for range again {
		if got := vetted(t, mapconcur(t, dir, "-json", "./...").stdout); !slices.Equal(got, want) {
			t.Errorf("the command finds\n%q\nwant\n%q", got, want)
		}
	}
}

// scattered has a finding with a partner in each of three files, which drivers may
// read in any order.
const scattered = `
-- scattered/a.go --
package scattered

type Store struct{ m map[int]int }

func (s *Store) First(k int) int { return s.m[k] }
-- scattered/b.go --
package scattered

func (s *Store) Second(k int) int { return s.m[k] }
-- scattered/c.go --
package scattered

func (s *Store) Third(k int) int { return s.m[k] }
-- scattered/run.go --
package scattered

func New() *Store {
	s := &Store{m: map[int]int{}}
	go func() {
		for k := range 9 {
			s.m[k]++
		}
	}()
	return s
}
`

// inProcess analyses the packages of a module in this process.
func inProcess(t *testing.T, dir string) []string {
	t.Helper()
	pkgs, err := gopackages.Load(&gopackages.Config{Mode: gopackages.LoadAllSyntax | gopackages.NeedModule, Dir: dir}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{analyzer.New(analyzer.Config{})}, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out []finding.Finding
	for _, act := range graph.Roots {
		for _, d := range act.Diagnostics {
			posn := act.Package.Fset.Position(d.Pos).String()
			out = append(out, finding.Finding{Diagnostic: finding.Diagnostic{Category: d.Category, Posn: posn, Message: d.Message}})
		}
	}
	return inWords(out)
}

// vetted reads what go vet, or the command in its manner, has printed.
func vetted(t *testing.T, output string) []string {
	t.Helper()
	var s stream
	s.read([]byte(output))
	var out []finding.Finding
	for _, object := range s.objects {
		for _, analyzers := range object {
			var list []finding.Diagnostic
			if err := json.Unmarshal([]byte(cmp.Or(string(analyzers["mapconcur"]), "[]")), &list); err != nil {
				t.Fatal(err)
			}
			for _, d := range list {
				d.Message = strings.TrimSuffix(d.Message, " ("+d.Category+")") // as go vet shows it
				out = append(out, finding.Finding{Diagnostic: d})
			}
		}
	}
	return inWords(out)
}

// inWords returns findings in order.
func inWords(list []finding.Finding) (out []string) {
	slices.SortFunc(list, finding.Compare)
	for _, f := range list {
		p := finding.ParsePosition(f.Posn)
		out = append(out, fmt.Sprintf("%s:%d:%d: %s: %s", filepath.Base(p.File), p.Line, p.Column, f.Category, f.Message))
	}
	return out
}
