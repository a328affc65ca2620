package clone

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Taken clones a map that a function takes from a context, changes and puts into a child of
// the context: code with the parent context reads the original. There is no fix for a map
// from an atomic variable: the function would have to store the clone there, and other
// functions that do the same would have to be excluded.
func Taken(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if f.Frozen == nil || f.Frozen.Source != "context" || f.Indirect {
		return "", nil
	}
	u, ok := p.UseAt(&f.Access.Access)
	id, isIdent := ast.Unparen(u.Expr).(*ast.Ident)
	if !ok || !isIdent {
		return "", nil
	}
	take := takingStmt(p, id, f.Frozen.From)
	if take == nil {
		return "", nil
	}
	return fmt.Sprintf("taken %d", take.Pos()), func() *repair.Plan {
		file, fn := p.File(take.Pos()), p.EnclosingFunc(take)
		lines, es := ownDeepCopy(p, file, fn, id)
		at := clonePosition(p, take)
		if at == token.NoPos || lines == nil {
			return nil
		}
		snippet := "\n" + strings.Join(lines, "\n")
		if i := ifMissing(p, take); i != nil && len(lines) > 1 {
			at, snippet = i.End(), " else {"+snippet+"\n}"
		}
		plan := repair.NewPlan("clone " + id.Name)
		plan.Add(file, append(es, text.Insert(at, snippet))...)
		return plan
	}
}

// takingStmt returns the statement that assigns the result of the call at a position to a
// variable, nil if there is none.
func takingStmt(p *repair.Planner, id *ast.Ident, call token.Pos) *ast.AssignStmt {
	var found *ast.AssignStmt // the innermost
	for a := range text.All[*ast.AssignStmt](p.Tree, text.Body(p.EnclosingFunc(id))) {
		if call < a.Pos() || a.End() <= call {
			continue
		}
		if l, ok := a.Lhs[0].(*ast.Ident); ok && p.Info.ObjectOf(l) == p.Info.Uses[id] {
			found = a
		}
	}
	return found
}

// clonePosition returns where to clone the map that a statement takes: after the statement,
// or at the beginning of the branch for the case that there is a map.
func clonePosition(p *repair.Planner, take *ast.AssignStmt) token.Pos {
	if p.Siblings(take) != nil {
		return p.PosAfter(take)
	}
	i, ok := p.Parent(take).(*ast.IfStmt)
	if !ok || i.Init != ast.Stmt(take) {
		return token.NoPos
	}
	if len(take.Lhs) != 2 || p.Text(i.Cond) != p.Text(take.Lhs[1]) {
		return token.NoPos
	}
	return p.PosInside(i.Body)
}

// ifMissing returns the if statement, after one that takes a map, for the case that there
// is none; nil if there is no such statement.
func ifMissing(p *repair.Planner, take *ast.AssignStmt) *ast.IfStmt {
	list := p.Siblings(take)
	at := slices.Index(list, ast.Stmt(take)) + 1
	if at == 0 || at == len(list) || len(take.Lhs) != 2 {
		return nil
	}
	i, ok := list[at].(*ast.IfStmt)
	if !ok || i.Init != nil || i.Else != nil {
		return nil
	}
	if p.Text(i.Cond) != "!"+p.Text(take.Lhs[1]) {
		return nil
	}
	return i
}

// ownDeepCopy returns the statements that replace the map in a variable by a copy. They
// copy slices in the map too if the function appends to them: two appends to one slice
// write to the same element behind its end.
func ownDeepCopy(p *repair.Planner, file *ast.File, fn ast.Node, id *ast.Ident) ([]string, []text.Edit) {
	t := code.TypeOf(p.Info, id)
	slice, ok := t.Underlying().(*types.Map).Elem().Underlying().(*types.Slice)
	if !ok || code.HasClone(t) || !appends(p, fn, id) {
		return ownCopyOf(p, file, fn, id.Name, t)
	}
	typ, ok := p.TypeText(file, t)
	name := p.Fresh(fn, id.Pos(), "copied", "cloned", "own")
	if !ok || name == "" {
		return nil, nil
	}
	value, es := "", []text.Edit(nil)
	if p.AtLeast(file, "go1.21") {
		pkg, imp := p.ImportClone(file, "slices")
		value, es = pkg+".Clone(v)", imp
	} else if elem, ok := p.TypeText(file, slice); ok {
		value = "append(" + elem + "(nil), v...)"
	} else {
		return nil, nil
	}
	return []string{
		name + " := make(" + typ + ", len(" + id.Name + "))",
		"for k, v := range " + id.Name + " {",
		name + "[k] = " + value,
		"}",
		id.Name + " = " + name,
	}, es
}

// appends reports whether a function appends to an element of the map in a variable.
func appends(p *repair.Planner, fn ast.Node, id *ast.Ident) bool {
	for c := range text.All[*ast.CallExpr](p.Tree, text.Body(fn)) {
		if len(c.Args) == 0 || !p.Info.Types[c.Fun].IsBuiltin() || p.Text(c.Fun) != "append" {
			continue
		}
		elem, ok := ast.Unparen(c.Args[0]).(*ast.IndexExpr)
		if !ok {
			continue
		}
		if m, ok := ast.Unparen(elem.X).(*ast.Ident); ok && p.Info.Uses[m] == p.Info.Uses[id] {
			return true
		}
	}
	return false
}
