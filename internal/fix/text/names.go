package text

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Names gives new names.
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
		taken = map[string]bool{}
		ast.Inspect(fn, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				ast.Inspect(sel.X, CollectNames(taken))
				return false
			}
			return CollectNames(taken)(n)
		})
		ns.taken[fn] = taken
	}
	for _, name := range candidates {
		if name == "" || taken[name] || !token.IsIdentifier(name) || types.Universe.Lookup(name) != nil {
			continue
		}
		if scope := ns.pkg.Scope().Innermost(pos); scope != nil {
			if _, obj := scope.LookupParent(name, pos); obj != nil {
				continue
			}
		}
		taken[name] = true
		return name
	}
	return ""
}

// FreeBefore reports whether a name may be declared before list[i].
func (src *Source) FreeBefore(list []ast.Stmt, i int, name string) bool {
	obj := src.Lookup(name, list[i].Pos())
	if obj == nil {
		return true
	}
	scope := src.Pkg.Scope().Innermost(list[i].Pos())
	if scope == nil || scope.Lookup(name) != nil || obj.Parent() != src.Pkg.Scope() && obj.Parent() != types.Universe {
		return false
	}
	for _, s := range list[i+1:] {
		names := map[string]bool{}
		ast.Inspect(s, CollectNames(names))
		if names[name] {
			return false
		}
	}
	return true
}

// Singular guesses the name of an element from that of a map, "" if it cannot.
func Singular(name string) string {
	name = LowerFirst(name)
	switch {
	case strings.HasSuffix(name, "ies") && len(name) > 5:
		return name[:len(name)-3] + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"):
		return name[:len(name)-2]
	case strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss") && !strings.HasSuffix(name, "us") && len(name) > 3:
		return name[:len(name)-1]
	}
	return ""
}

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
