package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/mapconcur/mapconcur/internal/detect"
	"github.com/mapconcur/mapconcur/internal/directive"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/summary"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// collector prints the rows of one repository.
type collector struct {
	name, folder string
	mu           sync.Mutex
	out          *json.Encoder
}

// collect analyses packages from source and prints their rows.
func collect(name string, patterns []string) error {
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	c := &collector{name: name, folder: folder, out: json.NewEncoder(os.Stdout)}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, ParseFile: parse}, patterns...)
	if err != nil {
		return err
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if len(p.GoFiles) == 0 || foreign(p.GoFiles[0]) {
			p.Errors, p.TypeErrors = nil, nil // their functions have no bodies
		}
		p.IllTyped = len(p.Errors) > 0
	})
	_, err = checker.Analyze([]*analysis.Analyzer{{Name: "rank", Doc: "rank", Run: c.run, FactTypes: []analysis.Fact{new(effect.Fact)}}}, pkgs, nil)
	return err
}

// parse leaves out the bodies of functions of other modules.
func parse(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if f != nil && foreign(name) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				fn.Body = nil
			}
		}
	}
	return f, err
}

// foreign reports whether a file belongs to another module or to the standard library.
func foreign(name string) bool {
	return strings.HasPrefix(name, filepath.Join(build.Default.GOROOT, "src")) || strings.Contains(name, "/pkg/mod/") || strings.Contains(name, "/vendor/")
}

func (c *collector) run(pass *analysis.Pass) (any, error) {
	if len(pass.Files) == 0 || foreign(pass.Fset.Position(pass.Files[0].Package).Filename) {
		return nil, nil
	}
	in := program.Source{Fset: pass.Fset, Files: pass.Files, Pkg: pass.Pkg, Info: pass.TypesInfo}
	in.Import = func(obj types.Object) *effect.Summary {
		f := new(effect.Fact)
		if owner := effect.FactOwner(obj); owner != nil {
			pass.ImportObjectFact(owner, f)
		} else {
			pass.ImportPackageFact(obj.Pkg(), f)
		}
		return f.Functions().Summary(obj.Name())
	}
	said := directive.Read(in.Fset, in.Files, in.Info, nil)
	pkg := summary.Analyze(in)
	uses := pkg.RootAccesses()
	pkg.Facts(uses, nil, func(effect.Pos) bool { return false }, func(owner *types.TypeName, fact *effect.Fact) {
		if owner != nil {
			pass.ExportObjectFact(owner, fact)
		} else {
			pass.ExportPackageFact(fact)
		}
	})
	vs := guard.ByVariable(uses, detect.Leaks(pkg.Flows), pkg.FieldGuard)
	for _, key := range vs.Maps.Order {
		v := vs.Variable(key, said.Guards)
		for _, e := range v.Candidates() {
			c.row(pass, key, v, e)
		}
	}
	return nil, nil
}

// row prints what is known of one lock.
func (c *collector) row(pass *analysis.Pass, key string, v *guard.Variable, e guard.Evidence) {
	v.Evidence = e
	r := row{
		Name: c.name, Package: pass.Pkg.Path(), Var: key, Lock: string(e.Lock), Near: len(e.Way), Written: e.Written, Commented: e.Commented,
		ForReaders: e.For.Readers, ForChangers: e.For.Changers, AgainstReaders: e.Against.Readers, AgainstChangers: e.Against.Changers,
	}
	at := func(pos token.Pos) {
		p := pass.Fset.Position(pos)
		file, err := filepath.Rel(c.folder, p.Filename)
		if err != nil {
			file = p.Filename
		}
		if place := fmt.Sprintf("%s:%d", file, p.Line); !slices.Contains(r.Places, place) {
			r.Places = append(r.Places, place)
		}
	}
	for _, u := range v.Uses {
		if !v.HeldAt(u) && !veto.Guard(nil, v, u).Silent() && conflicts(v, u) {
			at(u.Pos.At())
		}
	}
	for _, l := range v.Leaks {
		if !l.InElement {
			at(l.Via)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.out.Encode(r); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// conflicts reports whether an access that holds the lock conflicts with u.
func conflicts(v *guard.Variable, u *effect.RootAccess) bool {
	return slices.ContainsFunc(v.Uses, func(w *effect.RootAccess) bool {
		_, held := guard.HeldAs(w, v.Lock)
		return held && (u.Op.Writes() || w.Op.Writes()) && !veto.Pair(nil, u, w).Silent()
	})
}
