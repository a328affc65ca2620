package text

import (
	"go/ast"
	"go/token"
	"strings"
)

// PosBefore returns where to insert statements ahead of s: above the comment that
// belongs to s, if there is one.
func (src *Source) PosBefore(s ast.Stmt) token.Pos {
	if l, ok := src.Parent(s).(*ast.LabeledStmt); ok {
		s = l
	}
	for _, c := range src.File(s.Pos()).Comments {
		own := strings.TrimSpace(src.TextBetween(src.LineStart(c.Pos()), c.Pos())) == ""
		if own && c.Pos() > src.Parent(s).Pos() && src.line(c.End()) == src.line(s.Pos())-1 {
			return c.Pos()
		}
	}
	return s.Pos()
}

// PosAfter returns where to insert statements behind s: after a comment on its
// last line.
func (src *Source) PosAfter(s ast.Stmt) token.Pos { return src.pastComment(s.End()) }

// PosInside returns where to insert statements at the beginning of a block.
func (src *Source) PosInside(b *ast.BlockStmt) token.Pos { return src.pastComment(b.Lbrace + 1) }

// pastComment returns the end of the comment that follows pos on its line, with no
// code in between, or else pos.
func (src *Source) pastComment(pos token.Pos) token.Pos {
	for _, c := range src.File(pos).Comments {
		follows := c.Pos() >= pos && src.line(c.Pos()) == src.line(pos)
		if follows && strings.Trim(src.TextBetween(pos, c.Pos()), " \t;") == "" {
			return c.End()
		}
	}
	return pos
}

// RemoveStmt returns the edit that deletes a statement, with its line if nothing else
// is there.
func (src *Source) RemoveStmt(s ast.Stmt) Edit {
	from, to := src.LineStart(s.Pos()), src.LineEnd(s.End())
	if strings.TrimSpace(src.TextBetween(from, s.Pos())+src.TextBetween(s.End(), to)) == "" {
		return Delete(from, to+1)
	}
	return ReplaceNode(s, "")
}
