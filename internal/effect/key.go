package effect

import (
	"strings"

	"github.com/mapconcur/mapconcur/internal/place"
)

// Key returns a name of the variable that holds the map which is the same for all objects
// of a type: the field or the global, "" if it is neither.
func (a *Access) Key() string {
	p := a.Place
	elems := ""
	last := strings.LastIndexByte(p.Path, '.') + 1
	if i := strings.IndexAny(p.Path[last:], "[{"); i >= 0 {
		elems = p.Path[last+i:]
	}
	switch {
	case elems != "" && elems[0] == '{' && !strings.Contains(elems, "[") && a.Field != "":
		return a.Field + place.Place{Path: elems}.AnyKeys() // the maps in a map
	case elems != "":
		return ""
	case a.Field != "":
		return a.Field
	case p.Kind == place.Global:
		return p.Name + p.Path
	}
	return ""
}

// KeyAt returns the [Access.Key] of an access to the map at p.
func KeyAt(p place.Place) string {
	return (&Access{Place: p, Site: &Site{Field: p.Owner}}).Key()
}

// FieldOf returns the unqualified name of the variable that a key names.
func FieldOf(key string) string {
	key, _, _ = strings.Cut(key, "{")
	return key[strings.LastIndexByte(key, '.')+1:]
}

// Names returns the unqualified names of the variables that an access is known to concern:
// the field where it was read, the field and the global of its place.
func (a *Access) Names() [3]string {
	out := [3]string{a.Field, a.Place.Owner, a.Place.Name}
	for i, name := range out {
		out[i] = name[strings.LastIndexByte(name, '.')+1:]
	}
	return out
}

// Holder names the struct type that declares the field of an access, or the package of its
// package variable.
func (a *Access) Holder() string {
	k := a.Key()
	return k[:max(0, strings.LastIndexByte(k, '.'))]
}

// Elsewhere reports whether another package makes the access.
func (a *Access) Elsewhere() bool { return a.Pos.Text != "" }
