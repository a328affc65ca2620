package known

import "go/types"

// fullName is [types.Func.FullName] of a function or of what it is an instance of.
// It is asked for at every call: what package types writes for that, a buffer at a
// time, would be a twentieth of the memory that a package takes.
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
	return fn.FullName() // of a generic type
}

// typeString names a defined type, or a pointer to one, as [types.TypeString] does;
// "" for any other.
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
