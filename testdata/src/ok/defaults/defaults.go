// Package defaults has variables that get the map of a package variable where nothing else
// is given, and leaves that map alone, or has a registry there.
package defaults

import "maps"

var DefaultUnits = map[string]string{"len": "m", "mass": "kg"}

type Config struct {
	Name   string
	Labels map[string]string
}

var Default = Config{Name: "none", Labels: map[string]string{"tier": "free"}}

// Compile clones the default.
func Compile(units map[string]string, length string) map[string]string {
	if units == nil {
		units = maps.Clone(DefaultUnits)
	}
	units["len"] = length
	return units
}

// Look only reads.
func Look(units map[string]string, k string) string {
	if units == nil {
		units = DefaultUnits
	}
	return units[k]
}

// With gives the copy a map of its own.
func With(name string) *Config {
	c := Default
	c.Labels = maps.Clone(c.Labels)
	c.Labels["name"] = name
	return &c
}

type handler func()

var registry = map[string]handler{}

// Register has a registry of its own, or that of all.
func Register(own map[string]handler, name string, h handler) {
	if own == nil {
		own = registry
	}
	own[name] = h
}

var known = map[string]handler{"none": nil}

// Add writes by name too: to add is what the map is for.
func Add(name string, h handler) { known[name] = h }

func AddTo(own map[string]handler, name string, h handler) {
	if own == nil {
		own = known
	}
	own[name] = h
}

var cache map[string]int

// Count makes the map when it is first needed, before all else.
func init() {
	m := cache
	if m == nil {
		m = map[string]int{"none": 0}
		cache = m
	}
	m["one"] = 1
}

var (
	short = map[string]string{"a": "b"}
	long  = map[string]string{"c": "d"}
)

// Choose means a package variable, whichever it is.
func Choose(all bool, k string) {
	m := short
	if all {
		m = long
	}
	m[k] = k
}
