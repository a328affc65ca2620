package candidate

import (
	"cmp"
	"go/ast"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// OnDemand returns a finding for each map that no lock guards and that an exported function
// fills when it needs an entry: two concurrent calls are two writers.
//
// Assumes: an object serves concurrent calls only if the method that fills its map has a
// context parameter, as methods that serve requests have. Other objects usually belong to
// one caller. An object whose entries are deleted, or whose methods the package calls
// through an interface, is not a cache.
//
// False negative: a function that fills the map in a loop over a helper. Such a function is
// often a loader that a program calls once.
func OnDemand(vs *guard.Variables, rec *ledger.Record) []conflict.Finding {
	var out []conflict.Finding
	for _, k := range vs.Maps.Order {
		if f, ok := onDemand(vs.Maps.Of[k], rec); ok {
			out = append(out, f)
		}
	}
	return out
}

func onDemand(uses []*effect.RootAccess, rec *ledger.Record) (conflict.Finding, bool) {
	var write, looped *effect.RootAccess
	var doubts doubt.Set
	var why ledger.Verdict
	for _, u := range uses {
		doubts |= doubt.OfRemarks(u.Says | u.PathRemarks) // the author thought of goroutines
		if why = why.And(veto.OnDemand(rec, u)); why.Silent() && !rec.Hears() {
			return conflict.Finding{}, false
		}
		switch fills := u.OnDemand && anytime(u.Root) && ofAll(u); {
		case !fills:
		case u.OnDemandInLoop:
			looped = cmp.Or(looped, u)
		default:
			write = cmp.Or(write, u)
		}
	}
	if write == nil {
		if looped == nil {
			return conflict.Finding{}, false
		}
		write, why = looped, why.And(ledger.Verdict{First: "a loop fills the map, as a loader does that is called once"})
	}
	x := write.Scoped()
	if why.Silent() {
		rec.Silent(x, x, why)
		return conflict.Finding{}, false
	}
	f := newFinding(conflict.FilledOnDemand, &x, &x)
	f.Doubts = doubts
	return f, true
}

// ofAll reports whether all callers share the map: it is a global, or it belongs to the
// receiver of an exported method that takes a context.
func ofAll(u *effect.RootAccess) bool {
	if u.Place.Kind == place.Global {
		return true
	}
	servesRequests := u.Root.TakesContext && ast.IsExported(u.Root.Name) && !u.Root.Invoked
	return servesRequests && u.OnReceiver()
}
