package summary

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// saysSafe matches what people write where they leave a lock out on purpose.
var saysSafe = regexp.MustCompile(`(?i)\bsafe to (read|access|use|iterate|range|look|check|skip|do)\b|` +
	`\bno need (to|for)( \w+){0,3} (un)?(lock|mutex|synchroni|protect)|\bno (lock|locking|mutex|synchroni[sz]ation|protection)( is)? (needed|required|necessary)|` +
	`(\bwithout|n't need|\bnot need|\bneedn't)( \w+){0,4} (lock|locking|mutex|synchroni[sz]ation)\b`)

// saysUnsafe matches the contrary, and doubt.
var saysUnsafe = regexp.MustCompile(`(?i)\b(not|n't|never|if|whether|un)( \w+){0,2} ?safe\b|\b(todo|fixme|xxx)\b|\?`)

// saysAlone matches what the comment of a function says that must not run beside others.
var saysAlone = regexp.MustCompile(`(?i)\bnot (be )?((thread|goroutine|concurren\w+)[- ]?safe|safe (for|to use) concurren)`)

// forTests matches what the comment of a function says that only tests call.
var forTests = regexp.MustCompile(`(?i)\b(for|in|by) (unit |integration )?test(s|ing)?( purposes?)? only\b|` +
	`\bonly (be )?(used |called |meant |exported |exposed )?(for|in|by|from) (unit |integration )?test(s|ing)?\b`)

// line is a line of a source file.
type line struct {
	file *token.File
	n    int
}

// excused reports whether the comment in the line of pos, or right above it, says that
// no lock is needed there, or that of the function that it is for one goroutine. Whoever
// wrote that has not forgotten it; that the reason may be a bad one, and that callers
// may not have read it, is the price.
func (e *engine) excused(pos token.Pos) bool {
	if e.remarks == nil {
		e.remarks = map[line]bool{}
		for _, f := range e.in.Files {
			for _, c := range f.Comments {
				e.remark(c)
			}
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); ok && mentions(d.Doc, "safe") && saysAlone.MatchString(strings.ReplaceAll(d.Doc.Text(), "\n", " ")) {
					e.alones = append(e.alones, d)
				}
			}
		}
	}
	if slices.ContainsFunc(e.alones, func(d *ast.FuncDecl) bool { return d.Pos() <= pos && pos < d.End() }) {
		return true
	}
	if f := e.in.Fset.File(pos); f != nil && len(e.remarks) > 0 {
		return e.remarks[line{f, f.Line(pos)}]
	}
	return false
}

// remark notes the lines that a comment excuses. Most comments have none of the words
// without which saysSafe matches nothing, and need no regular expression.
func (e *engine) remark(c *ast.CommentGroup) {
	if !mentions(c, "safe to", "lock", "mutex", "synchroni", "protect") {
		return
	}
	text := strings.ReplaceAll(c.Text(), "\n", " ")
	if f := e.in.Fset.File(c.Pos()); f != nil && saysSafe.MatchString(text) && !saysUnsafe.MatchString(text) {
		e.remarks[line{f, f.Line(c.Pos())}] = true
		e.remarks[line{f, f.Line(c.End()) + 1}] = true
	}
}

// onlyForTests reports whether the name or the comment of a function says that it is
// there for tests, which call it when nothing else runs.
func (e *engine) onlyForTests(fn *ssa.Function) bool {
	name := strings.ToLower(fn.Name())
	for _, suffix := range []string{"fortest", "fortests", "fortesting", "testonly"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	d := e.decls[fn.Pos()]
	return d != nil && mentions(d.Doc, "test") && forTests.MatchString(strings.ReplaceAll(d.Doc.Text(), "\n", " "))
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
