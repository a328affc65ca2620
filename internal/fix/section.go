package fix

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// job brings the uses of a map in one function under a lock.
type job struct {
	*planner
	fn    ast.Node
	file  *ast.File
	l     lock
	uses  []use
	edits []edit
	// sections holds where the critical sections are that contain statements
	// of the source.
	sections []edit
}

// maxExits bounds the number of places at which a critical section may give up
// its lock before its end.
const maxExits = 3

// cover returns the edits that put the uses, all in function fn, under l; ok is
// false if there is no safe form.
func (p *planner) cover(fn ast.Node, l lock, uses []use) (es []edit, ok bool) {
	b := body(fn)
	if b == nil || len(uses) == 0 {
		return nil, false
	}
	j := &job{planner: p, fn: fn, file: p.file(fn.Pos()), l: l, uses: uses}
	if !j.whole(b.List) && (!j.list(b.List) || j.apart()) {
		return nil, false
	}
	j.merge()
	return j.edits, true
}

// in returns the uses within some nodes, without those in function literals,
// which are jobs of their own.
func (j *job) in(nodes ...ast.Node) []use {
	var out []use
	for _, u := range j.uses {
		for _, n := range nodes {
			if !isNil(n) && contains(n, u.node) {
				out = append(out, u)
				break
			}
		}
	}
	return out
}

func isNil(n ast.Node) bool {
	switch n := n.(type) {
	case nil:
		return true
	case *ast.BlockStmt:
		return n == nil
	}
	return false
}

func writes(us []use) bool { return slices.ContainsFunc(us, func(u use) bool { return u.write }) }

// writing reports whether some statements write to the map, also where that
// needs no fix.
func (j *job) writing(list []ast.Stmt) bool {
	return writes(j.in(nodes(list)...)) || writes(j.under(list))
}

