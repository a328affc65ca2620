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

// RangeKeys makes a loop that inserts into the map it ranges over range over the keys that
// the map has before the loop: the loop never visits new entries, and does the same in
// every run.
func RangeKeys(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	u, ok := p.UseAt(&f.Other.Access)
	loop, isRange := u.Node.(*ast.RangeStmt)
	if !ok || !isRange {
		return "", nil
	}
	if !text.IsNameChain(loop.X) || !findable(p.Info.TypeOf(loop.X)) {
		return "", nil
	}
	return fmt.Sprintf("keys %d", loop.Pos()), func() *repair.Plan {
		k := keyLoop{Planner: p, loop: loop, file: p.File(loop.Pos()), m: p.Text(loop.X)}
		if !k.rewrite(f.Indirect) {
			return nil
		}
		plan := repair.NewPlan(fmt.Sprintf("range over the keys that %s has before the loop", k.m))
		plan.Add(k.file, k.edits...)
		return plan
	}
}

// findable reports whether a look-up finds every key of a map again; it does not find NaN.
func findable(t types.Type) bool {
	if t == nil || !code.IsMap(t) {
		return false
	}
	switch key := t.Underlying().(*types.Map).Key().Underlying().(type) {
	case *types.Basic:
		return key.Info()&(types.IsInteger|types.IsString|types.IsBoolean) != 0
	case *types.Pointer, *types.Chan:
		return true
	}
	return false
}

// A keyLoop is a range statement over a map that becomes one over the keys of the map.
type keyLoop struct {
	*repair.Planner
	loop  *ast.RangeStmt
	file  *ast.File
	m     string
	edits []text.Edit
}

// rewrite makes the edits. The new loop skips entries that are deleted before their turn, as
// the original does; mayDelete is set if functions that the loop calls may delete some.
func (k *keyLoop) rewrite(mayDelete bool) bool {
	fn := k.EnclosingFunc(k.loop)
	key, value := nameOf(k.loop.Key), nameOf(k.loop.Value)
	lookUp := k.looksUp(value, mayDelete || k.deletes())
	if key == "" && (lookUp != "" || k.loop.Tok == token.DEFINE) {
		if key = k.Fresh(fn, k.loop.Pos(), "k", "key"); key == "" || k.loop.Tok == token.ASSIGN {
			return false
		}
	}
	if key == "" {
		return false
	}
	keys, ok := k.keys(fn)
	if !ok {
		return false
	}
	k.edits = append(k.edits, text.Replace(k.loop.For, k.loop.X.End(), "for _, "+key+" "+k.loop.Tok.String()+" range "+keys))
	if lookUp != "" {
		at := k.PosInside(k.loop.Body)
		k.edits = append(k.edits, text.Insert(at, "\n"+strings.ReplaceAll(lookUp, "KEY", key)))
	}
	return true
}

// nameOf returns the name of a variable of a range statement, "" if there is none.
func nameOf(e ast.Expr) string {
	id, ok := e.(*ast.Ident)
	if !ok || id.Name == "_" {
		return ""
	}
	return id.Name
}

// looksUp returns the statements that look the value of an entry up by its KEY, and skip an
// entry that is gone; "" if the loop needs neither.
func (k *keyLoop) looksUp(value string, gone bool) string {
	tok := k.loop.Tok.String()
	switch {
	case !gone && value == "":
		return ""
	case !gone:
		return value + " " + tok + " " + k.m + "[KEY]"
	case value == "":
		return "if _, ok := " + k.m + "[KEY]; !ok {\ncontinue\n}"
	}
	ok := k.Fresh(k.EnclosingFunc(k.loop), k.loop.Pos(), "ok", "found", "present")
	if ok == "" || k.loop.Tok == token.ASSIGN {
		return k.looksUp(value, false)
	}
	return value + ", " + ok + " := " + k.m + "[KEY]\nif !" + ok + " {\ncontinue\n}"
}

// deletes reports whether the body of the loop may delete another entry than the current
// one.
func (k *keyLoop) deletes() bool {
	v := k.VarOf(k.loop.X)
	return v == nil || slices.ContainsFunc(k.UsesOf(v, k.loop.Body), func(u code.Use) bool {
		c, ok := u.Node.(*ast.CallExpr)
		if !ok || !u.Write || !k.Info.Types[c.Fun].IsBuiltin() {
			return false
		}
		current := len(c.Args) == 2 && k.Text(c.Args[1]) == nameOf(k.loop.Key)
		return !current
	})
}

// keys returns an expression for the keys of the map; before Go 1.23, a loop ahead collects
// them.
func (k *keyLoop) keys(fn ast.Node) (string, bool) {
	if k.AtLeast(k.file, "go1.23") {
		maps, es := k.Import(k.file, "maps")
		slices, more := k.Import(k.file, "slices")
		if len(es) > 0 && len(more) > 0 {
			es, more = k.AddImports(k.file, "maps", "slices"), nil
		}
		k.edits = append(append(k.edits, es...), more...)
		return slices + ".Collect(" + maps + ".Keys(" + k.m + "))", true
	}
	typ, ok := k.TypeText(k.file, k.Info.TypeOf(k.loop.X).Underlying().(*types.Map).Key())
	name := k.Fresh(fn, k.loop.Pos(), "keys", "names", "all")
	each := k.Fresh(fn, k.loop.Pos(), "k", "key", "each")
	if nameOf(k.loop.Key) != "" {
		each = nameOf(k.loop.Key)
	}
	named := name != "" && each != ""
	if !ok || !named || k.Siblings(k.loop) == nil {
		return "", false
	}
	at := k.PosBefore(k.loop)
	k.edits = append(k.edits, text.Insert(at, name+" := make([]"+typ+", 0, len("+k.m+"))\nfor "+each+" := range "+k.m+" {\n"+
		name+" = append("+name+", "+each+")\n}\n"))
	return name, true
}
