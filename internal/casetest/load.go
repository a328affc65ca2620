package casetest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// A Tree type-checks the packages below a directory from their source. A package
// has its path below the directory as import path, after the prefix.
type Tree struct {
	Dir, Prefix string
	Module      *packages.Module // of all packages, may be nil

	std    types.Importer
	loaded map[string]*packages.Package
}

// NewTree returns the packages below a directory, which may import those of std.
func NewTree(dir, prefix string, std types.Importer) *Tree {
	return &Tree{Dir: dir, Prefix: prefix, std: std, loaded: map[string]*packages.Package{}}
}

// Load returns a package and, if it has test files, the package with these. Only
// the first one can be imported.
func (t *Tree) Load(path string) ([]*packages.Package, error) {
	p, err := t.load(path)
	if err != nil {
		return nil, err
	}
	code, tests, err := t.files(path)
	if err != nil || len(tests) == 0 {
		return []*packages.Package{p}, err
	}
	variant, err := t.check(path, path+" ["+path+".test]", slices.Concat(code, tests))
	return []*packages.Package{p, variant}, err
}

// load returns a package without its tests.
func (t *Tree) load(path string) (*packages.Package, error) {
	if p := t.loaded[path]; p != nil {
		return p, nil
	}
	files, _, err := t.files(path)
	if err != nil {
		return nil, err
	}
	p, err := t.check(path, path, files)
	t.loaded[path] = p
	return p, err
}

// dir returns the directory of a package.
func (t *Tree) dir(path string) (string, bool) {
	if path != t.Prefix && t.Prefix != "" && !strings.HasPrefix(path, t.Prefix+"/") {
		return "", false
	}
	dir := filepath.Join(t.Dir, filepath.FromSlash(strings.TrimPrefix(path, t.Prefix)))
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	return dir, err == nil && len(names) > 0
}

// files returns the Go files of a package.
func (t *Tree) files(path string) (code, tests []string, err error) {
	dir, ok := t.dir(path)
	if !ok {
		return nil, nil, fmt.Errorf("no Go files of %s below %s", path, t.Dir)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			tests = append(tests, name)
		} else {
			code = append(code, name)
		}
	}
	return code, tests, err
}

// check parses and type-checks some files.
func (t *Tree) check(path, id string, files []string) (*packages.Package, error) {
	p := &packages.Package{
		ID: id, PkgPath: path, Fset: token.NewFileSet(), Module: t.Module, GoFiles: files, CompiledGoFiles: files,
		Imports: map[string]*packages.Package{}, TypesSizes: types.SizesFor("gc", "amd64"), TypesInfo: NewInfo(),
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		f, err := parser.ParseFile(p.Fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.Syntax = append(p.Syntax, f)
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if _, ok := t.dir(path); !ok {
				continue
			}
			if p.Imports[path], err = t.load(path); err != nil {
				return nil, err
			}
		}
	}
	conf := types.Config{Importer: imports{p, t.std}, GoVersion: "go1.25", Sizes: p.TypesSizes}
	var err error
	p.Types, err = conf.Check(path, p.Fset, p.Syntax, p.TypesInfo)
	if err == nil {
		p.Name = p.Types.Name()
	}
	return p, err
}

// imports imports what a package imports.
type imports struct {
	of  *packages.Package
	std types.Importer
}

func (i imports) Import(path string) (*types.Package, error) {
	if p := i.of.Imports[path]; p != nil {
		return p.Types, nil
	}
	return i.std.Import(path)
}

// NewInfo returns what the type checker fills for an analysis.
func NewInfo() *types.Info {
	return &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Instances: map[*ast.Ident]types.Instance{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}
}

// Paths returns the import paths of all packages of the tree.
func (t *Tree) Paths(tb testing.TB) (out []string) {
	tb.Helper()
	err := filepath.WalkDir(t.Dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(t.Dir, name)
		path := strings.TrimSuffix(t.Prefix+"/"+filepath.ToSlash(rel), "/.")
		if _, ok := t.dir(path); ok {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}
