package fix

import (
	"go/ast"
	"go/token"
	"go/types"
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
	reads []read
	// sections holds where the critical sections are that contain statements
	// of the source.
	sections []edit
}

// cover returns the edits that put the uses, all in function fn, under l; ok is
// false if there is no safe form.
func (p *planner) cover(fn ast.Node, l lock, uses []use) (es []edit, ok bool) {
	b := body(fn)
	if b == nil || len(uses) == 0 {
		return nil, false
	}
	var j *job
	if !p.lenient(&l, func() bool {
		j = &job{planner: p, fn: fn, file: p.file(fn.Pos()), l: l, uses: uses}
		return j.whole(b.List) || j.list(b.List) && !j.apart()
	}) {
		return nil, false
	}
	j.merge()
	return j.edits, j.alone()
}

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
	if _, lit := j.fn.(*ast.FuncLit); first == last && isSimple(list[first]) && (lit || !j.returnsOnly(list[last+1:])) {
		return false
	}
	write := j.writing(list)
	j.insert(j.before(list[first]), j.l.take(write), j.l.deferred(write))
	return true
}

// returnsOnly reports whether a list is empty or a return statement that calls
// nothing.
func (j *job) returnsOnly(list []ast.Stmt) bool {
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
func (j *job) isNilCheck(s ast.Stmt) bool {
	i, ok := s.(*ast.IfStmt)
	return ok && i.Else == nil && j.quick(i) && terminates(i.Body.List)
}

// inLoop reports whether a use lies in a loop other than one over the map
// itself: the lock is then better held for one round.
func (j *job) inLoop(list []ast.Stmt) bool {
	for _, u := range j.uses {
		for n := j.up(u.node); n != nil && n != j.fn; n = j.up(n) {
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

// quickAll reports whether all statements can run under the lock.
func (j *job) quickAll(list []ast.Stmt) bool { return j.quick(nodes(list)...) }

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

// under returns the uses, of the maps that the job is about, in a list, also
// those that hold the lock already.
func (j *job) under(list []ast.Stmt) []use {
	var out []use
	var vars []*types.Var
	for _, u := range j.uses {
		if v := j.varOf(u.expr); v != nil && !slices.Contains(vars, v) {
			vars = append(vars, v)
		}
	}
	for _, s := range list {
		for _, v := range vars {
			out = append(out, j.usesOf(v, s)...)
		}
	}
	return out
}
