package ondemand

import "context"

type places map[string]int

func (p places) get(k string) (int, bool) { n, ok := p[k]; return n, ok }
func (p places) put(k string, n int)      { p[k] = n }

// Geocoder has a map with methods, which look up and store for it.
type Geocoder struct {
	known places
	ask   func(context.Context, []string) ([]int, error)
}

func (g *Geocoder) Resolve(ctx context.Context, names []string) ([]int, error) {
	out := make([]int, len(names))
	var unknown []string
	for i, name := range names {
		n, ok := g.known.get(name)
		if !ok {
			unknown = append(unknown, name)
			continue
		}
		out[i] = n
	}
	if unknown == nil {
		return out, nil
	}
	found, err := g.ask(ctx, unknown)
	if err != nil {
		return nil, err
	}
	for i, n := range found {
		g.known.put(unknown[i], n) // want `write to g\.known conflicts with the same write in another goroutine; calls of `
	}
	return append(out, found...), nil
}
