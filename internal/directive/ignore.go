package directive

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// An ignore silences the findings of one line, of a function, or of the maps
// that a variable, or the fields of a type, hold.
type ignore struct {
	comment *ast.Comment
	file    string
	line    int // 0 if the comment stands at a declaration
	ranges  []ast.Node
	keys    []string // of variables
	types   []string // the beginnings of the keys of the fields of types
	used    bool
}

// ignore adds a directive.
func (r *reader) ignore(group *ast.CommentGroup, c *ast.Comment) {
	at := r.set.fset.PositionFor(c.Pos(), false)
	ig := &ignore{comment: c, file: at.Filename}
	r.set.ignores = append(r.set.ignores, ig)
	owners := r.owners[group]
	if len(owners) == 0 {
		ig.line = at.Line
		if !r.code[at.Line] {
			ig.line = r.set.fset.PositionFor(group.End(), false).Line
		}
		if !r.code[ig.line] {
			ig.line++
		}
		return
	}
	for _, o := range owners {
		switch {
		case o.fn != nil:
			ig.ranges = append(ig.ranges, o.fn)
		case o.typ != nil:
			ig.types = append(ig.types, typeKey(o.typ)+".")
			ig.ranges = append(ig.ranges, r.methods(o.typ.Name())...)
		default:
			ig.keys = append(ig.keys, o.key())
		}
	}
}

// methods returns the methods of a type of the package.
func (r *reader) methods(typ string) []ast.Node {
	var out []ast.Node
	for _, f := range r.files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && receiver(fn) == typ {
				out = append(out, fn)
			}
		}
	}
	return out
}

// receiver names the type of a method's receiver.
func receiver(fn *ast.FuncDecl) string {
	t := fn.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.ParenExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// Ignores reports whether a directive silences a finding.
func (s *Set) Ignores(f conflict.Finding) bool {
	ignored := false
	for _, ig := range s.ignores {
		if ig.covers(s.fset, f.At, f.Access.Key()) {
			ig.used, ignored = true, true
		}
	}
	return ignored
}

// covers reports whether a finding, at a position and of a map in a variable
// with that key, is one that ig silences.
func (ig *ignore) covers(fset *token.FileSet, at token.Pos, key string) bool {
	if ig.line > 0 {
		p := fset.PositionFor(at, false)
		return p.Filename == ig.file && p.Line == ig.line
	}
	return slices.ContainsFunc(ig.ranges, func(n ast.Node) bool { return n.Pos() <= at && at < n.End() }) ||
		slices.Contains(ig.keys, key) && key != "" ||
		slices.ContainsFunc(ig.types, func(t string) bool { return strings.HasPrefix(key, t) })
}

// Stale returns a problem for each directive that has silenced nothing, once
// all findings of the package have been asked for.
func (s *Set) Stale() []Problem {
	var out []Problem
	for _, ig := range s.ignores {
		if !ig.used {
			out = append(out, Problem{ig.comment.Pos(), "//mapconcur:ignore silences nothing: remove it"})
		}
	}
	return out
}
