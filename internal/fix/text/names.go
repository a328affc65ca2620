package text

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Names gives out names that are new in a function.
type Names struct {
	pkg   *types.Package
	taken map[ast.Node]map[string]bool // by function: the names in it, also the new ones
}

// NewNames returns names that are new in a package.
func NewNames(pkg *types.Package) *Names {
	return &Names{pkg: pkg, taken: map[ast.Node]map[string]bool{}}
}

// Fresh returns the first candidate that is not visible at a position and not
// declared anywhere in the function, "" if there is none.
func (ns *Names) Fresh(fn ast.Node, pos token.Pos, candidates ...string) string {
	taken := ns.taken[fn]
	if taken == nil {
		taken = namesIn(fn)
		ns.taken[fn] = taken
	}
	for _, name := range candidates {
		usable := token.IsIdentifier(name) && types.Universe.Lookup(name) == nil
		if usable && !taken[name] && lookup(ns.pkg, name, pos) == nil {
			taken[name] = true
			return name
		}
	}
	return ""
}

// namesIn returns the names in a function, without those of fields and methods that it
// selects.
func namesIn(fn ast.Node) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			AddNames(names, n.X)
			return false
		case *ast.Ident:
			names[n.Name] = true
		}
		return true
	})
	return names
}

// Lookup finds what a name means at a position.
func (src *Source) Lookup(name string, pos token.Pos) types.Object {
	return lookup(src.Pkg, name, pos)
}

// lookup is Lookup for a package.
func lookup(pkg *types.Package, name string, pos token.Pos) types.Object {
	scope := pkg.Scope().Innermost(pos)
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent(name, pos)
	return obj
}

// FreeBefore reports whether a name may be declared before list[i]: it means nothing
// there, or something that the statements after list[i] do not use.
func (src *Source) FreeBefore(list []ast.Stmt, i int, name string) bool {
	obj := src.Lookup(name, list[i].Pos())
	if obj == nil {
		return true
	}
	scope := src.Pkg.Scope().Innermost(list[i].Pos())
	local := obj.Parent() != src.Pkg.Scope() && obj.Parent() != types.Universe
	if scope == nil || scope.Lookup(name) != nil || local {
		return false
	}
	names := map[string]bool{}
	for _, s := range list[i+1:] {
		AddNames(names, s)
	}
	return !names[name]
}

// Singular guesses the name of an element from the name of a map, "" if it cannot.
func Singular(name string) string {
	name = LowerFirst(name)
	switch {
	case strings.HasSuffix(name, "ies") && len(name) > 5:
		return name[:len(name)-3] + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"):
		return name[:len(name)-2]
	case len(name) <= 3 || strings.HasSuffix(name, "ss") || strings.HasSuffix(name, "us"):
		return ""
	case strings.HasSuffix(name, "s"):
		return name[:len(name)-1]
	}
	return ""
}

// LowerFirst returns a name with a lower-case first letter.
func LowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}

// CutLast slices s around the last sep.
func CutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// LastName returns what follows the last dot of a path of names.
func LastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
