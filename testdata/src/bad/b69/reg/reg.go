// Package reg is called from a loop in another package.
package reg

// R has names.
type R struct{ Names map[string]int }

// Add inserts.
func (r *R) Add(name string) { r.Names[name+"'"] = 1 }

// Touch assigns by the key that it is given.
func (r *R) Touch(name string) { r.Names[name]++ }
