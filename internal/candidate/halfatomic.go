package candidate

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// halfAtomic returns the findings of a scalar that some accesses use atomically and others
// plainly. The author's use of sync/atomic is the evidence that goroutines access the scalar
// at the same time.
func halfAtomic(uses []*effect.RootAccess, rec *ledger.Record) []conflict.Finding {
	atomics := slices.DeleteFunc(slices.Clone(uses), func(u *effect.RootAccess) bool { return u.Scalar != effect.AtomicScalar })
	if len(atomics) == 0 {
		return nil
	}
	var plain ledger.Verdict
	if mostlyPlain(uses) {
		plain.First = "most functions use the word plainly"
	}
	var out []conflict.Finding
	seen := map[token.Pos]bool{}
	for _, u := range uses {
		w := unlikeAtomic(u, atomics, plain, rec)
		if w == nil {
			continue
		}
		if seen[u.Pos.At()] || !u.Op.Writes() && seen[u.Root.Pos] {
			rec.SilentPair(u, w, ledger.Verdict{First: "another finding tells this function of the word"})
			continue
		}
		seen[u.Pos.At()], seen[u.Root.Pos] = true, true
		x, y := u.Scoped(), w.Scoped()
		out = append(out, scalarFinding(conflict.SharedScalar, &x, &y))
	}
	return out
}

// mostlyPlain reports whether most functions access a scalar plainly: more than twice as
// many functions access it plainly as atomically, and no fewer write it plainly. A counter
// that is incremented atomically and read plainly does not qualify.
//
// Assumes: such a scalar is confined to its owner, although some accesses are atomic.
func mostlyPlain(uses []*effect.RootAccess) bool {
	var used, written [2]map[string]bool // functions: plainly [0], atomically [1]
	for i := range used {
		used[i], written[i] = map[string]bool{}, map[string]bool{}
	}
	for _, u := range uses {
		i := 0
		if u.Scalar == effect.AtomicScalar {
			i = 1
		}
		used[i][u.Func] = true
		if u.Op.Writes() {
			written[i][u.Func] = true
		}
	}
	writtenPlainly := len(written[0]) > 0 && len(written[0]) >= len(written[1])
	return writtenPlainly && len(used[0]) > 2*len(used[1])
}

// unlikeAtomic returns an atomic access that the plain access u conflicts with, a write if
// there is one. The verdict all applies to all plain accesses of the scalar.
func unlikeAtomic(u *effect.RootAccess, atomics []*effect.RootAccess, all ledger.Verdict, rec *ledger.Record) *effect.RootAccess {
	if u.Scalar == effect.AtomicScalar {
		return nil
	}
	why := all.And(veto.Plain(rec, u))
	if why.Silent() && !rec.Hears() {
		return nil
	}
	var found, first *effect.RootAccess
	var apart ledger.Verdict // why the first pair is silent
	for _, w := range atomics {
		if !mayClash(&u.Access, &w.Access) {
			continue
		}
		if silent := veto.Atomic(rec, u, w); silent.Silent() {
			first, apart = cmp.Or(first, w), apart.Or(silent)
		} else if found == nil || w.Op.Writes() && !found.Op.Writes() {
			found = w
		}
	}
	switch {
	case found != nil && why.Silent():
		rec.SilentPair(u, found, why)
		return nil
	case found == nil && first != nil:
		rec.SilentPair(u, first, why.And(apart))
	}
	return found
}
