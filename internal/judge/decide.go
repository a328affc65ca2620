package judge

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/candidate"
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// Decide asks the vetoes about every pair of every group. It returns the best finding of
// each group in which a pair is left, with its doubts. Accesses of one group that lack a
// lock which others hold are findings of their own.
func Decide(groups candidate.Groups, rec *ledger.Record) []conflict.Finding {
	var out []conflict.Finding
	for g := range groups {
		out = append(out, decide(g, rec)...)
	}
	return out
}

// These bound the conflicts of one group: if no access holds a lock, every access conflicts
// with every other one. Where the finding lists all accesses that need a lock, more of them
// are wanted than where one pair stands for the others.
const (
	maxPairs = 4096
	enough   = 128
)

// decide returns the findings of a group: the best one, and one for each access that lacks
// a lock.
func decide(g candidate.Group, rec *ledger.Record) []conflict.Finding {
	best := map[token.Pos]*conflict.Finding{}
	var order []token.Pos
	var silent ledger.Tally
	n := 0
	var p conflict.Pair // one for all pairs, since the vetoes are given its address
	for p = range g.Pairs {
		if g.BestFirst && len(order) > 0 {
			if !addWay(best[order[0]], &p) {
				break
			}
			continue
		}
		if silenced(&p, g, &silent, rec) {
			continue
		}
		if n++; n > maxPairs || n > enough && !paired(p.Kind) {
			for _, f := range best {
				f.Ways = nil
			}
			break
		}
		f := finding(g, p)
		f.Ways = []conflict.Way{conflict.WayOf(&p)}
		c := cause(&f)
		if best[c] == nil {
			order = append(order, c)
		}
		best[c] = merge(f, best[c])
	}
	rec.Close(silent, len(order) > 0)
	var out []conflict.Finding
	for _, c := range order {
		rec.Found(best[c])
		out = append(out, *best[c])
	}
	return out
}

// addWay adds the way of another pair to a finding, unless a veto silences the pair. It reports
// whether the finding has room for more.
func addWay(f *conflict.Finding, p *conflict.Pair) bool {
	if veto.First(p) == "" {
		f.Ways = conflict.AddWays(f.Ways, []conflict.Way{conflict.WayOf(p)})
	}
	return f.Ways != nil
}

// silenced reports whether some veto silences a pair, and tells the record.
func silenced(p *conflict.Pair, g candidate.Group, silent *ledger.Tally, rec *ledger.Record) bool {
	if !rec.Wants() {
		return veto.First(p) != ""
	}
	vetoes := veto.All(p)
	if len(vetoes) == 0 {
		return false
	}
	silent.Silent(vetoes)
	if rec.Explains() {
		rec.Explain(finding(g, *p), vetoes)
	}
	return true
}

// finding returns the finding of a pair with its doubts.
func finding(g candidate.Group, p conflict.Pair) conflict.Finding {
	f := g.Finding(p)
	f.Doubts = doubt.Of(&p)
	return f
}

// cause tells the causes of one group apart: a map without any lock is one cause, and each
// access that does not take the lock is another.
func cause(f *conflict.Finding) token.Pos {
	if f.Locked || f.Category == conflict.RLockWrite {
		return f.Access.Pos.At()
	}
	return token.NoPos
}

// merge returns the better of two findings with the same cause; old is nil for the first
// one. If the map has no guard, Racing gets the accesses of both.
func merge(f conflict.Finding, old *conflict.Finding) *conflict.Finding {
	var racing []effect.ScopedAccess
	if old != nil {
		racing = old.Racing
	}
	if paired(f.Kind) {
		racing = append(racing, f.Access)
		if !f.Self {
			racing = append(racing, f.Other)
		}
	}
	ways := f.Ways
	if old != nil {
		if ways = nil; len(old.Ways) > 0 {
			ways = conflict.AddWays(old.Ways, f.Ways)
		}
		if !better(f, *old) {
			f = *old
		}
	}
	f.Racing, f.Ways = racing, ways
	return &f
}

// paired reports whether all pairs of a group show accesses that need a lock.
func paired(k conflict.EvidenceKind) bool {
	return k == conflict.SeenSpawn || k == conflict.SharedObject
}
