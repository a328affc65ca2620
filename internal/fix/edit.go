package fix

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/format"
	"go/token"
	"slices"
	"strings"
)

// edit replaces [pos, end) by text.
type edit struct {
	pos, end token.Pos
	text     string
}

// newPlan returns an empty plan.
func newPlan(message string) *Plan {
	return &Plan{Message: message, raw: map[*ast.File][]edit{}}
}

// add adds edits to a plan; edits at one place apply in the order in which
// they are added.
func (pl *Plan) add(f *ast.File, es ...edit) { pl.raw[f] = append(pl.raw[f], es...) }

// render formats the plans: raw edits say nothing of indentation or of the
// alignment of columns. Plans whose lines touch become one, so that each
// diagnostic of a file has the same text for them; one that contradicts
// another is dropped, as is one that does not parse.
func (p *planner) render(plans []*Plan) []*Plan {
	for _, pl := range plans {
		p.format(pl)
	}
	for again := true; again; {
		again = false
		for i := 0; i < len(plans) && !again; i++ {
			for j := i + 1; j < len(plans); j++ {
				if plans[i].bad || plans[j].bad || !touch(plans[i], plans[j]) {
					continue
				}
				if joint := p.join(plans[i], plans[j]); joint != nil {
					plans[i] = joint
					plans = slices.Delete(plans, j, j+1)
				} else {
					plans[j].bad = true
				}
				again = true
				break
			}
		}
	}
	return slices.DeleteFunc(plans, func(pl *Plan) bool { return pl.bad })
}

// join makes one plan of two, nil if they contradict each other.
func (p *planner) join(a, b *Plan) *Plan {
	joint := newPlan(a.Message)
	if !strings.Contains(a.Message, b.Message) {
		joint.Message += "; " + b.Message
	}
	joint.Findings = append(slices.Clone(a.Findings), b.Findings...)
	for _, pl := range []*Plan{a, b} {
		for f, es := range pl.raw {
			for _, e := range es {
				if !slices.Contains(a.raw[f], e) || pl == a {
					joint.add(f, e)
				}
			}
		}
	}
	if p.format(joint); joint.bad {
		return nil
	}
	return joint
}

// touch reports whether two plans change the same or adjacent lines, other than
// by the same edit.
func touch(a, b *Plan) bool {
	for f, es := range a.hunks {
		for _, x := range es {
			for _, y := range b.hunks[f] {
				if x != y && x.pos <= y.end && y.pos <= x.end {
					return true
				}
			}
		}
	}
	return false
}

// format sets the hunks of a plan.
func (p *planner) format(pl *Plan) {
	pl.hunks = map[*ast.File][]edit{}
	for f, raw := range pl.raw {
		src := p.text(f)
		changed, ok := apply(src, p.Fset.File(f.FileStart), raw)
		if !ok {
			pl.bad = true
			return
		}
		formatted, err := format.Source(changed)
		if err != nil {
			pl.bad = true
			return
		}
		if own, err := format.Source(src); err != nil || !bytes.Equal(own, src) {
			formatted = changed // the file has a form of its own
		}
		pl.hunks[f] = lineEdits(p.Fset.File(f.FileStart), string(src), string(formatted))
	}
}

// apply applies edits to a source; ok is false if two of them overlap.
func apply(src []byte, tf *token.File, edits []edit) (out []byte, ok bool) {
	es := slices.Clone(edits)
	slices.SortStableFunc(es, func(a, b edit) int { return cmp.Or(cmp.Compare(a.pos, b.pos), cmp.Compare(a.end, b.end)) })
	last := 0
	for _, e := range es {
		from, to := tf.Offset(e.pos), tf.Offset(e.end)
		if from < last {
			return nil, false
		}
		out = append(out, src[last:from]...)
		out = append(out, e.text...)
		last = to
	}
	return append(out, src[last:]...), true
}

// lineEdits returns the edits of whole lines that turn a into b.
func lineEdits(tf *token.File, a, b string) []edit {
	from, to := lines(a), lines(b)
	starts := make([]int, len(from)+1)
	for i, l := range from {
		starts[i+1] = starts[i] + len(l)
	}
	var out []edit
	for _, h := range diff(from, to) {
		out = append(out, edit{tf.Pos(starts[h.from]), tf.Pos(starts[h.to]), strings.Join(to[h.newFrom:h.newTo], "")})
	}
	return out
}
