package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A scope is what is to come under a lock: uses of maps in one function.
type scope struct {
	*planner
	fn    ast.Node
	file  *ast.File
	l     lock
	uses  []use
	allow allowance
}

// A job brings the uses of a scope under the lock.
type job struct {
	*scope
	edits []edit
	reads []read
	// sections holds where the critical sections are that contain statements
	// of the source.
	sections []edit
}

// newScope returns a scope in which nothing is allowed under the lock but what is known
// to be quick.
func newScope(p *planner, fn ast.Node, l lock, uses []use) *scope {
	return &scope{planner: p, fn: fn, file: p.file(fn.Pos()), l: l, uses: uses}
}

// cover returns the edits that put the uses, all in function fn, under l; ok is
// false if there is no safe form.
func cover(p *planner, fn ast.Node, l lock, uses []use) (es []edit, ok bool) {
	b := body(fn)
	if b == nil || len(uses) == 0 {
		return nil, false
	}
	j := firstJob(newScope(p, fn, l, uses), func(j *job) bool {
		return j.whole(b.List) || j.list(b.List) && !j.apart()
	})
	if j == nil {
		return nil, false
	}
	j.merge()
	return j.edits, j.alone()
}

// coverWhole returns the edits that hold a lock over a function, from its first
// statement on that is more than a check which leaves it.
func coverWhole(p *planner, fn ast.Node, l lock, uses []use) (es []edit, ok bool) {
	list := body(fn).List
	s := newScope(p, fn, l, uses)
	first := slices.IndexFunc(list, func(st ast.Stmt) bool { return len(s.in(st)) > 0 })
	if first < 0 {
		return nil, false
	}
	j := firstJob(s, func(j *job) bool { return j.entire(list, first) })
	if j == nil {
		return nil, false
	}
	return j.edits, j.alone()
}

// firstJob tries a step with fewer and fewer demands on what is called under the lock,
// and returns the job that did it, nil if there is none: only what is known to be
// quick; also what others call under the lock, in the same mode; also what they call
// under it for writing, which is then taken so.
func firstJob(s *scope, step func(*job) bool) *job {
	shared := s.l.shared
	for _, demand := range []struct {
		allow  allowance
		shared bool
	}{
		{allowance{}, shared},
		{allowance{under: s.l.v, reading: shared}, shared},
		{allowance{under: s.l.v}, false},
	} {
		tried := *s
		tried.allow, tried.l.shared = demand.allow, demand.shared
		j := &job{scope: &tried}
		if step(j) {
			return j
		}
	}
	return nil
}

// quick reports whether nodes can run under the lock.
func (sc *scope) quick(nodes ...ast.Node) bool { return sc.allowed(sc.allow, nodes...) }

// covered names the critical sections of a lock in a function.
type covered struct {
	fn   ast.Node
	lock string
}

// alone reports whether the sections of a job lie apart from those that other
// plans make of the same lock in the same function, where it would be taken
// twice.
func (j *job) alone() bool {
	all := edit{pos: token.Pos(1 << 30)}
	for _, e := range j.edits {
		if b := body(j.fn); b.Pos() <= e.pos && e.end <= b.End() {
			all.pos, all.end = min(all.pos, e.pos), max(all.end, e.end)
			if strings.Contains(e.text, "defer ") {
				all.end = b.End()
			}
		}
	}
	key := covered{j.fn, j.l.expr}
	if slices.ContainsFunc(j.covers[key], func(o edit) bool { return all.pos <= o.end && o.pos <= all.end }) {
		return false
	}
	j.covers[key] = append(j.covers[key], all)
	return true
}

