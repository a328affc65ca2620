package program

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/names"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// saysSafe matches a comment which says that no lock is needed.
var saysSafe = regexp.MustCompile(`(?i)\bsafe to (read|access|use|iterate|range|look|check|skip|do)\b|` +
	`\bno need (to|for)( \w+){0,3} (un)?(lock|mutex|synchroni|protect)|\bno (lock|locking|mutex|synchroni[sz]ation|protection)( is)? (needed|required|necessary)|` +
	`\bneeds? no (lock|mutex|synchroni|protect)|(\bwithout|n't need|\bnot need|\bneedn't)( \w+){0,4} (lock|locking|mutex|synchroni[sz]ation)\b`)

// saysUnsafe matches a comment that says the contrary or expresses doubt.
var saysUnsafe = regexp.MustCompile(`(?i)\b(not|n't|never|if|whether|un)( \w+){0,2} ?safe\b|\b(todo|fixme|xxx)\b|\?`)

// saysAlone matches the comment of a function which says that it must not run concurrently
// with others.
var saysAlone = regexp.MustCompile(`(?i)(\bnot (be )?|n't )((thread|goroutine|concurren\w+)[- ]?safe|safe (for|to|in)\b[^.]{0,20}\b(concurren|parallel))|` +
	`\bunsafe (for|in) concurren|` +
	`(\b(not|never)|n't) (be )?(called?|used?|run|invoked?|accessed) ([^.]{0,40}\b)?(concurrently|simultaneously|in parallel|at the same time|while|by (several|multiple|different|other) goroutines|from (several|multiple|different|other) goroutines)\b|` +
	`\bonly (be )?(called|used|run) ([^.]{0,20}\b)?(from|by|on|in|within) (one|a single|the same) (goroutine|thread)\b|` +
	`\bexclusive (access|use|ownership)\b|\bexternal (synchroni[sz]ation|locking)\b|\b(not |un)synchroni[sz]ed\b|` +
	`\b(does not|doesn't|do not|don't) (lock\b|(take|acquire|hold|use) [^.]{0,15}\b(locks?|mutex|mu)\b)|` +
	`\bno (other|concurrent) [^.]{0,30}\b(goroutines?|calls?|methods?|users?|access\w*|writers?)\b|` +
	`\bcallers? (must|should|has to|have to|needs? to) (synchroni[sz]e|seriali[sz]e)`)

// forTests matches the comment of a function which says that only tests call it.
var forTests = regexp.MustCompile(`(?i)\b(for|in|by) (unit |integration )?test(s|ing)?( purposes?)? only\b|` +
	`\bonly (be )?(used |called |meant |exported |exposed )?(for|in|by|from) (unit |integration )?test(s|ing)?\b`)

// lockRemarks are the lines of a package to which a comment applies that says no lock is
// needed.
type lockRemarks struct {
	fset  *token.FileSet
	lines map[line]bool
}

// line is a line of a source file.
type line struct {
	file *token.File
	n    int
}

func newLockRemarks(fset *token.FileSet, files []*ast.File) *lockRemarks {
	r := &lockRemarks{fset, map[line]bool{}}
	for _, f := range files {
		for _, c := range f.Comments {
			r.add(c)
		}
	}
	return r
}

// add adds the lines to which a comment applies: its first line, for a comment at the end of
// a line, and the line below it. Most comments have none of the words that saysSafe needs
// and skip the regular expression.
func (r *lockRemarks) add(c *ast.CommentGroup) {
	if !mentions(c, "safe to", "lock", "mutex", "synchroni", "protect") {
		return
	}
	text := strings.ReplaceAll(c.Text(), "\n", " ")
	if f := r.fset.File(c.Pos()); f != nil && saysSafe.MatchString(text) && !saysUnsafe.MatchString(text) {
		r.lines[line{f, f.Line(c.Pos())}] = true
		r.lines[line{f, f.Line(c.End()) + 1}] = true
	}
}

// at reports whether a remark applies to the line of a position.
func (r *lockRemarks) at(pos token.Pos) bool {
	if len(r.lines) == 0 {
		return false
	}
	f := r.fset.File(pos)
	return f != nil && r.lines[line{f, f.Line(pos)}]
}

// SaysNoLock reports whether the comment in the line of pos, or right above it, says that
// no lock is needed there.
func (p *Program) SaysNoLock(pos token.Pos) bool {
	if p.remarks == nil {
		p.remarks = newLockRemarks(p.Fset, p.Files)
	}
	return p.remarks.at(pos)
}

// RemarksAbout returns what the name and the comment of fn, or of the declared function around
// it, say about who calls it. A remark that callers hold a lock is not one: see
// [Program.ExpectsLock].
func (p *Program) RemarksAbout(fn *ssa.Function) effect.Remarks {
	fn = ssaq.Outermost(fn)
	var said effect.Remarks
	if names.Ends(fn.Name(), "for test", "for tests", "for testing", "test only") {
		said |= effect.SaysForTests
	}
	d := p.decls[fn.Pos()]
	if d == nil || !mentions(d.Doc, "test", "safe", "concurren", "simultan", "parallel", "same time", "while", "goroutine", "thread", "synchroni", "seriali", "exclusive", "lock", "mutex") {
		return said
	}
	text := strings.ReplaceAll(d.Doc.Text(), "\n", " ")
	if forTests.MatchString(text) {
		said |= effect.SaysForTests
	}
	if saysAlone.MatchString(text) && !p.ExpectsLock(fn) {
		said |= effect.SaysAlone
	}
	return said
}

// mentions reports whether a comment, which may be nil, contains one of the words, in upper
// or lower case.
func mentions(c *ast.CommentGroup, words ...string) bool {
	if c == nil {
		return false
	}
	return slices.ContainsFunc(c.List, func(line *ast.Comment) bool {
		text := strings.ToLower(line.Text)
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	})
}
