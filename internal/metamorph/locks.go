package metamorph

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// mutexes returns the expressions in the package that name a type of package sync.
func (p *Package) syncTypes(name string) (out []*ast.SelectorExpr) {
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if obj, ok := p.Info.Uses[sel.Sel].(*types.TypeName); ok && obj.Pkg() != nil && obj.Pkg().Path() == "sync" && obj.Name() == name {
					out = append(out, sel)
				}
			}
			return true
		})
	}
	return out
}

// rwMutex replaces each sync.Mutex by a sync.RWMutex.
func rwMutex(p *Package) []edit {
	var e edit
	for _, sel := range p.syncTypes("Mutex") {
		e.changes = append(e.changes, replace(sel.Sel, text("RWMutex")))
	}
	for _, sel := range p.embeddedUses("Mutex") {
		e.changes = append(e.changes, replace(sel.Sel, text("RWMutex")))
	}
	e.changes = append(e.changes, p.embeddedWords("Mutex", "RWMutex")...)
	return nonEmpty(e)
}

// embeddedUses returns the expressions that name an embedded field of a type of sync.
func (p *Package) embeddedUses(name string) (out []*ast.SelectorExpr) {
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == name {
				if v, ok := p.Info.Uses[sel.Sel].(*types.Var); ok && v.Embedded() {
					out = append(out, sel)
				}
			}
			return true
		})
	}
	return out
}

// embeddedWords changes the comments that name an embedded field of a type of sync,
// in the structs that have one.
func (p *Package) embeddedWords(name, to string) (out []change) {
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.StructType)
			if ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool { return len(f.Names) == 0 && typeOf(f) == name }) {
				out = append(out, p.renamedIn(s.Pos(), s.End(), map[string]string{name: to})...)
			}
			return true
		})
	}
	return out
}

// typeOf returns the name of the type of a field, without its package.
func typeOf(f *ast.Field) string {
	if sel, ok := f.Type.(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return ""
}

func nonEmpty(e edit) []edit {
	if len(e.changes) == 0 {
		return nil
	}
	return []edit{e}
}

const (
	ownMutexDecl = `type wrappedMutex struct { inner sync.Mutex }
func (w *wrappedMutex) Lock() { w.inner.Lock() }
func (w *wrappedMutex) Unlock() { w.inner.Unlock() }
func (w *wrappedMutex) TryLock() bool { return w.inner.TryLock() }`
	ownRWMutexDecl = `type wrappedRWMutex struct { inner sync.RWMutex }
func (w *wrappedRWMutex) Lock() { w.inner.Lock() }
func (w *wrappedRWMutex) Unlock() { w.inner.Unlock() }
func (w *wrappedRWMutex) RLock() { w.inner.RLock() }
func (w *wrappedRWMutex) RUnlock() { w.inner.RUnlock() }`
)

// ownMutex replaces each mutex by a type of the package that wraps one.
func ownMutex(p *Package) (out []edit) {
	for _, kind := range []struct{ name, decl string }{{"Mutex", ownMutexDecl}, {"RWMutex", ownRWMutexDecl}} {
		e := edit{decls: [][]part{{text("%s", kind.decl)}}}
		for _, sel := range p.syncTypes(kind.name) {
			e.changes = append(e.changes, replace(sel, text("wrapped%s", kind.name)))
		}
		for _, sel := range p.embeddedUses(kind.name) {
			e.changes = append(e.changes, replace(sel.Sel, text("wrapped%s", kind.name)))
		}
		e.changes = append(e.changes, p.embeddedWords(kind.name, "wrapped"+kind.name)...)
		out = append(out, nonEmpty(e)...)
	}
	return out
}

// embeddedMutex embeds each mutex that is a field, unless its methods would hide others that the
// struct has from an embedded one.
func embeddedMutex(p *Package) (out []edit) {
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			s, ok := n.(*ast.StructType)
			if !ok || types.NewMethodSet(types.NewPointer(p.Info.TypeOf(s))).Lookup(nil, "Lock") != nil {
				return true
			}
			for _, field := range s.Fields.List {
				if e, ok := p.embedding(field); ok {
					e.changes = append(e.changes, p.renamedIn(s.Pos(), s.End(), map[string]string{field.Names[0].Name: typeOf(field)})...)
					out = append(out, e)
				}
			}
			return true
		})
	}
	return out
}

