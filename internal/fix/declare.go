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

// declareGuard declares a mutex beside a map that has none and holds it at the
// accesses of the map: at those that conflict if it is a local variable, at all
// that are not of a new object if it is a field or a package variable. Maps that
// are changed together have one mutex.
func declareGuard(p *planner, f *conflict.Finding) (string, func() *Plan) {
	v := unguardedVar(p, f)
	if v == nil || len(lockedAccesses(p, f, v)) > 0 {
		return "", nil
	}
	var hops []hop
	if f.Thread != nil && !v.IsField() {
		ok := false
		if v, hops, ok = liftToSpawn(p, v, f.Thread.Pos.At()); !ok {
			return "", nil
		}
	}
	vars := changedWith(p, v)
	key := fmt.Sprintf("declare %d", vars[0].Pos())
	return key, func() *Plan {
		d := &declaration{planner: p, v: vars[0], vars: vars, hops: hops, file: p.file(vars[0].Pos())}
		if d.file == nil || d.exposed() {
			return nil
		}
		switch {
		case v.IsField():
			return d.field()
		case v.Parent() == p.Pkg.Scope():
			return d.global()
		}
		return d.local(f)
	}
}

// unguardedVar returns the variable that holds the map of a finding if neither of the
// two accesses holds a lock, nil otherwise.
func unguardedVar(p *planner, f *conflict.Finding) *types.Var {
	if f.HasGuard || f.Indirect || f.Access.Marks.NumLocks()+f.Other.Marks.NumLocks() > 0 {
		return nil
	}
	u, ok := p.useAt(&f.Access.Access)
	if !ok {
		return nil
	}
	if v := p.target(u); v != nil && v.Pkg() == p.Pkg {
		return v
	}
	return nil
}

// declaration is a guard to be declared for variable v, and for the others in vars.
type declaration struct {
	*planner
	v    *types.Var
	vars []*types.Var // in the order of the source; fields of one struct if there are several
	file *ast.File
	hops []hop // of a local variable: the functions that are given the map
}

// exposed reports whether other packages can access the variables: they would have
// to hold the new guard too, which they can neither see nor lock.
func (d *declaration) exposed() bool {
	if d.Pkg.Name() == "main" {
		return false
	}
	return slices.ContainsFunc(d.vars, func(v *types.Var) bool {
		if v.IsField() {
			typ := d.structOf(v)
			return v.Exported() && (typ == nil || typ.Exported())
		}
		return v.Exported() && v.Parent() == d.Pkg.Scope()
	})
}

// all returns the uses of the variables in the package that are not of an
// object which nobody else has yet; ok is false if a map goes where it cannot
// be followed, or is read or raced with in some way that is not among the uses.
func (d *declaration) all() (out []use, ok bool) {
	for _, file := range d.Files {
		for _, v := range d.vars {
			for _, u := range d.usesOf(v, file) {
				if d.function(u.node) == nil || d.unshared(u) {
					continue
				}
				if !u.known {
					return nil, false
				}
				out = append(out, u)
			}
		}
		walked, ok := d.reflected(file)
		if !ok {
			return nil, false
		}
		out = append(out, walked...)
	}
	slices.SortStableFunc(out, func(a, b use) int { return int(a.pos() - b.pos()) })
	return out, d.complete(out)
}

// complete reports whether some uses are all accesses that a finding about one of
// the variables is about: a map has other names too, such as the variable from which
// an object got it.
func (d *declaration) complete(uses []use) bool {
	at := map[ast.Node]bool{}
	for _, u := range uses {
		at[u.node] = true
	}
	for i := range d.Findings {
		f := &d.Findings[i]
		if v := unguardedVar(d.planner, f); v == nil || !slices.Contains(d.vars, v) {
			continue
		}
		for k := range f.Racing {
			if u, ok := d.useAt(&f.Racing[k].Access); !ok || !at[u.node] {
				return false
			}
		}
	}
	return true
}

// list names the variables.
func (d *declaration) list() string {
	var names []string
	for _, v := range d.vars {
		names = append(names, v.Name())
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// unshared reports whether a use is of a new object, or in the initialisation
// of the package or in a test.
func (p *accesses) unshared(u use) bool {
	switch {
	case p.racing[u.pos()]:
		return false
	case p.inTest(u.pos()):
		return true
	}
	uses := p.at[u.pos()]
	for _, a := range uses {
		if !a.Fresh {
			return false
		}
	}
	if len(uses) > 0 {
		return true
	}
	if _, ok := u.node.(*ast.BinaryExpr); ok {
		return false // m == nil: the analysis does not list it
	}
	return p.ownObject(u)
}

// ownObject reports whether a use is of an object that its function has just
// made, or in a function init.
func (p *pack) ownObject(u use) bool {
	fn, ok := p.function(u.node).(*ast.FuncDecl)
	if ok && fn.Recv == nil && fn.Name.Name == "init" {
		return true
	}
	sel, ok := ast.Unparen(u.expr).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return false
	}
	switch def := ast.Unparen(orBad(p.definition(id))).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		_, lit := def.X.(*ast.CompositeLit)
		return lit
	case *ast.CallExpr:
		return p.src(def.Fun) == "new"
	}
	return false
}

func orBad(e ast.Expr) ast.Expr {
	if e == nil {
		return &ast.BadExpr{}
	}
	return e
}

