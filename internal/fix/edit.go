package fix

import (
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
// they are added. An import counts once.
func (pl *Plan) add(f *ast.File, es ...edit) {
	for _, e := range es {
		if e.pos < f.Decls[0].Pos() || len(f.Imports) > 0 && e.pos <= f.Imports[len(f.Imports)-1].End()+1 {
			if slices.Contains(pl.raw[f], e) {
				continue
			}
		}
		pl.raw[f] = append(pl.raw[f], e)
	}
}

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
	joint := newPlan(both(a.Message, b.Message))
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
		src := p.bytes(f)
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
		own, err := format.Source(src)
		if err != nil {
			pl.bad = true
			return
		}
		pl.hunks[f] = lineEdits(p.Fset.File(f.FileStart), string(src), string(own), string(formatted))
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

// lineEdits returns the edits of whole lines of a file that it takes to get from
// own, which is the file as gofmt has it, to formatted. Where the file is not
// formatted its lines stay as they are, unless they are next to a change.
func lineEdits(tf *token.File, src, own, formatted string) []edit {
	from, to := lines(own), lines(formatted)
	starts := []int{0}
	original := lines(src)
	for _, l := range original {
		starts = append(starts, starts[len(starts)-1]+len(l))
	}
	loose := diff(original, from)
	var out []edit
	for _, h := range diff(from, to) {
		h, first, last := widen(h, loose)
		e := replaceText(tf.Pos(starts[first]), tf.Pos(starts[last]), strings.Join(to[h.newFrom:h.newTo], ""))
		if n := len(out); n == 0 || out[n-1] != e {
			out = append(out, e)
		}
	}
	return out
}

// widen extends a change of the formatted file over the lines that formatting
// has changed, of which loose tells, as far as it touches them, and returns the
// lines [first, last) of the original that it stands for.
func widen(h hunk, loose []hunk) (wide hunk, first, last int) {
	shift := 0 // of formatted lines against those of the original
	first, last = -1, -1
	for _, l := range loose {
		if l.newTo < h.from || l.newTo == h.from && l.newFrom < h.from {
			shift = l.newTo - l.to
			continue
		}
		if first < 0 {
			first = min(h.from, l.newFrom) - shift
		}
		if l.newFrom > h.to {
			break
		}
		if d := h.from - l.newFrom; d > 0 {
			h.from, h.newFrom = h.from-d, h.newFrom-d
		}
		if d := l.newTo - h.to; d > 0 {
			h.to, h.newTo = h.to+d, h.newTo+d
		}
		shift = l.newTo - l.to
	}
	if first < 0 {
		first = h.from - shift
	}
	return h, first, h.to - shift
}

// insertText returns the edit that inserts text at a position.
func insertText(at token.Pos, text string) edit { return edit{at, at, text} }

// deleteText returns the edit that takes away [from, to).
func deleteText(from, to token.Pos) edit { return edit{from, to, ""} }

// replaceText returns the edit that replaces [from, to) by text.
func replaceText(from, to token.Pos, text string) edit { return edit{from, to, text} }

// replaceNode returns the edit that replaces a node by text.
func replaceNode(n ast.Node, text string) edit { return edit{n.Pos(), n.End(), text} }
