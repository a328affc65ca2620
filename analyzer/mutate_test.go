package analyzer_test

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/mapconcur/mapconcur/internal/casetest"
)

// A mutant is one file of Go source that is changed at the level of syntax, so
// that it mostly still is a package: statements, declarations and expressions are
// left out, repeated, exchanged, or put where other goroutines run them.
type mutant struct {
	imp  types.Importer
	file *ast.File
	// Places at which edits apply, in the order of the source.
	stmts []site
	exprs []ast.Expr
	alike map[string][]ast.Expr // expressions by their type
	info  *types.Info

	applied, declared int
}

// Each edit takes some bytes: what is to be done, and two places.
const editSize = 5

// maxEdits bounds how often a file is changed: it may double in size each time.
const maxEdits = 12

// A site is a statement in a list.
type site struct {
	list *[]ast.Stmt
	stmt ast.Stmt
}

// mutate applies edits, of some bytes each, to src and returns a package that
// type-checks; ok is false if src has no syntax.
func mutate(imp types.Importer, src string, edits []byte) (_ *unit, ok bool) {
	u, err := parse(src)
	if err != nil {
		return nil, false
	}
	if len(edits) > 0 {
		u.check(imp)
		m := &mutant{imp: imp, file: u.files[0], info: u.info}
		m.survey()
		for ; len(edits) >= editSize && m.applied < maxEdits; edits = edits[editSize:] {
			m.edit(edits[0], int(edits[1])<<8|int(edits[2]), int(edits[3])<<8|int(edits[4]))
			m.applied++
		}
		if u, err = u.printed(); err != nil {
			return nil, false
		}
	}
	return u.repaired(imp)
}

// parse parses a package of one file.
func parse(src string) (*unit, error) {
	u := &unit{fset: token.NewFileSet(), src: src}
	f, err := parser.ParseFile(u.fset, "synth.go", src, parser.SkipObjectResolution|parser.ParseComments)
	u.files = []*ast.File{f}
	return u, err
}

// printed returns the package that the syntax of u reads like, without comments.
func (u *unit) printed() (*unit, error) {
	u.files[0].Comments = nil
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), u.files[0]); err != nil {
		return nil, err
	}
	return parse(b.String())
}

// check type-checks the package and returns the errors but for those about what is
// not used, which an analysis does not mind.
func (u *unit) check(imp types.Importer) (hard []types.Error) {
	u.info = casetest.NewInfo()
	conf := types.Config{Importer: imp, GoVersion: "go1.25", Error: func(err error) {
		var e types.Error
		if errors.As(err, &e) && !strings.Contains(e.Msg, "and not used") {
			hard = append(hard, e)
		}
	}}
	u.pkg, _ = conf.Check(u.files[0].Name.Name, u.fset, u.files, u.info)
	return hard
}

// repaired leaves out the statements and declarations in which there are errors,
// again and again, until none is left.
func (u *unit) repaired(imp types.Importer) (_ *unit, ok bool) {
	for range 6 {
		hard := u.check(imp)
		if len(hard) == 0 {
			return u, true
		}
		for _, e := range hard {
			remove(u.files[0], e.Pos)
		}
		var err error
		if u, err = u.printed(); err != nil {
			return nil, false
		}
	}
	return nil, false
}

// remove leaves out the innermost statement of a list, or the declaration, at a
// position.
func remove(f *ast.File, at token.Pos) {
	for _, s := range slices.Backward(statements(f)) {
		if s.stmt.Pos() <= at && at < s.stmt.End() {
			if i := slices.Index(*s.list, s.stmt); i >= 0 {
				*s.list = slices.Delete(*s.list, i, i+1)
			}
			return
		}
	}
	f.Decls = slices.DeleteFunc(f.Decls, func(d ast.Decl) bool { return d.Pos() <= at && at <= d.End() })
}

// statements lists the statements in lists, outer ones first.
func statements(f *ast.File) (out []site) {
	ast.Inspect(f, func(n ast.Node) bool {
		var list *[]ast.Stmt
		switch n := n.(type) {
		case *ast.BlockStmt:
			list = &n.List
		case *ast.CaseClause:
			list = &n.Body
		case *ast.CommClause:
			list = &n.Body
		default:
			return true
		}
		for _, s := range *list {
			switch s.(type) {
			case *ast.CaseClause, *ast.CommClause: // they stand nowhere else
			default:
				out = append(out, site{list, s})
			}
		}
		return true
	})
	return out
}

// survey finds the places at which edits apply.
func (m *mutant) survey() {
	m.stmts = statements(m.file)
	m.alike = map[string][]ast.Expr{}
	ast.Inspect(m.file, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok {
			if tv, ok := m.info.Types[e]; ok && tv.IsValue() && tv.Type != nil {
				m.exprs = append(m.exprs, e)
				t := types.TypeString(tv.Type, nil)
				m.alike[t] = append(m.alike[t], e)
			}
		}
		return true
	})
}

