package judge

import (
	"cmp"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/state"
)

// better reports whether f is to be reported rather than g. In this order it prefers the
// more certain finding, an access of the function itself rather than of a caller that gets
// the map, two accesses rather than one that conflicts with itself, the earlier position in
// the source, a write, and a write as the other access.
func better(f, g conflict.Finding) bool {
	if fc, gc := f.Certainty(), g.Certainty(); fc != gc {
		return fc < gc
	}
	if fr, gr := f.Access.Op == state.OpReturn, g.Access.Op == state.OpReturn; fr != gr {
		return gr
	}
	if fs, gs := meetsItself(&f), meetsItself(&g); fs != gs {
		return gs
	}
	if c := cmp.Compare(f.Access.Order, g.Access.Order); c != 0 {
		return c < 0
	}
	if fw, gw := f.Access.Op.Writes(), g.Access.Op.Writes(); fw != gw {
		return fw // m[k]++ is a write
	}
	if fw, gw := f.Other.Op.Writes(), g.Other.Op.Writes(); fw != gw {
		return fw
	}
	return f.Other.Order < g.Other.Order
}

// meetsItself reports whether one operation of the source makes both accesses: "m[k]++"
// reads and writes.
func meetsItself(f *conflict.Finding) bool { return f.Self || f.Access.Pos == f.Other.Pos }
