package retype

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// SyncMap makes the plan that replaces a map by a sync.Map, nil if it cannot be replaced.
func SyncMap(p *repair.Planner, v *types.Var) *repair.Plan {
	if v == nil || v.Pkg() != p.Pkg || p.InOtherBuild(v.Name()) {
		return nil
	}
	if isShared := v.IsField() || v.Parent() == p.Pkg.Scope(); isShared && v.Exported() {
		return nil // other packages may access it
	}
	file := p.File(v.Pos())
	if file == nil {
		return nil
	}
	m := &mapRewrite{
		Planner: p, v: v, typ: v.Type().Underlying().(*types.Map), file: file,
		plan: repair.NewPlan(fmt.Sprintf("use a sync.Map for %s", v.Name())),
	}
	pkg, es := p.Import(file, "sync")
	m.plan.Add(file, es...)
	if !m.declare(pkg+".Map") || !m.accesses() || !m.independent() {
		return nil
	}
	if !p.CanEdit(m.plan) {
		return nil
	}
	if p.Format(m.plan); m.plan.Bad {
		return nil
	}
	return m.plan
}

// A mapRewrite is a map variable that becomes a sync.Map.
type mapRewrite struct {
	*repair.Planner
	v    *types.Var
	typ  *types.Map
	file *ast.File // that declares it
	plan *repair.Plan
	ops  []pointOp
}

// A pointOp is an access to one key.
type pointOp struct {
	fn   ast.Node
	kind string // Load, Store or Delete
	key  string
}

// replace adds the edit that replaces the source from one position to another.
func (m *mapRewrite) replace(from, to token.Pos, snippet string) {
	m.plan.Add(m.Planner.File(from), text.Replace(from, to, snippet))
}

// independent reports whether no function accesses two keys, or looks a key up and changes
// it: other goroutines may change the map between two accesses.
func (m *mapRewrite) independent() bool {
	first := map[ast.Node]pointOp{}
	for _, op := range m.ops {
		have, ok := first[op.fn]
		mixed := (have.kind == "Load") != (op.kind == "Load")
		if ok && (mixed || have.key != op.key) {
			return false
		}
		first[op.fn] = op
	}
	return len(m.ops) > 0
}

// declare replaces the type in the declaration of the variable.
func (m *mapRewrite) declare(typ string) bool {
	if m.v.IsField() {
		return m.declareField(typ)
	}
	id := m.DeclaringIdent(m.v)
	switch up := m.Parent(id).(type) {
	case *ast.ValueSpec:
		if len(up.Names) != 1 || len(up.Values) == 1 && !m.empty(up.Values[0]) {
			return false
		}
		m.replace(id.End(), up.End(), " "+typ)
		return true
	case *ast.AssignStmt:
		if len(up.Lhs) != 1 || m.Siblings(up) == nil || !m.empty(up.Rhs[0]) {
			return false
		}
		m.replace(up.Pos(), up.End(), "var "+id.Name+" "+typ)
		return true
	}
	return false
}

// declareField replaces the type in the declaration of a field, and keeps the old type as a
// comment.
func (m *mapRewrite) declareField(typ string) bool {
	field, st := m.FieldDecl(m.v)
	if field == nil || len(field.Names) != 1 || field.Tag != nil {
		return false
	}
	spec, ok := m.Parent(st).(*ast.TypeSpec)
	if !ok {
		return false
	}
	name, ok := m.Info.Defs[spec.Name].(*types.TypeName)
	if !ok || m.IsCopied(name) {
		return false
	}
	if field.Comment == nil {
		typ += " // " + m.Text(field.Type)
	}
	m.replace(field.Type.Pos(), field.Type.End(), typ)
	return true
}

// empty reports whether an expression makes a map without entries.
func (m *mapRewrite) empty(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return len(e.Elts) == 0
	case *ast.CallExpr:
		return m.Text(e.Fun) == "make" && m.Info.Types[e.Fun].IsBuiltin()
	}
	return false
}
