package section

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// whole makes one critical section of a function, with a deferred unlock, if everything
// from the first use on is quick and only checks and defer statements come before it.
func (j *job) whole(list []ast.Stmt) bool {
	first := slices.IndexFunc(list, func(s ast.Stmt) bool { return len(j.in(s)) > 0 })
	last := len(list) - 1
	for last > first && len(j.in(list[last])) == 0 {
		last--
	}
	if first < 0 || len(list)-1-last > 2 {
		return false
	}
	if !j.LockVisible(list[first], list...) || j.inLoop() {
		return false
	}
	for _, s := range list[:first] {
		if _, deferred := s.(*ast.DeferStmt); !deferred && !j.isCheck(s) {
			return false
		}
	}
	if !j.quickAll(list[first:]) {
		return false
	}
	_, isLit := j.fn.(*ast.FuncLit)
	single := first == last && text.IsSimple(list[first])
	if single && (isLit || !j.returnsOnly(list[last+1:])) {
		return false // a section of one statement does
	}
	mode := j.mode(list)
	j.insert(j.PosBefore(list[first]), j.l.Take(mode), j.l.DeferRelease(mode))
	return true
}

// toEnd takes the lock before list[first], or before the quick statements ahead of it,
// and releases it at the end of the function.
func (j *job) toEnd(list []ast.Stmt, first int) bool {
	if !j.quickAll(list[first:]) || !j.LockVisible(list[first], list[first:]...) {
		return false
	}
	start := first
	for ; start > 0; start-- {
		ahead := list[start-1]
		if !text.IsSimple(ahead) || !j.quick(ahead) || !j.LockVisible(ahead, list[start-1:]...) {
			break
		}
	}
	mode := j.mode(list)
	j.insert(j.PosBefore(list[start]), j.l.Take(mode), j.l.DeferRelease(mode))
	return true
}

// list brings the uses in a list of statements under the lock: those that belong together
// in one section, the others in one section each.
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

// section makes a critical section of list[a:b+1] if that is safe.
func (j *job) section(list []ast.Stmt, a, b int) bool {
	return j.try(func() bool { return j.trySection(list, a, b) })
}

// trySection is section that may leave edits behind when it fails.
func (j *job) trySection(list []ast.Stmt, a, b int) bool {
	run := list[a : b+1]
	if !j.quickAll(run) || !j.LockVisible(run[0], run...) {
		return false
	}
	mode := j.mode(run)
	exits, ok := j.Exits(run)
	if !ok {
		return false
	}
	j.sections = append(j.sections, text.Edit{Pos: run[0].Pos(), End: run[len(run)-1].End()})
	take, release := j.l.Take(mode), j.l.Release(mode)
	if unlock := j.lockCall(list, a-1, "Unlock", mode); unlock != "" {
		j.edits = append(j.edits, j.RemoveStmt(list[a-1])) // the section before it goes on
		take, release = "", unlock
	}
	_, returns := run[len(run)-1].(*ast.ReturnStmt)
	if returns && take != "" && text.OnlyReturns(exits) {
		j.insert(j.PosBefore(run[0]), take, j.l.DeferRelease(mode))
		return true
	}
	lock, unlock := j.joinNext(list, b, mode)
	switch {
	case lock != "" && take == "":
		return false // sections on both sides
	case lock != "" && strings.HasPrefix(unlock, "defer "):
		take, exits = lock+"\n"+unlock, nil
	case lock != "":
		take, release = lock, unlock
	}
	if take != "" {
		j.insert(j.PosBefore(run[0]), take)
	}
	for _, e := range exits {
		if !j.releaseAt(e, release) {
			return false
		}
	}
	if lock == "" && !text.Terminates(run) {
		j.append(run[len(run)-1], release)
	}
	return true
}

// together returns how many of the statements at some indexes belong to one critical
// section: a look-up with the writes after it, and adjacent statements.
func (sc *Scope) together(list []ast.Stmt, at []int) int {
	n := 1
	read := !code.AnyWrite(sc.in(list[at[0]]))
	for k := 1; k < len(at); k++ {
		gap := list[at[k-1]+1 : at[k]]
		write := code.AnyWrite(sc.in(list[at[k]]))
		if !sc.quickAll(gap) {
			break
		}
		adjacent := len(gap) == 0 && sc.wrappable(list[at[k-1]]) && sc.wrappable(list[at[k]])
		if read && write || adjacent {
			n = k + 1
		}
	}
	return n
}

// head returns the source of a statement, of an if statement without its body.
func (sc *Scope) head(s ast.Stmt) string {
	if i, ok := s.(*ast.IfStmt); ok {
		return sc.TextBetween(i.Pos(), i.Body.Lbrace)
	}
	return sc.Text(s)
}

// leadsTo reports whether list[i] reads the map and the next statement begins a critical
// section that writes to it: the write may depend on what was read.
func (sc *Scope) leadsTo(list []ast.Stmt, i int) bool {
	if i+2 < len(list) && sc.head(list[i]) == sc.head(list[i+2]) {
		return false // the code looks it up again under the lock
	}
	locksNext := sc.lockCall(list, i+1, "Lock", code.Writing) != ""
	return locksNext && !code.AnyWrite(sc.in(list[i])) && code.AnyWrite(sc.usesIn(list[i+1:]))
}

// splitsUpdate reports whether a look-up and a write of a value that comes from it are in
// different critical sections: another goroutine may change the map in between. A store
// of another value does not depend on the look-up.
func (j *job) splitsUpdate() bool {
	read := j.readNames()
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
			if at, ok := read[n]; ok && !j.inOneSection(at, u.Pos()) {
				return true
			}
		}
	}
	return false
}

// readNames returns the variables that get a value which is read from the map, with the
// positions of the reads.
func (sc *Scope) readNames() map[string]token.Pos {
	read := map[string]token.Pos{}
	for _, u := range sc.uses {
		if u.Write {
			continue
		}
		for n := u.Node; n != nil && n != sc.fn; n = sc.Parent(n) {
			a, ok := n.(*ast.AssignStmt)
			if !ok {
				continue
			}
			for _, l := range a.Lhs {
				if id, ok := l.(*ast.Ident); ok && id.Name != "_" {
					read[id.Name] = u.Pos()
				}
			}
		}
	}
	return read
}

// inOneSection reports whether a section that the job has made contains two positions.
func (j *job) inOneSection(a, b token.Pos) bool {
	return slices.ContainsFunc(j.sections, func(s text.Edit) bool {
		return s.Pos <= min(a, b) && max(a, b) <= s.End
	})
}
