package section

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A job brings the uses of a scope under the lock.
type job struct {
	*Scope
	edits    []text.Edit
	reads    []read
	sections []text.Edit // the statements of the source that are in critical sections
}

// reserved reserves the lines of a job, from its first edit to its last; it reports false
// if another plan has a section of the same lock there.
func (j *job) reserved() bool {
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

// insert adds the edit that inserts statements at a position.
func (j *job) insert(pos token.Pos, stmts ...string) {
	j.edits = append(j.edits, text.Insert(pos, strings.Join(stmts, "\n")+"\n"))
}

// append adds the edit that inserts statements after one.
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

// clone returns the expression that copies a map, "" if there is none.
func (j *job) clone(e ast.Expr) string {
	snippet, es := j.CloneText(j.file, e)
	j.edits = append(j.edits, es...)
	return snippet
}

// merge makes one section of two with nothing between them: the code would release the
// lock and take it again at once.
func (j *job) merge() {
	slices.SortStableFunc(j.edits, func(a, b text.Edit) int { return int(a.Pos - b.Pos) })
	for i := 0; i+1 < len(j.edits); i++ {
		a, b := &j.edits[i], &j.edits[i+1]
		if a.End > b.Pos || strings.TrimSpace(j.TextBetween(a.End, b.Pos)) != "" {
			continue
		}
		for _, mode := range []code.Mode{code.Writing, code.Reading} {
			first, second, ok := j.joined(a.Text, b.Text, mode)
			if ok {
				a.Text, b.Text = first, second
				break
			}
		}
	}
}

// joined returns the texts of two edits without the release of the lock at the end of the
// first and the call that takes it at the beginning of the second; ok is false if they
// do not end and begin so. The first section is in the given mode; a second one that
// reads becomes part of a first one that writes.
func (j *job) joined(a, b string, mode code.Mode) (first, second string, ok bool) {
	release := j.l.Release(mode)
	first, ok = strings.CutSuffix(strings.TrimSpace(a), release)
	if !ok || strings.HasSuffix(first, "defer ") {
		return "", "", false
	}
	first = strings.TrimRight(first, "\n")
	if rest, ok := strings.CutPrefix(b, j.l.Take(mode)+"\n"); ok {
		return first, rest, true
	}
	rest, ok := strings.CutPrefix(b, j.l.Take(code.Reading)+"\n")
	if weaker := j.l.Release(code.Reading); ok && mode == code.Writing && strings.Contains(b, weaker) {
		return first, strings.Replace(rest, weaker, release, 1), true
	}
	return "", "", false
}
