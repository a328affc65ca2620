package defaults

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
	return Shapes
}

// Draw gets the map, its own or that of all, from a method.
func (d *Drawing) Draw() int {
	shapes := d.all()
	if d.extra != "" {
		shapes[d.extra] = 1 // want `write to shapes \(Shapes\) conflicts with every other use of the package variable`
	}
	return len(shapes)
}
