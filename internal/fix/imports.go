package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"
)

// imported returns the name by which a file may call a package of the standard
// library, and what has to be added to it for that.
func (p *planner) imported(f *ast.File, pkgPath string) (name string, es []edit) {
	for _, s := range f.Imports {
		got, err := strconv.Unquote(s.Path.Value)
		if err != nil || got != pkgPath {
			continue
		}
		switch {
		case s.Name == nil:
			return path.Base(pkgPath), nil
		case s.Name.Name != "_" && s.Name.Name != ".":
			return s.Name.Name, nil
		}
	}
	return path.Base(pkgPath), []edit{p.addImport(f, pkgPath)}
}

// addImport adds an import among those of the standard library, in order.
func (p *planner) addImport(f *ast.File, pkgPath string) edit {
	quoted := strconv.Quote(pkgPath)
	var decl *ast.GenDecl
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			decl = g
			break
		}
	}
	if decl == nil {
		return edit{f.Name.End(), f.Name.End(), "\n\nimport " + quoted}
	}
	if !decl.Lparen.IsValid() {
		spec := decl.Specs[0].(*ast.ImportSpec)
		old := string(p.text(f)[p.Fset.File(f.FileStart).Offset(spec.Pos()):p.Fset.File(f.FileStart).Offset(spec.End())])
		first, second := old, quoted
		if specPath(spec) > pkgPath || !isStd(specPath(spec)) {
			first, second = quoted, old
			if !isStd(specPath(spec)) {
				first += "\n"
			}
		}
		return edit{spec.Pos(), spec.End(), "(\n" + first + "\n" + second + "\n)"}
	}
	var last *ast.ImportSpec
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		if !isStd(specPath(spec)) {
			continue
		}
		if specPath(spec) > pkgPath && (last == nil || p.line(spec.Pos()) == p.line(last.End())+1) {
			at := p.lineStart(spec.Pos())
			return edit{at, at, quoted + "\n"}
		}
		if last == nil || p.line(spec.Pos()) == p.line(last.End())+1 {
			last = spec
		}
	}
	if last != nil {
		at := p.lineEnd(last.End())
		return edit{at, at, "\n" + quoted}
	}
	return edit{decl.Lparen + 1, decl.Lparen + 1, "\n" + quoted + "\n"}
}

func specPath(s *ast.ImportSpec) string {
	got, _ := strconv.Unquote(s.Path.Value)
	return got
}

// isStd reports whether a path is of the standard library.
func isStd(pkgPath string) bool {
	first, _, _ := strings.Cut(pkgPath, "/")
	return !strings.Contains(first, ".") && pkgPath != "C"
}

// typeText prints a type as a file may write it; ok is false if it would need
// an import or is not visible.
func (p *planner) typeText(f *ast.File, t types.Type) (text string, ok bool) {
	ok = true
	text = types.TypeString(t, func(pkg *types.Package) string {
		if pkg == p.Pkg {
			return ""
		}
		name, es := p.imported(f, pkg.Path())
		if len(es) > 0 {
			ok = false
		}
		return name
	})
	return text, ok
}
