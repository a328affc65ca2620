package directive

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// An ignore suppresses the findings in one line or in a function, or those about the maps
// in a variable or in the fields of a type.
type ignore struct {
	comment *ast.Comment
	file    string
	line    int // 0 if the comment documents a declaration
	ranges  []ast.Node
	keys    []string // the keys of variables
	types   []string // prefixes of the keys of fields
	used    bool
}

// ignore adds an ignore directive.
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

// receiver returns the name of the type of a method's receiver.
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

// Ignores reports whether a directive suppresses a finding.
func (s *Set) Ignores(f conflict.Finding) bool { return s.ignored(f.At, f.Access.Key()) }

// IgnoresAt reports whether a directive suppresses what is found at a position.
func (s *Set) IgnoresAt(at token.Pos) bool { return s.ignored(at, "") }

func (s *Set) ignored(at token.Pos, key string) bool {
	ignored := false
	for _, ig := range s.ignores {
		if ig.covers(s.fset, at, key) {
			ig.used, ignored = true, true
		}
	}
	return ignored
}

// covers reports whether ig suppresses a finding at a position about the map in the
// variable with that key.
func (ig *ignore) covers(fset *token.FileSet, at token.Pos, key string) bool {
	if ig.line > 0 {
		p := fset.PositionFor(at, false)
		return p.Filename == ig.file && p.Line == ig.line
	}
	return slices.ContainsFunc(ig.ranges, func(n ast.Node) bool { return n.Pos() <= at && at < n.End() }) ||
		slices.Contains(ig.keys, key) && key != "" ||
		slices.ContainsFunc(ig.types, func(t string) bool { return strings.HasPrefix(key, t) })
}

// Stale returns a problem for each directive that suppresses nothing. It is called after
// Ignores was called for each finding of the package.
func (s *Set) Stale() []Problem {
	var out []Problem
	for _, ig := range s.ignores {
		if !ig.used {
			out = append(out, Problem{ig.comment.Pos(), "//mapconcur:ignore silences nothing: remove it"})
		}
	}
	return out
}
