package summary

import (
	"go/token"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Use is an access as it is reached from one root.
type Use struct {
	Access
	Root *Root
	Via  token.Pos // the call in the root that leads to the access; its own position if it is direct
	Base string    // the type of the object at the root of the place
	// Around is what the source says of the root, and of the call that leads to the access.
	Around Remarks
	// Fresh is set if the object that holds the map is one that the root
	// itself has made: its goroutines meet in a scene.
	Fresh bool
	// Obtained is set if the object comes from a function of this package or
	// out of a collection: others may have it too.
	Obtained bool
	// Owned is set if a goroutine works on the receiver of the function that
	// starts it, or on the object that this returns.
	Owned bool
	// GuardOnly is set for an access that tells how a map is guarded, but not
	// with whom it runs: of a function that is not a root and whose callers do not
	// know where the map lives.
	GuardOnly bool
	Foreign
	Birth
	Outlet
}

// Foreign says which variable leads to a map in an object of another package.
type Foreign struct {
	// Outer names the variable of this package that leads there, and the way, if methods of
	// the other package touch the map too.
	Outer string
	// OuterOwn is set if the map lies in that object itself, not behind a pointer in it.
	OuterOwn bool
}

// Birth says of a goroutine that it is as old as an object.
type Birth struct {
	Born bool
	// BornPath leads from the object that is returned, one of type BornOf, to the
	// map, which may be that of an object that was made first and put into it.
	BornOf, BornPath string
}

// Outlet says how a map leaves its function, as more than itself.
type Outlet struct {
	Copied bool // within a struct
	Within bool // with a pointer to the element of a collection that has it
	Lazy   bool // with an iterator over it
}

// Uses lists the accesses to the maps of the package as its roots reach them.
// What only the initialisation of the package leads to is left out, and what tests
// do: who writes one knows when nobody else has the object.
func (e *engine) Uses() []Use {

	var each [][]Use
	var buf []Use
	for _, fn := range e.afterInit() {
		if e.inTest(fn.Pos()) {
			continue
		}
		buf = e.builders[fn].allUses(buf[:0], e.rootOf(fn))
		if len(buf) > 0 {
			each = append(each, slices.Clone(buf))
		}
	}
	uses := slices.Concat(each...)
	keepOuter(uses)
	return uses
}

// count returns how many accesses the function has.
func (b *builder) count() int {
	n := 0
	for _, evs := range b.events {
		for _, ev := range evs {
			n += len(ev.accesses)
		}
	}
	return n
}

// TakesAll reports whether some function takes the locks of a collection one
// after the other, in a loop that does not give them up again. The collection is
// named by the type and field that hold it.
func (e *engine) TakesAll(collection string) bool {
	for _, fn := range e.code {
		if e.builders[fn].takesAll(collection) {
			return true
		}
	}
	return false
}

func (b *builder) takesAll(collection string) bool {
	for i, evs := range b.events {
		blk := b.fn.Blocks[i]
		for _, ev := range evs {
			if ev.kind == evLock && ev.mark.Place.Owner == collection && b.flows.inLoop(blk) && !b.givesUp(blk, ev.mark) {
				return true
			}
		}
	}
	return false
}

// givesUp reports whether a lock that is taken in a loop is given up there.
func (b *builder) givesUp(blk *ssa.BasicBlock, m *state.Mark) bool {
	for i, evs := range b.events {
		other := b.fn.Blocks[i]
		for _, ev := range evs {
			if ev.kind == evUnlock && ev.mark.Place.MayAlias(m.Place) && (blk == other || b.flows.reaches(blk, other) && b.flows.reaches(other, blk)) {
				return true
			}
		}
	}
	return false
}

// inTest reports whether a position lies in a test file.
func (e *engine) inTest(pos token.Pos) bool { return e.in.inTest(pos) }

func (in *Input) inTest(pos token.Pos) bool {
	f := in.Fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}

// inlined reports whether a start of goroutines is that of a callee of this
// package, which has it among its own events.
func (b *builder) inlined(ev *event) bool {
	call, ok := ev.instr.(*ssa.Call)
	if !ok {
		return false
	}
	t := b.target(call.Common())
	return t.fn != nil && t.fn.Blocks != nil
}

// allUses appends the accesses of the function to out.
func (b *builder) allUses(out []Use, root *Root) []Use {
	entered := state.NewMemo(func(ms state.Marks) state.Marks { return ms.Union(b.eng.entries[b.fn]) })
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.live && (ev.kind == evAccess || ev.kind == evSpawn) {
				out = b.uses(out, ev, root, entered)
			}
		}
	}
	return out
}

