package summary

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// FrozenWrite is a change in place of a map that others have got, or can get, from
// where it is kept: they read it without any lock, since they expect that a map
// there is only ever replaced.
type FrozenWrite struct {
	Write  Access
	Source string    // what the map is kept in: "atomic.Value", "sync.Map"
	From   token.Pos // where it is taken from there or, if Late is set, put there
	Late   bool
	At     token.Pos // of Write, or of the call that leads to it
	// Thread is the goroutine that changes a map of a request whose handler may
	// have returned; nil for others.
	Thread *Thread
}

// FrozenWrites lists the changes of maps that are shared by way of an atomic
// variable, a sync.Map, a context, a database in memory, an informer or a request.
//
// Silent is who holds a lock, unless another function takes the map from the same
// variable without one; an object that has a lock or a channel of its own; what
// is taken from a context, unless it is put into a child of it.
func (e *engine) FrozenWrites() []FrozenWrite {

	bare := e.bareReads()
	var out []FrozenWrite
	for _, fn := range e.code {
		if fn.Synthetic != "" {
			continue
		}
		b := e.builders[fn]
		pubs := b.publications()
		for _, evs := range b.events {
			for _, ev := range evs {
				if !ev.live || ev.kind != evAccess && ev.kind != evSpawn {
					continue
				}
				for k := range ev.accesses {
					if w, ok := b.frozenWrite(ev, &ev.accesses[k], pubs, bare); ok {
						out = append(out, w)
					}
				}
			}
		}
	}
	return out
}

// frozenWrite judges one access.
func (b *builder) frozenWrite(ev *event, a *Access, pubs []publication, bare map[string]bool) (FrozenWrite, bool) {
	if !a.Op.Writes() || a.Op.Replaces() || a.Word != NoWord || a.Own || a.Pos.Text != "" || !a.Place.Known() {
		return FrozenWrite{}, false
	}
	w := FrozenWrite{Write: *a, At: instrPos(ev.instr)}
	locked := a.Marks.NumLocks() > 0 || ev.state.NumLocks() > 0 || b.eng.entries[b.fn].NumLocks() > 0 || b.eng.expectsLock(b.fn)
	root := b.defs[a.Place.Name]
	switch a.Place.Kind {
	case place.Value:
		call := b.takenFrom(def(root), maxTaken)
		if call == nil {
			break
		}
		if b.guardsItself(call, a.Place) || locksOwn(a) {
			return w, false
		}
		w.Source, w.From = known.Frozen(calleeObj(call.Common())), instrPos(call)
		return w, !locked || bare[b.keptIn(call)+a.Place.Path]
	case place.Local:
		for _, p := range pubs {
			if p.place == a.Place.Root() && !locked && b.flows.between(root, ev.instr, func(i ssa.Instruction) bool { return i == p.call }) && !p.lost(ev.instr.Block()) && !hasSync(p.typ) {
				w.Source, w.From, w.Late = calleeObj(p.call.Common()).Name(), instrPos(p.call), true
				return w, true
			}
		}
	case place.Param, place.FreeVar:
		if !locked && b.outlivesHandler(ev, a) {
			w.Source, w.At, w.Thread = "http.Request", a.Pos.At(), &ev.threads[a.Thread-1]
			return w, true
		}
		if !locked && b.observed(a.Place) {
			w.Source, w.From = known.Informer, b.fn.Pos()
			return w, true
		}
	}
	m := b.written(ev, a)
	return w, !locked && b.keptInLocked(&w, m) || b.rewrapped(&w, m)
}

// locksOwn reports whether an access holds a lock of the object that has the map.
func locksOwn(a *Access) bool {
	return slices.ContainsFunc(a.Marks.Locks(), func(m *state.Mark) bool { return m.Place.Known() && m.Place.Root() == a.Place.Root() })
}

// maxTaken bounds the conversions and joins between a call and the use of its result.
const maxTaken = 5

// def returns an instruction as the value that it is, nil if it is none.
func def(i ssa.Instruction) ssa.Value {
	v, _ := i.(ssa.Value)
	return v
}

// takenFrom returns the call that hands out a shared object which v may be, found
// in a few steps.
func (b *builder) takenFrom(v ssa.Value, steps int) *ssa.Call {
	if steps == 0 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		if known.Frozen(calleeObj(v.Common())) != "" {
			return v
		}
	case *ssa.Extract:
		return b.takenFrom(v.Tuple, steps-1)
	case *ssa.TypeAssert:
		return b.takenFrom(v.X, steps-1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if call := b.takenFrom(e, steps-1); call != nil {
				return call
			}
		}
	}
	return nil
}

// keptIn names the variable from which a call takes an object, for all objects of
// a type.
func (b *builder) keptIn(call *ssa.Call) string {
	if call.Call.IsInvoke() {
		return ""
	}
	p := b.place(call.Call.Args[0])
	switch {
	case p.Owner != "":
		return p.Owner
	case p.Kind == place.Global:
		return p.Name + p.Path
	}
	return ""
}

// bareReads lists the variables whose maps are read without any lock, and the way
// to the map.
func (e *engine) bareReads() map[string]bool {
	out := map[string]bool{}
	for _, fn := range e.code {
		b := e.builders[fn]
		for _, evs := range b.events {
			for _, ev := range evs {
				for _, a := range ev.accesses {
					if a.Op.Writes() || a.Place.Kind != place.Value || a.Marks.NumLocks() > 0 || e.entries[fn].NumLocks() > 0 {
						continue
					}
					if call := b.takenFrom(def(b.defs[a.Place.Name]), maxTaken); call != nil {
						if kept := b.keptIn(call); kept != "" {
							out[kept+a.Place.Path] = true
						}
					}
				}
			}
		}
	}
	return out
}

