package program

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// Source is one type-checked package, as go/analysis provides it.
type Source struct {
	Fset  *token.FileSet
	Files []*ast.File
	Pkg   *types.Package
	Info  *types.Info
	// Inspect is an inspector of Files, nil if the driver has none.
	Inspect *inspector.Inspector
	// Sole says that nobody else reads Files and Info, not even after the analysis. Build
	// removes what it has read from them, to save memory.
	Sole bool
	// Import returns the summary of a function of another package, or of a variable that
	// holds one, nil if there is none.
	Import func(types.Object) *effect.Summary
	// FieldGuard returns the guard that another package has found for the map in a field of
	// its own, by the key of the map, nil if there is none.
	FieldGuard func(key string) *effect.FieldGuard
}
