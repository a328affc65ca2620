package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/syntax"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// maxTests bounds the functions of test files that are all analysed, with everything that
// they call. Of more functions, the idle ones are left out; see also [Tests].
const maxTests = 200

// idleTests reports whether the test files have many functions and, if so, returns the
// idle ones. Without their bodies, the SSA form of a package may be half as large.
//
// False negative: an idle test that reads a number which the code changes by sync/atomic.
func (src *Source) idleTests() (idle map[*ast.FuncDecl]bool, many bool) {
	n := 0
	for _, f := range src.Files {
		for _, d := range f.Decls {
			if _, ok := d.(*ast.FuncDecl); ok && inTest(src.Fset, f.FileStart) {
				n++
			}
		}
	}
	if n <= maxTests {
		return nil, false
	}
	used := map[types.Object]bool{}
	for _, obj := range src.Info.Uses {
		if fn, ok := obj.(*types.Func); ok && fn.Pkg() == src.Pkg {
			used[fn] = true
		}
	}
	idle = map[*ast.FuncDecl]bool{}
	for _, f := range src.Files {
		if inTest(src.Fset, f.FileStart) {
			src.addIdle(f, used, idle)
		}
	}
	return idle, true
}

// addIdle adds the idle functions of a file: those that no other function uses, that start
// no goroutine and that neither name a map nor use sync/atomic. Whatever happens when one
// runs, the code under test does.
func (src *Source) addIdle(f *ast.File, used map[types.Object]bool, idle map[*ast.FuncDecl]bool) {
	var fn *ast.FuncDecl // the last declaration
	syntax.Inspect(f, src.Inspect, busyNodes, func(n ast.Node) (descend bool) {
		if d, ok := n.(*ast.FuncDecl); ok {
			fn = d
			idle[fn] = d.Recv == nil && d.Body != nil && !used[src.Info.Defs[d.Name]]
		} else if fn == nil || n.Pos() >= fn.End() {
			return true // another declaration
		} else if idle[fn] {
			idle[fn] = !busy(src.Info, n)
		}
		return idle[fn]
	})
}

// withoutBodies returns the files without the bodies of some functions. It does not change
// the files themselves, which others read too.
func withoutBodies(files []*ast.File, which map[*ast.FuncDecl]bool) []*ast.File {
	out := slices.Clone(files)
	for i, f := range files {
		for j, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || !which[fn] {
				continue
			}
			if out[i] == f {
				bare := *f
				bare.Decls = slices.Clone(f.Decls)
				out[i] = &bare
			}
			bare := *fn
			bare.Body = nil
			out[i].Decls[j] = &bare
		}
	}
	return out
}

// busyNodes are the types of nodes that addIdle looks at.
var busyNodes = []ast.Node{
	(*ast.FuncDecl)(nil), (*ast.GoStmt)(nil), (*ast.MapType)(nil), (*ast.Ident)(nil), (*ast.UnaryExpr)(nil), (*ast.CallExpr)(nil),
	(*ast.IndexExpr)(nil), (*ast.StarExpr)(nil), (*ast.TypeAssertExpr)(nil), (*ast.CompositeLit)(nil),
}

// busy reports whether a function that has a node is not idle.
func busy(info *types.Info, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt, *ast.MapType:
		return true
	case *ast.Ident:
		obj := info.Uses[n]
		if obj == nil {
			obj = info.Defs[n]
		}
		return busyObject(obj)
	case *ast.UnaryExpr:
		return n.Op == token.ARROW && isMapExpr(info, n)
	case *ast.CallExpr, *ast.IndexExpr, *ast.StarExpr, *ast.TypeAssertExpr, *ast.CompositeLit:
		return isMapExpr(info, n.(ast.Expr))
	}
	return false
}

// busyObject reports whether a function that names an object is not idle: the object is a
// map, a method of one, a function that starts goroutines or one of sync/atomic.
func busyObject(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Var, *types.TypeName:
		return obj.Type() != nil && typeq.IsMap(typeq.Pointee(obj.Type()))
	case *types.Func:
		if recv := obj.Signature().Recv(); recv != nil && typeq.IsMap(typeq.Pointee(recv.Type())) {
			return true
		}
		switch known.Func(obj).Kind {
		case known.Spawn, known.Parallel, known.Atomic:
			return true
		}
	}
	return false
}

// isMapExpr reports whether the value of an expression is a map or a pointer to one.
func isMapExpr(info *types.Info, x ast.Expr) bool {
	t := info.TypeOf(x)
	return t != nil && typeq.IsMap(typeq.Pointee(t))
}