// guardsItself reports whether the object that a call hands out, which has the map
// at p, has means of its own to keep its users apart, or is not shared: taken from
// a variable of the function itself. A transaction of its own is one on a database
// that others have.
func (b *builder) guardsItself(call *ssa.Call, p place.Place) bool {
	if known.KeepsItself(calleeObj(call.Common())) && b.place(call.Call.Args[0]).Kind == place.Local {
		return true
	}
	if p.Path == "" {
		return false
	}
	for _, v := range asserted(call) {
		if hasSync(v.Type()) {
			return true
		}
	}
	return known.Frozen(calleeObj(call.Common())) != known.Informer && strings.ContainsAny(p.Path, "[{")
}

// asserted lists what the result of a call is converted to.
func asserted(call ssa.Value) []ssa.Value {
	out := []ssa.Value{call}
	for i := 0; i < len(out) && i < 16; i++ {
		for _, r := range *out[i].Referrers() {
			switch r := r.(type) {
			case *ssa.TypeAssert:
				out = append(out, r)
			case *ssa.Extract:
				out = append(out, r)
			}
		}
	}
	return out
}

// hasSync reports whether a struct, or what t points to, has a lock, a channel or
// something else of package sync.
func hasSync(t types.Type) bool {
	st, _ := structOf(t)
	if st == nil {
		return false
	}
	for f := range st.Fields() {
		if _, ch := f.Type().Underlying().(*types.Chan); ch || isLock(f.Type()) || isSyncType(f.Type()) || typeName(pointee(f.Type())) == "sync.Once" {
			return true
		}
		if _, part := f.Type().Underlying().(*types.Struct); part && hasSync(f.Type()) {
			return true
		}
	}
	return false
}

// publication is a call that makes an object of the function known to others.
type publication struct {
	call  *ssa.Call
	place place.Place
	typ   types.Type
}

// publications lists the calls by which the function publishes what it has made.
func (b *builder) publications() []publication {
	var out []publication
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Call); return ok }) {
		call := i.(*ssa.Call)
		arg, ok := known.Publishes(calleeObj(call.Common()))
		if !ok || call.Call.IsInvoke() || arg >= len(call.Call.Args) || b.place(call.Call.Args[0]).Kind == place.Local {
			continue
		}
		v := unboxed(call.Call.Args[arg])
		if p := b.place(v); p.Kind == place.Local && p.Path == "" {
			out = append(out, publication{call, p, v.Type()})
		}
	}
	return out
}

// lost reports whether blk is only executed where the publication has failed:
// another object was there already.
func (p publication) lost(blk *ssa.BasicBlock) bool {
	for d := blk; d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		cond, want := positive(iff.Cond)
		if ex, ok := cond.(*ssa.Extract); ok && ex.Tuple == p.call && (top.Succs[0] == d) == want {
			return true
		}
	}
	return false
}

// written returns the map that an access of an event writes to, which the function has as a
// value: it writes itself, or gives the map to a function of the package that does. What
// a literal writes is the literal's own.
func (b *builder) written(ev *event, a *Access) ssa.Value {
	switch i := ev.instr.(type) {
	case *ssa.MapUpdate:
		return i.Map
	case *ssa.Call:
		if t := b.target(i.Common()); t.fn == nil || t.fn.Parent() != nil {
			return nil
		}
		for _, s := range b.putsBy(i) {
			if b.place(s.m) == a.Place {
				return s.m
			}
		}
	}
	return nil
}

// rewrapped reports whether the map that is written comes from a context and is
// put into a child of it, which is what one does with a map of one's own.
func (b *builder) rewrapped(w *FrozenWrite, m ssa.Value) bool {
	if m == nil {
		return false
	}
	from := contextValue(m, 4)
	wraps := func(c *ssa.CallCommon) bool {
		obj := calleeObj(c)
		return obj != nil && obj.Name() == "WithValue" && obj.FullName() == "context.WithValue"
	}
	if from == nil || !putInto(m, wraps) {
		return false
	}
	w.Source, w.From = "context", instrPos(from)
	return true
}

// contextValue returns the call of a context's Value that v may be the result of.
func contextValue(v ssa.Value, steps int) *ssa.Call {
	if steps == 0 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		if isCallOf(v, "(context.Context).Value") {
			return v
		}
	case *ssa.Extract:
		return contextValue(v.Tuple, steps)
	case *ssa.TypeAssert:
		return contextValue(v.X, steps-1)
	case *ssa.ChangeType:
		return contextValue(v.X, steps-1)
	}
	for _, e := range alternatives(v) {
		if call := contextValue(e, steps-1); call != nil {
			return call
		}
	}
	return nil
}

// isCallOf reports whether call names a function.
func isCallOf(call *ssa.Call, name string) bool {
	obj := calleeObj(call.Common())
	return obj != nil && strings.HasSuffix(name, obj.Name()) && obj.FullName() == name // which is made anew each time
}

// contextKey returns the key by which a context holds a value: a constant, a value
// of a type that is made for it, or a variable. Any other is unknown.
func contextKey(v ssa.Value) place.Index {
	switch k := unboxed(v).(type) {
	case *ssa.Const:
		if k.Value != nil {
			return place.ContextKey(typeName(k.Type()) + " " + k.Value.ExactString())
		}
		return place.ContextKey(typeName(k.Type()))
	case *ssa.UnOp:
		if g, ok := k.X.(*ssa.Global); ok {
			return place.ContextKey("var " + globalName(g))
		}
	}
	return place.Index{}
}
