package hold

import (
	"fmt"
	"go/ast"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Whole makes one critical section of a method that reaches maps through local variables,
// where a lock of the receiver guards them: it walks down a tree, or asks another method
// for the map. A section for each step would not keep the steps together.
func Whole(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	u, l, _, ok := viaReceiver(p, f)
	if !ok {
		return "", nil
	}
	fn := p.EnclosingFunc(u.Node)
	if !safeOrder(p, f, l) || p.CalledUnder(fn, l.Var) || len(p.LockCalls(fn, l.Var)) > 0 {
		return "", nil
	}
	uses, viaLocal := []code.Use(nil), false
	for i := range p.Findings {
		other, ol, away, ok := viaReceiver(p, &p.Findings[i])
		if ok && p.EnclosingFunc(other.Node) == fn && ol.Expr == l.Expr {
			uses = append(uses, other)
			viaLocal = viaLocal || away
		}
	}
	if more := viaLocals(p, fn.(*ast.FuncDecl)); len(more) > 0 {
		uses, viaLocal = append(uses, more...), true
	}
	if !viaLocal {
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

// viaReceiver returns what a finding is about in a method whose receiver has the guard: a
// call of another method, or an access to a map, that starts from the receiver; away is
// set if it goes through a local variable.
func viaReceiver(p *repair.Planner, f *conflict.Finding) (u code.Use, l code.Lock, away, ok bool) {
	if !f.HasGuard || f.Category == conflict.LockLeak || f.Category == conflict.SharedCopy {
		return code.Use{}, code.Lock{}, false, false
	}
	u, from := useFrom(p, f)
	if from == nil || guard.Holds(&f.Access.Access, f.Guard) {
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
	if l, ok = p.FieldLock(recv, name); !ok || !t.rooted(from, maxSteps) {
		return code.Use{}, code.Lock{}, false, false
	}
	return u, l, t.away, true
}

// useFrom returns what a finding is about, with the expression that it starts from: the
// receiver of a call, or a map; nil if there is none.
func useFrom(p *repair.Planner, f *conflict.Finding) (u code.Use, from ast.Expr) {
	if !f.Via.IsValid() {
		u, _ = p.UseAt(&f.Access.Access)
		return u, u.Expr
	}
	call := p.CallAt(f.Via)
	if call == nil {
		return u, nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return u, nil
	}
	return code.Use{Node: call, Expr: call, Write: f.Access.Op.Writes(), IsOperation: true}, sel.X
}

// viaLocals returns the accesses of a method to maps that it reaches from its receiver
// through local variables: one finding may stand for several of them.
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
		if t := (tracer{Planner: p, recv: recv, fn: decl}); t.rooted(u.Expr, maxSteps) && t.away {
			out = append(out, u)
		}
		return true
	})
	return out
}
