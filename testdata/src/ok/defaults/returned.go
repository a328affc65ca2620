package defaults

import "maps"

// Shapes are those that every drawing has.
var Shapes = map[string]int{"square": 4, "triangle": 3}

type Drawing struct {
	shapes map[string]int
	extra  string
}

func (d *Drawing) all() map[string]int {
	if d.shapes != nil {
		return d.shapes
	}
	return maps.Clone(Shapes)
}

// Draw gets the map, its own or a copy of that of all, from a method.
func (d *Drawing) Draw() int {
	shapes := d.all()
	if d.extra != "" {
		shapes[d.extra] = 1
	}
	return len(shapes)
}
