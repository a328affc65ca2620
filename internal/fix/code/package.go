// Package code answers questions about the code of a package, with its types: which
// function a call names, what a variable holds, where a map is used and what the
// analysis knows of that use, how the code at some place names a lock, what a function
// does that matters to a caller who holds a lock.
//
// It decides nothing and makes no edits. How statements come under a lock belongs in
// package section, what repairs a finding in the packages of fixers.
package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"go/version"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A Package is a source with its types.
type Package struct {
	*text.Source
	Info      *types.Info
	goVersion string // of the module, "go1.21"; "" if not known
	Decls     map[*types.Func]*ast.FuncDecl
	Funcs     []*types.Func          // those of Decls, in the order of the source
	calls     map[*types.Func][]Site // by callee, nil until needed
}

// NewPackage indexes the functions of a package.
func NewPackage(src *text.Source, info *types.Info, goVersion string) *Package {
	p := &Package{Source: src, Info: info, goVersion: goVersion, Decls: map[*types.Func]*ast.FuncDecl{}}
	for _, f := range src.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				if fn, ok := info.Defs[fd.Name].(*types.Func); ok {
					p.Decls[fn] = fd
					p.Funcs = append(p.Funcs, fn)
				}
			}
		}
	}
	return p
}

// InTest reports whether a position lies in a test file.
func (p *Package) InTest(pos token.Pos) bool {
	return strings.HasSuffix(p.Fset.File(pos).Name(), "_test.go")
}

// AtLeast reports whether a file may use what a version of Go added.
func (p *Package) AtLeast(f *ast.File, v string) bool {
	have := p.Info.FileVersions[f]
	if have == "" {
		have = p.goVersion
	}
	return have == "" || version.Compare(version.Lang(have), v) >= 0
}

// Callee returns the function or method that a call names, nil for a function
// value.
func (p *Package) Callee(c *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(p.Info, c).(*types.Func)
	return fn
}

// VarOf returns the variable or field that the last name of an expression denotes, nil if
// there is none.
func (p *Package) VarOf(e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, _ := p.Info.ObjectOf(e).(*types.Var)
		return Origin(v)
	case *ast.SelectorExpr:
		v, _ := p.Info.ObjectOf(e.Sel).(*types.Var)
		return Origin(v)
	case *ast.StarExpr:
		return p.VarOf(e.X)
	case *ast.UnaryExpr:
		return p.VarOf(e.X)
	}
	return nil
}

// Origin returns the field of the generic type that a field is an instance of, and other
// variables as they are.
func Origin(v *types.Var) *types.Var {
	if v == nil {
		return nil
	}
	return v.Origin()
}

// AsVar returns an object as a variable, nil if it is something else.
func AsVar(obj types.Object) *types.Var {
	v, _ := obj.(*types.Var)
	return v
}

// IsMap reports whether t is a map type.
func IsMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// TypeOf returns the type of an expression, the invalid type if it has none.
func TypeOf(info *types.Info, e ast.Expr) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// QualifiedName returns the name of a type with the path of its package, and for a pointer
// the name of the type that it points to; "" if the type has no name.
func QualifiedName(t types.Type) string {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return ""
}
