package heap

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// hasKey reports whether v is computed as the key of the insertion is, here or in the
// callee.
func (in Insertion) hasKey(v ssa.Value) bool {
	return in.KeyValue != nil && ssaq.SameExpr(v, in.KeyValue, 0) || in.computed != nil && ssaq.SameIn(v, in.computed, in.bd.captured, 0)
}

// NoteInserts adds to a summary the elements that the function assigns on its
// own thread.
func NoteInserts(b *Heap, s *effect.Summary) {
	var keys []ssa.Value
	for _, blk := range b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			for _, in := range Insertions(b, instr) {
				if in.Place = b.Export(in.Place); !in.Place.Known() || Present(b, in) {
					continue
				}
				in.Key, in.Value = paramOf(b, in.KeyValue), paramOf(b, in.StoredValue)
				in.Sure = in.Sure && b.WithinBudget() && !mayPass(b, in, b.Fn.Blocks[0])
				if s.Inserts = effect.AddInsert(s.Inserts, in.Insert); len(s.Inserts) > len(keys) {
					keys = append(keys, in.KeyValue)
				}
			}
		}
	}
	b.Pkg.insertKeys[b.Fn] = keys
}

// paramOf names the parameter or captured variable whose value, or the captured variable
// whose address, v is; "" if it is none.
func paramOf(b *Heap, v ssa.Value) string {
	switch v := ssaq.Stripped(v).(type) {
	case *ssa.Parameter:
		return b.index(v).String()
	case *ssa.UnOp:
		if captured, ok := v.X.(*ssa.FreeVar); ok && v.Op == token.MUL {
			return "^" + strconv.Itoa(slices.Index(b.Fn.FreeVars, captured))
		}
	case *ssa.FreeVar:
		return "&" + strconv.Itoa(slices.Index(b.Fn.FreeVars, v))
	}
	return ""
}

// Insertions returns what an instruction inserts: m[k] = v, maps.Copy and their
// kin, or a callee that does it. Goroutines are left to the categories about
// two of them, deferred calls are no part of any loop.
func Insertions(b *Heap, instr ssa.Instruction) []Insertion {
	switch i := instr.(type) {
	case *ssa.MapUpdate:
		return inserted(b, b.Current(i.Map, i), i.Key, i.Value, b.Pkg.ExprAt(i.Pos(), i.Map), i)
	case *ssa.Call:
		t := b.Target(i.Common())
		if e := KnownEffect(t); e.Kind != known.None {
			return knownInserts(b, e, t, i)
		}
		if t.Sum != nil && len(t.Sum.Inserts) > 0 {
			if t.Fn != nil && t.Fn.Parent() == b.Fn {
				return literalInserts(b, t, i)
			}
			return calleeInserts(b, t, i)
		}
	}
	return nil
}

// inserted makes an insertion into the map at p, if that is certainly one map.
func inserted(b *Heap, p place.Place, key, value ssa.Value, expr string, at ssa.Instruction) []Insertion {
	p = b.Resolved(p)
	if !p.Same(p) || p.ManyElems() {
		return nil
	}
	return []Insertion{{Insert: effect.Insert{Place: p, Sure: true, Pos: effect.Pos{P: ssaq.InstrPos(at)}, Expr: expr}, KeyValue: key, StoredValue: value, at: at}}
}

// knownInserts returns the insertions of a function of the tables.
func knownInserts(b *Heap, e known.Effect, t Target, at *ssa.Call) []Insertion {
	for _, op := range e.Ops {
		if op.Op != state.OpWrite || op.Arg >= len(t.Args) || !ssaq.IsMap(t.Args[op.Arg].Type()) {
			continue
		}
		var key ssa.Value
		if !strings.HasPrefix(t.Obj.FullName(), "maps.") && len(t.Args) > 1 { // Header.Set and the like
			key = t.Args[1]
		}
		m := t.Args[op.Arg]
		return inserted(b, b.Current(m, at), key, nil, b.Pkg.ArgExpr(at.Pos(), op.Arg, m), at)
	}
	return nil
}

