package summary

import (
	"go/token"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Insert is an assignment to an element of a map that the function's callers
// know: one that they may be ranging over.
type Insert struct {
	Place place.Place
	Key   string // "$1": parameter 1, "^1": captured variable 1, "&1": its address; "" if callers do not know it
	Value string // what is inserted, named likewise
	Sure  bool   // every run of the function makes it
	Pos   Pos
	Expr  string
}

// insertion is an Insert as one function sees it, its own or a callee's.
type insertion struct {
	Insert
	key   ssa.Value // nil if unknown
	value ssa.Value // likewise
	at    ssa.Instruction
	// computed is the key as the callee computes it, if that is of this package, and bd
	// the callee's binding.
	computed ssa.Value
	bd       binding
}

// hasKey reports whether v is computed as the key of the insertion is, here or in the
// callee.
func (in insertion) hasKey(v ssa.Value) bool {
	return in.key != nil && sameExpr(v, in.key, 0) || in.computed != nil && sameIn(v, in.computed, in.bd.captured, 0)
}

// noteInserts adds to a summary the elements that the function assigns on its
// own thread.
func (b *builder) noteInserts(s *Summary) {
	var keys []ssa.Value
	for _, blk := range b.fn.Blocks {
		for _, instr := range blk.Instrs {
			for _, in := range b.insertions(instr) {
				if in.Place = b.export(in.Place); !in.Place.Known() || b.present(in) {
					continue
				}
				in.Key, in.Value = b.paramOf(in.key), b.paramOf(in.value)
				in.Sure = in.Sure && b.afford() && !b.mayPass(in, b.fn.Blocks[0])
				if s.Inserts = addInsert(s.Inserts, in.Insert); len(s.Inserts) > len(keys) {
					keys = append(keys, in.key)
				}
			}
		}
	}
	b.eng.insertKeys[b.fn] = keys
}

// paramOf names the parameter or captured variable whose value, or the captured variable
// whose address, v is; "" if it is none.
func (b *builder) paramOf(v ssa.Value) string {
	switch v := stripped(v).(type) {
	case *ssa.Parameter:
		return b.index(v).String()
	case *ssa.UnOp:
		if captured, ok := v.X.(*ssa.FreeVar); ok && v.Op == token.MUL {
			return "^" + strconv.Itoa(slices.Index(b.fn.FreeVars, captured))
		}
	case *ssa.FreeVar:
		return "&" + strconv.Itoa(slices.Index(b.fn.FreeVars, v))
	}
	return ""
}

// addInsert adds an Insert to a bounded list without those that say the same.
func addInsert(list []Insert, in Insert) []Insert {
	for i := range list {
		if list[i].Place == in.Place && list[i].Key == in.Key && list[i].Value == in.Value {
			list[i].Sure = list[i].Sure || in.Sure
			return list
		}
	}
	if len(list) >= maxStores {
		return list
	}
	return append(list, in)
}

// insertions returns what an instruction inserts: m[k] = v, maps.Copy and their
// kin, or a callee that does it. Goroutines are left to the categories about
// two of them, deferred calls are no part of any loop.
func (b *builder) insertions(instr ssa.Instruction) []insertion {
	switch i := instr.(type) {
	case *ssa.MapUpdate:
		return b.inserted(b.current(i.Map, i), i.Key, i.Value, b.eng.exprAt(i.Pos(), i.Map), i)
	case *ssa.Call:
		t := b.target(i.Common())
		if e := knownEffect(t); e.Kind != known.None {
			return b.knownInserts(e, t, i)
		}
		if t.sum != nil && len(t.sum.Inserts) > 0 {
			if t.fn != nil && t.fn.Parent() == b.fn {
				return b.literalInserts(t, i)
			}
			return b.calleeInserts(t, i)
		}
	}
	return nil
}

// inserted makes an insertion into the map at p, if that is certainly one map.
func (b *builder) inserted(p place.Place, key, value ssa.Value, expr string, at ssa.Instruction) []insertion {
	p = b.resolved(p)
	if !p.Same(p) || p.ManyElems() {
		return nil
	}
	return []insertion{{Insert: Insert{Place: p, Sure: true, Pos: Pos{p: instrPos(at)}, Expr: expr}, key: key, value: value, at: at}}
}

// knownInserts returns the insertions of a function of the tables.
func (b *builder) knownInserts(e known.Effect, t target, at *ssa.Call) []insertion {
	for _, op := range e.Ops {
		if op.Op != state.OpWrite || op.Arg >= len(t.args) || !isMap(t.args[op.Arg].Type()) {
			continue
		}
		var key ssa.Value
		if !strings.HasPrefix(t.obj.FullName(), "maps.") && len(t.args) > 1 { // Header.Set and the like
			key = t.args[1]
		}
		m := t.args[op.Arg]
		return b.inserted(b.current(m, at), key, nil, b.eng.argExpr(at.Pos(), op.Arg, m), at)
	}
	return nil
}

// literalInserts returns the insertions of a literal that the function calls: their keys and
// values may be variables of the function, which the summary does not name.
func (b *builder) literalInserts(t target, at *ssa.Call) (out []insertion) {
	callee, bd := b.eng.builders[t.fn], b.bind(t, at)
	for _, i := range callee.instrsOf(func(ssa.Instruction) bool { return true }) {
		for _, in := range callee.insertions(i) {
			if callee.present(in) {
				continue
			}
			sure := in.Sure && callee.afford() && !callee.mayPass(in, t.fn.Blocks[0])
			p, _ := bd.place(callee.export(in.Place))
			for _, ins := range b.inserted(p, t.actual(in.key), t.actual(in.value), in.Expr, at) {
				ins.Sure, ins.Pos = sure, in.Pos
				out = append(out, ins)
			}
		}
	}
	return out
}

// calleeInserts translates the insertions of a callee.
func (b *builder) calleeInserts(t target, at *ssa.Call) []insertion {
	bd := b.bind(t, at)
	var out []insertion
	var keys []ssa.Value
	if t.fn != nil {
		keys = b.eng.insertKeys[t.fn]
	}
	for i, in := range t.sum.Inserts {
		p, _ := bd.place(in.Place)
		for _, ins := range b.inserted(p, nil, nil, in.Expr, at) {
			ins.key, ins.value, ins.bd = bd.argument(in.Key), bd.argument(in.Value), bd
			if i < len(keys) {
				ins.computed = keys[i]
			}
			if c, ok := ins.computed.(*ssa.Const); ok {
				ins.key = c
			}
			ins.Sure, ins.Pos = in.Sure, b.callPos(in.Pos, at, t.fn == nil)
			out = append(out, ins)
		}
	}
	return out
}

// argument returns what is given for what [builder.paramOf] names in the callee, nil if
// there is none.
func (bd binding) argument(name string) ssa.Value {
	if name == "" {
		return nil
	}
	i, err := strconv.Atoi(name[1:])
	switch {
	case err != nil || i < 0:
		return nil
	case name[0] == '$' && i < len(bd.args):
		return bd.args[i]
	case name[0] == '&' && i < len(bd.binds):
		return bd.binds[i]
	case name[0] == '^' && i < len(bd.binds):
		return bd.b.eng.initOf(bd.binds[i])
	}
	return nil
}

// captured returns what a parameter or captured variable of the callee is for the
// caller, other values as they are.
func (bd binding) captured(v ssa.Value) ssa.Value {
	if v.Parent() == bd.b.fn {
		return v
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		if i := slices.Index(v.Parent().Params, v); i >= 0 && i < len(bd.args) {
			return bd.args[i]
		}
	case *ssa.FreeVar:
		if i := slices.Index(v.Parent().FreeVars, v); i >= 0 && i < len(bd.binds) {
			return bd.binds[i]
		}
	}
	return v
}
