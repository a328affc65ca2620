package heap

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Resolved returns p with the longest of its prefixes that is an alias
// replaced, as often as there is one.
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

func (h *Heap) resolveOnce(p place.Place) (place.Place, bool) {
	if p.Kind != place.Local && p.Kind != place.Value || len(h.Fields) == 0 {
		return p, false
	}
	for prefix := range p.Prefixes() {
		if to, ok := h.Fields[Key(prefix)]; ok {
			return to.Join(p.Rest(prefix)), true
		}
	}
	return p, false
}

// ResolvedLock is [Heap.Resolved] for a lock or a signal. One that a field points to
// is still known by that field: other functions, which do not see what it was given, take it there.
func (h *Heap) ResolvedLock(p place.Place) place.Place {
	q := h.Resolved(p)
	if q.Owner == "" && q.Path == "" && q.Kind == place.Local {
		q.Owner = p.Owner
	}
	return q
}

// Key is a place as aliases are looked up: its root and path.
func Key(p place.Place) place.Place {
	p.Owner, p.Wild = "", false
	return p
}

// Export translates a place for the callers: places of this function's own
// values mean nothing to them, except of those that it returns.
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

// ReturnedObject returns the object to which p belongs if the function returns it, and the way
// from there, also if p is not rooted in it but in an object put into it; nil if there
// is none.
func ReturnedObject(h *Heap, p place.Place) (of ssa.Value, path string) {
	if _, ok := h.Returned[p.Name]; ok {
		return ssaq.Def(h.Defs[p.Name]), p.Path
	}
	for _, from := range slices.SortedFunc(maps.Keys(h.Fields), place.Compare) {
		to := h.Fields[from]
		if _, ok := h.Returned[from.Name]; ok && from.Kind == place.Local && p.HasPrefix(to) {
			return ssaq.Def(h.Defs[from.Name]), from.Path + p.Path[len(to.Path):]
		}
	}
	return nil, ""
}
