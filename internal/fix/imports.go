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
func (src *source) imported(f *ast.File, pkgPath string) (name string, es []edit) {
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
	return path.Base(pkgPath), []edit{src.addImport(f, pkgPath)}
}

// cloner returns the name by which a file may call the function Clone of package
// maps or slices, as imported does: that of the module from which the standard
// library has them does as well, and has the same name.
func (src *source) cloner(f *ast.File, pkgPath string) (name string, es []edit) {
	name, es = src.imported(f, pkgPath)
	if len(es) > 0 {
		if exp, add := src.imported(f, "golang.org/x/exp/"+pkgPath); len(add) == 0 {
			return exp, nil
		}
	}
	return name, es
}

// addImport adds an import among those of the standard library, in order.
func (src *source) addImport(f *ast.File, pkgPath string) edit {
	decl := importDecl(f)
	if decl == nil {
		return insertText(f.Name.End(), "\n\nimport "+strconv.Quote(pkgPath))
	}
	if !decl.Lparen.IsValid() {
		return src.groupImports(f, decl, pkgPath)
	}
	quoted := strconv.Quote(pkgPath)
	var last *ast.ImportSpec
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		if !isStd(specPath(spec)) {
			continue
		}
		if specPath(spec) > pkgPath && (last == nil || src.line(spec.Pos()) == src.line(last.End())+1) {
			at := src.lineStart(spec.Pos())
			return insertText(at, quoted+"\n")
		}
		if last == nil || src.line(spec.Pos()) == src.line(last.End())+1 {
			last = spec
		}
	}
	if last != nil {
		at := src.lineEnd(last.End())
		return insertText(at, "\n"+quoted)
	}
	return insertText(decl.Lparen+1, "\n"+quoted+"\n")
}

// addImports is addImport for two packages, in order.
func (src *source) addImports(f *ast.File, first, second string) []edit {
	if decl := importDecl(f); decl != nil && !decl.Lparen.IsValid() {
		return []edit{src.groupImports(f, decl, first, second)}
	}
	return []edit{src.addImport(f, first), src.addImport(f, second)}
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

// groupImports makes an import declaration of one package a group that has others too,
// all of the standard library.
func (src *source) groupImports(f *ast.File, decl *ast.GenDecl, paths ...string) edit {
	spec := decl.Specs[0].(*ast.ImportSpec)
	tf := src.Fset.File(f.FileStart)
	old := string(src.bytes(f)[tf.Offset(spec.Pos()):tf.Offset(spec.End())])
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
func (src *source) typeText(f *ast.File, t types.Type) (text string, ok bool) {
	ok = true
	text = types.TypeString(t, func(pkg *types.Package) string {
		if pkg == src.Pkg {
			return ""
		}
		name, es := src.imported(f, pkg.Path())
		if len(es) > 0 {
			ok = false
		}
		return name
	})
	return text, ok
}
