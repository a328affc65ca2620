package text

import (
	"cmp"
	"go/ast"
	"go/token"
	"iter"
	"reflect"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// A Tree answers what surrounds a node, with the cursors of an inspector.
type Tree struct {
	files []inspector.Cursor            // in the order of their positions
	found map[ast.Node]inspector.Cursor // of the nodes that were asked for
}

func newTree(in *inspector.Inspector) *Tree {
	t := &Tree{files: slices.Collect(in.Root().Children()), found: map[ast.Node]inspector.Cursor{}}
	slices.SortFunc(t.files, func(a, b inspector.Cursor) int {
		return cmp.Compare(a.Node().(*ast.File).FileStart, b.Node().(*ast.File).FileStart)
	})
	return t
}

// File returns the file of a position, nil if there is none.
func (t *Tree) File(pos token.Pos) *ast.File {
	c, ok := t.fileAt(pos)
	if !ok {
		return nil
	}
	return c.Node().(*ast.File)
}

// fileAt returns the cursor of the file of a position.
func (t *Tree) fileAt(pos token.Pos) (at inspector.Cursor, ok bool) {
	i, found := slices.BinarySearchFunc(t.files, pos, func(c inspector.Cursor, pos token.Pos) int {
		return cmp.Compare(c.Node().(*ast.File).FileStart, pos)
	})
	if !found {
		i--
	}
	if i < 0 || pos > t.files[i].Node().(*ast.File).FileEnd {
		return at, false
	}
	return t.files[i], true
}

// cursor returns the cursor at a node; ok is false if no file contains it.
func (t *Tree) cursor(n ast.Node) (at inspector.Cursor, ok bool) {
	if n == nil || reflect.ValueOf(n).IsNil() {
		return at, false
	}
	if at, ok = t.found[n]; ok {
		return at, true
	}
	file, ok := t.fileAt(n.Pos())
	if !ok {
		return at, false
	}
	at, ok = file.FindByPos(n.Pos(), n.End())
	for ok && at.Node() != n {
		if at == file {
			// The type of a declared function begins before its name, so that it is
			// not found by its position.
			at, ok = file.FindNode(n)
			break
		}
		at = at.Parent()
	}
	if ok {
		t.found[n] = at
	}
	return at, ok
}

// Parent returns the parent of a node, nil if there is none.
func (t *Tree) Parent(n ast.Node) ast.Node {
	c, ok := t.cursor(n)
	if !ok {
		return nil
	}
	return c.Parent().Node()
}

// Enclosing yields the nodes that contain n, innermost first.
func (t *Tree) Enclosing(n ast.Node) iter.Seq[ast.Node] {
	return func(yield func(ast.Node) bool) {
		c, ok := t.cursor(n)
		if !ok {
			return
		}
		for c = c.Parent(); c.Node() != nil; c = c.Parent() {
			if !yield(c.Node()) {
				return
			}
		}
	}
}

// EnclosingFunc returns the innermost function around a node, a FuncDecl or a
// FuncLit, nil if there is none.
func (t *Tree) EnclosingFunc(n ast.Node) ast.Node {
	for up := range t.Enclosing(n) {
		switch up.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return up
		}
	}
	return nil
}

// Siblings returns the statements of which s is one, nil if s stands elsewhere,
// such as in the header of an if statement.
func (t *Tree) Siblings(s ast.Node) []ast.Stmt {
	l := Statements(t.Parent(s))
	for _, sibling := range l {
		if sibling == s {
			return l
		}
	}
	return nil
}
