package summary

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// OwnLock describes a lock that a function holds at an access and that only this call
// of the function can hold, so that it keeps nobody out. The zero OwnLock is none.
type OwnLock struct {
	Name string
	Of   Ownership
	In   string // the function, around the literal that makes the access if there is one
}

// Ownership says why a lock belongs to one call.
type Ownership uint8

const (
	Declared Ownership = iota // in the function
	Copied                    // with the struct that has it
	Received                  // with the struct that has it, as the receiver
)

// noteOwnLock notes, for the accesses of an event, a lock that belongs to this call of
// the function alone, if the function holds no other. A map that belongs to the call
// too is another matter.
func (b *builder) noteOwnLock(ev *event, held state.Marks) {
	locks := held.Locks()
	if ev.kind != evAccess || len(locks) == 0 {
		return
	}
	for _, m := range locks {
		if m.Place.Kind != place.Local || !m.Must {
			return
		}
	}
	for i := range ev.accesses {
		if a := &ev.accesses[i]; a.Pos.Text == "" && (a.Func == b.fn.Name() || strings.HasPrefix(a.Func, b.fn.Name()+"$")) && a.Place.Kind != place.Local {
			a.Site.own = b.ownLock(locks[0].Place)
		}
	}
}

// OwnLock returns the lock that belongs to the call of the function which makes the
// access, if it holds no other.
func (s *Site) OwnLock() OwnLock { return s.own }

// ownLock describes the lock at p, a variable of the function or a field of one, if
// nobody else can get it.
func (b *builder) ownLock(p place.Place) OwnLock {
	name := p.Name[strings.LastIndexByte(p.Name, ':')+1:]
	a, ok := b.defs[p.Name].(*ssa.Alloc)
	if !ok || !staysHere(a) {
		return OwnLock{}
	}
	switch v := onlyStore(a); {
	case p.Path == "":
		return OwnLock{Name: name, In: b.fn.Name()}
	case v == nil: // a new object, not a copy
		return OwnLock{}
	case b.fn.Signature.Recv() != nil && v == b.fn.Params[0]:
		return OwnLock{Name: name + p.Path, Of: Received, In: b.fn.Name()}
	}
	return OwnLock{Name: name + p.Path, Of: Copied, In: b.fn.Name()}
}

// staysHere reports whether the address of a variable goes no further than to the
// methods of its locks.
func staysHere(addr ssa.Value) bool {
	return !slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			return !staysHere(r)
		case *ssa.Store:
			return r.Addr != addr
		case *ssa.UnOp, *ssa.DebugRef:
			return false
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			return !calledInPlace(r) || slices.ContainsFunc(fn.FreeVars, func(v *ssa.FreeVar) bool {
				return r.Bindings[slices.Index(fn.FreeVars, v)] == addr && !staysHere(v)
			})
		case ssa.CallInstruction:
			return !locksOrUnlocks(r.Common())
		}
		return true
	})
}

// locksOrUnlocks reports whether a call is of a method of a lock.
func locksOrUnlocks(call *ssa.CallCommon) bool {
	fn := call.StaticCallee()
	if fn == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	switch cmp.Or(known.Func(obj).Kind, known.Locker(obj).Kind) {
	case known.Lock, known.TryLock, known.Unlock:
		return true
	}
	return false
}
