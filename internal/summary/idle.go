package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/known"
)

// maxTests is how many functions of test files may be analysed whatever they do,
// and follow all that they call.
const maxTests = 200

// withoutIdle returns the files without the bodies of idle tests, if there are many
// tests, and whether there are. The SSA form of a package may be half that of its
// tests.
//
// The trade: a test that reads a number which the code changes by sync/atomic is
// idle, and not held to it.
func withoutIdle(in Input) (files []*ast.File, many bool) {
	n := 0
	for _, f := range in.Files {
		for _, d := range f.Decls {
			if _, ok := d.(*ast.FuncDecl); ok && in.inTest(f.FileStart) {
				n++
			}
		}
	}
	if n <= maxTests {
		return in.Files, false
	}
	used := map[types.Object]bool{}
	for _, obj := range in.Info.Uses {
		if fn, ok := obj.(*types.Func); ok && fn.Pkg() == in.Pkg {
			used[fn] = true
		}
	}
	files = slices.Clone(in.Files)
	for i, f := range files {
		if in.inTest(f.FileStart) {
			files[i] = withoutBodies(f, func(d *ast.FuncDecl) bool { return !used[in.Info.Defs[d.Name]] && isIdle(in.Info, d) })
		}
	}
	return files, true
}

// withoutBodies returns f without the bodies of some functions. F itself stays as it
// is: others read it too.
func withoutBodies(f *ast.File, which func(*ast.FuncDecl) bool) *ast.File {
	out := *f
	out.Decls = slices.Clone(f.Decls)
	for i, d := range out.Decls {
		if d, ok := d.(*ast.FuncDecl); ok && d.Recv == nil && d.Body != nil && which(d) {
			bare := *d
			bare.Body = nil
			out.Decls[i] = &bare
		}
	}
	return &out
}

// isIdle reports whether a function that no other one refers to has nothing to say:
// it starts no goroutine and touches no map and no word by sync/atomic. All that
// happens there is the doing of the code under test.
func isIdle(info *types.Info, fn *ast.FuncDecl) bool {
	idle := true
	ast.Inspect(fn, func(n ast.Node) bool {
		if idle && n != nil {
			idle = !busy(info, n)
		}
		return idle
	})
	return idle
}

// busy reports whether a node of the syntax is one that an idle test does not have.
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

// busyObject reports whether an object is one that an idle test does not name: a map, a method of
// one, or what starts goroutines or is of sync/atomic.
func busyObject(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Var, *types.TypeName:
		return obj.Type() != nil && isMap(pointee(obj.Type()))
	case *types.Func:
		if recv := obj.Signature().Recv(); recv != nil && isMap(pointee(recv.Type())) {
			return true
		}
		switch known.Func(obj).Kind {
		case known.Spawn, known.Parallel, known.Atomic:
			return true
		}
	}
	return false
}

func isMapExpr(info *types.Info, e ast.Expr) bool {
	t := info.TypeOf(e)
	return t != nil && isMap(pointee(t))
}
