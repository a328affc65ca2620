package fix

import (
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/retype"
)

// Alternatives returns, for maps that get a guard by some plans, the plans that
// make them a sync.Map instead. There is one only where every access in the
// package stands for itself: the map is looked up, stored to and deleted from one
// key at a time, and nothing that is done to a key depends on a look-up before.
func Alternatives(in Input, plans []*Plan) []*Plan {
	var p *repair.Planner
	var out []*Plan
	seen := map[*types.Var]*Plan{}
	for _, pl := range plans {
		if pl.SeveralMaps {
			continue // what is changed together would no longer be seen together
		}
		for _, i := range pl.Findings {
			f := &in.Findings[i]
			if f.HasGuard || !slices.Contains([]conflict.Category{conflict.WriteWrite, conflict.ReadWrite, conflict.RangeWrite}, f.Category) {
				continue
			}
			if p == nil {
				p = repair.NewPlanner(in)
			}
			u, ok := p.UseAt(&f.Access.Access)
			if !ok {
				continue
			}
			v := p.Target(u)
			alt, known := seen[v]
			if !known {
				if alt = retype.SyncMap(p, v); alt != nil {
					out = append(out, alt)
				}
				seen[v] = alt
			}
			if alt != nil {
				alt.Findings = append(alt.Findings, i)
			}
		}
	}
	return out
}
