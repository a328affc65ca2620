// Package defaults has variables that get the map of a package variable where nothing else
// is given, and are then written to.
package defaults

import "maps"

var DefaultUnits = map[string]string{"len": "m", "mass": "kg"}

type Config struct {
	Name   string
	Labels map[string]string
}

var Default = Config{Name: "none", Labels: map[string]string{"tier": "free"}}

var fallback = &Config{Name: "none"}

func init() { fallback.Labels = newLabels() }

func newLabels() map[string]string { return map[string]string{"tier": "free"} }

type Printer struct {
	units  map[string]string
	length string
}

func (p *Printer) Compile() map[string]string {
	units := p.units
	if len(units) == 0 {
		units = DefaultUnits
	}
	if p.length != "" {
		units["len"] = p.length // want `write to units \(DefaultUnits\) conflicts with every other use of the package variable`
	}
	return units
}

// Complete has a default for its parameter.
func Complete(units map[string]string) map[string]string {
	if units == nil {
		units = DefaultUnits
	}
	delete(units, "mass") // want `delete from units \(DefaultUnits\) conflicts with every other use of the package variable`
	return units
}

type table map[string]string

// Own has one of its own if there is nothing to begin with.
func Own(std bool) table {
	t := table{}
	if std {
		t = table(DefaultUnits)
	}
	t["time"] = "s" // want `write to t \(DefaultUnits\) conflicts with every other use of the package variable`
	return t
}

// Clone clones what is given, and only that.
func Clone[M ~map[string]string](given M) M {
	var m M
	switch {
	case given != nil:
		m = maps.Clone(given)
	default:
		m = M(DefaultUnits)
	}
	m["time"] = "s" // want `write to m \(DefaultUnits\) conflicts with every other use of the package variable`
	return m
}

// With copies the struct, and so shares its map.
func With(name string) *Config {
	c := Default
	c.Labels["name"] = name // want `write to c\.Labels through a copy of its struct conflicts with every other use of the package variable`
	return &c
}

// Or copies one of two.
func Or(c *Config, name string) Config {
	var out Config
	if c != nil {
		out = *c
	} else {
		out = *fallback
	}
	out.Labels["name"] = name // want `write to out\.Labels conflicts with every other use of the package variable`
	return out
}

// Later changes what it has, in a function that runs when it returns.
func Later(given map[string]string) (n int) {
	units := given
	if units == nil {
		units = DefaultUnits
	}
	defer func() { n = len(units) }()
	units["time"] = "s" // want `write to units \(DefaultUnits\) conflicts with every other use of the package variable`
	return 0
}

// Filled leaves it to a helper.
func Filled(given map[string]string) map[string]string {
	units := given
	if units == nil {
		units = DefaultUnits
	}
	fill(units) // want `write to the map \(DefaultUnits\) conflicts with every other use of the package variable`
	return units
}

func fill(units map[string]string) { units["time"] = "s" }
