package directive

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/syntax"
)

// An owner is a declaration that a comment documents.
type owner struct {
	fn  *ast.FuncDecl
	typ types.Object // a type
	v   types.Object // a field or a package-level variable
	of  types.Object // the type that the field belongs to
}

// key returns the key that accesses to the variable have: "path.T.field" or
// "path.variable".
func (o owner) key() string {
	switch {
	case o.of != nil:
		return typeKey(o.of) + "." + o.v.Name()
	case o.v != nil:
		return typeKey(o.v)
	}
	return ""
}

// typeKey returns the beginning of the keys of accesses to a package-level object.
func typeKey(obj types.Object) string { return obj.Pkg().Path() + "." + obj.Name() }

// owners returns the declarations of a file by the comments above or behind them.
func owners(f *ast.File, info *types.Info, shared *inspector.Inspector) map[*ast.CommentGroup][]owner {
	out := map[*ast.CommentGroup][]owner{}
	add := func(o owner, comments ...*ast.CommentGroup) {
		for _, c := range comments {
			if c != nil {
				out[c] = append(out[c], o)
			}
		}
	}
	decls := []ast.Node{(*ast.FuncDecl)(nil), (*ast.GenDecl)(nil)}
	syntax.Inspect(f, shared, decls, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			add(owner{fn: n}, n.Doc)
		case *ast.GenDecl:
			for _, spec := range n.Specs {
				addSpec(add, info, n.Doc, spec)
			}
		}
		return true
	})
	return out
}

// addSpec adds what one specification of a declaration declares. The comment of the
// declaration applies to all its specifications.
func addSpec(add func(owner, ...*ast.CommentGroup), info *types.Info, doc *ast.CommentGroup, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		t := info.Defs[spec.Name]
		if t == nil {
			return
		}
		add(owner{typ: t}, doc, spec.Doc, spec.Comment)
		if st, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range st.Fields.List {
				for _, name := range field.Names {
					add(owner{v: info.Defs[name], of: t}, field.Doc, field.Comment)
				}
			}
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if v := info.Defs[name]; v != nil && v.Parent() == v.Pkg().Scope() {
				add(owner{v: v}, doc, spec.Doc, spec.Comment)
			}
		}
	}
}

// codeLines returns the lines of a file on which code begins or ends. A
// comment on one of them belongs to that line, others to the line below them.
func codeLines(fset *token.FileSet, f *ast.File, shared *inspector.Inspector) map[int]bool {
	lines := map[int]bool{}
	syntax.Inspect(f, shared, nil, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.File:
			return true
		case *ast.Comment, *ast.CommentGroup:
			return false
		}
		lines[fset.PositionFor(n.Pos(), false).Line] = true
		lines[fset.PositionFor(n.End(), false).Line] = true
		return true
	})
	return lines
}
