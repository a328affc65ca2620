package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/syntax"
)

// maxTests is how many functions of test files may be analysed whatever they do,
// and follow all that they call.
const maxTests = 200

// idleTests returns the idle functions of test files, if there are many tests, and
// reports whether there are. Without their bodies, the SSA form of a package may be half
// as large.
//
// False negative: an idle test that reads a number which the code changes by sync/atomic.
func (in *Input) idleTests() (idle map[*ast.FuncDecl]bool, many bool) {
	n := 0
	for _, f := range in.Files {
		for _, d := range f.Decls {
			if _, ok := d.(*ast.FuncDecl); ok && in.inTest(f.FileStart) {
				n++
			}
		}
	}
	if n <= maxTests {
		return nil, false
	}
	used := map[types.Object]bool{}
	for _, obj := range in.Info.Uses {
		if fn, ok := obj.(*types.Func); ok && fn.Pkg() == in.Pkg {
			used[fn] = true
		}
	}
	idle = map[*ast.FuncDecl]bool{}
	for _, f := range in.Files {
		if in.inTest(f.FileStart) {
			in.addIdle(f, used, idle)
		}
	}
	return idle, true
}

// addIdle adds the idle functions of a file: those that no other function uses and that
// have nothing to say. Such a function starts no goroutine and touches no map and no word
// by sync/atomic. All that happens there is done by the code under test.
func (in *Input) addIdle(f *ast.File, used map[types.Object]bool, idle map[*ast.FuncDecl]bool) {
	var fn *ast.FuncDecl // the last one
	syntax.Inspect(f, in.Inspect, busyNodes, func(n ast.Node) (descend bool) {
		if d, ok := n.(*ast.FuncDecl); ok {
			fn = d
			idle[fn] = d.Recv == nil && d.Body != nil && !used[in.Info.Defs[d.Name]]
		} else if fn == nil || n.Pos() >= fn.End() {
			return true // another declaration
		} else if idle[fn] {
			idle[fn] = !busy(in.Info, n)
		}
		return idle[fn]
	})
}

// withoutBodies returns files without the bodies of some functions. The files themselves
// stay as they are: others read them too.
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
		return obj.Type() != nil && ssaq.IsMap(ssaq.Pointee(obj.Type()))
	case *types.Func:
		if recv := obj.Signature().Recv(); recv != nil && ssaq.IsMap(ssaq.Pointee(recv.Type())) {
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
	return t != nil && ssaq.IsMap(ssaq.Pointee(t))
}

// InTest reports whether a position lies in a test file.
func (e *Program) InTest(pos token.Pos) bool { return e.In.inTest(pos) }

func (in *Input) inTest(pos token.Pos) bool {
	f := in.Fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}
