package text

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"
)

// An Edit replaces the source from Pos to End by a text.
type Edit struct {
	Pos, End token.Pos
	Text     string
}

// Insert returns the edit that inserts text at a position.
func Insert(at token.Pos, text string) Edit { return Edit{at, at, text} }

// Delete returns the edit that deletes [from, to).
func Delete(from, to token.Pos) Edit { return Edit{from, to, ""} }

// Replace returns the edit that replaces [from, to) by text.
func Replace(from, to token.Pos, text string) Edit { return Edit{from, to, text} }

// ReplaceNode returns the edit that replaces a node by text.
func ReplaceNode(n ast.Node, text string) Edit { return Edit{n.Pos(), n.End(), text} }

// Apply applies edits to a source; ok is false if two of them overlap.
func Apply(src []byte, tf *token.File, edits []Edit) (out []byte, ok bool) {
	es := slices.Clone(edits)
	slices.SortStableFunc(es, func(a, b Edit) int { return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.End, b.End)) })
	last := 0
	for _, e := range es {
		from, to := tf.Offset(e.Pos), tf.Offset(e.End)
		if from < last {
			return nil, false
		}
		out = append(out, src[last:from]...)
		out = append(out, e.Text...)
		last = to
	}
	return append(out, src[last:]...), true
}