// whole makes one critical section of a function, with a deferred unlock: where
// everything from the first use on is quick and little else comes before it.
func (j *job) whole(list []ast.Stmt) bool {
	first := slices.IndexFunc(list, func(s ast.Stmt) bool { return len(j.in(s)) > 0 })
	last := len(list) - 1
	for last > first && len(j.in(list[last])) == 0 {
		last--
	}
	if first < 0 || len(list)-1-last > 2 || !j.visible(list[first], list...) || j.inLoop(list[first:]) {
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
	if _, lit := j.fn.(*ast.FuncLit); first == last && isSimple(list[first]) && (lit || last < len(list)-1) {
		return false
	}
	write := j.writing(list)
	j.insert(j.before(list[first]), j.l.take(write), "defer "+j.l.drop(write))
	return true
}

// isNilCheck reports whether a statement only leaves the function if some
// condition holds, which is no part of a critical section.
func (j *job) isNilCheck(s ast.Stmt) bool {
	i, ok := s.(*ast.IfStmt)
	return ok && i.Else == nil && j.quick(i) && terminates(i.Body.List)
}

// inLoop reports whether a use lies in a loop other than one over the map
// itself: the lock is then better held for one round.
func (j *job) inLoop(list []ast.Stmt) bool {
	for _, u := range j.uses {
		for n := j.parent[u.node]; n != nil && n != j.fn; n = j.parent[n] {
			switch loop := n.(type) {
			case *ast.ForStmt:
				return true
			case *ast.RangeStmt:
				if len(j.in(loop.X)) == 0 && !slices.ContainsFunc(j.uses, func(o use) bool { return o.node == ast.Node(loop) }) {
					return true
				}
			}
		}
	}
	return false
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

// together returns how many of the statements at some indexes belong to one
// critical section: what is written after a look-up, and neighbours.
func (j *job) together(list []ast.Stmt, at []int) int {
	n := 1
	read := !writes(j.in(list[at[0]]))
	for k := 1; k < len(at); k++ {
		gap := list[at[k-1]+1 : at[k]]
		write := writes(j.in(list[at[k]]))
		if !j.quickAll(gap) {
			break
		}
		near := len(gap) == 0 && j.wrappable(list[at[k-1]]) && j.wrappable(list[at[k]])
		if read && write || near {
			n = k + 1
		}
	}
	return n
}

// leadsTo reports whether list[i] reads the map and the next statement begins a
// critical section that writes it: a look-up and what follows from it.
func (j *job) leadsTo(list []ast.Stmt, i int) bool {
	if i+2 < len(list) && j.src(list[i]) == j.src(list[i+2]) {
		return false // it is looked up again under the lock
	}
	return !writes(j.in(list[i])) && j.neighbour(list, i+1, "Lock", true) != "" && writes(j.under(list[i+1:]))
}

// wrappable reports whether a statement as a whole may be a critical section
// that is not larger than it has to be.
func (j *job) wrappable(s ast.Stmt) bool {
	if !j.quickAll([]ast.Stmt{s}) {
		return false
	}
	switch s := s.(type) {
	case *ast.IfStmt:
		head, all := len(j.in(s.Init, s.Cond)), len(j.in(s))
		if head == all {
			return s.Else == nil && len(s.Body.List) < 3 && !slices.ContainsFunc(s.Body.List, func(t ast.Stmt) bool { return !isSimple(t) })
		}
		return head > 0 || len(j.elseHeads(s)) > 0
	case *ast.RangeStmt:
		return slices.ContainsFunc(j.uses, func(u use) bool { return u.node == ast.Node(s) })
	case *ast.SwitchStmt:
		return len(j.in(s.Init, s.Tag)) < len(j.in(s)) && len(j.in(s.Init, s.Tag)) > 0
	}
	_, ret := s.(*ast.ReturnStmt)
	return ret || isSimple(s)
}

// elseHeads returns the uses in the headers of the else branches of s.
func (j *job) elseHeads(s *ast.IfStmt) []use {
	var out []use
	for e, ok := s.Else.(*ast.IfStmt); ok; e, ok = e.Else.(*ast.IfStmt) {
		out = append(out, j.in(e.Init, e.Cond)...)
	}
	return out
}

// isSimple reports whether s has no statements within it and goes nowhere.
func isSimple(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.IncDecStmt, *ast.DeclStmt:
		return true
	}
	return false
}

// apart reports whether, of a look-up and a write of a value that it has a part
// in, each has got a critical section of its own: what was read may not be true
// any more. A plain store of another value does not depend on a look-up.
func (j *job) apart() bool {
	read := map[string]token.Pos{}
	for _, u := range j.uses {
		for n := ast.Node(u.node); n != nil && n != j.fn; n = j.parent[n] {
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
		a, ok := j.parent[u.node].(*ast.AssignStmt)
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

// quickAll reports whether all statements can run under the lock.
func (j *job) quickAll(list []ast.Stmt) bool {
	nodes := make([]ast.Node, len(list))
	for i, s := range list {
		nodes[i] = s
	}
	return j.quick(nodes...)
}

// visible reports whether the lock's expression means, before a statement, what
// it means at the uses: its variable is declared and nobody assigns it within
// the section.
func (j *job) visible(at ast.Stmt, section ...ast.Stmt) bool {
	name, _, _ := strings.Cut(j.l.expr, ".")
	name = strings.Trim(name, "(*)&")
	if len(j.uses) > 0 && j.lookup(name, at.Pos()) != j.lookup(name, j.uses[0].node.Pos()) {
		return false
	}
	obj := j.lookup(name, at.Pos())
	if obj == nil && j.l.v == nil {
		return false
	}
	ok := true
	for _, s := range section {
		ast.Inspect(s, func(n ast.Node) bool {
			if a, is := n.(*ast.AssignStmt); is && a.Pos() >= at.Pos() {
				for _, l := range a.Lhs {
					if t := j.src(l); t == j.l.expr || strings.HasPrefix(j.l.expr, t+".") {
						ok = false
					}
				}
			}
			return ok
		})
	}
	return ok
}

// insert adds statements at a position.
func (j *job) insert(pos token.Pos, stmts ...string) {
	j.edits = append(j.edits, edit{pos, pos, strings.Join(stmts, "\n") + "\n"})
}

// append adds statements behind one.
func (j *job) append(s ast.Stmt, stmts ...string) {
	pos := j.after(s)
	j.edits = append(j.edits, edit{pos, pos, "\n" + strings.Join(stmts, "\n")})
}

// try takes back the edits of a step that has failed.
func (j *job) try(step func() bool) bool {
	n := len(j.edits)
	if step() {
		return true
	}
	j.edits = j.edits[:n]
	return false
}

// section makes a critical section of list[a:b+1], if that is safe.
func (j *job) section(list []ast.Stmt, a, b int) bool {
	return j.try(func() bool { return j.trySection(list, a, b) })
}

func (j *job) trySection(list []ast.Stmt, a, b int) bool {
	run := list[a : b+1]
	if !j.quickAll(run) || !j.visible(run[0], run...) {
		return false
	}
	write := j.writing(run)
	exits, ok := j.exits(run)
	if !ok {
		return false
	}
	take, drop := j.l.take(write), j.l.drop(write)
	if prev := j.neighbour(list, a-1, "Unlock", write); prev != "" {
		j.edits = append(j.edits, j.remove(list[a-1]))
		drop, take = prev, ""
	}
	j.sections = append(j.sections, edit{pos: run[0].Pos(), end: run[len(run)-1].End()})
	last, returns := run[len(run)-1].(*ast.ReturnStmt)
	if returns && take != "" && onlyReturns(exits) {
		j.insert(j.before(run[0]), take, "defer "+drop)
		return true
	}
	rest, end := j.swallow(list, b, write)
	switch {
	case rest != nil && take != "":
		take = rest[0]
		if strings.HasPrefix(end, "defer ") {
			take += "\n" + end
			exits = nil
		} else {
			drop = end
		}
	case rest != nil:
		return false
	}
	if take != "" {
		j.insert(j.before(run[0]), take)
	}
	for _, e := range exits {
		if returns && e == ast.Stmt(last) {
			continue
		}
		if !j.leave(e, drop) {
			return false
		}
	}
	switch {
	case returns:
		return j.leave(last, drop)
	case rest == nil && !terminates(run):
		j.append(run[len(run)-1], drop)
	}
	return true
}

func nodes(list []ast.Stmt) []ast.Node {
	out := make([]ast.Node, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// leave gives up the lock before an exit. A return whose results use the map
// gets them first.
func (j *job) leave(e ast.Stmt, drop string) bool {
	ret, ok := e.(*ast.ReturnStmt)
	if !ok || len(j.in(ret)) == 0 {
		j.insert(j.before(e), drop)
		return true
	}
	if len(ret.Results) != 1 {
		return false
	}
	name := j.fresh(j.fn, ret.Pos(), j.resultNames(ret.Results[0])...)
	if name == "" {
		return false
	}
	j.insert(j.before(e), name+" := "+j.src(ret.Results[0]), drop)
	j.edits = append(j.edits, edit{ret.Results[0].Pos(), ret.Results[0].End(), name})
	return true
}

// neighbour returns the call in list[i] if it is one of the lock's method, in
// the mode wanted or a stronger one: two sections that touch are one.
func (j *job) neighbour(list []ast.Stmt, i int, method string, write bool) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	s, ok := list[i].(*ast.ExprStmt)
	if !ok {
		return ""
	}
	text := j.src(s)
	if text == j.l.expr+"."+method+"()" || !write && text == j.l.expr+".R"+method+"()" {
		return text
	}
	return ""
}

// swallow looks for a critical section of the same lock that follows list[b]
// with at most two quick statements between: the new one then begins where it
// has to and ends where that one does. It returns the calls that take that
// lock, which it removes, and the call that gives it up.
func (j *job) swallow(list []ast.Stmt, b int, write bool) (take []string, drop string) {
	for i := b + 1; i < len(list) && i <= b+3; i++ {
		if text := j.neighbour(list, i, "Lock", write); text != "" && (i == b+1 || writes(j.under(list[i:])) && !write) {
			j.edits = append(j.edits, j.remove(list[i]))
			unlock := strings.Replace(text, "Lock()", "Unlock()", 1)
			if i+1 < len(list) {
				if d, ok := list[i+1].(*ast.DeferStmt); ok && j.src(d.Call) == unlock {
					j.edits = append(j.edits, j.remove(d))
					return []string{text}, "defer " + unlock
				}
			}
			return []string{text}, unlock
		}
		if !isSimple(list[i]) || !j.quick(list[i]) {
			return nil, ""
		}
	}
	return nil, ""
}

// under returns the uses, of the map that the job is about, in a list, also
// those that hold the lock already.
func (j *job) under(list []ast.Stmt) []use {
	var out []use
	v := j.varOf(j.uses[0].expr)
	for _, s := range list {
		if v != nil {
			out = append(out, j.usesOf(v, s)...)
		}
	}
	return out
}

// exits returns the statements that leave a run of statements other than by
// its end; ok is false if there are too many.
func (j *job) exits(run []ast.Stmt) (out []ast.Stmt, ok bool) {
	for _, s := range run {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				out = append(out, n)
			case *ast.BranchStmt:
				if j.leaves(n, run) {
					out = append(out, n)
				}
			case *ast.ExprStmt:
				if c, is := n.X.(*ast.CallExpr); is && j.Info.Types[c.Fun].IsBuiltin() && j.src(c.Fun) == "panic" {
					out = append(out, n)
				}
			}
			return true
		})
	}
	return out, len(out) <= maxExits
}

// leaves reports whether a branch statement goes out of a run of statements.
func (j *job) leaves(b *ast.BranchStmt, run []ast.Stmt) bool {
	if b.Tok == token.GOTO || b.Label != nil {
		return true
	}
	if b.Tok == token.FALLTHROUGH {
		return false
	}
	for n := j.parent[b]; n != nil; n = j.parent[n] {
		target := false
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			target = true
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			target = b.Tok == token.BREAK
		}
		if target {
			return !slices.ContainsFunc(run, func(s ast.Stmt) bool { return contains(s, n) })
		}
	}
	return true
}

func onlyReturns(exits []ast.Stmt) bool {
	return !slices.ContainsFunc(exits, func(s ast.Stmt) bool {
		_, ok := s.(*ast.BranchStmt)
		return ok
	})
}

// terminates reports whether the end of a list is never reached.
func terminates(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		id, _ := c, ok
		if !ok {
			return false
		}
		name, isIdent := id.Fun.(*ast.Ident)
		return isIdent && name.Name == "panic"
	case *ast.BlockStmt:
		return terminates(s.List)
	}
	return false
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
