package callpath

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// following returns the moments in callees that have the access of m, those first that hold
// as many locks as the access does less those at the call.
func following(m moment) []moment {
	thread := m.access.Thread > 0 && !startsHere(m)
	locks := m.access.Sync.NumLocks() - m.ev.Sync.NumLocks()
	score := func(n moment) int {
		s := n.access.Sync.NumLocks() - locks
		if s = max(s, -s); (n.access.Thread > 0) != thread {
			s += 100
		}
		return s
	}
	var out []moment
	for _, fn := range callees(m) {
		f := m.f.Pkg.Of[fn]
		if f == nil {
			continue
		}
		for ev := range f.AllEvents() {
			for i := range ev.Accesses {
				if a := &ev.Accesses[i]; ev.Live && sameAccess(a, m.access) {
					out = append(out, moment{f, ev, a})
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b moment) int { return score(a) - score(b) })
	return out
}

// callees lists the functions of this package that the instruction of an event may run: what
// it calls, and the function values among its operands.
func callees(m moment) []*ssa.Function {
	var out []*ssa.Function
	for _, instr := range instructions(m) {
		out = append(out, targets(m, instr)...)
		if c, ok := instr.(*ssa.MakeClosure); ok {
			out = append(out, declared(m, c.Fn.(*ssa.Function)))
		}
		for _, op := range instr.Operands(nil) {
			if *op == nil {
				continue
			}
			if fn, _ := m.f.Pkg.Closure(*op); fn != nil {
				out = append(out, declared(m, fn))
			}
		}
	}
	return out
}

// targets lists the functions of this package that an instruction calls.
func targets(m moment, instr ssa.Instruction) []*ssa.Function {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	var out []*ssa.Function
	for _, t := range append(m.f.Candidates(call.Common()), m.f.Target(call.Common())) {
		if t.Fn != nil {
			out = append(out, declared(m, t.Fn))
		}
	}
	return out
}

// declared returns the function of the source that a wrapper calls, or of which a generic
// function is an instance.
func declared(m moment, fn *ssa.Function) *ssa.Function {
	if fn = m.f.Pkg.Unwrapped(fn); fn.Origin() != nil {
		return fn.Origin()
	}
	return fn
}

// instructions returns the instruction of an event; for deferred calls, which run together,
// those that defer them.
func instructions(m moment) []ssa.Instruction {
	if _, ok := m.ev.Instr.(*ssa.RunDefers); !ok {
		return []ssa.Instruction{m.ev.Instr}
	}
	var out []ssa.Instruction
	for _, blk := range m.f.Fn.Blocks {
		for _, instr := range blk.Instrs {
			if d, ok := instr.(*ssa.Defer); ok {
				out = append(out, d)
			}
		}
	}
	return out
}

// called returns the instruction of an event by which the function comes to next, and the
// function that this instruction calls, "" if it does not call a function by name.
func called(m moment, next *order.Flow) (at ssa.Instruction, callee string) {
	for _, instr := range instructions(m) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			continue
		}
		t := m.f.Target(call.Common())
		switch {
		case next != nil && slices.Contains(targets(m, instr), next.Fn):
			return instr, nameOf(next.Fn)
		case t.Fn != nil:
			at, callee = instr, nameOf(t.Fn)
		case t.Obj != nil:
			at, callee = instr, objectName(t.Obj)
		}
	}
	if at == nil {
		at = m.ev.Instr
	}
	return at, callee
}

// startsHere reports whether the function of the moment starts the thread that makes the
// access, itself or by a call of a function that it passes the thread's function to.
func startsHere(m moment) bool {
	t := threadOf(m)
	if t == nil {
		return false
	}
	call, ok := m.ev.Instr.(*ssa.Call)
	if !ok || m.access.InCallback || t.Pos.Text != "" || t.Pos.P == ssaq.InstrPos(m.ev.Instr) {
		return true
	}
	target := m.f.Target(call.Common())
	return target.Fn == nil || m.f.Pkg.Of[target.Fn] == nil
}
