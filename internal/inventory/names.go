package inventory

import (
	"go/ast"
	"go/token"
	"strings"
)

// posn prints a position, with its column.
func (b *builder) posn(pos token.Pos) string {
	if !pos.IsValid() {
		return ""
	}
	return b.Fset.Position(pos).String()
}

// enclosing names the declared function around a position, "" if there is none.
func (b *builder) enclosing(pos token.Pos) string {
	for _, f := range b.Files {
		if pos < f.FileStart || pos > f.FileEnd {
			continue
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Pos() <= pos && pos < fn.End() {
				return receiver(fn) + fn.Name.Name
			}
		}
	}
	return ""
}

// receiver returns the type of a method and a dot.
func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return ""
	}
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
			return x.Name + "."
		default:
			return ""
		}
	}
}

// local is what the keys of local variables begin with.
const local = "local "

// foreign reports whether a field or global belongs to another package.
func (b *builder) foreign(key string) bool {
	return !strings.HasPrefix(key, local) && !strings.HasPrefix(key, b.Path+".")
}

// name names a field or global, with the package if that is another one.
func (b *builder) name(key string) string {
	if b.foreign(key) {
		return key[strings.LastIndexByte(key, '/')+1:]
	}
	return short(key)
}

// short returns "T.f" for "example.com/p.T.f".
func short(key string) string {
	key = key[strings.LastIndexByte(key, '/')+1:]
	_, name, ok := strings.Cut(key, ".")
	if !ok {
		return key
	}
	return name
}
