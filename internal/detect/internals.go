package detect

import (
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Internals lists where the package relies on how the runtime lays out maps:
// conversions of a map's pointer to a pointer to what the package takes for its
// header, and links to functions of the runtime that work on it.
//
// That needs no summaries: a package without package unsafe is passed over.
func Internals(e *order.Flows) []effect.RuntimeInternal {

	var out []effect.RuntimeInternal
	for _, imp := range e.In.Pkg.Imports() {
		if imp == types.Unsafe {
			out = linknames(e, out)
			for _, fn := range e.Funcs {
				out = conversions(e, out, fn)
			}
		}
	}
	return out
}

var linkname = regexp.MustCompile(`^//go:linkname\s+\S+\s+(\S+)`)

// linknames appends the links to the runtime's functions on maps.
func linknames(e *order.Flows, out []effect.RuntimeInternal) []effect.RuntimeInternal {
	for _, f := range e.In.Files {
		for _, group := range f.Comments {
			for _, c := range group.List {
				m := linkname.FindStringSubmatch(c.Text)
				if m == nil {
					continue
				}
				if instead := known.MapInternal(m[1]); instead != "" {
					out = append(out, effect.RuntimeInternal{Pos: c.Pos(), What: "go:linkname to " + m[1], Instead: instead})
				}
			}
		}
	}
	return out
}

// conversions appends the conversions to map headers in one function.
func conversions(e *order.Flows, out []effect.RuntimeInternal, fn *ssa.Function) []effect.RuntimeInternal {
	for _, blk := range fn.Blocks {
		for _, instr := range blk.Instrs {
			c, ok := instr.(*ssa.Convert)
			if !ok || !isUnsafePointer(c.X.Type()) {
				continue
			}
			if of := headerOf(e, c); of != "" {
				name := types.TypeString(c.Type(), types.RelativeTo(e.In.Pkg))
				out = append(out, effect.RuntimeInternal{
					Pos:     ssaq.InstrPos(c),
					What:    "unsafe conversion " + strings.Replace(of, "$T", name, 1),
					Instead: "len, maps.All, reflect.Value.MapRange or hash/maphash",
				})
			}
		}
	}
	return out
}

// headerOf says what is converted and to what ($T), if that makes the header
// of a map accessible; else it returns "".
func headerOf(e *order.Flows, c *ssa.Convert) string {
	target, ok := c.Type().Underlying().(*types.Pointer)
	if !ok {
		return ""
	}
	origin, loads := origin(e, c.X)
	switch t := origin.Type().Underlying().(type) {
	case *types.Map: // a reflect.Value of it
		if loads == 1 && laysOut(target.Elem()) {
			return "of " + e.ExprOf(origin) + " to $T"
		}
	case *types.Pointer:
		inner, isPtr := target.Elem().Underlying().(*types.Pointer)
		switch {
		case ssaq.IsMap(t.Elem()):
			if loads == 1 && laysOut(target.Elem()) || loads == 0 && isPtr && laysOut(inner.Elem()) {
				return "of " + e.ExprOf(origin) + " to $T"
			}
		case ssaq.TypeName(t.Elem()) == "reflect.MapIter" && loads == 0 && laysOut(target.Elem()):
			return "of a reflect.MapIter to $T"
		case loads == 0 && holdsMap(origin) && hasTypedPointer(target.Elem()):
			return "of an interface with a map to $T"
		}
	}
	if likeHeader(target.Elem()) {
		return "to $T, a copy of the runtime's map header,"
	}
	return ""
}

// origin follows an unsafe pointer back through conversions, variables and
// loads to the typed pointer that it was made of, or to the map of which
// reflect told the pointer. It counts the loads: after one load, what was a
// pointer to a map is the map itself.
func origin(e *order.Flows, v ssa.Value) (_ ssa.Value, loads int) {
	for range 12 { // such chains are short
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
			continue
		case *ssa.ChangeType:
			v = x.X
			continue
		case *ssa.UnOp:
			if x.Op != token.MUL {
				return v, loads
			}
			if init := e.InitOf(x.X); init != nil {
				v = init
				continue
			}
			if isUnsafePointer(x.Type()) || isUintptr(x.Type()) {
				v, loads = x.X, loads+1
				continue
			}
		case *ssa.Call:
			if m := reflected(x); m != nil {
				return m, loads + 1
			}
		}
		return v, loads
	}
	return v, loads
}

// reflected returns the map of reflect.ValueOf(m).UnsafePointer() or Pointer().
func reflected(call *ssa.Call) ssa.Value {
	fn := ssaq.CalleeObj(call.Common())
	if fn == nil || fn.FullName() != "(reflect.Value).UnsafePointer" && fn.FullName() != "(reflect.Value).Pointer" {
		return nil
	}
	of, ok := call.Call.Args[0].(*ssa.Call)
	if !ok || ssaq.CalleeObj(of.Common()) == nil || ssaq.CalleeObj(of.Common()).FullName() != "reflect.ValueOf" {
		return nil
	}
	if m := ssaq.Unboxed(of.Call.Args[0]); ssaq.IsMap(m.Type()) {
		return m
	}
	return nil
}

// holdsMap reports whether v is the address of an interface variable in which
// nothing but maps is stored.
func holdsMap(v ssa.Value) bool {
	a, ok := v.(*ssa.Alloc)
	if !ok {
		return false
	}
	maps := 0
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			if !types.IsInterface(st.Val.Type()) || !ssaq.IsMap(ssaq.Unboxed(st.Val).Type()) {
				return false
			}
			maps++
		}
	}
	return maps > 0
}

// laysOut reports whether a pointer to t, to which a map was converted, shows
// what lies behind the map: t is a struct or array that is not empty, or a
// number.
func laysOut(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return u.NumFields() > 0
	case *types.Array:
		return u.Len() > 0
	case *types.Basic:
		return u.Info()&types.IsNumeric != 0
	}
	return false
}

// hasTypedPointer reports whether t is a struct with a pointer to a struct: the
// type word or the data word of an interface as something to look into.
func hasTypedPointer(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	return ok && ssaq.HasField(st, func(f *types.Var) bool {
		p, ok := f.Type().Underlying().(*types.Pointer)
		return ok && laysOut(p.Elem())
	})
}

// likeHeader reports whether t begins as the runtime's hmap did up to Go 1.23:
// count int, flags uint8, B uint8.
func likeHeader(t types.Type) bool {
	var fields []*types.Var
	if _, ok := t.Underlying().(*types.Struct); ok {
		ssaq.OwnFields(t, func(f *types.Var, _ []int) { fields = append(fields, f) })
	}
	if len(fields) < 3 {
		return false
	}
	for i, want := range []struct {
		name string
		kind types.BasicKind
	}{{"count", types.Int}, {"flags", types.Uint8}, {"B", types.Uint8}} {
		f := fields[i]
		if b, ok := f.Type().Underlying().(*types.Basic); !ok || b.Kind() != want.kind || !strings.EqualFold(f.Name(), want.name) {
			return false
		}
	}
	return true
}

func isUnsafePointer(t types.Type) bool { return isBasic(t, types.UnsafePointer) }

func isUintptr(t types.Type) bool { return isBasic(t, types.Uintptr) }

func isBasic(t types.Type, kind types.BasicKind) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == kind
}
