package heap

import (
	"cmp"

	"golang.org/x/tools/go/ssa"
)

// Puts lists the assignments of the function and of what it calls.
func Puts(b *Heap) []put {
	if b.listed { // or the function calls itself
		return b.putList
	}
	b.listed = true
	var out []put
	for _, i := range InstrsOf(b, func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.MapUpdate:
			out = append(out, put{i, i.Map, i.Value})
		case *ssa.Call:
			out = append(out, PutsBy(b, i)...)
		}
	}
	b.putList = out[:min(len(out), maxPuts)]
	return b.putList
}

// maxPuts bounds the assignments that are known of a function.
const maxPuts = 64

// PutsBy lists the assignments that a call makes.
func PutsBy(b *Heap, call *ssa.Call) (out []put) {
	t := b.Target(call.Common())
	if !Follows(b, t) {
		return nil
	}
	for _, s := range Puts(b.Pkg.Of[t.Fn]) {
		if m := t.Actual(s.M); m != nil {
			out = append(out, put{call, m, cmp.Or(t.Actual(s.Value), s.Value)})
		}
	}
	return out
}

// Follows reports whether the target of a call is another function of the package.
func Follows(b *Heap, t Target) bool {
	return t.Fn != nil && t.Fn != b.Fn && b.Pkg.Of[t.Fn] != nil
}
