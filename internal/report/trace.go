package report

import (
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Trace returns the paths to the [Sides] of a finding as related places, a place for each step.
func Trace(fset *token.FileSet, f *conflict.Finding, paths []effect.Path) []analysis.RelatedInformation {
	var out []analysis.RelatedInformation
	w := writer{fset: fset, at: fset.Position(f.At)}
	sides := Sides(fset, f)
	for side, path := range paths {
		it := &sides[side]
		if f.Category == conflict.LockLeak && side == 0 {
			it.Op = state.OpReturn
		}
		for i := range path {
			text := w.step(&path[i], it)
			if held := path[i].Locks; len(held) > 0 {
				text += ", holding " + strings.Join(held, " and ")
			}
			out = append(out, analysis.RelatedInformation{Pos: path[i].Pos.At(), Message: finding.StepMessage(side+1, i+1, len(path), text)})
		}
	}
	return out
}

// step words one step of the path to an access.
func (w writer) step(s *effect.Step, it *effect.ScopedAccess) string {
	name := funcName(s.Func)
	switch s.Kind {
	case effect.ByAnyone:
		return "any goroutine can call " + name
	case effect.ByMain:
		return "the program begins with " + name
	case effect.ByTest:
		return "go test runs " + name
	case effect.ByContract:
		return "the " + s.Thread.Name + " " + name + " can run many times at once"
	case effect.ByCallback:
		return name + " is passed on as a function value"
	case effect.ByCallers:
		return name + " is called"
	case effect.Calls:
		return name + " calls " + funcName(s.Callee)
	case effect.Defers:
		return name + " defers a call of " + funcName(s.Callee)
	case effect.Passes:
		if s.Callee == "" {
			return name + " passes a function on"
		}
		return name + " passes a function to " + funcName(s.Callee)
	case effect.Starts:
		return w.starts(s, name)
	}
	text := name + " " + verbs[it.Op] + " " + scalarName(it.Scalar) + mapName(*it)
	if it.Scalar == effect.AtomicScalar {
		text += " atomically"
	}
	if s.Pos.Text != "" {
		text += " " + w.place(s.Pos)
	}
	return text
}

// verbs says what a function does to a map or scalar, by the operation.
var verbs = [...]string{
	state.OpRead: "reads", state.OpLen: "takes the len of", state.OpRange: "ranges over", state.OpClone: "clones", state.OpReflect: "reads",
	state.OpReturn: "returns", state.OpWrite: "writes to", state.OpDelete: "deletes from", state.OpClear: "clears", state.OpReplace: "replaces",
}

// starts words the start of a thread.
func (w writer) starts(s *effect.Step, name string) string {
	verb := " registers "
	if t := s.Thread.Name; t == "goroutine" || t == known.Timer || t == "parallel subtest" {
		verb = " starts "
	}
	if s.Callee != "" {
		return name + " calls " + funcName(s.Callee) + ", which" + verb + article(s.Thread.Name) + " " + w.place(s.Thread.Pos)
	}
	return name + verb + article(s.Thread.Name)
}

// article puts the indefinite article before a noun.
func article(noun string) string {
	if strings.ContainsAny(noun[:1], "aeioHR") { // "an HTTP transport", "an RPC handler"
		return "an " + noun
	}
	return "a " + noun
}
