package program

import (
	"cmp"
	"go/ast"
	"go/token"
)

func newRanks(fset *token.FileSet, files []*ast.File) ranks {
	r := ranks{fset: fset, first: map[*token.File]int{}}
	next := 1
	for _, f := range files {
		file := fset.File(f.FileStart)
		r.first[file] = next
		next += file.Size() + 1
	}
	return r
}

// Rank returns where a position stands, 0 for what is not in the package.
func (r ranks) Rank(pos token.Pos) int {
	f := r.fset.File(pos)
	first, ok := r.first[f]
	if !ok {
		return 0
	}
	return first + f.Offset(pos)
}

// Compare orders positions as the source of the package has them, the same with
// every driver.
func (e *Program) Compare(a, b token.Pos) int { return cmp.Compare(e.Rank(a), e.Rank(b)) }
