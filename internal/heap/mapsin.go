package heap

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// FoundMap is a map inside a value.
type FoundMap struct {
	Place place.Place
	Expr  string // as the source would write it
}

// maxFoundMaps bounds the maps that are looked for in one value.
const maxFoundMaps = 8

// MapsIn returns the maps in the value v, which the source calls expr, as far as a
// function of package fmt, of an encoder or of package reflect looks into v.
func MapsIn(h *Heap, v ssa.Value, depth known.Depth, expr string, at ssa.Instruction) []FoundMap {
	s := mapSearch{depth: depth, around: map[types.Type]bool{}}
	s.visit(v.Type(), h.Current(v, at), expr, 0)
	return s.found
}

// mapSearch looks for the maps in a value by its type.
type mapSearch struct {
	depth  known.Depth
	around map[types.Type]bool // the types that the visited one is part of
	steps  int
	found  []FoundMap
}

// visit notes the maps in a part of the value. The part has type t, lives at p and is
// called expr; level counts the parts around it.
func (s *mapSearch) visit(t types.Type, p place.Place, expr string, level int) {
	if s.steps++; s.steps > typeq.MaxParts || !p.Known() || s.around[t] || len(s.found) >= maxFoundMaps || !s.reflects(t) {
		return
	}
	s.around[t] = true
	defer delete(s.around, t)
	switch u := t.Underlying().(type) {
	case *types.Map:
		s.found = append(s.found, FoundMap{p, expr})
		if !typeq.IsBasic(u.Elem()) {
			s.visit(u.Elem(), p.MapElem(place.Index{}), expr+"[...]", level+1)
		}
	case *types.Pointer:
		if level == 0 || s.depth != known.Printed { // fmt prints inner pointers as addresses
			s.visit(u.Elem(), p, expr, level+1)
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if f := u.Field(i); s.depth != known.Encoded || isEncoded(f, u.Tag(i)) {
				s.visit(f.Type(), ssaq.Step(p, t, i), expr+"."+f.Name(), level+1)
			}
		}
	}
}

// reflects reports whether the function looks into values of type t by reflection: t has
// no method that the function calls instead.
func (s *mapSearch) reflects(t types.Type) bool {
	switch s.depth {
	case known.Printed:
		return !typeq.HasMethod(t, "Error", "String", "Format", "GoString", "LogValue")
	case known.Encoded:
		return !typeq.HasMethod(t, "MarshalJSON", "MarshalText", "GobEncode", "MarshalBinary", "MarshalXML")
	}
	return true
}

// isEncoded reports whether encoders look into a field with that tag.
func isEncoded(f *types.Var, tag string) bool {
	return (f.Exported() || f.Embedded()) && reflect.StructTag(tag).Get("json") != "-"
}
