package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// Alternatives returns, for maps that get a guard by some plans, the plans that
// make them a sync.Map instead. There is one only where every access in the
// package stands for itself: the map is looked up, stored to and deleted from one
// key at a time, and nothing that is done to a key depends on a look-up before.
func Alternatives(in Input, plans []*Plan) []*Plan {
	var p *planner
	var out []*Plan
	seen := map[*types.Var]*Plan{}
	for _, pl := range plans {
		if pl.several {
			continue // what is changed together would no longer be seen together
		}
		for _, i := range pl.Findings {
			f := &in.Findings[i]
			if f.HasGuard || !slices.Contains([]conflict.Category{conflict.WriteWrite, conflict.ReadWrite, conflict.RangeWrite}, f.Category) {
				continue
			}
			if p == nil {
				p = newPlanner(in)
			}
			u, ok := p.useAt(&f.Access.Access)
			if !ok {
				continue
			}
			v := p.target(u)
			alt, known := seen[v]
			if !known {
				if alt = syncMap(p, v); alt != nil {
					out = append(out, alt)
				}
				seen[v] = alt
			}
			if alt != nil {
				alt.Findings = append(alt.Findings, i)
			}
		}
	}
	return out
}

// syncMap makes the plan for one map, nil if a sync.Map cannot stand for it.
func syncMap(p *planner, v *types.Var) *Plan {
	if v == nil || v.Pkg() != p.Pkg || v.Exported() && (v.IsField() || v.Parent() == p.Pkg.Scope()) || p.inIgnored(v.Name()) {
		return nil
	}
	d := &declaration{planner: p, v: v, file: p.file(v.Pos())}
	if d.file == nil {
		return nil
	}
	m := &mapRewrite{declaration: d, plan: newPlan(fmt.Sprintf("use a sync.Map for %s", v.Name())), typ: v.Type().Underlying().(*types.Map)}
	pkg, es := p.imported(d.file, "sync")
	m.plan.add(d.file, es...)
	if !m.declare(pkg+".Map") || !m.accesses() || !m.independent() || !p.editable(m.plan) {
		return nil
	}
	if p.format(m.plan); m.plan.bad {
		return nil
	}
	return m.plan
}

// mapRewrite is a map variable that becomes a sync.Map.
type mapRewrite struct {
	*declaration
	plan *Plan
	typ  *types.Map
	ops  []pointOp
}

// pointOp is an access to one key.
type pointOp struct {
	fn   ast.Node
	kind string // Load, Store or Delete
	key  string
}

func (m *mapRewrite) replace(from, to token.Pos, text string) {
	m.plan.add(m.planner.file(from), replaceText(from, to, text))
}

// independent reports whether no function accesses two keys, or changes a key
// that it looks up: what it does depends on more than one access then.
func (m *mapRewrite) independent() bool {
	first := map[ast.Node]pointOp{}
	for _, op := range m.ops {
		have, ok := first[op.fn]
		if ok && (have.key != op.key || (have.kind == "Load") != (op.kind == "Load")) {
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
	var id *ast.Ident
	ast.Inspect(m.file, func(n ast.Node) bool {
		if i, ok := n.(*ast.Ident); ok && i.Pos() == m.v.Pos() {
			id = i
		}
		return id == nil
	})
	switch up := m.parent(id).(type) {
	case *ast.ValueSpec:
		if len(up.Names) != 1 || len(up.Values) == 1 && !m.empty(up.Values[0]) {
			return false
		}
		m.replace(id.End(), up.End(), " "+typ)
		return true
	case *ast.AssignStmt:
		if len(up.Lhs) != 1 || m.siblings(up) == nil || !m.empty(up.Rhs[0]) {
			return false
		}
		m.replace(up.Pos(), up.End(), "var "+id.Name+" "+typ)
		return true
	}
	return false
}

func (m *mapRewrite) declareField(typ string) bool {
	field, st := m.fieldDecl(m.v)
	if field == nil || len(field.Names) != 1 || field.Tag != nil {
		return false
	}
	spec, ok := m.parent(st).(*ast.TypeSpec)
	if !ok {
		return false
	}
	name, ok := m.Info.Defs[spec.Name].(*types.TypeName)
	if !ok || m.isCopied(name) {
		return false
	}
	if field.Comment == nil {
		typ += " // " + m.src(field.Type)
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
		return m.src(e.Fun) == "make" && m.Info.Types[e.Fun].IsBuiltin()
	}
	return false
}

// accesses rewrites all occurrences of the variable in the package.
func (m *mapRewrite) accesses() bool {
	ok := true
	for _, f := range m.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			id, is := n.(*ast.Ident)
			if !is || !ok || origin(asVar(m.Info.Uses[id])) != m.v {
				return ok
			}
			var e ast.Expr = id
			if sel, is := m.parent(id).(*ast.SelectorExpr); is && sel.Sel == id {
				e = sel
			}
			ok = m.access(e)
			return ok
		})
	}
	return ok
}

