package code

import (
	"go/ast"
	"go/types"
)

// Lock is a guard as the code at some place calls it.
type Lock struct {
	Expr   string     // "c.mu"
	Var    *types.Var // the field or variable
	Shared bool       // it has RLock too
	Base   ast.Expr   // what expr begins with, nil for a variable
	// Channel is set if a channel is used as the lock.
	Channel *ChannelLock
}

// Take and drop are the calls that take and give up the lock.
func (l Lock) Take(write bool) string {
	if l.Channel != nil {
		return l.Channel.Take
	}
	if l.Shared && !write {
		return l.Expr + ".RLock()"
	}
	return l.Expr + ".Lock()"
}

func (l Lock) Release(write bool) string {
	if l.Channel != nil {
		return l.Channel.Release
	}
	if l.Shared && !write {
		return l.Expr + ".RUnlock()"
	}
	return l.Expr + ".Unlock()"
}

// DeferRelease is the statement that gives up the lock when the function returns.
func (l Lock) DeferRelease(write bool) string {
	if l.Channel != nil {
		return "defer func() { " + l.Channel.Release + " }()"
	}
	return "defer " + l.Release(write)
}

// A ChannelLock takes and releases a channel of one element as a lock.
type ChannelLock struct{ Take, Release string }

// IsLock reports whether a value of type t, in a variable, can be locked.
func IsLock(t types.Type) bool {
	return HasMethod(t, nil, "Lock") && HasMethod(t, nil, "Unlock")
}

func HasMethod(t types.Type, pkg *types.Package, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, pkg, name)
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 0
}
