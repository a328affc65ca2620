package b69

import "bad/b69/reg"

// otherPackage inserts in a function of another package.
func otherPackage(r *reg.R) {
	for name := range r.Names {
		r.Touch(name)
		r.Add(name) // want `call leads to a write to r\.Names at reg\.go:8, which inserts while the loop on line 7 ranges over it`
	}
}

// UseOther keeps it.
func UseOther() { otherPackage(&reg.R{}) }
