package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// returnedMaps returns the events of a return statement. The caller reads the maps that
// the function has made and returns, also those in the fields of an object that it has
// made, and holds none of its locks. Only goroutines that the function has started, and
// that nobody has waited for, can run concurrently with that read. Therefore it is not
// part of the summary.
//
// False negative: a function that returns an error, a function or a lock with the map may
// tell its caller by them when to read the map.
func returnedMaps(t *Trace, ret *ssa.Return) []*Event {
	tells := func(v ssa.Value) bool { return escape.TellsWhenToRead(t.Heap, v, ret) }
	if t.Fn.Synthetic != "" || escape.MayWaitAfterStart(t.Heap, ret) || slices.ContainsFunc(ret.Results, tells) {
		return nil
	}
	var out []*Event
	for _, res := range ret.Results {
		if !typeq.IsMap(res.Type()) {
			continue
		}
		for _, v := range escape.ReturnedValues(t.Heap, res, ret) {
			if p := t.Current(v, ret); p.Kind == place.Local && (p.Path == "" || p.OnlyFields()) {
				evs := t.accessAt(state.OpReturn, p, ssaq.ExprOf(v), ret, ret.Pos())
				for _, ev := range evs {
					ev.Kind = EvReturn
				}
				out = append(out, evs...)
			}
		}
	}
	return out
}
