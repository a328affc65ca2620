package heap

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Resolved returns p with its longest prefix that is an alias replaced, repeatedly until no
// prefix is one.
func (h *Heap) Resolved(p place.Place) place.Place {
	for range place.MaxSteps {
		q, ok := h.resolveOnce(p)
		if !ok {
			return p
		}
		p = q
	}
	return p
}

// resolveOnce replaces the longest prefix of p that is an alias, if there is one.
func (h *Heap) resolveOnce(p place.Place) (place.Place, bool) {
	if p.Kind != place.Local && p.Kind != place.Value || len(h.FieldAliases) == 0 {
		return p, false
	}
	for prefix := range p.Prefixes() {
		if to, ok := h.FieldAliases[Key(prefix)]; ok {
			return to.Join(p.Rest(prefix)), true
		}
	}
	return p, false
}

// ResolvedLock is [Heap.Resolved] for a lock or a signal. It keeps the name of the field that
// points to the lock: other functions do not see what the field was assigned, and know the
// lock by that field.
func (h *Heap) ResolvedLock(p place.Place) place.Place {
	q := h.Resolved(p)
	if q.Owner == "" && q.Path == "" && q.Kind == place.Local {
		q.Owner = p.Owner
	}
	return q
}

// Key is the form of a place in which aliases are looked up: its root and path.
func Key(p place.Place) place.Place {
	p.Owner, p.Wild = "", false
	return p
}

// Export translates a place for the callers of the function. They do not know the function's
// own values, except those that it returns.
func (h *Heap) Export(p place.Place) place.Place {
	switch p.Kind {
	case place.Local:
		i, ok := h.Returned[p.Name]
		if !ok {
			return place.Place{}
		}
		p.Kind, p.Index, p.Name = place.Result, i, ""
	case place.Value:
		return place.Place{}
	}
	return p
}

// ReturnedObject returns the object in which p lies, if the function returns that object, and
// the paths from it to p: the place p may also be rooted in an object that fields of the returned
// one lead to. The object is nil if the function does not return it.
func ReturnedObject(h *Heap, p place.Place) (of ssa.Value, paths []string) {
	fields := slices.SortedFunc(maps.Keys(h.FieldAliases), place.Compare)
	names := []place.Place{p}
	for i := 0; i < len(names) && len(names) <= maxNames; i++ {
		p := names[i]
		if _, ok := h.Returned[p.Name]; ok && p.Kind == place.Local {
			if v := ssaq.AsValue(h.Defs[p.Name]); of == nil || of == v {
				of, paths = v, append(paths, p.Path)
			}
		}
		for _, from := range fields {
			if to := h.FieldAliases[from]; from.Kind == place.Local && p.HasPrefix(to) {
				if q := from.Join(p.Rest(to)); q.Known() && !slices.Contains(names, q) {
					names = append(names, q)
				}
			}
		}
	}
	return of, paths
}

// maxNames bounds the names of one place in a function.
const maxNames = 16
