package text

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Import returns the name by which a file may call a package of the standard
// library, and the edits that the file needs for that.
func (src *Source) Import(f *ast.File, pkgPath string) (name string, es []Edit) {
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
	return path.Base(pkgPath), []Edit{src.addImport(f, pkgPath)}
}

// ImportClone is Import for the function Clone of package maps or slices: it also
// accepts golang.org/x/exp, from which the standard library has these packages.
func (src *Source) ImportClone(f *ast.File, pkgPath string) (name string, es []Edit) {
	name, es = src.Import(f, pkgPath)
	if len(es) > 0 {
		if exp, add := src.Import(f, "golang.org/x/exp/"+pkgPath); len(add) == 0 {
			return exp, nil
		}
	}
	return name, es
}

// addImport adds an import among those of the standard library, in order.
func (src *Source) addImport(f *ast.File, pkgPath string) Edit {
	decl := importDecl(f)
	if decl == nil {
		return Insert(f.Name.End(), "\n\nimport "+strconv.Quote(pkgPath))
	}
	if !decl.Lparen.IsValid() {
		return src.groupImports(f, decl, pkgPath)
	}
	quoted := strconv.Quote(pkgPath)
	var last *ast.ImportSpec
	for _, s := range decl.Specs {
		spec := s.(*ast.ImportSpec)
		if !IsStd(specPath(spec)) {
			continue
		}
		if specPath(spec) > pkgPath && (last == nil || src.line(spec.Pos()) == src.line(last.End())+1) {
			at := src.LineStart(spec.Pos())
			return Insert(at, quoted+"\n")
		}
		if last == nil || src.line(spec.Pos()) == src.line(last.End())+1 {
			last = spec
		}
	}
	if last != nil {
		at := src.LineEnd(last.End())
		return Insert(at, "\n"+quoted)
	}
	return Insert(decl.Lparen+1, "\n"+quoted+"\n")
}

// AddImports is addImport for two packages, in order.
func (src *Source) AddImports(f *ast.File, first, second string) []Edit {
	if decl := importDecl(f); decl != nil && !decl.Lparen.IsValid() {
		return []Edit{src.groupImports(f, decl, first, second)}
	}
	return []Edit{src.addImport(f, first), src.addImport(f, second)}
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

// groupImports makes a group of an import declaration of one package, and adds packages
// of the standard library to it.
func (src *Source) groupImports(f *ast.File, decl *ast.GenDecl, paths ...string) Edit {
	spec := decl.Specs[0].(*ast.ImportSpec)
	tf := src.Fset.File(f.FileStart)
	old := string(src.Bytes(f)[tf.Offset(spec.Pos()):tf.Offset(spec.End())])
	var ahead, behind []string
	for _, path := range paths {
		if specPath(spec) > path || !IsStd(specPath(spec)) {
			ahead = append(ahead, strconv.Quote(path))
		} else {
			behind = append(behind, strconv.Quote(path))
		}
	}
	if !IsStd(specPath(spec)) {
		ahead = append(ahead, "")
	}
	return ReplaceNode(spec, "(\n"+strings.Join(slices.Concat(ahead, []string{old}, behind), "\n")+"\n)")
}

// specPath returns the path that a spec imports.
func specPath(s *ast.ImportSpec) string {
	got, _ := strconv.Unquote(s.Path.Value)
	return got
}

// IsStd reports whether a path belongs to the standard library.
func IsStd(pkgPath string) bool {
	first, _, _ := strings.Cut(pkgPath, "/")
	return !strings.Contains(first, ".") && pkgPath != "C"
}

// TypeText prints a type as a file may write it; ok is false if the file would need
// another import.
func (src *Source) TypeText(f *ast.File, t types.Type) (printed string, ok bool) {
	ok = true
	printed = types.TypeString(t, func(pkg *types.Package) string {
		if pkg == src.Pkg {
			return ""
		}
		name, es := src.Import(f, pkg.Path())
		if len(es) > 0 {
			ok = false
		}
		return name
	})
	return printed, ok
}
