package fix

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// together returns how many of the statements at some indexes belong to one
// critical section: what is written after a look-up, and neighbours.
func (sc *scope) together(list []ast.Stmt, at []int) int {
	n := 1
	read := !writes(sc.in(list[at[0]]))
	for k := 1; k < len(at); k++ {
		gap := list[at[k-1]+1 : at[k]]
		write := writes(sc.in(list[at[k]]))
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
func (sc *scope) head(s ast.Stmt) string {
	if i, ok := s.(*ast.IfStmt); ok {
		return sc.between(i.Pos(), i.Body.Lbrace)
	}
	return sc.src(s)
}

// leadsTo reports whether list[i] reads the map and the next statement begins a
// critical section that writes it: a look-up and what follows from it.
func (sc *scope) leadsTo(list []ast.Stmt, i int) bool {
	if i+2 < len(list) && sc.head(list[i]) == sc.head(list[i+2]) {
		return false // it is looked up again under the lock
	}
	return !writes(sc.in(list[i])) && sc.neighbour(list, i+1, "Lock", true) != "" && writes(sc.usesIn(list[i+1:]))
}

// apart reports whether, of a look-up and a write of a value that it has a part
// in, each has got a critical section of its own: what was read may not be true
// any more. A plain store of another value does not depend on a look-up.
func (j *job) apart() bool {
	read := map[string]token.Pos{}
	for _, u := range j.uses {
		for n := ast.Node(u.node); n != nil && n != j.fn; n = j.parent(n) {
			if a, ok := n.(*ast.AssignStmt); ok && !u.write {
				for _, l := range a.Lhs {
					if id, ok := l.(*ast.Ident); ok && id.Name != "_" {
						read[id.Name] = u.pos()
					}
				}
			}
		}
	}
	for _, u := range j.uses {
		a, ok := j.parent(u.node).(*ast.AssignStmt)
		if !u.write || !ok {
			continue
		}
		names := map[string]bool{}
		for _, r := range a.Rhs {
			ast.Inspect(r, note(names))
		}
		for n := range names {
			if at, ok := read[n]; ok && !slices.ContainsFunc(j.sections, func(s edit) bool {
				return s.pos <= at && at <= s.end && s.pos <= u.pos() && u.pos() <= s.end
			}) {
				return true
			}
		}
	}
	return false
}

// neighbour returns the call in list[i] if it is one of the lock's method, in
// the mode wanted or a stronger one: two sections that touch are one.
func (sc *scope) neighbour(list []ast.Stmt, i int, method string, write bool) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	s, ok := list[i].(*ast.ExprStmt)
	if !ok {
		return ""
	}
	text := sc.src(s)
	if text == sc.l.expr+"."+method+"()" || !write && text == sc.l.expr+".R"+method+"()" {
		return text
	}
	return ""
}

// swallow looks for a critical section of the same lock that follows list[b]
// with at most two quick statements between: the new one then begins where it
// has to and ends where that one does. It returns the call that takes that
// lock, which it removes, and the one that gives it up, "" if there is none.
func (j *job) swallow(list []ast.Stmt, b int, write bool) (take, drop string) {
	for i := b + 1; i < len(list) && i <= b+3; i++ {
		if text := j.neighbour(list, i, "Lock", write); text != "" && (i == b+1 || writes(j.usesIn(list[i:])) && !write) {
			j.edits = append(j.edits, j.remove(list[i]))
			unlock := strings.Replace(text, "Lock()", "Unlock()", 1)
			if i+1 < len(list) {
				if d, ok := list[i+1].(*ast.DeferStmt); ok && j.src(d.Call) == unlock {
					j.edits = append(j.edits, j.remove(d))
					return text, "defer " + unlock
				}
			}
			return text, unlock
		}
		if !isSimple(list[i]) || !j.quick(list[i]) {
			return "", ""
		}
	}
	return "", ""
}

// merge makes one section of two that have nothing between them, so that the
// lock is not given up only to be taken again.
func (j *job) merge() {
	slices.SortStableFunc(j.edits, func(a, b edit) int { return int(a.pos - b.pos) })
	for i := 0; i+1 < len(j.edits); i++ {
		a, b := &j.edits[i], &j.edits[i+1]
		if a.end > b.pos || strings.TrimSpace(j.between(a.end, b.pos)) != "" {
			continue
		}
		for _, write := range []bool{true, false} {
			drop, take := j.l.drop(write), j.l.take(write)
			ahead, ok := strings.CutSuffix(strings.TrimSpace(a.text), drop)
			if !ok || strings.HasSuffix(ahead, "defer ") {
				continue
			}
			text, ok := strings.CutPrefix(b.text, take+"\n")
			if weaker := j.l.take(false) + "\n"; !ok && write && strings.HasPrefix(b.text, weaker) && strings.Contains(b.text, j.l.drop(false)) {
				text, ok = strings.Replace(strings.TrimPrefix(b.text, weaker), j.l.drop(false), drop, 1), true
			}
			if ok {
				a.text, b.text = strings.TrimRight(ahead, "\n"), text
				break
			}
		}
	}
}
