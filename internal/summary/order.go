package summary

import (
	"cmp"
	"go/ast"
	"go/token"
)

// ranks say where positions stand in the source of a package: by its files, in
// the order in which the analysis was given them. Positions themselves will not do,
// since some drivers read the files side by side, so that these get their positions
// in another order each time.
type ranks struct {
	fset  *token.FileSet
	first map[*token.File]int // what the files before this one take
}

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

// rank returns where a position stands, 0 for what is not in the package.
func (r ranks) rank(pos token.Pos) int {
	f := r.fset.File(pos)
	first, ok := r.first[f]
	if !ok {
		return 0
	}
	return first + f.Offset(pos)
}

// Compare orders positions as the source of the package has them, the same with
// every driver.
func (e *engine) Compare(a, b token.Pos) int { return cmp.Compare(e.rank(a), e.rank(b)) }
