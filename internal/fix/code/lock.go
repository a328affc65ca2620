package code

import (
	"go/ast"
	"go/types"
)

// A Lock is a lock as the code at some place names it.
type Lock struct {
	Expr    string       // "c.mu"
	Var     *types.Var   // the field or variable
	Shared  bool         // it has RLock too
	Base    ast.Expr     // the object that has the lock, nil for a variable
	Channel *ChannelLock // set if a channel is used as the lock
}

// A Mode says what a critical section does to the maps that its lock guards.
type Mode bool

const (
	Reading Mode = false
	Writing Mode = true
)

// ModeOf returns the mode of a section with some uses.
func ModeOf(uses []Use) Mode { return Mode(AnyWrite(uses)) }

// Take returns the call that takes the lock.
func (l Lock) Take(mode Mode) string {
	if l.Channel != nil {
		return l.Channel.Take
	}
	if l.Shared && mode == Reading {
		return l.Expr + ".RLock()"
	}
	return l.Expr + ".Lock()"
}

// Release returns the call that releases the lock.
func (l Lock) Release(mode Mode) string {
	if l.Channel != nil {
		return l.Channel.Release
	}
	if l.Shared && mode == Reading {
		return l.Expr + ".RUnlock()"
	}
	return l.Expr + ".Unlock()"
}

// DeferRelease returns the statement that releases the lock when the function returns.
func (l Lock) DeferRelease(mode Mode) string {
	if l.Channel != nil {
		return "defer func() { " + l.Channel.Release + " }()"
	}
	return "defer " + l.Release(mode)
}

// A ChannelLock is a channel with room for one element that is used as a lock: the
// statements that take and release it.
type ChannelLock struct{ Take, Release string }

// IsLock reports whether a variable of type t can be locked and unlocked.
func IsLock(t types.Type) bool {
	return HasMethod(t, nil, "Lock") && HasMethod(t, nil, "Unlock")
}

// HasMethod reports whether a variable of type t has a method without parameters and
// results.
func HasMethod(t types.Type, pkg *types.Package, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 0
}
