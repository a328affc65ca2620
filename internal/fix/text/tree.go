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

// A Tree finds what surrounds a node and what it contains, with the cursors of an
// inspector.
type Tree struct {
	files []inspector.Cursor            // sorted by position
	found map[ast.Node]inspector.Cursor // of nodes that were looked up
}

// newTree returns the tree of an inspector's files.
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

// cursor returns the cursor at a node; ok is false if no file contains the node.
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
			// The type of a declared function begins before the function's name and
			// cannot be found by its position.
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
	parent := c.Parent()
	if n := parent.Node(); n != nil {
		t.found[n] = parent
		return n
	}
	return nil
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

// All yields the nodes of one type within a node, itself included, in the order of the
// source.
func All[N ast.Node](t *Tree, within ast.Node) iter.Seq[N] {
	return func(yield func(N) bool) {
		root, ok := t.cursor(within)
		if !ok {
			return
		}
		var none N
		for c := range root.Preorder(none) {
			if !yield(c.Node().(N)) {
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

// EnclosingStmt returns the innermost statement around a node, nil if there is none.
func (t *Tree) EnclosingStmt(n ast.Node) ast.Stmt {
	for up := range t.Enclosing(n) {
		if s, ok := up.(ast.Stmt); ok {
			return s
		}
	}
	return nil
}

// Siblings returns the list of statements that contains s, nil if s is not in a list:
// the header of an if statement is not one.
func (t *Tree) Siblings(s ast.Node) []ast.Stmt {
	list := Statements(t.Parent(s))
	for _, sibling := range list {
		if sibling == s {
			return list
		}
	}
	return nil
}
