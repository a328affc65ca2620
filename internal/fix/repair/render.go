package repair

import (
	"go/ast"
	"go/format"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Render formats the plans: raw edits say nothing of indentation or of the
// alignment of columns. Plans whose lines touch become one, so that each
// diagnostic of a file has the same text for them; one that contradicts
// another is dropped, as is one that does not parse.
func (p *Planner) Render(plans []*Plan) []*Plan {
	for _, pl := range plans {
		p.Format(pl)
	}
	for again := true; again; {
		again = false
		for i := 0; i < len(plans) && !again; i++ {
			for j := i + 1; j < len(plans); j++ {
				if plans[i].Bad || plans[j].Bad || !touch(plans[i], plans[j]) {
					continue
				}
				if joint := p.join(plans[i], plans[j]); joint != nil {
					plans[i] = joint
					plans = slices.Delete(plans, j, j+1)
				} else {
					plans[j].Bad = true
				}
				again = true
				break
			}
		}
	}
	return slices.DeleteFunc(plans, func(pl *Plan) bool { return pl.Bad })
}

// join makes one plan of two, nil if they contradict each other.
func (p *Planner) join(a, b *Plan) *Plan {
	joint := NewPlan(both(a.Message, b.Message))
	joint.Findings = append(slices.Clone(a.Findings), b.Findings...)
	for _, pl := range []*Plan{a, b} {
		for f, es := range pl.raw {
			for _, e := range es {
				if !slices.Contains(a.raw[f], e) || pl == a {
					joint.Add(f, e)
				}
			}
		}
	}
	if p.Format(joint); joint.Bad {
		return nil
	}
	return joint
}

// Format sets the hunks of a plan.
func (p *Planner) Format(pl *Plan) {
	pl.Hunks = map[*ast.File][]text.Edit{}
	for f, raw := range pl.raw {
		src := p.Bytes(f)
		changed, ok := text.Apply(src, p.Fset.File(f.FileStart), raw)
		if !ok {
			pl.Bad = true
			return
		}
		formatted, err := format.Source(changed)
		if err != nil {
			pl.Bad = true
			return
		}
		own, err := format.Source(src)
		if err != nil {
			pl.Bad = true
			return
		}
		pl.Hunks[f] = text.LineEdits(p.Fset.File(f.FileStart), string(src), string(own), string(formatted))
	}
}

// both says what two plans do.
func both(a, b string) string {
	if strings.Contains(a, b) {
		return a
	}
	first, ok := cutAround(a, "guard ", " with a mutex")
	second, also := cutAround(b, "guard ", " with a mutex")
	if ok && also {
		return "guard " + first + ", " + second + " with a mutex"
	}
	return a + "; " + b
}

// cutAround returns s without a prefix and a suffix, if it has both and nothing
// else is in between but names.
func cutAround(s, prefix, suffix string) (string, bool) {
	rest, ok := strings.CutPrefix(s, prefix)
	rest, found := strings.CutSuffix(rest, suffix)
	return rest, ok && found && !strings.Contains(rest, ";")
}

// touch reports whether two plans change the same or adjacent lines, other than
// by the same edit.
func touch(a, b *Plan) bool {
	for f, es := range a.Hunks {
		for _, x := range es {
			for _, y := range b.Hunks[f] {
				if x != y && x.Pos <= y.End && y.Pos <= x.End {
					return true
				}
			}
		}
	}
	return false
}
