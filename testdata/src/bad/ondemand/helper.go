package ondemand

import "context"

var widths = map[string]int{}

// Width has a literal that fills the table.
func Width(s string) int {
	n, ok := widths[s]
	if !ok {
		n = len(s)
		func() { widths[s] = n }() // want `write to widths conflicts with the same write in another goroutine; calls of `
	}
	return n
}

func remember(m map[string]int, k string, v int) { m[k] = v }

// Heights asks for each, and leaves the store to a helper.
type Heights struct{ known map[string]int }

func (h *Heights) All(ctx context.Context, names []string) (sum int) {
	for _, name := range names {
		n, ok := h.known[name]
		if !ok {
			n = len(name)
			remember(h.known, name, n) // want `write to h\.known conflicts with the same write in another goroutine; calls of `
		}
		sum += n
	}
	return sum
}

// Depths leaves all to a function that is given the object.
type Depths struct{ known map[string]int }

func (d *Depths) Get(ctx context.Context, name string) int { return depth(d, name) }

func depth(d *Depths, name string) int {
	if n, ok := d.known[name]; ok {
		return n
	}
	n := len(name)
	d.known[name] = n // want `write to d\.known conflicts with the same write in another goroutine; calls of `
	return n
}