// mutex returns the type of the guard: readers share it where they are the
// majority.
func (d *declaration) mutex(uses []use) (name string, shared bool) {
	writers := 0
	for _, u := range uses {
		if u.write {
			writers++
		}
	}
	if readers := len(uses) - writers; readers > 2 && readers > 2*writers {
		return "RWMutex", true
	}
	return "Mutex", false
}

// plan declares the guard by edit decl and covers the uses; lockAt names the
// guard at one of them.
func (d *declaration) plan(uses []use, decl func(typ string) (edit, bool), lockAt func(use, bool) (lock, bool)) *Plan {
	kind, shared := d.mutex(uses)
	sync, es := d.imported(d.file, "sync")
	at, ok := decl(sync + "." + kind)
	if !ok {
		return nil
	}
	plan := newPlan(fmt.Sprintf("guard %s with a mutex", d.list()))
	plan.several = len(d.vars) > 1
	plan.add(d.file, es...)
	plan.add(d.file, at)
	if !coverAll(d.planner, plan, uses, func(u use) (lock, bool) { return lockAt(u, shared) }) {
		return nil
	}
	return plan
}

// conflicting returns the uses of a local map that are in some conflict; ok is
// false if one is made through another variable.
func (d *declaration) conflicting(f *conflict.Finding) (uses []use, ok bool) {
	seen := map[token.Pos]bool{}
	for _, it := range f.Racing {
		u, ok := d.useAt(&it.Access)
		if !ok || d.name(d.target(u), "") == nil {
			return nil, false
		}
		if full := d.useOf(u.expr); full.known {
			full.write = full.write || it.Op.Writes()
			u = full
		}
		if !seen[u.pos()] {
			seen[u.pos()] = true
			uses = append(uses, u)
		}
	}
	slices.SortFunc(uses, func(a, b use) int { return int(a.pos() - b.pos()) })
	return uses, true
}

// local declares a guard before a local map.
func (d *declaration) local(f *conflict.Finding) *Plan {
	decl := d.declaring()
	if decl == nil {
		return nil
	}
	uses, ok := d.conflicting(f)
	if !ok {
		return nil
	}
	outer := decl
	for fn := d.function(decl); fn != nil; fn = d.function(fn) {
		outer = fn
	}
	name := d.fresh(outer, decl.Pos(), "mu", d.v.Name()+"Mu")
	if name == "" {
		return nil
	}
	for i := range d.hops {
		h := &d.hops[i]
		if h.name = d.fresh(h.decl, h.decl.Body.Pos(), "mu", h.v.Name()+"Mu"); h.name == "" {
			return nil
		}
	}
	kind, _ := d.mutex(uses)
	plan := d.plan(uses, func(typ string) (edit, bool) {
		s, ok := decl.(ast.Stmt)
		if !ok {
			return edit{}, false
		}
		at := d.before(s)
		return insertText(at, "var "+name+" "+typ+" // guards "+d.list()+"\n"), true
	}, func(u use, shared bool) (lock, bool) {
		return lock{expr: *d.name(d.target(u), name), v: d.v, shared: shared}, true
	})
	if plan != nil {
		passGuard(d.planner, plan, d.hops, name, kind)
	}
	return plan
}

// name returns how a function calls the guard of the map in v, which is the
// variable itself, where the guard has the given name, or a parameter that gets
// it; nil if v is another map.
func (d *declaration) name(v *types.Var, own string) *string {
	if v == d.v {
		return &own
	}
	for i := range d.hops {
		if d.hops[i].v == v {
			return &d.hops[i].name
		}
	}
	return nil
}

// declaring returns the statement before which a guard of the local variable
// can be declared: the one that declares it, or the first of the function of
// which it is a parameter.
func (d *declaration) declaring() ast.Node {
	var id *ast.Ident
	ast.Inspect(d.file, func(n ast.Node) bool {
		if i, ok := n.(*ast.Ident); ok && i.Pos() == d.v.Pos() {
			id = i
		}
		return id == nil
	})
	if id == nil {
		return nil
	}
	for n := d.parent(id); n != nil; n = d.parent(n) {
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			if b := body(n); b != nil && len(b.List) > 0 {
				return b.List[0]
			}
			return nil
		case ast.Stmt:
			if d.siblings(n) != nil {
				return n
			}
		}
	}
	return nil
}

// global declares a guard above a package variable.
func (d *declaration) global() *Plan {
	uses, ok := d.all()
	if !ok {
		return nil
	}
	var spec *ast.ValueSpec
	var decl *ast.GenDecl
	for _, dd := range d.file.Decls {
		g, ok := dd.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			if vs, ok := s.(*ast.ValueSpec); ok && vs.Pos() <= d.v.Pos() && d.v.Pos() < vs.End() {
				spec, decl = vs, g
			}
		}
	}
	name := d.v.Name() + "Mu"
	if spec == nil || len(spec.Names) != 1 || d.Pkg.Scope().Lookup(name) != nil {
		return nil
	}
	l := lock{expr: name, v: d.v}
	return d.plan(uses, func(typ string) (edit, bool) {
		text := name + " " + typ + " // guards " + d.list() + "\n"
		if decl.Lparen.IsValid() {
			at := spec.Pos()
			if spec.Doc != nil {
				at = spec.Doc.Pos()
			}
			return insertText(at, text), true
		}
		at := decl.Pos()
		if decl.Doc != nil {
			at = decl.Doc.Pos()
		}
		return insertText(at, "var "+text+"\n"), true
	}, func(u use, shared bool) (lock, bool) {
		l.shared = shared
		return l, d.lookup(name, u.node.Pos()) == nil && u.expr != nil
	})
}
