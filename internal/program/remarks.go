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

// saysSafe matches what people write where they leave a lock out on purpose.
var saysSafe = regexp.MustCompile(`(?i)\bsafe to (read|access|use|iterate|range|look|check|skip|do)\b|` +
	`\bno need (to|for)( \w+){0,3} (un)?(lock|mutex|synchroni|protect)|\bno (lock|locking|mutex|synchroni[sz]ation|protection)( is)? (needed|required|necessary)|` +
	`\bneeds? no (lock|mutex|synchroni|protect)|(\bwithout|n't need|\bnot need|\bneedn't)( \w+){0,4} (lock|locking|mutex|synchroni[sz]ation)\b`)

// saysUnsafe matches the contrary, and doubt.
var saysUnsafe = regexp.MustCompile(`(?i)\b(not|n't|never|if|whether|un)( \w+){0,2} ?safe\b|\b(todo|fixme|xxx)\b|\?`)

// saysAlone matches what the comment of a function says that must not run concurrently
// with others.
var saysAlone = regexp.MustCompile(`(?i)(\bnot (be )?|n't )((thread|goroutine|concurren\w+)[- ]?safe|safe (for|to|in)\b[^.]{0,20}\b(concurren|parallel))|` +
	`\bunsafe (for|in) concurren|` +
	`(\b(not|never)|n't) (be )?(called?|used?|run|invoked?|accessed) ([^.]{0,40}\b)?(concurrently|simultaneously|in parallel|at the same time|while|by (several|multiple|different|other) goroutines|from (several|multiple|different|other) goroutines)\b|` +
	`\bonly (be )?(called|used|run) ([^.]{0,20}\b)?(from|by|on|in|within) (one|a single|the same) (goroutine|thread)\b|` +
	`\bexclusive (access|use|ownership)\b|\bexternal (synchroni[sz]ation|locking)\b|\b(not |un)synchroni[sz]ed\b|` +
	`\b(does not|doesn't|do not|don't) (lock\b|(take|acquire|hold|use) [^.]{0,15}\b(locks?|mutex|mu)\b)|` +
	`\bno (other|concurrent) [^.]{0,30}\b(goroutines?|calls?|methods?|users?|access\w*|writers?)\b|` +
	`\bcallers? (must|should|has to|have to|needs? to) (synchroni[sz]e|seriali[sz]e)`)

// forTests matches what the comment of a function says that only tests call.
var forTests = regexp.MustCompile(`(?i)\b(for|in|by) (unit |integration )?test(s|ing)?( purposes?)? only\b|` +
	`\bonly (be )?(used |called |meant |exported |exposed )?(for|in|by|from) (unit |integration )?test(s|ing)?\b`)

// SaidSafe reports whether the comment in the line of pos, or right above it, says that
// no lock is needed there.
func (e *Program) SaidSafe(pos token.Pos) bool {
	if e.remarks == nil {
		e.remarks = map[line]bool{}
		for _, f := range e.In.Files {
			for _, c := range f.Comments {
				e.remark(c)
			}
		}
	}
	if len(e.remarks) == 0 {
		return false
	}
	f := e.In.Fset.File(pos)
	return f != nil && e.remarks[line{f, f.Line(pos)}]
}

// remark notes the lines that a comment excuses. Most comments have none of the words
// without which saysSafe matches nothing, and need no regular expression.
func (e *Program) remark(c *ast.CommentGroup) {
	if !mentions(c, "safe to", "lock", "mutex", "synchroni", "protect") {
		return
	}
	text := strings.ReplaceAll(c.Text(), "\n", " ")
	if f := e.In.Fset.File(c.Pos()); f != nil && saysSafe.MatchString(text) && !saysUnsafe.MatchString(text) {
		e.remarks[line{f, f.Line(c.Pos())}] = true
		e.remarks[line{f, f.Line(c.End()) + 1}] = true
	}
}

// SaidOf returns what the name and the comment of a function, or of the one around a
// literal, say of it. That callers hold a lock is no doubt: they are held to it.
func (e *Program) SaidOf(fn *ssa.Function) effect.Remarks {
	fn = ssaq.Declared(fn)
	var said effect.Remarks
	if names.Ends(fn.Name(), "for test", "for tests", "for testing", "test only") {
		said |= effect.SaysForTests
	}
	d := e.decls[fn.Pos()]
	if d == nil || !mentions(d.Doc, "test", "safe", "concurren", "simultan", "parallel", "same time", "while", "goroutine", "thread", "synchroni", "seriali", "exclusive", "lock", "mutex") {
		return said
	}
	text := strings.ReplaceAll(d.Doc.Text(), "\n", " ")
	if forTests.MatchString(text) {
		said |= effect.SaysForTests
	}
	if saysAlone.MatchString(text) && !e.ExpectsLock(fn) {
		said |= effect.SaysAlone
	}
	return said
}

// mentions reports whether a comment, which may be nil, has one of some words, which
// are in lower case.
func mentions(c *ast.CommentGroup, words ...string) bool {
	if c == nil {
		return false
	}
	return slices.ContainsFunc(c.List, func(line *ast.Comment) bool {
		text := strings.ToLower(line.Text)
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	})
}
