package effect

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
)

// MapKnown returns the places to which translate maps ps, without those that become unknown.
func MapKnown(ps []place.Place, translate func(place.Place) place.Place) []place.Place {
	var out []place.Place
	for i, p := range ps {
		if q := translate(p); q.Known() {
			if out == nil {
				out = make([]place.Place, 0, len(ps)-i)
			}
			out = append(out, q)
		}
	}
	return out
}

// MapAll returns the places to which translate maps ps, unknown ones included.
func MapAll(ps []place.Place, translate func(place.Place) place.Place) []place.Place {
	out := make([]place.Place, len(ps))
	for i, p := range ps {
		out[i] = translate(p)
	}
	return out
}

// WithPlace returns the sorted set ps with p inserted. It may overwrite ps.
func WithPlace(ps []place.Place, p place.Place) []place.Place {
	i, ok := slices.BinarySearchFunc(ps, p, place.Compare)
	if ok {
		return ps
	}
	return slices.Insert(ps, i, p)
}
