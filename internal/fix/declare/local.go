package declare

import (
	"go/ast"
	"go/token"
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
	name := d.Fresh(d.outermostFunc(decl), decl.Pos(), "mu", d.v.Name()+"Mu")
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
	plan := d.plan(uses, func(typ string) text.Edit {
		return text.Insert(d.PosBefore(decl), "var "+name+" "+typ+" // guards "+d.list()+"\n")
	}, func(u code.Use) (code.Lock, bool) {
		return code.Lock{Expr: *d.name(d.Target(u), name), Var: d.v}, true
	})
	if plan != nil {
		passGuard(d.Planner, plan, d.hops, name, kind)
	}
	return plan
}

// outermostFunc returns the outermost function around a node.
func (d *declaration) outermostFunc(n ast.Node) ast.Node {
	for fn := d.EnclosingFunc(n); fn != nil; fn = d.EnclosingFunc(fn) {
		n = fn
	}
	return n
}

// name returns the name of the guard where the map is in v: own for the declared variable,
// or that of a parameter; nil if v is another map.
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

// declaring returns the statement before which the guard of a local variable can be
// declared: the one that declares the variable, or the first of the function that has it
// as a parameter; nil if there is none.
func (d *declaration) declaring() ast.Stmt {
	id := d.DeclaringIdent(d.v)
	if id == nil {
		return nil
	}
	for n := range d.Enclosing(id) {
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
	spec := d.ValueSpec(d.v)
	name := d.v.Name() + "Mu"
	if spec == nil || len(spec.Names) != 1 || d.Pkg.Scope().Lookup(name) != nil {
		return nil
	}
	decl, ok := d.Parent(spec).(*ast.GenDecl)
	if !ok {
		return nil
	}
	return d.plan(uses, func(typ string) text.Edit {
		snippet := name + " " + typ + " // guards " + d.list() + "\n"
		if decl.Lparen.IsValid() {
			return text.Insert(withDoc(spec, spec.Doc), snippet)
		}
		return text.Insert(withDoc(decl, decl.Doc), "var "+snippet+"\n")
	}, func(u code.Use) (code.Lock, bool) {
		return code.Lock{Expr: name, Var: d.v}, d.Lookup(name, u.Node.Pos()) == nil && u.Expr != nil
	})
}

// withDoc returns the position of a declaration with its doc comment, if it has one.
func withDoc(n ast.Node, doc *ast.CommentGroup) token.Pos {
	if doc != nil {
		return doc.Pos()
	}
	return n.Pos()
}
