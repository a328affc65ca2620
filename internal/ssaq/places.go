package ssaq

import (
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Step returns the place of field i of the struct at p, which t is the type of or points
// to. A part has the place of the struct itself, see [typeq.IsPromoted].
func Step(p place.Place, t types.Type, i int) place.Place {
	st, owner := typeq.StructOf(t)
	if typeq.IsPromoted(st, i) {
		return p
	}
	return p.Field(st.Field(i).Name(), owner)
}

// StepAll is [Step] for a path of indexes, each of a field of the struct before.
func StepAll(p place.Place, t types.Type, path []int) place.Place {
	for _, i := range path {
		p = Step(p, t, i)
		st, _ := typeq.StructOf(t)
		t = st.Field(i).Type()
	}
	return p
}

// FieldPath returns the step to a field in the form that the paths of places have.
func FieldPath(fa *ssa.FieldAddr) string {
	return Step(place.Place{Kind: place.Value}, fa.X.Type(), fa.Field).Path
}

// WalkFieldPairs calls f for each field of the struct that t is or points to, with the path
// of indexes that leads there and the places of the field in two such structs, at to and
// from. Where f returns true, the walk goes on to the fields of that field.
func WalkFieldPairs(t types.Type, path []int, to, from place.Place, f func(field *types.Var, path []int, to, from place.Place) bool) {
	st, _ := typeq.StructOf(t)
	for i := range st.NumFields() {
		field, path := st.Field(i), append(path[:len(path):len(path)], i)
		to, from := Step(to, t, i), Step(from, t, i)
		if to.Known() && from.Known() && f(field, path, to, from) {
			WalkFieldPairs(field.Type(), path, to, from, f)
		}
	}
}

// ContextKey returns the index that stands for a key of a context: a constant, a value
// of a type of its own, or a package-level variable. It returns the zero Index, which is
// unknown, for another key.
func ContextKey(v ssa.Value) place.Index {
	switch k := Unboxed(v).(type) {
	case *ssa.Const:
		if k.Value != nil {
			return place.ContextKey(typeq.TypeName(k.Type()) + " " + k.Value.ExactString())
		}
		return place.ContextKey(typeq.TypeName(k.Type()))
	case *ssa.UnOp:
		if g, ok := k.X.(*ssa.Global); ok {
			return place.ContextKey("var " + GlobalName(g))
		}
	}
	return place.Index{}
}

// ResultName returns the name of the place of result i of a call.
func ResultName(call *ssa.Call, i int) string {
	return call.Name() + "#" + strconv.Itoa(i)
}

// ResultIndex returns the index of the result whose place has a name, see [ResultName].
func ResultIndex(name string) int {
	i, err := strconv.Atoi(name[strings.LastIndexByte(name, '#')+1:])
	if err != nil {
		return 0
	}
	return i
}
