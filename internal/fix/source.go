package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// file returns the file of a position.
func (p *planner) file(pos token.Pos) *ast.File {
	for _, f := range p.Files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return f
		}
	}
	return nil
}

func (p *planner) line(pos token.Pos) int { return p.Fset.File(pos).Line(pos) }

func (p *planner) lineStart(pos token.Pos) token.Pos {
	return p.Fset.File(pos).LineStart(p.line(pos))
}

// lineEnd returns the position of the newline behind pos.
func (p *planner) lineEnd(pos token.Pos) token.Pos {
	tf := p.Fset.File(pos)
	if l := tf.Line(pos); l < tf.LineCount() {
		return tf.LineStart(l+1) - 1
	}
	return p.file(pos).FileEnd
}

// src returns the source of a node.
func (p *planner) src(n ast.Node) string {
	f := p.file(n.Pos())
	tf, text := p.Fset.File(n.Pos()), p.text(f)
	if text == nil {
		return ""
	}
	return string(text[tf.Offset(n.Pos()):tf.Offset(n.End())])
}

// between returns the source from one position to another.
func (p *planner) between(from, to token.Pos) string {
	tf, text := p.Fset.File(from), p.text(p.file(from))
	if text == nil {
		return ""
	}
	return string(text[tf.Offset(from):tf.Offset(to)])
}

// before returns where to insert statements ahead of s: above a comment that
// belongs to it.
func (p *planner) before(s ast.Stmt) token.Pos {
	if l, ok := p.up(s).(*ast.LabeledStmt); ok {
		s = l
	}
	for _, c := range p.file(s.Pos()).Comments {
		own := strings.TrimSpace(p.between(p.lineStart(c.Pos()), c.Pos())) == ""
		if own && c.Pos() > p.up(s).Pos() && p.line(c.End()) == p.line(s.Pos())-1 {
			return c.Pos()
		}
	}
	return s.Pos()
}

// after returns where to insert statements behind s: after a comment on its
// last line.
func (p *planner) after(s ast.Stmt) token.Pos { return p.pastComment(s.End()) }

// afterBrace returns where to insert statements at the beginning of a block.
func (p *planner) afterBrace(b *ast.BlockStmt) token.Pos { return p.pastComment(b.Lbrace + 1) }

// pastComment returns the end of a comment that follows pos on its line, with no
// code in between, else pos.
func (p *planner) pastComment(pos token.Pos) token.Pos {
	for _, c := range p.file(pos).Comments {
		if c.Pos() >= pos && p.line(c.Pos()) == p.line(pos) && strings.Trim(p.between(pos, c.Pos()), " \t;") == "" {
			return c.End()
		}
	}
	return pos
}

// remove returns the edit that takes a statement away, with its line if it is
// alone there.
func (p *planner) remove(s ast.Stmt) edit {
	from, to := p.lineStart(s.Pos()), p.lineEnd(s.End())
	if strings.TrimSpace(p.between(from, s.Pos())) == "" && strings.TrimSpace(p.between(s.End(), to)) == "" {
		return deleteText(from, to+1)
	}
	return replaceNode(s, "")
}

// function returns the innermost function around a node, a FuncDecl or a
// FuncLit, nil if there is none.
func (p *planner) function(n ast.Node) ast.Node {
	for n = p.up(n); n != nil; n = p.up(n) {
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return n
		}
	}
	return nil
}

// body returns the body of a FuncDecl or FuncLit.
func body(fn ast.Node) *ast.BlockStmt {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return fn.Body
	case *ast.FuncLit:
		return fn.Body
	}
	return nil
}

// siblings returns the statements of which s is one, nil if s stands elsewhere,
// such as in the header of an if statement.
func (p *planner) siblings(s ast.Node) []ast.Stmt {
	l := stmts(p.up(s))
	for _, t := range l {
		if t == s {
			return l
		}
	}
	return nil
}

// stmts returns the list of statements that a node is, nil for others.
func stmts(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// contains reports whether node n lies within outer.
func contains(outer, n ast.Node) bool {
	return outer != nil && outer.Pos() <= n.Pos() && n.End() <= outer.End()
}

// note returns a visitor that collects names.
func note(taken map[string]bool) func(ast.Node) bool {
	return func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			taken[id.Name] = true
		}
		return true
	}
}

// fresh returns the first candidate that is not visible at a position and not
// declared anywhere in the function, "" if there is none.
func (p *planner) fresh(fn ast.Node, pos token.Pos, candidates ...string) string {
	taken := p.names[fn]
	if taken == nil {
		taken = map[string]bool{}
		ast.Inspect(fn, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				ast.Inspect(sel.X, note(taken))
				return false
			}
			return note(taken)(n)
		})
		p.names[fn] = taken
	}
	for _, name := range candidates {
		if name == "" || taken[name] || !token.IsIdentifier(name) || types.Universe.Lookup(name) != nil {
			continue
		}
		if scope := p.Pkg.Scope().Innermost(pos); scope != nil {
			if _, obj := scope.LookupParent(name, pos); obj != nil {
				continue
			}
		}
		taken[name] = true
		return name
	}
	return ""
}

// lookup finds what a name means at a position.
func (p *planner) lookup(name string, pos token.Pos) types.Object {
	scope := p.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent(name, pos)
	return obj
}

// up returns the parent of a node.
func (p *planner) up(n ast.Node) ast.Node { return p.parent[n] }
