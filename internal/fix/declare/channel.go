package declare

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// heldAt returns a lock as the code at a use names it.
func heldAt(p *repair.Planner, h held, u code.Use) (code.Lock, bool) {
	if h.mark.Kind != state.Semaphore {
		return p.LockAt(u.Expr, h.mark, h.way)
	}
	return channelAt(p, h, u)
}

// channelAt returns a channel that is used as a lock, as the code at a use names it; the
// statements that take and release it are those around the access that holds it.
func channelAt(p *repair.Planner, h held, u code.Use) (code.Lock, bool) {
	by, ok := p.UseAt(h.by)
	if !ok {
		return code.Lock{}, false
	}
	var l code.Lock
	pl := h.mark.Place
	name := text.LastName(pl.Name)
	switch {
	case pl.Path != "":
		base := p.Peel(u.Expr, 1)
		besideMap := h.by.Place.HasPrefix(pl.Parent()) && h.by.Place.Len() == pl.Len()
		if base == nil || !besideMap || p.IsOwnCopy(base) {
			return code.Lock{}, false
		}
		name = text.LastName(pl.Path)
		obj, _, _ := types.LookupFieldOrMethod(code.TypeOf(p.Info, base), true, p.Pkg, name)
		l = code.Lock{Expr: p.Text(base) + "." + name, Var: code.Origin(code.AsVar(obj)), Base: base}
	case pl.Kind == place.Global:
		l = code.Lock{Expr: name, Var: code.AsVar(p.Pkg.Scope().Lookup(name))}
	default:
		if v := localChannel(p, by); v != nil && p.NeverReassigned(v) {
			l = code.Lock{Expr: v.Name(), Var: v}
		}
	}
	if l.Var == nil || l.Base == nil && p.Lookup(l.Expr, u.Node.Pos()) != types.Object(l.Var) {
		return code.Lock{}, false
	}
	l.Channel = channelLockOf(p, l, by)
	return l, l.Channel != nil
}

// localChannel returns the local variable whose channel a function uses last before an
// access, nil if there is none.
func localChannel(p *repair.Planner, before code.Use) (last *types.Var) {
	fn := p.EnclosingFunc(before.Node)
	if fn == nil {
		return nil
	}
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		var ch ast.Expr
		switch n := n.(type) {
		case *ast.SendStmt:
			ch = n.Chan
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				ch = n.X
			}
		case *ast.FuncLit, *ast.DeferStmt:
			return false
		}
		if id, ok := ch.(*ast.Ident); ok && id.Pos() < before.Pos() {
			last = code.AsVar(p.Info.Uses[id])
		}
		return true
	})
	return last
}

// channelLockOf returns the statements by which a function takes and releases the channel
// of l around a use, nil if other code cannot repeat them.
func channelLockOf(p *repair.Planner, l code.Lock, around code.Use) *code.ChannelLock {
	fn := p.EnclosingFunc(around.Node)
	if fn == nil {
		return nil
	}
	var before, after string
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			if lit, ok := n.Call.Fun.(*ast.FuncLit); ok && n.Pos() < around.Pos() && len(lit.Body.List) == 1 {
				after = channelOp(p, l, lit.Body.List[0])
			}
			return false
		case *ast.FuncLit:
			return false
		case ast.Stmt:
			if op := channelOp(p, l, n); op != "" && n.Pos() < around.Pos() {
				before = op
			} else if after == "" {
				after = op
			}
		}
		return true
	})
	if before == "" || after == "" || strings.HasPrefix(before, "<-") == strings.HasPrefix(after, "<-") {
		return nil
	}
	return &code.ChannelLock{Take: before, Release: after}
}

// channelOp returns the source of a statement that sends to the channel of l or receives
// from it, "" for other statements.
func channelOp(p *repair.Planner, l code.Lock, s ast.Stmt) string {
	switch s := s.(type) {
	case *ast.SendStmt:
		if p.VarOf(s.Chan) == l.Var && plainValue(s.Value) {
			return l.Expr + " <- " + p.Text(s.Value)
		}
	case *ast.ExprStmt:
		if x, ok := ast.Unparen(s.X).(*ast.UnaryExpr); ok && x.Op == token.ARROW && p.VarOf(x.X) == l.Var {
			return "<-" + l.Expr
		}
	}
	return ""
}

// plainValue reports whether an expression means the same everywhere: struct{}{}, true, 1.
func plainValue(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return e.Name == "true" || e.Name == "false" || e.Name == "nil"
	case *ast.CompositeLit:
		_, st := e.Type.(*ast.StructType)
		return st && len(e.Elts) == 0
	}
	return false
}
