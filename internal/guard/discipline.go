package guard

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Discipline is a map-valued field or global with its accesses and the lock that guards
// it. It exists whether or not some access lacks the lock.
type Discipline struct {
	Key      string
	Uses     []*effect.RootAccess
	HasGuard bool
	Example  *effect.RootAccess // an access that holds the guard, nil if none does
	Lock     state.SyncFact     // the guard as Example holds it, or as the source states it
	Stated   token.Pos          // the statement that it is the guard, if there is one

	v         *Variable
	statement *Statement
}

// Disciplines returns a discipline for each field and global that [candidate.Guarded]
// judges.
func Disciplines(vs *Variables, stated map[string]Statement) []Discipline {
	var out []Discipline
	for _, k := range vs.Maps.Order {
		d := Discipline{Key: k, Uses: vs.Maps.Of[k], v: vs.Variable(k, stated)}
		if s, ok := stated[k]; ok && !s.Loose {
			d.v.Believe(s)
			d.HasGuard, d.statement, d.Stated, d.Lock = true, &s, s.Pos, state.SyncFact{Place: s.Lock}
		} else {
			d.HasGuard = d.v.Infer()
		}
		for _, u := range d.v.Holders {
			if m, ok := d.Held(u); ok && d.Example == nil {
				d.Example, d.Lock = u, m
			}
		}
		out = append(out, d)
	}
	return out
}

// Held returns the guard, or a lock that is as good, as an access holds it.
func (d *Discipline) Held(u *effect.RootAccess) (state.SyncFact, bool) {
	if d.statement != nil {
		return d.statement.HeldBy(u)
	}
	for _, k := range append([]Key{d.v.Lock}, d.v.heldMembers(u)...) {
		if m, ok := HeldAs(u, k); ok {
			return m, true
		}
	}
	return state.SyncFact{}, false
}
