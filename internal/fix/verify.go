package fix

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Changed returns the package after some plans, parsed and type-checked; ok is false if it
// does not compile.
func Changed(in Input, plans []*Plan) (out Input, ok bool) {
	out = Input{Fset: token.NewFileSet(), Go: in.Go, Info: &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}}
	for _, f := range in.Files {
		tf := in.Fset.File(f.FileStart)
		src, err := in.ReadFile(tf.Name())
		if err != nil {
			return out, false
		}
		src, ok := text.Apply(src, tf, hunks(plans, f))
		if !ok {
			return out, false
		}
		file, err := parser.ParseFile(out.Fset, tf.Name(), src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return out, false
		}
		out.Files = append(out.Files, file)
	}
	conf := types.Config{Importer: newImporter(in.Pkg), GoVersion: in.Go}
	pkg, err := conf.Check(in.Pkg.Path(), out.Fset, out.Files, out.Info)
	out.Pkg = pkg
	return out, err == nil
}

// hunks returns the edits of plans in a file, each once.
func hunks(plans []*Plan, f *ast.File) (out []text.Edit) {
	seen := map[text.Edit]bool{}
	for _, pl := range plans {
		for _, e := range pl.Hunks[f] {
			if !seen[e] {
				seen[e] = true
				out = append(out, e)
			}
		}
	}
	return out
}

// An importer provides the packages that a type-checked package imports, directly or
// not, and stubs of the packages of the standard library that only fixes use.
type importer struct{ known map[string]*types.Package }

// newImporter returns the importer of a package.
func newImporter(pkg *types.Package) *importer {
	im := &importer{known: map[string]*types.Package{"unsafe": types.Unsafe}}
	for _, p := range pkg.Imports() {
		im.known[p.Path()] = p
	}
	im.indirect(pkg.Imports())
	return im
}

// indirect adds the imports of imports. They may be incomplete: they serve for types that
// a direct import mentions.
func (im *importer) indirect(pkgs []*types.Package) {
	for _, p := range pkgs {
		for _, q := range p.Imports() {
			if im.known[q.Path()] == nil && stubs[q.Path()] == "" {
				im.known[q.Path()] = q
				im.indirect([]*types.Package{q})
			}
		}
	}
}

// Import implements types.Importer.
func (im *importer) Import(path string) (*types.Package, error) {
	if p := im.known[path]; p != nil {
		return p, nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, path+".go", stubs[path], parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p, err := new(types.Config).Check(path, fset, []*ast.File{f}, nil)
	im.known[path] = p
	return p, err
}

// stubs declares what fixes use of the packages that they import.
var stubs = map[string]string{
	"sync": `package sync
type Mutex struct { _ int }
func (m *Mutex) Lock()
func (m *Mutex) Unlock()
type RWMutex struct { _ int }
func (m *RWMutex) Lock()
func (m *RWMutex) Unlock()
func (m *RWMutex) RLock()
func (m *RWMutex) RUnlock()
type Map struct { _ int }
func (m *Map) Load(key any) (value any, ok bool)
func (m *Map) Store(key, value any)
func (m *Map) Delete(key any)
`,
	"maps": `package maps
func Clone[M ~map[K]V, K comparable, V any](m M) M { return m }
func Keys[M ~map[K]V, K comparable, V any](m M) func(yield func(K) bool) { return nil }
`,
	"slices": `package slices
func Clone[S ~[]E, E any](s S) S { return s }
func Collect[E any](seq func(yield func(E) bool)) []E { return nil }
func Values[E any](s []E) func(yield func(E) bool) { return nil }
`,
}