// embedding returns the edit by which a field that is a mutex becomes an embedded one.
func (p *Package) embedding(field *ast.Field) (edit, bool) {
	typ, ok := field.Type.(*ast.SelectorExpr)
	if !ok || len(field.Names) != 1 {
		return edit{}, false
	}
	obj, ok := p.Info.Uses[typ.Sel].(*types.TypeName)
	if !ok || obj.Pkg().Path() != "sync" || obj.Name() != "Mutex" && obj.Name() != "RWMutex" {
		return edit{}, false
	}
	e := edit{changes: []change{{field.Names[0].Pos(), typ.Pos(), []part{text(" ")}}}}
	v := p.Info.Defs[field.Names[0]]
	way := p.promotions(v)
	for id, use := range p.Info.Uses {
		if use == v {
			e.changes = append(e.changes, replace(id, text("%s%s", way[id], obj.Name())))
		}
	}
	return e, true
}

// promotions returns, for each name of a field that a selector has from an embedded struct, the
// embedded fields on the way to it, each followed by a point: the outer struct may embed a mutex of
// its own.
func (p *Package) promotions(v types.Object) map[*ast.Ident]string {
	out := map[*ast.Ident]string{}
	for sel, s := range p.Info.Selections {
		if s.Obj() != v {
			continue
		}
		t := s.Recv()
		for _, i := range s.Index()[:len(s.Index())-1] {
			if ptr, ok := t.Underlying().(*types.Pointer); ok {
				t = ptr.Elem()
			}
			f := t.Underlying().(*types.Struct).Field(i)
			out[sel.Sel] += f.Name() + "."
			t = f.Type()
		}
	}
	return out
}

// deferredUnlock runs each section between Lock and Unlock in a literal that defers the
// Unlock.
func deferredUnlock(p *Package) (out []edit) {
	p.statements(func(list []ast.Stmt, i int) {
		lock, ok := lockCall(list[i], "Lock")
		if !ok {
			return
		}
		for j := i + 1; j < len(list); j++ {
			if leaves(list[j]) {
				return
			}
			if unlock, ok := lockCall(list[j], "Unlock"); ok && types.ExprString(unlock.X) == types.ExprString(lock.X) {
				if j > i+1 {
					out = append(out, edit{changes: []change{{list[i].Pos(), list[j].End(), []part{
						text("func() { "), piece(list[i]), text("; defer "), piece(list[j]), text("; "), between(list[i+1].Pos(), list[j-1].End()), text("}()")}}}})
				}
				return
			}
		}
	})
	return out
}

// lockCall returns what a statement calls if that is a method of the name.
func lockCall(s ast.Stmt, name string) (*ast.SelectorExpr, bool) {
	x, ok := s.(*ast.ExprStmt)
	if !ok {
		return nil, false
	}
	call, ok := x.X.(*ast.CallExpr)
	if !ok || len(call.Args) > 0 {
		return nil, false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return sel, ok && sel.Sel.Name == name
}

// leaves reports whether a statement may lead out of the list that it stands in, or
// defers a call or has a label: these cannot move into a literal.
func leaves(s ast.Stmt) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt, *ast.DeferStmt, *ast.LabeledStmt:
			found = true
		case *ast.BranchStmt:
			found = found || n.Label != nil || n.Tok == token.GOTO || !within(s, n)
		}
		return !found
	})
	return found
}

// within reports whether a break or continue stays inside a statement.
func within(s ast.Stmt, branch *ast.BranchStmt) bool {
	inside := false
	ast.Inspect(s, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			inside = inside || n.Pos() <= branch.Pos() && branch.End() <= n.End()
		case *ast.SwitchStmt, *ast.SelectStmt, *ast.TypeSwitchStmt:
			inside = inside || branch.Tok == token.BREAK && n.Pos() <= branch.Pos() && branch.End() <= n.End()
		}
		return true
	})
	return inside
}
