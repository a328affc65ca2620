package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A source is the files of a package: their bytes, their lines and their syntax.
type source struct {
	*tree
	Fset     *token.FileSet
	Files    []*ast.File
	Pkg      *types.Package
	ignored  []string // files of the package for other systems
	readFile func(name string) ([]byte, error)
	// generated reports whether a file is written by a program.
	generated func(*ast.File) bool
	contents  map[*ast.File][]byte
}

// edited reports whether people edit a file: it is not generated and does not go
// through cgo, whose positions are of another file.
func (src *source) edited(f *ast.File) bool {
	raw := src.Fset.File(f.FileStart)
	if src.generated(f) || src.Fset.Position(f.Package).Filename != raw.Name() || importsC(f) {
		return false
	}
	return src.bytes(f) != nil
}

func importsC(f *ast.File) bool {
	return slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` })
}

// bytes returns the source of a file, nil if it is not the one that was parsed.
func (src *source) bytes(f *ast.File) []byte {
	if b, ok := src.contents[f]; ok {
		return b
	}
	tf := src.Fset.File(f.FileStart)
	b, err := src.readFile(tf.Name())
	if err != nil || len(b) != tf.Size() {
		b = nil
	}
	src.contents[f] = b
	return b
}

func (src *source) line(pos token.Pos) int { return src.Fset.File(pos).Line(pos) }

func (src *source) lineStart(pos token.Pos) token.Pos {
	return src.Fset.File(pos).LineStart(src.line(pos))
}

// lineEnd returns the position of the newline behind pos.
func (src *source) lineEnd(pos token.Pos) token.Pos {
	tf := src.Fset.File(pos)
	if l := tf.Line(pos); l < tf.LineCount() {
		return tf.LineStart(l+1) - 1
	}
	return src.file(pos).FileEnd
}

// src returns the source of a node.
func (src *source) src(n ast.Node) string {
	f := src.file(n.Pos())
	tf, text := src.Fset.File(n.Pos()), src.bytes(f)
	if text == nil {
		return ""
	}
	return string(text[tf.Offset(n.Pos()):tf.Offset(n.End())])
}

// between returns the source from one position to another.
func (src *source) between(from, to token.Pos) string {
	tf, text := src.Fset.File(from), src.bytes(src.file(from))
	if text == nil {
		return ""
	}
	return string(text[tf.Offset(from):tf.Offset(to)])
}

// before returns where to insert statements ahead of s: above a comment that
// belongs to it.
func (src *source) before(s ast.Stmt) token.Pos {
	if l, ok := src.parent(s).(*ast.LabeledStmt); ok {
		s = l
	}
	for _, c := range src.file(s.Pos()).Comments {
		own := strings.TrimSpace(src.between(src.lineStart(c.Pos()), c.Pos())) == ""
		if own && c.Pos() > src.parent(s).Pos() && src.line(c.End()) == src.line(s.Pos())-1 {
			return c.Pos()
		}
	}
	return s.Pos()
}

// after returns where to insert statements behind s: after a comment on its
// last line.
func (src *source) after(s ast.Stmt) token.Pos { return src.pastComment(s.End()) }

// afterBrace returns where to insert statements at the beginning of a block.
func (src *source) afterBrace(b *ast.BlockStmt) token.Pos { return src.pastComment(b.Lbrace + 1) }

// pastComment returns the end of a comment that follows pos on its line, with no
// code in between, else pos.
func (src *source) pastComment(pos token.Pos) token.Pos {
	for _, c := range src.file(pos).Comments {
		if c.Pos() >= pos && src.line(c.Pos()) == src.line(pos) && strings.Trim(src.between(pos, c.Pos()), " \t;") == "" {
			return c.End()
		}
	}
	return pos
}

// remove returns the edit that takes a statement away, with its line if it is
// alone there.
func (src *source) remove(s ast.Stmt) edit {
	from, to := src.lineStart(s.Pos()), src.lineEnd(s.End())
	if strings.TrimSpace(src.between(from, s.Pos())) == "" && strings.TrimSpace(src.between(s.End(), to)) == "" {
		return deleteText(from, to+1)
	}
	return replaceNode(s, "")
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

// A nameSet gives new names.
type nameSet struct {
	pkg   *types.Package
	taken map[ast.Node]map[string]bool // by function: the names in it, also the new ones
}

// fresh returns the first candidate that is not visible at a position and not
// declared anywhere in the function, "" if there is none.
func (ns *nameSet) fresh(fn ast.Node, pos token.Pos, candidates ...string) string {
	taken := ns.taken[fn]
	if taken == nil {
		taken = map[string]bool{}
		ast.Inspect(fn, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				ast.Inspect(sel.X, note(taken))
				return false
			}
			return note(taken)(n)
		})
		ns.taken[fn] = taken
	}
	for _, name := range candidates {
		if name == "" || taken[name] || !token.IsIdentifier(name) || types.Universe.Lookup(name) != nil {
			continue
		}
		if scope := ns.pkg.Scope().Innermost(pos); scope != nil {
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
func (src *source) lookup(name string, pos token.Pos) types.Object {
	scope := src.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent(name, pos)
	return obj
}
