package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
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

// cloner returns the name by which a file may call the function Clone of package
// maps or slices, as imported does: that of the module from which the standard
// library has them does as well, and has the same name.
func (p *planner) cloner(f *ast.File, pkgPath string) (name string, es []edit) {
	name, es = p.imported(f, pkgPath)
	if len(es) > 0 {
		if exp, add := p.imported(f, "golang.org/x/exp/"+pkgPath); len(add) == 0 {
			return exp, nil
		}
	}
	return name, es
}

// addImport adds an import among those of the standard library, in order.
func (p *planner) addImport(f *ast.File, pkgPath string) edit {
	decl := importDecl(f)
	if decl == nil {
		return insertText(f.Name.End(), "\n\nimport "+strconv.Quote(pkgPath))
	}
	if !decl.Lparen.IsValid() {
		return p.group(f, decl, pkgPath)
	}
	quoted := strconv.Quote(pkgPath)
	var last *ast.ImportSpec
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		if !isStd(specPath(spec)) {
			continue
		}
		if specPath(spec) > pkgPath && (last == nil || p.line(spec.Pos()) == p.line(last.End())+1) {
			at := p.lineStart(spec.Pos())
			return insertText(at, quoted+"\n")
		}
		if last == nil || p.line(spec.Pos()) == p.line(last.End())+1 {
			last = spec
		}
	}
	if last != nil {
		at := p.lineEnd(last.End())
		return insertText(at, "\n"+quoted)
	}
	return insertText(decl.Lparen+1, "\n"+quoted+"\n")
}

// addImports is addImport for two packages, in order.
func (p *planner) addImports(f *ast.File, first, second string) []edit {
	if decl := importDecl(f); decl != nil && !decl.Lparen.IsValid() {
		return []edit{p.group(f, decl, first, second)}
	}
	return []edit{p.addImport(f, first), p.addImport(f, second)}
}

// importDecl returns the first import declaration of a file, nil if there is none.
func importDecl(f *ast.File) *ast.GenDecl {
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			return g
		}
	}
	return nil
}

// group makes an import declaration of one package a group that has others too,
// all of the standard library.
func (p *planner) group(f *ast.File, decl *ast.GenDecl, paths ...string) edit {
	spec := decl.Specs[0].(*ast.ImportSpec)
	tf := p.Fset.File(f.FileStart)
	old := string(p.text(f)[tf.Offset(spec.Pos()):tf.Offset(spec.End())])
	var ahead, behind []string
	for _, path := range paths {
		if specPath(spec) > path || !isStd(specPath(spec)) {
			ahead = append(ahead, strconv.Quote(path))
		} else {
			behind = append(behind, strconv.Quote(path))
		}
	}
	if !isStd(specPath(spec)) {
		ahead = append(ahead, "")
	}
	return replaceNode(spec, "(\n"+strings.Join(slices.Concat(ahead, []string{old}, behind), "\n")+"\n)")
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
