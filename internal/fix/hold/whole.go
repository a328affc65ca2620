package hold

import (
	"fmt"
	"go/ast"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Whole makes one critical section of a method that reaches maps, which a lock
// of its receiver guards, by way of local variables: it goes down a tree, or asks
// another method for the map. To hold the lock for single steps would not do.
func Whole(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	u, l, _, ok := viaReceiver(p, f)
	if !ok {
		return "", nil
	}
	fn := p.EnclosingFunc(u.Node)
	if !safeOrder(p, f, l) || p.CalledUnder(fn, l.Var) || len(p.LockCalls(fn, l.Var)) > 0 {
		return "", nil
	}
	uses, far := []code.Use(nil), false
	for i := range p.Findings {
		other, ol, away, ok := viaReceiver(p, &p.Findings[i])
		if ok && p.EnclosingFunc(other.Node) == fn && ol.Expr == l.Expr {
			uses = append(uses, other)
			far = far || away
		}
	}
	if more := viaLocals(p, fn.(*ast.FuncDecl)); len(more) > 0 {
		uses, far = append(uses, more...), true
	}
	if !far {
		return "", nil
	}
	return fmt.Sprintf("whole %d %s", fn.Pos(), l.Expr), func() *repair.Plan {
		es, ok := section.CoverWhole(p, fn, l, uses)
		if !ok {
			return nil
		}
		plan := repair.NewPlan(fmt.Sprintf("hold %s", l.Expr))
		plan.Add(p.File(fn.Pos()), es...)
		return plan
	}
}

// viaReceiver returns what a finding is about in a method whose receiver has the
// guard: a call of another method of the receiver, or an access to a map that it
// has got from there; away is set if that is by way of a local variable.
func viaReceiver(p *repair.Planner, f *conflict.Finding) (u code.Use, l code.Lock, away, ok bool) {
	if !f.HasGuard || f.Category == conflict.LockLeak || f.Category == conflict.SharedCopy || conflict.Holds(&f.Access.Access, f.Guard) {
		return code.Use{}, code.Lock{}, false, false
	}
	var from ast.Expr
	if f.Via.IsValid() {
		call := p.CallAt(f.Via)
		if call == nil {
			return code.Use{}, code.Lock{}, false, false
		}
		sel, method := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !method {
			return code.Use{}, code.Lock{}, false, false
		}
		from, u = sel.X, code.Use{Node: call, Expr: call, Write: f.Access.Op.Writes(), IsOperation: true}
	} else if u, ok = p.UseAt(&f.Access.Access); ok {
		from = u.Expr
	}
	if from == nil {
		return code.Use{}, code.Lock{}, false, false
	}
	decl, isDecl := p.EnclosingFunc(u.Node).(*ast.FuncDecl)
	if !isDecl || decl.Recv == nil || len(decl.Recv.List[0].Names) == 0 {
		return code.Use{}, code.Lock{}, false, false
	}
	recv := decl.Recv.List[0].Names[0]
	owner, name, _ := text.CutLast(f.Guard.Place.Owner, ".")
	v := code.AsVar(p.Info.Defs[recv])
	if v == nil || code.QualifiedName(v.Type()) != owner {
		return code.Use{}, code.Lock{}, false, false
	}
	t := tracer{Planner: p, recv: v, fn: decl}
	if l, ok = p.FieldLock(recv, name); !ok || !t.rooted(from, 6) {
		return code.Use{}, code.Lock{}, false, false
	}
	return u, l, t.away, true
}

// viaLocals returns the accesses of a method to maps that it has got from its receiver
// by way of local variables; of those that are alike there is one finding.
func viaLocals(p *repair.Planner, decl *ast.FuncDecl) (out []code.Use) {
	recv := code.AsVar(p.Info.Defs[decl.Recv.List[0].Names[0]])
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		var u code.Use
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IndexExpr:
			u = code.Use{Expr: n.X, Node: n, Write: p.IsWritten(n), IsOperation: true}
		case *ast.RangeStmt:
			u = code.Use{Expr: n.X, Node: n, IsOperation: true}
		}
		if u.Expr == nil || !code.IsMap(code.TypeOf(p.Info, u.Expr)) || len(p.ByPos[u.Pos()]) == 0 {
			return true
		}
		if t := (tracer{Planner: p, recv: recv, fn: decl}); t.rooted(u.Expr, 6) && t.away {
			out = append(out, u)
		}
		return true
	})
	return out
}
