package ssaq

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/typeq"
)

// FieldAt returns the field at an address, nil if addr is not the address of a field. For
// an instance of a generic struct that is the field of its origin.
func FieldAt(addr ssa.Value) *types.Var {
	if fa, ok := addr.(*ssa.FieldAddr); ok {
		st, _ := typeq.StructOf(fa.X.Type())
		return st.Field(fa.Field).Origin()
	}
	return nil
}

// isPart reports whether fa is the address of a part of a struct, see [typeq.IsPromoted].
func isPart(fa *ssa.FieldAddr) bool {
	st, _ := typeq.StructOf(fa.X.Type())
	return typeq.IsPromoted(st, fa.Field)
}

// FieldAddrs lists the instructions that take the address of a field of the struct at x,
// of its parts, and of the composite literals that are assigned to its parts.
func FieldAddrs(x ssa.Value) []*ssa.FieldAddr {
	var out []*ssa.FieldAddr
	for _, r := range *x.Referrers() {
		fa, ok := r.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if !isPart(fa) {
			out = append(out, fa)
			continue
		}
		for _, part := range partValues(fa) {
			out = append(out, FieldAddrs(part)...)
		}
	}
	return out
}

// partValues lists the address of a part of a struct and the addresses of the composite
// literals that are assigned to it as a whole.
func partValues(part *ssa.FieldAddr) []ssa.Value {
	out := []ssa.Value{part}
	for _, r := range *part.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == part {
			if lit, ok := LoadedAlloc(st.Val); ok && lit.Comment == "complit" {
				out = append(out, lit)
			}
		}
	}
	return out
}

// CountFieldStores counts the assignments to a field of the local struct at x and returns
// the last one, as [CountStores] does for a variable.
func CountFieldStores(x ssa.Value, field string) (n int, last *ssa.Store) {
	for _, r := range *x.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			m, st := countStoresAt(r, field)
			if n += m; st != nil {
				last = st
			}
		case *ssa.MakeClosure:
			for _, free := range CapturesOf(r, x) {
				m, _ := CountFieldStores(free, field)
				n += 2 * m
			}
		}
	}
	return n, last
}

// countStoresAt is [CountFieldStores] for the assignments through one address of a field
// or of a part.
func countStoresAt(fa *ssa.FieldAddr, field string) (n int, last *ssa.Store) {
	if isPart(fa) {
		for _, part := range partValues(fa) {
			m, st := CountFieldStores(part, field)
			if n += m; st != nil {
				last = st
			}
		}
		return n, last
	}
	if st, _ := typeq.StructOf(fa.X.Type()); st.Field(fa.Field).Name() != field {
		return 0, nil
	}
	n, _ = CountStores(fa)
	for _, r := range *fa.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == fa {
			last = st
		}
	}
	return n, last
}

// WholeStruct returns the address of the struct that has a part at x, and x itself if x is
// not the address of a part.
func WholeStruct(x ssa.Value) ssa.Value {
	for {
		fa, ok := x.(*ssa.FieldAddr)
		if !ok || !isPart(fa) {
			return x
		}
		x = fa.X
	}
}

// WholeLock returns the lock that wraps the lock v, and v itself if none does. What a
// wrapper does with the mutex in it, such as counting or looking for deadlocks, is not
// analysed.
func WholeLock(v ssa.Value) ssa.Value {
	for {
		part := v
		if load, ok := part.(*ssa.UnOp); ok { // of a pointer or an interface
			part = load.X
		}
		fa, ok := part.(*ssa.FieldAddr)
		if !ok || !typeq.WrapsLock(typeq.Pointee(fa.X.Type())) {
			return v
		}
		v = fa.X
	}
}
