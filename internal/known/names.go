package known

import "go/types"

// fullName is [types.Func.FullName] of a function or of the generic function that it is an
// instance of. It is called for every call instruction, and the buffers that package types
// allocates for that would be a twentieth of the memory that the analysis of a package needs.
func fullName(fn *types.Func) string {
	fn = fn.Origin()
	recv := fn.Signature().Recv()
	if recv == nil {
		if fn.Pkg() == nil {
			return fn.Name()
		}
		return fn.Pkg().Path() + "." + fn.Name()
	}
	if t := typeString(recv.Type()); t != "" {
		return "(" + t + ")." + fn.Name()
	}
	return fn.FullName() // a method of a generic type
}

// typeString is [types.TypeString] for a defined type that is not an instance, or a pointer to
// one; it returns "" for any other type.
func typeString(t types.Type) string {
	star := ""
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		star, t = "*", types.Unalias(p.Elem())
	}
	named, ok := t.(*types.Named)
	switch {
	case !ok || named.TypeArgs().Len() > 0:
		return ""
	case named.Obj().Pkg() == nil:
		return star + named.Obj().Name()
	}
	return star + named.Obj().Pkg().Path() + "." + named.Obj().Name()
}
