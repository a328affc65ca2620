package callpath

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// steps returns what the function of a moment does on the way to the access: the call that
// leads to next, or the access itself.
func (fi *finder) steps(m moment, next *order.Flow) effect.Path {
	fn := m.f.Fn
	held := lockNames(fn, m.ev.Sync)
	access := effect.Step{Kind: effect.Accesses, Func: nameOf(fn), Pos: m.access.Pos, Locks: held}
	instr, callee := called(m, next)
	call := effect.Step{Kind: effect.Calls, Func: nameOf(fn), Pos: effect.Pos{P: ssaq.InstrPos(instr)}, Callee: callee, Locks: held}
	if _, ok := instr.(*ssa.Defer); ok {
		call.Kind = effect.Defers
	}
	if startsHere(m) {
		_, isCall := instr.(*ssa.Call)
		elsewhere := threadOf(m).Pos != effect.Pos{P: ssaq.InstrPos(m.ev.Instr)}
		switch starter := isCall && callee != "" && elsewhere; {
		case starter && next != nil && callee == nameOf(next.Fn): // a later step starts the thread
		case starter:
			call.Kind, call.Thread, call.Locks = effect.Starts, threadOf(m), nil
		default:
			call.Kind, call.Thread, call.Callee, call.Locks = effect.Starts, threadOf(m), "", nil
		}
	} else if next != nil && callee != nameOf(next.Fn) {
		call.Kind = effect.Passes
	}
	switch leaves := call.Kind == effect.Starts || m.access.Func != fn.Name() || m.access.Elsewhere(); {
	case next != nil:
		return effect.Path{call}
	case leaves:
		return effect.Path{call, {Kind: effect.Accesses, Func: m.access.Func, Pos: m.access.Pos}}
	}
	return effect.Path{access}
}

// nameOf names a function with the type of its receiver: "Cache.Get", "Cache.Get$1".
func nameOf(fn *ssa.Function) string {
	if recv := ssaq.RecvName(fn); recv != "" {
		return recv[strings.LastIndexByte(recv, '.')+1:] + "." + fn.Name()
	}
	return fn.Name()
}

// objectName names a function of another package: "maps.Clone", "http.Header.Set".
func objectName(fn *types.Func) string {
	name := fn.Name()
	if recv := fn.Signature().Recv(); recv != nil {
		t := recv.Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		if named, ok := types.Unalias(t).(*types.Named); ok {
			name = named.Obj().Name() + "." + name
		}
	}
	if fn.Pkg() == nil {
		return name
	}
	return fn.Pkg().Name() + "." + name
}

// lockNames names the locks of a set that are held on every path, as a function names them.
func lockNames(fn *ssa.Function, facts state.SyncSet) []string {
	var out []string
	for _, m := range facts {
		if !m.Must || !m.IsLock() && m.Kind != state.Semaphore || !m.Place.Known() {
			continue
		}
		name := lockName(fn, m.Place)
		if m.Kind == state.Read {
			name += " for reading"
		}
		out = append(out, name)
	}
	return out
}

// lockName names a lock by the variable that leads to it, or else by the type that has it.
func lockName(fn *ssa.Function, p place.Place) string {
	base := ""
	switch {
	case strings.ContainsAny(p.Path, "[{"):
	case p.Kind == place.Param && p.Index < len(fn.Params):
		base = fn.Params[p.Index].Name()
	case p.Kind == place.FreeVar && p.Index < len(fn.FreeVars):
		base = fn.FreeVars[p.Index].Name()
	case p.Kind == place.Global:
		base = p.Name[strings.LastIndexByte(p.Name, '.')+1:]
	case p.Kind == place.Local:
		base = p.Name[strings.LastIndexByte(p.Name, ':')+1:]
	}
	path := strings.TrimSuffix(strings.TrimSuffix(p.Path, ".Mutex"), ".RWMutex")
	if base != "" && named(base) {
		return base + path
	}
	if i := strings.LastIndexByte(p.Owner, '.'); i > 0 {
		return p.Owner[strings.LastIndexByte(p.Owner[:i], '.')+1:]
	}
	return "a lock"
}

// named reports whether a name can be one of the source.
func named(name string) bool {
	return !strings.ContainsAny(name, " #$@") && (name[0] < '0' || name[0] > '9')
}
