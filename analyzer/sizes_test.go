package analyzer_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// How large a room may be, for a stranger to find the way in it.
const (
	maxLines   = 2500 // of a package
	maxCycle   = 10   // files of a package that refer to each other in a circle
	maxFields  = 12   // of a struct type of the engine
	maxMethods = 40   // of a type
)

// settings lists the structs whose fields are what users set, each on its own.
var settings = []string{"analyzer.Config"}

// TestSizes keeps packages, circles of files and types small.
func TestSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("type-checks all packages")
	}
	fset := token.NewFileSet()
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Fset: fset}, "github.com/mapconcur/mapconcur/...")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		if strings.Contains(p.PkgPath, "/testdata/") {
			continue
		}
		lines := 0
		for _, f := range p.Syntax {
			lines += fset.File(f.Package).LineCount()
		}
		if lines > maxLines {
			t.Errorf("%s has %d lines, more than %d", p.PkgPath, lines, maxLines)
		}
		if cycle := largestCycle(fset, p); len(cycle) > maxCycle {
			t.Errorf("%s: %d files refer to each other in a circle, more than %d: %s", p.PkgPath, len(cycle), maxCycle, strings.Join(cycle, " "))
		}
		for _, name := range p.Types.Scope().Names() {
			checkSize(t, p.Types.Scope().Lookup(name))
		}
	}
}

// checkSize reports a type with too many fields or methods.
func checkSize(t *testing.T, obj types.Object) {
	tn, ok := obj.(*types.TypeName)
	if !ok || tn.IsAlias() {
		return
	}
	named, ok := tn.Type().(*types.Named)
	if !ok {
		return
	}
	name := obj.Pkg().Name() + "." + obj.Name()
	if n := named.NumMethods(); n > maxMethods {
		t.Errorf("%s has %d methods, more than %d", name, n, maxMethods)
	}
	if s, ok := named.Underlying().(*types.Struct); ok && s.NumFields() > maxFields && !slices.Contains(settings, name) {
		t.Errorf("%s has %d fields, more than %d", name, s.NumFields(), maxFields)
	}
}

// largestCycle lists the files of a package's largest circle of references.
func largestCycle(fset *token.FileSet, p *packages.Package) (largest []string) {
	refers := map[string]map[string]bool{} // from file to file
	fileOf := func(pos token.Pos) string { return filepath.Base(fset.Position(pos).Filename) }
	for _, f := range p.Syntax {
		from := map[string]bool{}
		refers[fileOf(f.Package)] = from
		for n := range ast.Preorder(f) {
			if id, ok := n.(*ast.Ident); ok {
				if obj := p.TypesInfo.Uses[id]; obj != nil && obj.Pkg() == p.Types {
					from[fileOf(obj.Pos())] = true
				}
			}
		}
	}
	reached := map[string]map[string]bool{}
	for file := range refers {
		reached[file] = map[string]bool{}
		for work := []string{file}; len(work) > 0; {
			next := work[0]
			work = work[1:]
			for to := range refers[next] {
				if !reached[file][to] {
					reached[file][to] = true
					work = append(work, to)
				}
			}
		}
	}
	for file := range refers {
		var cycle []string
		for other := range reached[file] {
			if reached[other][file] {
				cycle = append(cycle, other)
			}
		}
		if len(cycle) > len(largest) {
			slices.Sort(cycle)
			largest = cycle
		}
	}
	return largest
}
