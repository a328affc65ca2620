package repair

import (
	"go/ast"
	"go/format"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Render turns the edits of plans into whole lines that gofmt has indented and aligned.
// Plans that change adjacent lines become one plan, so that all their findings get the
// same edits. A plan that contradicts an earlier one, or does not parse, is dropped.
func (p *Planner) Render(plans []*Plan) []*Plan {
	for _, pl := range plans {
		p.Format(pl)
	}
	for {
		i, j, ok := firstTouching(plans)
		if !ok {
			break
		}
		if joint := p.join(plans[i], plans[j]); joint != nil {
			plans[i] = joint
			plans = slices.Delete(plans, j, j+1)
		} else {
			plans[j].Bad = true
		}
	}
	return slices.DeleteFunc(plans, func(pl *Plan) bool { return pl.Bad })
}

// firstTouching returns the indexes of the first two good plans that touch.
func firstTouching(plans []*Plan) (i, j int, ok bool) {
	for i, a := range plans {
		for k, b := range plans[i+1:] {
			if !a.Bad && !b.Bad && touch(a, b) {
				return i, i + 1 + k, true
			}
		}
	}
	return 0, 0, false
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

// Format sets the hunks of a plan, or marks it as bad.
func (p *Planner) Format(pl *Plan) {
	pl.Hunks = map[*ast.File][]text.Edit{}
	for f := range pl.raw {
		hunks, ok := p.formatted(pl, f)
		if !ok {
			pl.Bad = true
			return
		}
		pl.Hunks[f] = hunks
	}
}

// formatted returns the hunks of a plan in one file; ok is false if its edits overlap or
// the result does not parse.
func (p *Planner) formatted(pl *Plan, f *ast.File) (hunks []text.Edit, ok bool) {
	src, tf := p.Bytes(f), p.Fset.File(f.FileStart)
	changed, ok := text.Apply(src, tf, pl.raw[f])
	if !ok {
		return nil, false
	}
	formatted, err := format.Source(changed)
	if err != nil {
		return nil, false
	}
	own, err := format.Source(src)
	if err != nil {
		return nil, false
	}
	return text.LineEdits(tf, string(src), string(own), string(formatted)), true
}

// both returns the message of two plans that have become one.
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

// cutAround returns s without a prefix and a suffix; ok is false if it lacks one of them,
// or is the message of two plans.
func cutAround(s, prefix, suffix string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(s, prefix)
	rest, found := strings.CutSuffix(rest, suffix)
	return rest, ok && found && !strings.Contains(rest, ";")
}

// touch reports whether two plans change the same or adjacent lines by different edits.
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
