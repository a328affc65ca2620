package b69

import "bad/b69/reg"

// otherPackage inserts in a function of another package.
func otherPackage(r *reg.R) {
	for name := range r.Names {
		r.Touch(name)
		r.Add(name) // want `this call's write to r\.Names at reg\.go:8 conflicts with the range on line 7; the loop makes both and goes on afterwards`
	}
}

// UseOther keeps it.
func UseOther() { otherPackage(&reg.R{}) }
