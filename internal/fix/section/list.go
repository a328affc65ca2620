package section

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// whole makes one critical section of a function, with a deferred unlock: where
// everything from the first use on is quick and little else comes before it.
func (j *job) whole(list []ast.Stmt) bool {
	first := slices.IndexFunc(list, func(s ast.Stmt) bool { return len(j.in(s)) > 0 })
	last := len(list) - 1
	for last > first && len(j.in(list[last])) == 0 {
		last--
	}
	if first < 0 || len(list)-1-last > 2 || !j.LockVisible(list[first], list...) || j.inLoop(list[first:]) {
		return false
	}
	for _, s := range list[:first] {
		if _, deferred := s.(*ast.DeferStmt); !deferred && !j.isNilCheck(s) {
			return false
		}
	}
	if !j.quickAll(list[first:]) {
		return false
	}
	if _, lit := j.fn.(*ast.FuncLit); first == last && text.IsSimple(list[first]) && (lit || !j.returnsOnly(list[last+1:])) {
		return false
	}
	write := j.writing(list)
	j.insert(j.PosBefore(list[first]), j.l.Take(write), j.l.DeferRelease(write))
	return true
}

// entire takes the lock before list[first], or as far ahead as there is nothing
// slow, and gives it up at the end of the function.
func (j *job) entire(list []ast.Stmt, first int) bool {
	if !j.quickAll(list[first:]) || !j.LockVisible(list[first], list[first:]...) {
		return false
	}
	start := first
	for start > 0 && text.IsSimple(list[start-1]) && j.quick(list[start-1]) && j.LockVisible(list[start-1], list[start-1:]...) {
		start--
	}
	write := j.writing(list)
	j.insert(j.PosBefore(list[start]), j.l.Take(write), j.l.DeferRelease(write))
	return true
}

// list puts the uses in a list of statements under the lock: those that belong
// together in one section, the others each by itself.
func (j *job) list(list []ast.Stmt) bool {
	var at []int
	for i, s := range list {
		if len(j.in(s)) > 0 {
			at = append(at, i)
		}
	}
	for i := 0; i < len(at); {
		n := j.together(list, at[i:])
		a, b := at[i], at[i+n-1]
		i += n
		if n > 1 || j.wrappable(list[a]) || j.leadsTo(list, a) {
			if j.section(list, a, b) {
				continue
			}
			i -= n - 1 // each by itself
		}
		if !j.stmt(list, a) {
			return false
		}
	}
	return true
}

// section makes a critical section of list[a:b+1], if that is safe.
func (j *job) section(list []ast.Stmt, a, b int) bool {
	return j.try(func() bool { return j.trySection(list, a, b) })
}

func (j *job) trySection(list []ast.Stmt, a, b int) bool {
	run := list[a : b+1]
	if !j.quickAll(run) || !j.LockVisible(run[0], run...) {
		return false
	}
	write := j.writing(run)
	exits, ok := j.Exits(run)
	if !ok {
		return false
	}
	j.sections = append(j.sections, text.Edit{Pos: run[0].Pos(), End: run[len(run)-1].End()})
	take, drop := j.l.Take(write), j.l.Release(write)
	if prev := j.neighbour(list, a-1, "Unlock", write); prev != "" {
		j.edits = append(j.edits, j.RemoveStmt(list[a-1]))
		drop, take = prev, ""
	}
	_, returns := run[len(run)-1].(*ast.ReturnStmt)
	if returns && take != "" && text.OnlyReturns(exits) {
		j.insert(j.PosBefore(run[0]), take, j.l.DeferRelease(write))
		return true
	}
	rest, end := j.swallow(list, b, write)
	switch {
	case rest != "" && take == "":
		return false // sections on both sides
	case rest != "" && strings.HasPrefix(end, "defer "):
		take, exits = rest+"\n"+end, nil
	case rest != "":
		take, drop = rest, end
	}
	if take != "" {
		j.insert(j.PosBefore(run[0]), take)
	}
	for _, e := range exits {
		if !j.leave(e, drop) {
			return false
		}
	}
	if rest == "" && !text.Terminates(run) {
		j.append(run[len(run)-1], drop)
	}
	return true
}

// together returns how many of the statements at some indexes belong to one
// critical section: what is written after a look-up, and neighbours.
func (sc *Scope) together(list []ast.Stmt, at []int) int {
	n := 1
	read := !code.AnyWrite(sc.in(list[at[0]]))
	for k := 1; k < len(at); k++ {
		gap := list[at[k-1]+1 : at[k]]
		write := code.AnyWrite(sc.in(list[at[k]]))
		if !sc.quickAll(gap) {
			break
		}
		near := len(gap) == 0 && sc.wrappable(list[at[k-1]]) && sc.wrappable(list[at[k]])
		if read && write || near {
			n = k + 1
		}
	}
	return n
}

// head returns the source of a statement, of an if statement only that up to its
// body.
func (sc *Scope) head(s ast.Stmt) string {
	if i, ok := s.(*ast.IfStmt); ok {
		return sc.TextBetween(i.Pos(), i.Body.Lbrace)
	}
	return sc.Text(s)
}

// leadsTo reports whether list[i] reads the map and the next statement begins a
// critical section that writes it: a look-up and what follows from it.
func (sc *Scope) leadsTo(list []ast.Stmt, i int) bool {
	if i+2 < len(list) && sc.head(list[i]) == sc.head(list[i+2]) {
		return false // it is looked up again under the lock
	}
	return !code.AnyWrite(sc.in(list[i])) && sc.neighbour(list, i+1, "Lock", true) != "" && code.AnyWrite(sc.usesIn(list[i+1:]))
}

// apart reports whether, of a look-up and a write of a value that it has a part
// in, each has got a critical section of its own: what was read may not be true
// any more. A plain store of another value does not depend on a look-up.
func (j *job) apart() bool {
	read := map[string]token.Pos{}
	for _, u := range j.uses {
		for n := ast.Node(u.Node); n != nil && n != j.fn; n = j.Parent(n) {
			if a, ok := n.(*ast.AssignStmt); ok && !u.Write {
				for _, l := range a.Lhs {
					if id, ok := l.(*ast.Ident); ok && id.Name != "_" {
						read[id.Name] = u.Pos()
					}
				}
			}
		}
	}
	for _, u := range j.uses {
		a, ok := j.Parent(u.Node).(*ast.AssignStmt)
		if !u.Write || !ok {
			continue
		}
		names := map[string]bool{}
		for _, r := range a.Rhs {
			text.AddNames(names, r)
		}
		for n := range names {
			if at, ok := read[n]; ok && !slices.ContainsFunc(j.sections, func(s text.Edit) bool {
				return s.Pos <= at && at <= s.End && s.Pos <= u.Pos() && u.Pos() <= s.End
			}) {
				return true
			}
		}
	}
	return false
}
