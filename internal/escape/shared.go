package escape

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// StructCopies lists the copies whose maps have a place of their own.
func StructCopies(b *heap.Heap) []StructCopy {
	var out []StructCopy
	for _, blk := range b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			a, ok := st.Addr.(*ssa.Alloc)
			if !ok || !ssaq.HasMap(a.Type(), 3) || ssaq.Captured(a) {
				continue
			}
			from := Original(b, st.Val)
			if from.Known() && from != b.Local(a) {
				out = append(out, StructCopy{Local: b.Local(a), From: from, At: st, Open: append(GivenOpen(b, a), ssaq.OthersTo(a, st)...)})
			}
		}
	}
	return out
}

// A struct that is copied shares its maps with the original. Where the copy is
// only ever looked at, [heap.Heap.field] gives its maps the original's place. Here
// are the copies that have fields assigned or whose address is given away: the
// two share a map up to where the field of the copy gets another one.

// StructCopy is a local struct variable that is given the value of another
// struct.
type StructCopy struct {
	Local, From place.Place
	At          *ssa.Store
	Open        []ssa.Instruction // what gives all fields other values, or may do so unseen
}

// Renews reports whether to assign the variable at p gives the copy's, or the
// original's, map at q another value.
func (c *StructCopy) Renews(p, q place.Place) bool {
	return q.HasPrefix(p) || c.From.Join(q.Rest(c.Local)).HasPrefix(p)
}

// Original returns the place of the struct that v is the value of, unknown if v
// is no variable's.
func Original(b *heap.Heap, v ssa.Value) place.Place {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return b.Place(v.X)
		}
	case *ssa.Parameter:
		return b.Place(v)
	case *ssa.Call, *ssa.Extract:
		if p := b.Place(v); p.Kind == place.Local { // a copy that the callee has made
			return p
		}
	}
	return place.Place{}
}

// Fills reports whether st assigns a map variable that is nil there, so that
// there was no map to share.
func Fills(b *heap.Heap, st *ssa.Store) bool {
	want := heap.Key(b.Place(st.Addr))
	for d := st.Block(); d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		if m, empty := ssaq.EmptyTest(iff.Cond); m != nil && (top.Succs[0] == d) == empty && heap.Key(b.Place(m)) == want {
			return true
		}
	}
	return false
}

// ByCopy returns the assignment that makes the copy of a struct out of which an
// operation reads its map: a variable, or a parameter or receiver by which it is
// written; nil if there is none.
func ByCopy(b *heap.Heap, m ssa.Value, writes bool) *ssa.Store {
	if load, ok := m.(*ssa.UnOp); ok {
		m = load.X
	}
	a, path := ssaq.CopyRoot(m)
	if a == nil || len(path) == 0 {
		return nil
	}
	init := b.Pkg.SoleStore(a)
	if init == nil {
		return nil
	}
	_, value := init.Type().Underlying().(*types.Struct)
	_, param := init.(*ssa.Parameter)
	if !value || param && !writes || !Original(b, init).Known() {
		return nil
	}
	return ssaq.StoreOf(a)
}

// GivenOpen lists the calls that are given the address of a, of which nothing is
// known: they may assign its fields.
func GivenOpen(b *heap.Heap, a *ssa.Alloc) []ssa.Instruction {
	var out []ssa.Instruction
	note := func(v ssa.Value) {
		for _, r := range *v.Referrers() {
			if call, ok := r.(ssa.CallInstruction); ok && b.Target(call.Common()).Sum == nil {
				out = append(out, call)
			}
		}
	}
	note(a)
	for _, r := range *a.Referrers() {
		if mi, ok := r.(*ssa.MakeInterface); ok {
			note(mi)
		}
	}
	return out
}
