package plugin

import (
	"bytes"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// A fixFilter keeps of the fixes of a package those that golangci-lint applies
// as they are meant. It applies all fixes of a diagnostic together, alternatives
// too; it drops edits outside the diagnostic's own file; and it makes two
// insertions of what two diagnostics insert at one place (measured with
// v2.15.0). A fix that is withheld comes with the next run.
type fixFilter struct {
	fset  *token.FileSet
	none  bool                // offer no fix at all
	edits []analysis.TextEdit // of the fixes offered so far
}

// choose returns the first fix of a diagnostic, or none.
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

// overlap reports whether two edits change one place, insertions at the same
// offset included.
func overlap(a, b analysis.TextEdit) bool {
	return a.Pos == b.Pos || a.Pos < end(b) && b.Pos < end(a)
}

func same(a, b analysis.TextEdit) bool {
	return a.Pos == b.Pos && end(a) == end(b) && bytes.Equal(a.NewText, b.NewText)
}

// end returns the end of an edit, which an insertion may leave out.
func end(e analysis.TextEdit) token.Pos {
	if e.End.IsValid() {
		return e.End
	}
	return e.Pos
}
