package plugin

import (
	"bytes"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// A fixFilter selects the fixes of a package that golangci-lint applies correctly.
// Golangci-lint applies all fixes of a diagnostic together, including alternatives. It
// drops edits outside the file of the diagnostic. If two diagnostics insert the same text
// at one place, it inserts the text twice (measured with v2.15.0). A fix that the filter
// withholds is offered in the next run.
type fixFilter struct {
	fset  *token.FileSet
	none  bool                // offer no fix at all
	edits []analysis.TextEdit // of the fixes offered so far
}

// choose returns the first fix of a diagnostic if golangci-lint applies it correctly.
func (f *fixFilter) choose(d analysis.Diagnostic) []analysis.SuggestedFix {
	if f.none || len(d.SuggestedFixes) == 0 {
		return nil
	}
	fix := d.SuggestedFixes[0]
	file := f.fset.File(d.Pos)
	for i, e := range fix.TextEdits {
		if f.fset.File(e.Pos) != file || meets(e, fix.TextEdits[:i]) || slices.ContainsFunc(f.edits, func(old analysis.TextEdit) bool {
			return overlap(e, old) && !same(e, old)
		}) {
			return nil
		}
	}
	f.edits = append(f.edits, fix.TextEdits...)
	return []analysis.SuggestedFix{fix}
}

// meets reports whether an edit overlaps one of the others.
func meets(e analysis.TextEdit, others []analysis.TextEdit) bool {
	return slices.ContainsFunc(others, func(o analysis.TextEdit) bool { return overlap(e, o) })
}

// overlap reports whether two edits change the same place. Two insertions at the same offset
// do.
func overlap(a, b analysis.TextEdit) bool {
	return a.Pos == b.Pos || a.Pos < end(b) && b.Pos < end(a)
}

func same(a, b analysis.TextEdit) bool {
	return a.Pos == b.Pos && end(a) == end(b) && bytes.Equal(a.NewText, b.NewText)
}

// end returns the end of an edit. An insertion may leave its end out.
func end(e analysis.TextEdit) token.Pos {
	if e.End.IsValid() {
		return e.End
	}
	return e.Pos
}
