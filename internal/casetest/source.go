package casetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// Source is a type-checked package of one file.
type Source struct {
	Fset *token.FileSet
	File *ast.File
	Pkg  *types.Package
	Info *types.Info
}

// Typed type-checks a package p of one file, with imports by imp. It fails the test if the
// source has errors.
func Typed(tb testing.TB, imp types.Importer, name, src string) Source {
	tb.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		tb.Fatal(err)
	}
	info := NewInfo()
	conf := types.Config{Importer: imp}
	pkg, err := conf.Check("p", fset, []*ast.File{f}, info)
	if err != nil {
		tb.Fatal(err)
	}
	return Source{Fset: fset, File: f, Pkg: pkg, Info: info}
}
