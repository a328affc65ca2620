package program

import (
	"cmp"
	"go/ast"
	"go/token"
	"strings"
)

// fileOrder is the order of the positions in a package: by file, in the order in which the
// analysis received the files, and then by offset. The numeric order of positions is not
// the same on every run, since some drivers parse the files concurrently.
type fileOrder struct {
	fset  *token.FileSet
	first map[*token.File]int // the rank of the beginning of each file
}

func newFileOrder(fset *token.FileSet, files []*ast.File) fileOrder {
	o := fileOrder{fset: fset, first: map[*token.File]int{}}
	next := 1
	for _, f := range files {
		file := fset.File(f.FileStart)
		o.first[file] = next
		next += file.Size() + 1
	}
	return o
}

// Rank returns the rank of a position in the order of the package, 0 for a position in
// another package.
func (o fileOrder) Rank(pos token.Pos) int {
	f := o.fset.File(pos)
	first, ok := o.first[f]
	if !ok {
		return 0
	}
	return first + f.Offset(pos)
}

// Compare compares two positions by their rank: the result is the same with every driver.
func (o fileOrder) Compare(a, b token.Pos) int { return cmp.Compare(o.Rank(a), o.Rank(b)) }

// InTest reports whether a position is in a test file.
func (o fileOrder) InTest(pos token.Pos) bool { return inTest(o.fset, pos) }

func inTest(fset *token.FileSet, pos token.Pos) bool {
	f := fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}