// in returns the uses within some nodes, without those in function literals,
// which are jobs of their own.
func (sc *scope) in(nodes ...ast.Node) []use {
	var out []use
	for _, u := range sc.uses {
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
func (sc *scope) writing(list []ast.Stmt) bool {
	return writes(sc.in(nodes(list)...)) || writes(sc.usesIn(list))
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
	if _, lit := j.fn.(*ast.FuncLit); first == last && isSimple(list[first]) && (lit || !j.returnsOnly(list[last+1:])) {
		return false
	}
	write := j.writing(list)
	j.insert(j.before(list[first]), j.l.take(write), j.l.deferred(write))
	return true
}

// returnsOnly reports whether a list is empty or a return statement that calls
// nothing.
func (sc *scope) returnsOnly(list []ast.Stmt) bool {
	if len(list) == 0 {
		return true
	}
	calls := false
	ast.Inspect(list[0], func(n ast.Node) bool {
		_, call := n.(*ast.CallExpr)
		calls = calls || call
		return true
	})
	_, ret := list[0].(*ast.ReturnStmt)
	return len(list) == 1 && ret && !calls
}

// isNilCheck reports whether a statement only leaves the function if some
// condition holds, which is no part of a critical section.
func (sc *scope) isNilCheck(s ast.Stmt) bool {
	i, ok := s.(*ast.IfStmt)
	return ok && i.Else == nil && sc.quick(i) && terminates(i.Body.List)
}

// inLoop reports whether a use lies in a loop other than one over the map
// itself: the lock is then better held for one round.
func (sc *scope) inLoop(list []ast.Stmt) bool {
	for _, u := range sc.uses {
		for n := sc.parent(u.node); n != nil && n != sc.fn; n = sc.parent(n) {
			switch loop := n.(type) {
			case *ast.ForStmt:
				return true
			case *ast.RangeStmt:
				if len(sc.in(loop.X)) == 0 && !slices.ContainsFunc(sc.uses, func(o use) bool { return o.node == ast.Node(loop) }) {
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

// wrappable reports whether a statement as a whole may be a critical section
// that is not larger than it has to be.
func (sc *scope) wrappable(s ast.Stmt) bool {
	if !sc.quickAll([]ast.Stmt{s}) {
		return false
	}
	switch s := s.(type) {
	case *ast.IfStmt:
		head, all := len(sc.in(s.Init, s.Cond)), len(sc.in(s))
		if head == all {
			return s.Else == nil && len(s.Body.List) < 3 && !slices.ContainsFunc(s.Body.List, func(t ast.Stmt) bool { return !isSimple(t) })
		}
		return head > 0 || len(sc.elseHeads(s)) > 0
	case *ast.RangeStmt:
		return slices.ContainsFunc(sc.uses, func(u use) bool { return u.node == ast.Node(s) })
	case *ast.SwitchStmt:
		return len(sc.in(s.Init, s.Tag)) < len(sc.in(s)) && len(sc.in(s.Init, s.Tag)) > 0
	}
	_, ret := s.(*ast.ReturnStmt)
	return ret || isSimple(s)
}

// elseHeads returns the uses in the headers of the else branches of s.
func (sc *scope) elseHeads(s *ast.IfStmt) []use {
	var out []use
	for e, ok := s.Else.(*ast.IfStmt); ok; e, ok = e.Else.(*ast.IfStmt) {
		out = append(out, sc.in(e.Init, e.Cond)...)
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

// quickAll reports whether all statements can run under the lock.
func (sc *scope) quickAll(list []ast.Stmt) bool { return sc.quick(nodes(list)...) }

// visible reports whether the lock's expression means, before a statement, what
// it means at the uses: its variable is declared and nobody assigns it within
// the section.
func (sc *scope) visible(at ast.Stmt, section ...ast.Stmt) bool {
	name, _, _ := strings.Cut(sc.l.expr, ".")
	name = strings.Trim(name, "(*)&")
	if len(sc.uses) > 0 && sc.lookup(name, at.Pos()) != sc.lookup(name, sc.uses[0].node.Pos()) {
		return false
	}
	obj := sc.lookup(name, at.Pos())
	if obj == nil && sc.l.v == nil {
		return false
	}
	ok := true
	for _, s := range section {
		ast.Inspect(s, func(n ast.Node) bool {
			if a, is := n.(*ast.AssignStmt); is && a.Pos() >= at.Pos() {
				for _, l := range a.Lhs {
					if t := sc.src(l); t == sc.l.expr || strings.HasPrefix(sc.l.expr, t+".") {
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
	j.edits = append(j.edits, insertText(pos, strings.Join(stmts, "\n")+"\n"))
}

// append adds statements behind one.
func (j *job) append(s ast.Stmt, stmts ...string) {
	pos := j.after(s)
	j.edits = append(j.edits, insertText(pos, "\n"+strings.Join(stmts, "\n")))
}

// try takes back the edits of a step that has failed.
func (j *job) try(step func() bool) bool {
	n, r := len(j.edits), len(j.reads)
	if step() {
		return true
	}
	j.edits, j.reads = j.edits[:n], j.reads[:r]
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
	j.sections = append(j.sections, edit{pos: run[0].Pos(), end: run[len(run)-1].End()})
	take, drop := j.l.take(write), j.l.drop(write)
	if prev := j.neighbour(list, a-1, "Unlock", write); prev != "" {
		j.edits = append(j.edits, j.remove(list[a-1]))
		drop, take = prev, ""
	}
	_, returns := run[len(run)-1].(*ast.ReturnStmt)
	if returns && take != "" && onlyReturns(exits) {
		j.insert(j.before(run[0]), take, j.l.deferred(write))
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
		j.insert(j.before(run[0]), take)
	}
	for _, e := range exits {
		if !j.leave(e, drop) {
			return false
		}
	}
	if rest == "" && !terminates(run) {
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

// usesIn returns the uses, of the maps that the job is about, in a list, also
// those that hold the lock already.
func (sc *scope) usesIn(list []ast.Stmt) []use {
	var out []use
	var vars []*types.Var
	for _, u := range sc.uses {
		if v := sc.varOf(u.expr); v != nil && !slices.Contains(vars, v) {
			vars = append(vars, v)
		}
	}
	for _, s := range list {
		for _, v := range vars {
			out = append(out, sc.usesOf(v, s)...)
		}
	}
	return out
}

// entire takes the lock before list[first], or as far ahead as there is nothing
// slow, and gives it up at the end of the function.
func (j *job) entire(list []ast.Stmt, first int) bool {
	if !j.quickAll(list[first:]) || !j.visible(list[first], list[first:]...) {
		return false
	}
	start := first
	for start > 0 && isSimple(list[start-1]) && j.quick(list[start-1]) && j.visible(list[start-1], list[start-1:]...) {
		start--
	}
	write := j.writing(list)
	j.insert(j.before(list[start]), j.l.take(write), j.l.deferred(write))
	return true
}
