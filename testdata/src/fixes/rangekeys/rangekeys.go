// Package rangekeys has loops that insert into the map that they range over.
package rangekeys

import "sort"

// Graph has a map by name.
type Graph struct {
	deps  map[string][]string
	ranks map[float64]int
}

// Close inserts, and reads what it has inserted.
func (g *Graph) Close() {
	// Every dependency gets an entry.
	for name, deps := range g.deps {
		for _, d := range deps {
			g.deps[d] = append(g.deps[d], name) // want `conflicts with the range`
		}
	}
}

// Names needs no values.
func (g *Graph) Names() {
	for name := range g.deps {
		g.deps[name+"'"] = nil // want `conflicts with the range`
	}
}

// Values needs no names.
func (g *Graph) Values() {
	for _, deps := range g.deps {
		for _, d := range deps {
			g.deps[d] = nil // want `conflicts with the range`
		}
	}
}

// Count needs neither.
func (g *Graph) Count() {
	n := 0
	for range g.deps {
		n++
		g.deps[string(rune(n))] = nil // want `conflicts with the range`
	}
}

// Rename deletes what it has not visited yet.
func (g *Graph) Rename() {
	for name, deps := range g.deps { // in any order
		delete(g.deps, name+"'")
		g.deps[name+"''"] = deps // want `conflicts with the range`
	}
}

// Move deletes what it is at.
func (g *Graph) Move() {
	for name, deps := range g.deps {
		delete(g.deps, name)
		g.deps[name+"''"] = deps // want `conflicts with the range`
	}
}

// Callee may delete.
func (g *Graph) Callee() {
	for name, deps := range g.deps {
		sort.Strings(deps)
		g.add(name + "'") // want `conflicts with the range`
	}
	for name := range g.deps {
		g.add(name + "'") // want `conflicts with the range`
	}
}

func (g *Graph) add(name string) { g.deps[name] = nil }

// Assign has variables of its own.
func (g *Graph) Assign() (name string, deps []string) {
	for name, deps = range g.deps {
		g.deps[name+"'"] = deps // want `conflicts with the range`
	}
	return name, deps
}

// Ranks may have keys that are not found again.
func (g *Graph) Ranks() {
	for r, n := range g.ranks {
		g.ranks[r*2] = n // want `conflicts with the range`
	}
}

// Result ranges over what a call returns.
func (g *Graph) Result() {
	for name := range g.all() {
		g.deps[name+"'"] = nil // want `conflicts with the range`
	}
}

func (g *Graph) all() map[string][]string { return g.deps }
