package ssaq

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/typeq"
)

// AsValue returns an instruction that is a value as such, nil for any other.
func AsValue(i ssa.Instruction) ssa.Value {
	v, _ := i.(ssa.Value)
	return v
}

// InstrPos returns the position of an instruction. If it has none, that is the position of
// an instruction that uses it, or else of its function.
func InstrPos(i ssa.Instruction) token.Pos {
	if p := i.Pos(); p.IsValid() {
		return p
	}
	if v, ok := i.(ssa.Value); ok && v.Referrers() != nil {
		for _, r := range *v.Referrers() {
			if r.Pos().IsValid() {
				return r.Pos()
			}
		}
	}
	return i.Parent().Pos()
}

// Unboxed returns the value that is converted to an interface to make v, and v itself if v
// is not such a conversion.
func Unboxed(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return v.X
	case *ssa.ChangeInterface:
		return Unboxed(v.X)
	case *ssa.ChangeType: // of a type parameter
		if types.IsInterface(v.Type()) {
			return Unboxed(v.X)
		}
	}
	return v
}

// Unconverted returns the value that is converted to make v, through all conversions.
func Unconverted(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Convert:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		default:
			return v
		}
	}
}

// IsZero reports whether v is the zero value of its type: a constant, or what is read from a
// variable that is not used otherwise.
func IsZero(v ssa.Value) bool {
	if c, ok := v.(*ssa.Const); ok {
		return c.Value == nil
	}
	a, ok := LoadedAlloc(v)
	return ok && !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		load, ok := r.(*ssa.UnOp)
		return !ok || load != v
	})
}

// NonNilEdge returns the only edge of a φ that is not nil, nil if there are several.
func NonNilEdge(v *ssa.Phi) ssa.Value {
	var only ssa.Value
	for _, e := range v.Edges {
		if c, ok := e.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		if only != nil && only != e {
			return nil
		}
		only = e
	}
	return only
}

// IsMapUsedOnce reports whether v is a new map with one use, such as the assignment to one
// variable.
func IsMapUsedOnce(v ssa.Value) bool {
	m, ok := v.(*ssa.MakeMap)
	return ok && len(*m.Referrers()) == 1
}

// IsMapLookup reports whether an instruction looks up a key in a map.
func IsMapLookup(i ssa.Instruction) bool {
	l, ok := i.(*ssa.Lookup)
	return ok && typeq.IsMap(l.X.Type())
}

// LoadedAlloc returns the local variable that v reads.
func LoadedAlloc(v ssa.Value) (*ssa.Alloc, bool) {
	u, ok := v.(*ssa.UnOp)
	if !ok {
		return nil, false
	}
	a, ok := u.X.(*ssa.Alloc)
	return a, ok
}

// LoadedGlobal returns the package-level variable that v reads, nil if v does not read one.
func LoadedGlobal(v ssa.Value) *ssa.Global {
	if u, ok := v.(*ssa.UnOp); ok {
		g, _ := u.X.(*ssa.Global)
		return g
	}
	return nil
}

// GlobalName returns the name of a package-level variable with its package path.
func GlobalName(g *ssa.Global) string {
	if g.Pkg == nil || g.Pkg.Pkg == nil {
		return g.Name()
	}
	return g.Pkg.Pkg.Path() + "." + g.Name()
}

// HasMapGlobal reports whether a package-level variable of a package is a map.
func HasMapGlobal(pkg *ssa.Package) bool {
	for _, m := range pkg.Members {
		if g, ok := m.(*ssa.Global); ok && typeq.IsMap(typeq.Pointee(g.Type())) {
			return true
		}
	}
	return false
}

// IsFieldOrGlobal reports whether addr is the address of a field or of a package-level
// variable.
func IsFieldOrGlobal(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.FieldAddr, *ssa.Global:
		return true
	}
	return false
}

// ElementLoad returns the instruction that reads v from a map, slice or array, and that
// collection. It returns nil if v is not an element.
func ElementLoad(v ssa.Value) (load ssa.Instruction, from ssa.Value) {
	switch v := v.(type) {
	case *ssa.Lookup:
		return v, v.X
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Lookup:
			return t, t.X
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok {
				return t, r.X
			}
		}
	case *ssa.UnOp:
		if elem, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return v, elem.X
		}
	}
	return nil, nil
}

// ReceivedFrom returns the channel from which v is received, nil if v is not received.
func ReceivedFrom(v ssa.Value) ssa.Value {
	result := -1 // of the instruction that gives several
	if ext, ok := v.(*ssa.Extract); ok {
		v, result = ext.Tuple, ext.Index
	}
	switch x := v.(type) {
	case *ssa.UnOp:
		if x.Op == token.ARROW {
			return x.X
		}
	case *ssa.Select: // the received values follow the index of the case and the ok
		n := 2
		for _, s := range x.States {
			if s.Dir != types.RecvOnly {
				continue
			}
			if n == result {
				return s.Chan
			}
			n++
		}
	}
	return nil
}
