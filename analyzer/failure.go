package analyzer

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// explainCategory is the category of the diagnostics that -explain adds.
const explainCategory = "explain"

// failed reports that a panic, which is a bug of mapconcur, stopped the analysis of a
// package, and where. It reports this only under -explain. The function that recovered
// from the panic calls it.
func (cfg *Config) failed(pass *analysis.Pass, consequence string, panicked any) {
	if !cfg.Explain {
		return
	}
	pass.Report(analysis.Diagnostic{
		Pos: pass.Files[0].Package, Category: explainCategory,
		Message: fmt.Sprintf("internal error, %s: %v (%s)", consequence, panicked, strings.Join(ownFrames(string(debug.Stack())), ", ")),
	})
}

// maxFrames is the largest number of stack frames in a message.
const maxFrames = 8

// ownFrames returns the functions of this module on a stack, the innermost first, without
// those that report the panic.
func ownFrames(stack string) []string {
	_, stack, _ = strings.Cut(stack, "\npanic(")
	var out []string
	for line := range strings.Lines(stack) {
		if _, name, ok := strings.Cut(line, "mapconcur/mapconcur/"); ok && !strings.HasPrefix(line, "\t") && len(out) < maxFrames {
			name, _, _ = strings.Cut(name, "(0x")
			out = append(out, strings.TrimSuffix(strings.TrimSpace(name), "(...)"))
		}
	}
	return slices.Compact(out)
}

// cuts reports under -explain which bounds the analysis reached.
func (o *output) cuts(list []effect.ReachedLimit) {
	if !o.cfg.Explain {
		return
	}
	for _, c := range list {
		o.pass.Report(analysis.Diagnostic{
			Pos: c.Pos, Category: explainCategory,
			Message: fmt.Sprintf("not all of %s is analysed: it has more %s than mapconcur looks at", c.Func, c.What),
		})
	}
}
