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
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// AddInserts adds to a summary the map elements that the function inserts on the thread of
// its caller.
func AddInserts(h *Heap, s *effect.Summary) {
	var keys []ssa.Value
	for _, blk := range h.Fn.Blocks {
		for _, instr := range blk.Instrs {
			for _, in := range Insertions(h, instr) {
				if in.Place = h.Export(in.Place); !in.Place.Known() || KeyPresent(h, in) {
					continue
				}
				in.Key, in.Value = paramName(h, in.SSAKey), paramName(h, in.SSAValue)
				in.Sure = in.Sure && h.WithinBudget() && !mayPass(h, in, h.Fn.Blocks[0])
				if s.Inserts = effect.AddInsert(s.Inserts, in.Insert); len(s.Inserts) > len(keys) {
					keys = append(keys, in.SSAKey)
				}
			}
		}
	}
	h.Pkg.insertKeys[h.Fn] = keys
}

// paramName names a parameter, a captured variable, or the address of one, as
// [effect.Insert] does; "" if v is not one of these.
func paramName(h *Heap, v ssa.Value) string {
	switch v := ssaq.Unconverted(v).(type) {
	case *ssa.Parameter:
		return h.index(v).String()
	case *ssa.UnOp:
		if captured, ok := v.X.(*ssa.FreeVar); ok && v.Op == token.MUL {
			return "^" + strconv.Itoa(slices.Index(h.Fn.FreeVars, captured))
		}
	case *ssa.FreeVar:
		return "&" + strconv.Itoa(slices.Index(h.Fn.FreeVars, v))
	}
	return ""
}

// Insertions returns what an instruction inserts: by m[k] = v, by a function such as maps.Copy,
// or by a callee. A "go" statement is left to the categories that compare two goroutines. A
// deferred call runs after all loops.
func Insertions(h *Heap, instr ssa.Instruction) []Insertion {
	switch i := instr.(type) {
	case *ssa.MapUpdate:
		return inserted(h, h.Current(i.Map, i), i.Key, i.Value, h.Pkg.ExprAt(i.Pos(), i.Map), i)
	case *ssa.Call:
		t := h.Target(i.Common())
		if e := KnownEffect(t); e.Kind != known.None {
			return knownInserts(h, e, t, i)
		}
		if t.Sum != nil && len(t.Sum.Inserts) > 0 {
			if t.Fn != nil && t.Fn.Parent() == h.Fn {
				return literalInserts(h, t, i)
			}
			return calleeInserts(h, t, i)
		}
	}
	return nil
}

// inserted makes an insertion into the map at p, if p is certainly one map.
func inserted(h *Heap, p place.Place, key, value ssa.Value, expr string, at ssa.Instruction) []Insertion {
	p = h.Resolved(p)
	if !p.Same(p) || p.ManyElems() {
		return nil
	}
	return []Insertion{{Insert: effect.Insert{Place: p, Sure: true, Pos: effect.Pos{P: ssaq.InstrPos(at)}, Expr: expr}, SSAKey: key, SSAValue: value, at: at}}
}

// knownInserts returns the insertions of a function in the tables of package known.
func knownInserts(h *Heap, e known.Effect, t Target, at *ssa.Call) []Insertion {
	for _, op := range e.Ops {
		if op.Op != state.OpWrite || op.Arg >= len(t.Args) || !typeq.IsMap(t.Args[op.Arg].Type()) {
			continue
		}
		var key ssa.Value
		if !strings.HasPrefix(t.Obj.FullName(), "maps.") && len(t.Args) > 1 { // Header.Set and the like
			key = t.Args[1]
		}
		m := t.Args[op.Arg]
		return inserted(h, h.Current(m, at), key, nil, h.Pkg.ArgExpr(at.Pos(), op.Arg, m), at)
	}
	return nil
}

// literalInserts returns the insertions of a literal that the function calls. Their keys and
// values may be variables of the function, which a summary cannot name.
func literalInserts(h *Heap, t Target, at *ssa.Call) (out []Insertion) {
	callee, bd := h.Pkg.Of[t.Fn], h.Bind(t, at)
	for _, i := range InstrsOf(callee, func(ssa.Instruction) bool { return true }) {
		for _, in := range Insertions(callee, i) {
			if KeyPresent(callee, in) {
				continue
			}
			sure := in.Sure && callee.WithinBudget() && !mayPass(callee, in, t.Fn.Blocks[0])
			p, _ := bd.Place(callee.Export(in.Place))
			for _, ins := range inserted(h, p, t.Actual(in.SSAKey), t.Actual(in.SSAValue), in.Expr, at) {
				ins.Sure, ins.Pos = sure, in.Pos
				out = append(out, ins)
			}
		}
	}
	return out
}

// calleeInserts translates the insertions in the summary of a callee.
func calleeInserts(h *Heap, t Target, at *ssa.Call) []Insertion {
	bd := h.Bind(t, at)
	var out []Insertion
	var keys []ssa.Value
	if t.Fn != nil {
		keys = h.Pkg.insertKeys[t.Fn]
	}
	for i, in := range t.Sum.Inserts {
		p, _ := bd.Place(in.Place)
		for _, ins := range inserted(h, p, nil, nil, in.Expr, at) {
			ins.SSAKey, ins.SSAValue, ins.binding = bd.argument(in.Key), bd.argument(in.Value), bd
			if i < len(keys) {
				ins.calleeKey = keys[i]
			}
			if c, ok := ins.calleeKey.(*ssa.Const); ok {
				ins.SSAKey = c
			}
			ins.Sure, ins.Pos = in.Sure, t.PosAt(in.Pos, at)
			out = append(out, ins)
		}
	}
	return out
}
