package declare

import (
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// local declares a guard before a local map.
func (d *declaration) local(f *conflict.Finding) *repair.Plan {
	decl := d.declaring()
	if decl == nil {
		return nil
	}
	uses, ok := d.conflicting(f)
	if !ok {
		return nil
	}
	outer := decl
	for fn := d.EnclosingFunc(decl); fn != nil; fn = d.EnclosingFunc(fn) {
		outer = fn
	}
	name := d.Fresh(outer, decl.Pos(), "mu", d.v.Name()+"Mu")
	if name == "" {
		return nil
	}
	for i := range d.hops {
		h := &d.hops[i]
		if h.name = d.Fresh(h.decl, h.decl.Body.Pos(), "mu", h.v.Name()+"Mu"); h.name == "" {
			return nil
		}
	}
	kind, _ := d.mutex(uses)
	plan := d.plan(uses, func(typ string) (text.Edit, bool) {
		s, ok := decl.(ast.Stmt)
		if !ok {
			return text.Edit{}, false
		}
		at := d.PosBefore(s)
		return text.Insert(at, "var "+name+" "+typ+" // guards "+d.list()+"\n"), true
	}, func(u code.Use, shared bool) (code.Lock, bool) {
		return code.Lock{Expr: *d.name(d.Target(u), name), Var: d.v, Shared: shared}, true
	})
	if plan != nil {
		passGuard(d.Planner, plan, d.hops, name, kind)
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
	for n := d.Parent(id); n != nil; n = d.Parent(n) {
		switch n := n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			if b := text.Body(n); b != nil && len(b.List) > 0 {
				return b.List[0]
			}
			return nil
		case ast.Stmt:
			if d.Siblings(n) != nil {
				return n
			}
		}
	}
	return nil
}

// global declares a guard above a package variable.
func (d *declaration) global() *repair.Plan {
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
	l := code.Lock{Expr: name, Var: d.v}
	return d.plan(uses, func(typ string) (text.Edit, bool) {
		snippet := name + " " + typ + " // guards " + d.list() + "\n"
		if decl.Lparen.IsValid() {
			at := spec.Pos()
			if spec.Doc != nil {
				at = spec.Doc.Pos()
			}
			return text.Insert(at, snippet), true
		}
		at := decl.Pos()
		if decl.Doc != nil {
			at = decl.Doc.Pos()
		}
		return text.Insert(at, "var "+snippet+"\n"), true
	}, func(u code.Use, shared bool) (code.Lock, bool) {
		l.Shared = shared
		return l, d.Lookup(name, u.Node.Pos()) == nil && u.Expr != nil
	})
}
