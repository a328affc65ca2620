package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/go/ast/inspector"
)

// parseAll parses the files of this package and of package code.
func parseAll(t *testing.T) []*ast.File {
	t.Helper()
	var files []*ast.File
	fset := token.NewFileSet()
	for _, pattern := range []string{"*.go", "../code/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	slices.Reverse(files) // not in the order of their positions
	return files
}

// TestParent compares the parent of every node with that on the stack of a walk.
func TestParent(t *testing.T) {
	files := parseAll(t)
	tree := newTree(inspector.New(files))
	for _, f := range files {
		var stack []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if len(stack) > 0 {
				if got, want := tree.Parent(n), stack[len(stack)-1]; got != want {
					t.Errorf("the parent of %T at %d is %T, want %T", n, n.Pos(), got, want)
				}
			}
			stack = append(stack, n)
			return true
		})
		if got := tree.Parent(f); got != nil {
			t.Errorf("a file has the parent %T", got)
		}
		if got := tree.File(f.Name.Pos()); got != f {
			t.Errorf("the file of %s is another one", f.Name.Name)
		}
	}
}

// TestAll compares the calls that All yields with those of a walk.
func TestAll(t *testing.T) {
	files := parseAll(t)
	tree := newTree(inspector.New(files))
	for _, f := range files {
		for _, d := range f.Decls {
			var want []*ast.CallExpr
			for n := range ast.Preorder(d) {
				if c, ok := n.(*ast.CallExpr); ok {
					want = append(want, c)
				}
			}
			if got := slices.Collect(All[*ast.CallExpr](tree, d)); !slices.Equal(got, want) {
				t.Errorf("All yields %d calls, want %d", len(got), len(want))
			}
		}
	}
	var missing *ast.FuncLit
	for range All[*ast.CallExpr](tree, missing) {
		t.Error("All yields a call within nothing")
	}
}