// access rewrites one occurrence.
func (m *mapRewrite) access(e ast.Expr) bool {
	switch up := m.parent(e).(type) {
	case *ast.KeyValueExpr:
		lit, ok := m.parent(up).(*ast.CompositeLit)
		return ok && up.Key == e && m.empty(up.Value) && m.removeElement(lit, up)
	case *ast.AssignStmt: // of a new map
		if len(up.Lhs) != 1 || up.Lhs[0] != e || !m.empty(up.Rhs[0]) || m.siblings(up) == nil {
			return false
		}
		if lazy := m.lazily(up); lazy != nil {
			m.plan.add(m.planner.file(e.Pos()), m.remove(lazy))
			return true
		}
		m.plan.add(m.planner.file(e.Pos()), m.remove(up))
		return m.ownObject(use{expr: e, node: up})
	case *ast.BinaryExpr: // of nil, before it is made
		i, ok := m.parent(up).(*ast.IfStmt)
		if !ok || len(i.Body.List) != 1 {
			return false
		}
		a, ok := i.Body.List[0].(*ast.AssignStmt)
		return ok && m.lazily(a) == i
	case *ast.CallExpr:
		if !m.Info.Types[up.Fun].IsBuiltin() || m.src(up.Fun) != "delete" || up.Args[0] != e {
			return false
		}
		key, ok := m.operand(up.Args[1], m.typ.Key())
		m.note(e, "Delete", up.Args[1])
		m.replace(up.Pos(), up.End(), m.src(e)+".Delete("+key+")")
		return ok
	case *ast.IndexExpr:
		return up.X == e && m.element(e, up)
	}
	return false
}

// lazily returns the if statement in which an assignment makes the map if there
// is none yet: "if x.m == nil { x.m = make(…) }"; nil if it is not of that form.
func (m *mapRewrite) lazily(a *ast.AssignStmt) ast.Stmt {
	i, ok := m.parent(m.parent(a)).(*ast.IfStmt)
	if !ok || i.Init != nil || i.Else != nil || len(i.Body.List) != 1 || len(a.Lhs) != 1 || m.siblings(i) == nil || !m.empty(a.Rhs[0]) {
		return nil
	}
	if c, ok := i.Cond.(*ast.BinaryExpr); !ok || c.Op != token.EQL || m.src(c.X) != m.src(a.Lhs[0]) || m.src(c.Y) != "nil" {
		return nil
	}
	return i
}

// removeElement takes an element out of a composite literal.
func (m *mapRewrite) removeElement(lit *ast.CompositeLit, kv *ast.KeyValueExpr) bool {
	from, to := m.lineStart(kv.Pos()), m.lineEnd(kv.End())
	i := slices.Index(lit.Elts, ast.Expr(kv))
	switch {
	case strings.TrimSpace(m.between(from, kv.Pos())) == "" && strings.HasPrefix(strings.TrimSpace(m.between(kv.End(), to)), ","):
		m.replace(from, to+1, "")
	case i+1 < len(lit.Elts):
		m.replace(kv.Pos(), lit.Elts[i+1].Pos(), "")
	case i > 0:
		m.replace(lit.Elts[i-1].End(), kv.End(), "")
	default:
		m.replace(kv.Pos(), kv.End(), "")
	}
	return true
}

// note remembers an access that others may come in between; those of an object
// that nobody else has yet do not count.
func (m *mapRewrite) note(e ast.Expr, kind string, key ast.Expr) {
	if m.ownObject(use{expr: e, node: e}) {
		return
	}
	m.ops = append(m.ops, pointOp{m.thread(e), kind, m.src(key)})
}

// thread returns the function around a node that runs by itself: the declared one
// or a literal that a goroutine starts with.
func (m *mapRewrite) thread(n ast.Node) ast.Node {
	fn := m.function(n)
	for {
		lit, ok := fn.(*ast.FuncLit)
		call, called := m.parent(lit).(*ast.CallExpr)
		if !ok || !called {
			return fn
		}
		_, spawned := m.parent(call).(*ast.GoStmt)
		if callee := m.callee(call); spawned || callee != nil && callee.Name() == "Go" {
			return fn
		}
		if outer := m.function(fn); outer != nil {
			fn = outer
		} else {
			return fn
		}
	}
}