// edit changes the file: op says how, a and b where.
func (m *mutant) edit(op byte, a, b int) {
	const kinds = 16
	switch op % kinds {
	case 0, 1, 2:
		m.expression(a, b)
	case 3:
		m.declaration(a, b)
	case 4:
		m.bodies(a, b)
	default:
		if n := len(m.stmts); n > 0 {
			m.statement(int(op%kinds)-5, m.stmts[a%n], m.stmts[b%n])
		}
	}
}

// statement changes a statement, in one of eleven ways.
func (m *mutant) statement(op int, s, other site) {
	i, j := slices.Index(*s.list, s.stmt), slices.Index(*other.list, other.stmt)
	if i < 0 || j < 0 || s.stmt != other.stmt && (contains(s.stmt, other.stmt) || contains(other.stmt, s.stmt)) {
		return // left out before, or it would come to lie within itself
	}
	switch body := []ast.Stmt{s.stmt}; op {
	case 0:
		*s.list = slices.Delete(*s.list, i, i+1)
	case 1:
		*s.list = slices.Insert(*s.list, i, s.stmt)
	case 2:
		(*s.list)[i], (*other.list)[j] = other.stmt, s.stmt
	case 3, 4:
		*other.list = slices.Insert(*other.list, j, s.stmt)
	case 5, 6:
		(*s.list)[i] = &ast.GoStmt{Call: call(body)}
	case 7:
		(*s.list)[i] = &ast.DeferStmt{Call: call(body)}
	case 8:
		(*s.list)[i] = &ast.ExprStmt{X: call(body)}
	case 9:
		(*s.list)[i] = &ast.ForStmt{Body: &ast.BlockStmt{List: body}}
	case 10:
		cond := &ast.BinaryExpr{X: &ast.CallExpr{Fun: ast.NewIdent("recover")}, Op: token.NEQ, Y: ast.NewIdent("nil")}
		(*s.list)[i] = &ast.IfStmt{Cond: cond, Body: &ast.BlockStmt{List: body}}
	}
}

// call calls a function literal.
func call(body []ast.Stmt) *ast.CallExpr {
	return &ast.CallExpr{Fun: &ast.FuncLit{Type: &ast.FuncType{Params: &ast.FieldList{}}, Body: &ast.BlockStmt{List: body}}}
}

// expression puts an expression in the place of another one of its type.
func (m *mutant) expression(a, b int) {
	if len(m.exprs) == 0 {
		return
	}
	old := m.exprs[a%len(m.exprs)]
	same := m.alike[types.TypeString(m.info.Types[old].Type, nil)]
	by := same[b%len(same)]
	done := false
	astutil.Apply(m.file, func(c *astutil.Cursor) bool {
		if c.Node() == old && !done {
			done = true
			switch c.Parent().(type) {
			case *ast.GoStmt, *ast.DeferStmt: // which want a call
			default:
				if !contains(by, old) {
					c.Replace(&ast.ParenExpr{X: by})
				}
			}
		}
		return !done
	}, nil)
}

// contains reports whether a node lies within another: it must not replace it.
func contains(n, within ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		found = found || n == within
		return !found
	})
	return found
}

// declaration leaves a declaration out, or declares a function once more.
func (m *mutant) declaration(a, b int) {
	if len(m.file.Decls) == 0 {
		return
	}
	i := a % len(m.file.Decls)
	fn, ok := m.file.Decls[i].(*ast.FuncDecl)
	if !ok || b%2 == 0 {
		m.file.Decls = slices.Delete(m.file.Decls, i, i+1)
		return
	}
	again := *fn
	m.declared++
	again.Name = ast.NewIdent(fmt.Sprintf("%s%d", fn.Name.Name, m.declared))
	m.file.Decls = append(m.file.Decls, &again)
}

// bodies exchanges the bodies of two functions of one type.
func (m *mutant) bodies(a, b int) {
	byType := map[string][]*ast.FuncDecl{}
	for _, d := range m.file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && m.info.Defs[fn.Name] != nil {
			t := types.TypeString(m.info.Defs[fn.Name].Type(), nil)
			byType[t] = append(byType[t], fn)
		}
	}
	var lists [][]*ast.FuncDecl
	for _, t := range slices.Sorted(maps.Keys(byType)) {
		if len(byType[t]) > 1 {
			lists = append(lists, byType[t])
		}
	}
	if len(lists) == 0 {
		return
	}
	fns := lists[a%len(lists)]
	x, y := fns[b%len(fns)], fns[b/len(fns)%len(fns)]
	x.Body, y.Body = y.Body, x.Body
}