// literalInserts returns the insertions of a literal that the function calls: their keys and
// values may be variables of the function, which the summary does not name.
func literalInserts(b *Heap, t Target, at *ssa.Call) (out []Insertion) {
	callee, bd := b.Pkg.Of[t.Fn], b.Bind(t, at)
	for _, i := range InstrsOf(callee, func(ssa.Instruction) bool { return true }) {
		for _, in := range Insertions(callee, i) {
			if Present(callee, in) {
				continue
			}
			sure := in.Sure && callee.WithinBudget() && !mayPass(callee, in, t.Fn.Blocks[0])
			p, _ := bd.Place(callee.Export(in.Place))
			for _, ins := range inserted(b, p, t.Actual(in.KeyValue), t.Actual(in.StoredValue), in.Expr, at) {
				ins.Sure, ins.Pos = sure, in.Pos
				out = append(out, ins)
			}
		}
	}
	return out
}

// calleeInserts translates the insertions of a callee.
func calleeInserts(b *Heap, t Target, at *ssa.Call) []Insertion {
	bd := b.Bind(t, at)
	var out []Insertion
	var keys []ssa.Value
	if t.Fn != nil {
		keys = b.Pkg.insertKeys[t.Fn]
	}
	for i, in := range t.Sum.Inserts {
		p, _ := bd.Place(in.Place)
		for _, ins := range inserted(b, p, nil, nil, in.Expr, at) {
			ins.KeyValue, ins.StoredValue, ins.bd = bd.argument(in.Key), bd.argument(in.Value), bd
			if i < len(keys) {
				ins.computed = keys[i]
			}
			if c, ok := ins.computed.(*ssa.Const); ok {
				ins.KeyValue = c
			}
			ins.Sure, ins.Pos = in.Sure, CallPos(b, in.Pos, at, t.Fn == nil)
			out = append(out, ins)
		}
	}
	return out
}

// argument returns what is given for what [paramOf] names in the callee, nil if
// there is none.
func (bd Binding) argument(name string) ssa.Value {
	if name == "" {
		return nil
	}
	i, err := strconv.Atoi(name[1:])
	switch {
	case err != nil || i < 0:
		return nil
	case name[0] == '$' && i < len(bd.Args):
		return bd.Args[i]
	case name[0] == '&' && i < len(bd.Binds):
		return bd.Binds[i]
	case name[0] == '^' && i < len(bd.Binds):
		return bd.Heap.Pkg.InitOf(bd.Binds[i])
	}
	return nil
}

// captured returns what a parameter or captured variable of the callee is for the
// caller, other values as they are.
func (bd Binding) captured(v ssa.Value) ssa.Value {
	if v.Parent() == bd.Heap.Fn {
		return v
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		if i := slices.Index(v.Parent().Params, v); i >= 0 && i < len(bd.Args) {
			return bd.Args[i]
		}
	case *ssa.FreeVar:
		if i := slices.Index(v.Parent().FreeVars, v); i >= 0 && i < len(bd.Binds) {
			return bd.Binds[i]
		}
	}
	return v
}

// leads returns the blocks, by number, from which control comes to one of those
// that are wanted, within body if there is one, before it comes to at or to an
// end.
func leads(b *Heap, at *ssa.BasicBlock, body map[*ssa.BasicBlock]bool, ends, wanted func(*ssa.BasicBlock) bool) []bool {
	seen := make([]bool, len(b.Fn.Blocks))
	var work []*ssa.BasicBlock
	add := func(blk *ssa.BasicBlock) {
		if !seen[blk.Index] && (body == nil || body[blk]) {
			seen[blk.Index] = true
			work = append(work, blk)
		}
	}
	for _, blk := range b.Fn.Blocks {
		if wanted(blk) {
			add(blk)
		}
	}
	for len(work) > 0 {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range blk.Preds {
			if p != at && !ends(p) {
				add(p)
			}
		}
	}
	return seen
}
