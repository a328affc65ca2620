// Package weakmap reaches a map through a weak pointer.
//
// Missed because package weak does not show what a Pointer leads to: the object that Value returns
// counts as another one than that which Make was given.
package weakmap

import "weak"

// Registry has no lock.
type Registry struct {
	labels map[string]string
}

// Through gives the goroutine a weak pointer to the object.
func Through(r *Registry) {
	w := weak.Make(r)
	go func() {
		if r := w.Value(); r != nil {
			r.labels["a"] = "b" // missed: `r\.labels`
		}
	}()
	r.labels["c"] = "d"
}
