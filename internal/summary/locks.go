package summary

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// lockPlace returns the place of a lock. A lock behind a stored pointer or an
// interface may be the same object as one with another name.
func (b *builder) lockPlace(v ssa.Value) place.Place {
	v = wholeLock(v)
	p := b.place(v)
	switch v.(type) {
	case *ssa.Alloc, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Global, *ssa.Parameter, *ssa.FreeVar:
	default:
		p.Wild = p.Kind != place.Local || p.Path != ""
	}
	if _, ok := v.Type().Underlying().(*types.Interface); ok {
		p.Wild = true
	}
	return p
}

// wholeLock returns the lock that v is a part of: that a wrapper counts, or
// checks for deadlocks, what it hands on to a mutex in it is its own affair.
func wholeLock(v ssa.Value) ssa.Value {
	for {
		part := v
		if load, ok := part.(*ssa.UnOp); ok { // of a pointer or an interface
			part = load.X
		}
		fa, ok := part.(*ssa.FieldAddr)
		if !ok || !wrapsLock(pointee(fa.X.Type())) {
			return v
		}
		v = fa.X
	}
}

// wrapsLock reports whether t is a lock made of another: it has Lock and Unlock
// and no map that its lock could be for. A type that declares both methods itself is there
// to be a lock, whatever it needs for that; so is one with nothing in it that its lock
// could be for, whatever the methods are called.
func wrapsLock(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	if !known.IsLocker(types.NewPointer(t)) {
		return !isOf(t, "sync") && onlyLock(st) // a Cond is not its lock
	}
	if declaresLock(t) {
		return !reachesMap(t, 0)
	}
	return !hasReference(st)
}

// onlyLock reports whether a struct consists of one lock, and of what is safe without it.
func onlyLock(st *types.Struct) bool {
	for f := range st.Fields() { // most structs are seen to be more at once
		switch f.Type().Underlying().(type) {
		case *types.Struct, *types.Pointer, *types.Interface, *types.Chan:
		default:
			return false
		}
	}
	locks := 0
	for f := range st.Fields() {
		switch {
		case isLock(f.Type()):
			locks++
		case !isOf(f.Type(), "sync") && !isOf(f.Type(), "sync/atomic"):
			return false
		}
	}
	return locks == 1
}

// isOf reports whether t is a named type of the package with that path.
func isOf(t types.Type, path string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
}

// hasReference reports whether a struct has maps or refers to others that may, itself or by
// the structs in it.
func hasReference(st *types.Struct) bool {
	for f := range st.Fields() {
		switch u := f.Type().Underlying().(type) {
		case *types.Map, *types.Slice, *types.Pointer, *types.Interface:
			return true
		case *types.Struct:
			own := !isOf(f.Type(), "sync") && !isOf(f.Type(), "sync/atomic") && !isOf(f.Type(), "time")
			if own && hasReference(u) {
				return true
			}
		}
	}
	return false
}

// declaresLock reports whether a type has methods Lock and Unlock of its own, not those of
// an embedded field.
func declaresLock(t types.Type) bool {
	for _, name := range []string{"Lock", "Unlock"} {
		if _, index, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name); len(index) != 1 {
			return false
		}
	}
	return true
}

// reachesMap reports whether a value of type t may lead to a map of this module. What
// types of the standard library need for themselves, such as loggers, does not count.
func reachesMap(t types.Type, depth int) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && known.IsStd(named.Obj().Pkg().Path()) {
		return false
	}
	if depth > 4 {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Map, *types.TypeParam:
		return true
	case *types.Pointer:
		return reachesMap(u.Elem(), depth+1)
	case *types.Slice:
		return reachesMap(u.Elem(), depth+1)
	case *types.Array:
		return reachesMap(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if reachesMap(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}

// mute reports whether the function has neither parameters nor results: its callers
// neither tell it whether to lock, nor are they told whether it has.
func (b *builder) mute() bool {
	sig := b.fn.Signature
	return sig.Params().Len() == 0 && sig.Results().Len() == 0
}

// takenForHeld returns a lock that the function may hold on return as its callers see it.
// One that a mute function takes on a condition, and never gives up, they take for held:
// the condition is that the program has several goroutines at all.
//
// Assumes: the condition does not change between the call and the one that unlocks.
func (b *builder) takenForHeld(m *state.Mark) *state.Mark {
	if m.Must || !b.mute() || b.unlocks(m) {
		return m
	}
	return &state.Mark{Place: m.Place, Mode: m.Mode, Must: true}
}

// actAsLock completes the summary of a method such as Lock or Unlock of a type that is a
// lock made of something else than a lock: a channel, a word that is swapped, a condition
// variable whose mutex is only held for a moment.
func (b *builder) actAsLock(s *Summary) {
	obj, ok := b.fn.Object().(*types.Func)
	if !ok || b.fn.Synthetic != "" {
		return
	}
	e := known.Locker(obj)
	if e.Kind == known.None || !b.isPureLock() {
		return
	}
	recv := &state.Mark{Place: place.Place{Kind: place.Param}, Mode: e.Mode, Must: e.Kind == known.Lock}
	switch e.Kind {
	case known.Lock, known.TryLock:
		s.Acquires = s.Acquires.With(recv)
	case known.Unlock:
		s.Releases = s.Releases.With(recv)
	}
}

// isPureLock reports whether the receiver's type is there to be a lock, and does
// something for it.
func (b *builder) isPureLock() bool {
	t := pointee(b.fn.Params[0].Type())
	if b.idle() || !declaresLock(t) || reachesMap(t, 0) {
		return false
	}
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.toggle && ev.place.Known() && !b.capacityAt(ev.place).mayAdmitOne() {
				return false // it lets in several
			}
		}
	}
	return true
}

// idle reports whether the function calls nothing and neither sends nor receives.
func (b *builder) idle() bool {
	for _, blk := range b.fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case ssa.CallInstruction, *ssa.Send, *ssa.Select:
				return false
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					return false
				}
			}
		}
	}
	return true
}

// isLock reports whether t is a mutex itself, or a type that is there to wrap one, not a
// pointer to one.
func isLock(t types.Type) bool {
	switch typeName(t) {
	case "sync.Mutex", "sync.RWMutex":
		return true
	}
	return !isOf(t, "sync") && !isOf(t, "sync/atomic") && wrapsLock(t)
}

// hasLock reports whether a field of a struct is a lock.
func hasLock(st *types.Struct) bool {
	return hasField(st, func(f *types.Var) bool { return isLock(pointee(f.Type())) })
}