// uses appends the accesses of one event to out.
func (b *builder) uses(out []Use, ev *event, root *Root, entered *state.Memo) []Use {
	var kept *Root // of accesses that callers do not have
	inlined := ev.kind == evSpawn && b.inlined(ev)
	for i, a := range ev.accesses {
		if inlined && !a.given {
			continue // the callee has it as a use
		}
		posted := a.Thread > 0 && ev.threads[a.Thread-1].Posted
		u := Use{Access: a, Root: root, Via: viaOf(ev, &a)}
		switch {
		case a.Thread == 0:
			if u.Marks = entered.Of(u.Marks); root == nil {
				if !b.keeps(a) {
					continue // the callers have it as their own
				}
				if kept == nil {
					kept = newRoot(b.fn)
				}
				u.Root, u.GuardOnly = kept, true
			}
		case b.live(ev, &ev.accesses[i]).exit:
			th := &ev.threads[a.Thread-1]
			u.Root = &Root{Kind: Goroutine, Name: th.Name, Signature: Signature{Method: b.fn.Signature.Recv() != nil}, Recv: recvName(b.fn),
				Pos: startOf(th, ev, &a), Many: th.Many || b.flows.inLoop(b.blockOf(ev)) && !th.single(a.Place), Thread: th}
		case root == nil:
			continue // joined: the callers have it as their own
		default:
			u.Marks = entered.Of(u.Marks).Union(b.live(ev, &ev.accesses[i]).locks)
		}
		if !u.Pos.At().IsValid() || b.eng.inTest(u.Pos.At()) { // such as that of a mock
			continue
		}
		if u.Root.Kind == Goroutine && a.Place.Kind == place.Local {
			var root ssa.Value
			if root, u.BornPath = b.born(a.Place); root != nil {
				u.BornOf, u.Born = typeName(pointee(root.Type())), !u.Root.Thread.served() // a handler waits for its server
			}
		}
		u.Owned = u.Born || u.Root.Kind == Goroutine && !posted && a.Place.Kind == place.Param && a.Place.Index == 0 && b.fn.Signature.Recv() != nil
		u.Own = u.Own || b.ownMap(ev, a.Place)
		u.Fresh = a.Place.Kind == place.Local && u.BornPath == "" && !u.Born
		u.Obtained = a.Place.Kind == place.Value && b.obtained(b.defs[a.Place.Name])
		u.Base = b.baseType(a.Place)
		u.Around = b.remarksOn(u.Via)
		if key, expr, within := b.outer(&u); key != "" {
			u.Outer, u.OuterOwn = key, within
			if u.Pos.Text != "" {
				site := *u.Site
				site.Expr = expr
				u.Site = &site
			}
		}
		out = append(out, u)
	}
	return out
}

// startOf returns where a goroutine starts: if a function starts it for the caller's own
// literal, the call of that function, since each literal has a goroutine of its own.
func startOf(th *Thread, ev *event, a *Access) token.Pos {
	if a.given {
		return instrPos(ev.instr)
	}
	return th.Pos.At()
}

// viaOf returns the call that leads from the function at hand to an access of an event,
// or the access itself, such as a range over a map, of which no instruction knows the
// position.
func viaOf(ev *event, a *Access) token.Pos {
	if _, call := ev.instr.(ssa.CallInstruction); !call && a.Pos.Text == "" && !ev.instr.Pos().IsValid() {
		return a.Pos.At()
	}
	return instrPos(ev.instr)
}

// baseType names the type of the object at the root of a place, "" for those
// without a name.
func (b *builder) baseType(p place.Place) string {
	switch p.Kind {
	case place.Param:
		return typeName(pointee(b.fn.Params[p.Index].Type()))
	case place.FreeVar:
		return typeName(pointee(pointee(b.fn.FreeVars[p.Index].Type())))
	case place.Value:
		if v, ok := b.defs[p.Name].(ssa.Value); ok {
			return typeName(pointee(v.Type()))
		}
	}
	return ""
}

// keeps reports whether some caller does not have an access of the function as
// its own, since it has no name for the place.
func (b *builder) keeps(a Access) bool {
	p := b.export(a.Place)
	if !p.Known() {
		return true
	}
	a.Place, a.Marks = p, b.exported.Of(a.Marks)
	return b.eng.lost[b.fn][idOf(&a)]
}

// born returns the object to which p belongs if the function returns it, and the way
// from there, also if p is not rooted in it but in an object put into it; nil if there
// is none.
func (b *builder) born(p place.Place) (of ssa.Value, path string) {
	if _, ok := b.returned[p.Name]; ok {
		return def(b.defs[p.Name]), p.Path
	}
	for _, from := range slices.SortedFunc(maps.Keys(b.fields), place.Compare) {
		to := b.fields[from]
		if _, ok := b.returned[from.Name]; ok && from.Kind == place.Local && p.HasPrefix(to) {
			return def(b.defs[from.Name]), from.Path + p.Path[len(to.Path):]
		}
	}
	return nil, ""
}

// Waited reports whether the use comes after a wait for goroutines.
func (u *Use) Waited() bool { return waited(u.Marks) }

func waited(ms state.Marks) bool {
	return slices.ContainsFunc(ms, func(m *state.Mark) bool { return m.Mode == state.Waited })
}

// obtained reports whether a value is an object that others may have: what a
// function of this package returns, unless it is new, or an element of a
// collection. What is received from a channel or comes from elsewhere may be
// the function's own.
func (b *builder) obtained(def ssa.Instruction) bool {
	switch v := def.(type) {
	case *ssa.Call:
		t := b.target(v.Common())
		return t.fn != nil && t.fn.Blocks != nil
	case *ssa.Lookup, *ssa.TypeAssert:
		return true
	case *ssa.Extract:
		_, lookup := v.Tuple.(*ssa.Lookup)
		_, next := v.Tuple.(*ssa.Next)
		return lookup || next
	}
	return false
}
