package section

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A job brings the uses of a scope under the lock.
type job struct {
	*Scope
	edits []text.Edit
	reads []read
	// sections holds where the critical sections are that contain statements
	// of the source.
	sections []text.Edit
}

// alone reports whether the sections of a job lie apart from those that other
// plans make of the same lock in the same function, where it would be taken
// twice.
func (j *job) alone() bool {
	all := text.Edit{Pos: token.Pos(1 << 30)}
	for _, e := range j.edits {
		if b := text.Body(j.fn); b.Pos() <= e.Pos && e.End <= b.End() {
			all.Pos, all.End = min(all.Pos, e.Pos), max(all.End, e.End)
			if strings.Contains(e.Text, "defer ") {
				all.End = b.End()
			}
		}
	}
	return j.Reserve(repair.LockIn{Func: j.fn, Lock: j.l.Expr}, all)
}

// insert adds statements at a position.
func (j *job) insert(pos token.Pos, stmts ...string) {
	j.edits = append(j.edits, text.Insert(pos, strings.Join(stmts, "\n")+"\n"))
}

// append adds statements behind one.
func (j *job) append(s ast.Stmt, stmts ...string) {
	pos := j.PosAfter(s)
	j.edits = append(j.edits, text.Insert(pos, "\n"+strings.Join(stmts, "\n")))
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

// clone returns the text that copies a map, "" if there is none: older versions
// of Go have no maps.Clone, and the elements of a map of maps are shared.
func (j *job) clone(e ast.Expr) string {
	text, es := j.CloneText(j.file, e)
	j.edits = append(j.edits, es...)
	return text
}

// merge makes one section of two that have nothing between them, so that the
// lock is not given up only to be taken again.
func (j *job) merge() {
	slices.SortStableFunc(j.edits, func(a, b text.Edit) int { return int(a.Pos - b.Pos) })
	for i := 0; i+1 < len(j.edits); i++ {
		a, b := &j.edits[i], &j.edits[i+1]
		if a.End > b.Pos || strings.TrimSpace(j.TextBetween(a.End, b.Pos)) != "" {
			continue
		}
		for _, write := range []bool{true, false} {
			drop, take := j.l.Release(write), j.l.Take(write)
			ahead, ok := strings.CutSuffix(strings.TrimSpace(a.Text), drop)
			if !ok || strings.HasSuffix(ahead, "defer ") {
				continue
			}
			text, ok := strings.CutPrefix(b.Text, take+"\n")
			if weaker := j.l.Take(false) + "\n"; !ok && write && strings.HasPrefix(b.Text, weaker) && strings.Contains(b.Text, j.l.Release(false)) {
				text, ok = strings.Replace(strings.TrimPrefix(b.Text, weaker), j.l.Release(false), drop, 1), true
			}
			if ok {
				a.Text, b.Text = strings.TrimRight(ahead, "\n"), text
				break
			}
		}
	}
}
