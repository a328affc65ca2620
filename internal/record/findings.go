package record

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// finding adds a finding with those that have the same cause.
func (b *builder) finding(f *conflict.Finding) {
	out := link.Finding{Posn: b.posn(f.At), Category: string(f.Category), Certainty: f.Certainty()}
	for _, g := range append([]conflict.Finding{*f}, f.Alike...) {
		if len(g.Ways) == 0 {
			out.Pairs = nil
			break
		}
		for _, w := range g.Ways {
			out.Pairs = append(out.Pairs, link.Pair{A: b.side(w.A), B: b.side(w.B)})
		}
	}
	b.rec.Findings = append(b.rec.Findings, out)
}

// side returns how a thread reaches an access.
func (b *builder) side(r conflict.Reach) link.Side {
	s := link.Side{Kind: effect.API, Receiver: r.Receiver, Locks: certain(r.Locks)}
	at := []token.Pos{r.At}
	if r.Spawned {
		s.Kind = effect.Goroutine
	}
	if r.Root != nil {
		s.Kind, at = r.Root.Kind, []token.Pos{r.Root.Pos}
		if s.Kind == effect.Goroutine {
			at = r.Root.StartedBy
		}
	}
	for _, pos := range at {
		if fn := b.functionAt(pos); fn != nil {
			s.Roots = append(s.Roots, b.name(fn))
		}
	}
	slices.Sort(s.Roots)
	s.Roots = slices.Compact(s.Roots)
	return s
}

// certain returns the locks that are held on every path.
func certain(facts state.SyncSet) (out state.SyncSet) {
	for _, m := range facts.Locks() {
		if m.Must && m.Place.Known() && !m.Place.Wild {
			out = out.With(m)
		}
	}
	return out
}

// functionAt returns the innermost function around a position, nil if there is none.
func (b *builder) functionAt(pos token.Pos) *ssa.Function {
	fn, ok := b.at[pos]
	if !ok {
		fn = b.findFunction(pos)
		b.at[pos] = fn
	}
	return fn
}

// findFunction is functionAt, without what it remembers.
func (b *builder) findFunction(pos token.Pos) (found *ssa.Function) {
	for _, fn := range b.functions {
		syntax := fn.Syntax()
		if syntax == nil || b.isWrapper(fn) {
			continue
		}
		if fn.Pos() == pos {
			return fn
		}
		if syntax.Pos() <= pos && pos < syntax.End() && (found == nil || ssaq.Outermost(found) == ssaq.Outermost(fn) && found.Syntax().Pos() <= syntax.Pos()) {
			found = fn
		}
	}
	return found
}
