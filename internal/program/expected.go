package program

import (
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/names"
)

// lockedComment matches what people write above a function whose callers hold
// the lock.
var lockedComment = regexp.MustCompile(`(?i)(lock|mutex|\bmu\b)[^.]{0,40}\b(must|should|is|are|be|assumed)\b[^.]{0,30}\b(held|locked|acquired)|` +
	`(caller|callers)[^.]{0,30}\b(hold|holds|held|lock|locks|acquire)|(must|should) be called (with|under|while)[^.]{0,40}(lock|mutex|\bmu\b)|` +
	`\+checklocks:|with [^.]{0,30}(lock|mutex|\bmu\b) held`)

// negatedComment matches the contrary: "Lock must not be held upon entry".
var negatedComment = regexp.MustCompile(`(?i)\b(lock|mutex|mu)\b[^.]{0,40}(\b(not|never)|n[o']t)( be)?( yet)? (held|locked|acquired|hold)`)

// ExpectsLock reports whether the name or the comment of a function says that
// it is called with a lock held.
func (e *Program) ExpectsLock(fn *ssa.Function) bool {
	if says, ok := e.expects[fn]; ok {
		return says
	}
	says := e.saysLocked(fn)
	e.expects[fn] = says
	return says
}

func (e *Program) saysLocked(fn *ssa.Function) bool {
	for fn.Parent() != nil && fn.Synthetic != "" {
		fn = fn.Parent()
	}
	if fn.Parent() == nil && names.Ends(fn.Name(), "locked", "unlocked", "with lock", "lock held", "no lock", "unsafe") {
		return true
	}
	d := e.decls[fn.Pos()]
	if d == nil || d.Doc == nil {
		return false
	}
	if !mentions(d.Doc, "lock", "mutex", "mu", "caller") {
		return false
	}
	text := strings.ReplaceAll(d.Doc.Text(), "\n", " ")
	return lockedComment.MatchString(negatedComment.ReplaceAllString(text, ""))
}
