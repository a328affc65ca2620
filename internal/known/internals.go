package known

import (
	"slices"
	"strings"
)

// internals holds the functions of the runtime and of reflect that work on the runtime's own
// representation of maps, by the beginnings of their names, and what the language and the
// standard library offer instead.
var internals = []struct{ prefixes, instead string }{
	{"runtime.mapiter reflect.mapiter runtime.reflect_mapiter", "maps.All or reflect.Value.MapRange"},
	{"runtime.mapaccess reflect.mapaccess runtime.reflect_mapaccess", "m[k] or reflect.Value.MapIndex"},
	{"runtime.mapassign reflect.mapassign runtime.reflect_mapassign", "m[k] = v or reflect.Value.SetMapIndex"},
	{"runtime.mapdelete reflect.mapdelete runtime.reflect_mapdelete", "delete or reflect.Value.SetMapIndex"},
	{"runtime.mapclear reflect.mapclear runtime.reflect_mapclear", "clear or reflect.Value.Clear"},
	{"runtime.mapclone maps.clone", "maps.Clone"},
	{"runtime.makemap reflect.makemap runtime.reflect_makemap", "make or reflect.MakeMapWithSize"},
	{"runtime.maplen reflect.maplen runtime.reflect_maplen", "len or reflect.Value.Len"},
	{"internal/runtime/maps.", "the functions of package reflect"},
}

// MapInternal returns what to use in place of a function of the runtime, with
// its path, that works on the representation of maps; "" if it does not.
func MapInternal(name string) string {
	for _, in := range internals {
		if slices.ContainsFunc(strings.Fields(in.prefixes), func(p string) bool { return strings.HasPrefix(name, p) }) {
			return in.instead
		}
	}
	return ""
}
