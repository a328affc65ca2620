package program

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/syntax"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// syntaxIndex finds syntax by the position that SSA form has for its instruction.
type syntaxIndex struct {
	exprs   map[token.Pos]ast.Expr // maps, by the operation on them
	calls   map[token.Pos]*ast.CallExpr
	methods map[token.Pos]bool // the calls of methods
	decls   map[token.Pos]*ast.FuncDecl
}

// ExprAt returns the source text of the map of the operation at pos. If there is none or it
// is long, it returns what [ssaq.ExprOf] does for v.
func (x *syntaxIndex) ExprAt(pos token.Pos, v ssa.Value) string {
	if e, ok := x.exprs[pos]; ok {
		if s := shortExpr(e); s != "" {
			return s
		}
	}
	return ssaq.ExprOf(v)
}

// ArgExpr returns the source text of argument i of the call at pos, where the receiver of a
// method is argument 0. If there is none or it is long, it returns what [ssaq.ExprOf] does for v.
func (x *syntaxIndex) ArgExpr(pos token.Pos, i int, v ssa.Value) string {
	call, ok := x.calls[pos]
	if !ok {
		return ssaq.ExprOf(v)
	}
	args := call.Args
	if x.methods[pos] {
		args = append([]ast.Expr{ast.Unparen(call.Fun).(*ast.SelectorExpr).X}, args...)
	}
	if i < len(args) {
		if s := shortExpr(args[i]); s != "" {
			return s
		}
	}
	return ssaq.ExprOf(v)
}

// maxExprText bounds the length of an expression in a message.
const maxExprText = 40

// shortExpr returns the text of an expression, "" if it is long.
func shortExpr(x ast.Expr) string {
	s := types.ExprString(ast.Unparen(x))
	if len(s) > maxExprText {
		return ""
	}
	return s
}

// index records the map expressions, the calls and the function declarations of a package,
// except in the bodies of idle tests.
func (x *syntaxIndex) index(src Source, idle map[*ast.FuncDecl]bool) {
	indexed := []ast.Node{(*ast.IndexExpr)(nil), (*ast.RangeStmt)(nil), (*ast.CallExpr)(nil), (*ast.FuncDecl)(nil)}
	record := func(n ast.Node) (descend bool) {
		switch n := n.(type) {
		case *ast.IndexExpr:
			x.addMap(src.Info, n.Lbrack, n.X)
		case *ast.RangeStmt:
			x.addMap(src.Info, n.For, n.X)
		case *ast.CallExpr:
			x.calls[n.Lparen] = n
			if isMethodCall(src.Info, n) {
				x.methods[n.Lparen] = true
			}
			if len(n.Args) > 0 {
				x.addMap(src.Info, n.Lparen, n.Args[0])
			}
		case *ast.FuncDecl:
			x.decls[n.Name.Pos()] = n
			return !idle[n]
		}
		return true
	}
	for _, f := range src.Files {
		syntax.Inspect(f, src.Inspect, indexed, record)
	}
}

func isMethodCall(info *types.Info, call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && info.Selections[sel] != nil && info.Selections[sel].Kind() == types.MethodVal
}

// addMap records the operand of an operation if it is a map.
func (x *syntaxIndex) addMap(info *types.Info, at token.Pos, operand ast.Expr) {
	if t := info.TypeOf(operand); t != nil && typeq.IsMap(t) {
		x.exprs[at] = operand
	}
}
