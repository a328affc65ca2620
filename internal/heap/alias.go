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
func (b *Heap) Resolved(p place.Place) place.Place {
	for range place.MaxSteps {
		q, ok := b.resolveOnce(p)
		if !ok {
			return p
		}
		p = q
	}
	return p
}

func (b *Heap) resolveOnce(p place.Place) (place.Place, bool) {
	if p.Kind != place.Local && p.Kind != place.Value || len(b.Fields) == 0 {
		return p, false
	}
	for prefix := range p.Prefixes() {
		if to, ok := b.Fields[Key(prefix)]; ok {
			return to.Join(p.Rest(prefix)), true
		}
	}
	return p, false
}

// ResolvedLock is [Heap.Resolved] for a lock or a signal. One that a field points to
// is still known by that field: other functions, which do not see what it was given, take it there.
func (b *Heap) ResolvedLock(p place.Place) place.Place {
	q := b.Resolved(p)
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
func (b *Heap) Export(p place.Place) place.Place {
	switch p.Kind {
	case place.Local:
		i, ok := b.Returned[p.Name]
		if !ok {
			return place.Place{}
		}
		p.Kind, p.Index, p.Name = place.Result, i, ""
	case place.Value:
		return place.Place{}
	}
	return p
}

// Born returns the object to which p belongs if the function returns it, and the way
// from there, also if p is not rooted in it but in an object put into it; nil if there
// is none.
func Born(b *Heap, p place.Place) (of ssa.Value, path string) {
	if _, ok := b.Returned[p.Name]; ok {
		return ssaq.Def(b.Defs[p.Name]), p.Path
	}
	for _, from := range slices.SortedFunc(maps.Keys(b.Fields), place.Compare) {
		to := b.Fields[from]
		if _, ok := b.Returned[from.Name]; ok && from.Kind == place.Local && p.HasPrefix(to) {
			return ssaq.Def(b.Defs[from.Name]), from.Path + p.Path[len(to.Path):]
		}
	}
	return nil, ""
}
