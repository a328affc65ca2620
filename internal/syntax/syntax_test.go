package syntax_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/syntax"
)

// TestInspect wants the same nodes of a file with an inspector and without one.
func TestInspect(t *testing.T) {
	var files []*ast.File
	for _, src := range []string{
		"package p\n// F has a comment.\nfunc F() { g(h(1)) }\nvar a = f(2)\n",
		"package p\nfunc G() { f(func() { g(3) }) }\nfunc H() { h(4) }\n",
	} {
		f, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	names := func(shared *inspector.Inspector, skip string) (out []string) {
		types := []ast.Node{(*ast.FuncDecl)(nil), (*ast.CallExpr)(nil)}
		syntax.Inspect(files[1], shared, types, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				out = append(out, n.Name.Name)
				return n.Name.Name != skip
			case *ast.CallExpr:
				out = append(out, fmt.Sprint(n.Fun))
			}
			return true
		})
		return out
	}
	for skip, want := range map[string][]string{"": {"G", "f", "g", "H", "h"}, "G": {"G", "H", "h"}} {
		for _, shared := range []*inspector.Inspector{nil, inspector.New(files)} {
			if got := names(shared, skip); !slices.Equal(got, want) {
				t.Errorf("with an inspector: %v, without what is below %q: %v, want %v", shared != nil, skip, got, want)
			}
		}
	}
	syntax.Inspect(new(ast.File), inspector.New(files), nil, func(ast.Node) bool {
		t.Error("a file that the inspector does not have is walked through")
		return true
	})
}
