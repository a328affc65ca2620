package context

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// ServedTypes returns the types whose objects the package itself hands to a server that runs
// in a goroutine, and who starts that server. Others have the object from then on, and the
// handlers run at the same time as its other methods.
//
// A server is not known by its name. It is what receives the object as an interface with a
// method that a contract lets run on many goroutines: a goroutine receives it itself, or an
// object that a goroutine uses, such as an http.Server or a gRPC registry.
//
// False negative: a server that a package variable holds, and one that a caller starts.
func ServedTypes(fs *order.Flows) map[string]order.Starter {
	if fs.ServedTypes != nil {
		return fs.ServedTypes
	}
	fs.ServedTypes = map[string]order.Starter{}
	for _, fn := range fs.NonTest {
		for instr := range ssaq.InstrsOf(fn) {
			handler, object := handlerOf(fs, instr)
			if object == nil {
				continue
			}
			name := typeq.TypeName(typeq.Pointee(object.Type()))
			if by := starterOf(fs, fn, object, 0); by > fs.ServedTypes[name] && IsServed(fs, handler) {
				fs.ServedTypes[name] = by
			}
		}
	}
	return fs.ServedTypes
}

// handlerOf returns the handler that an instruction makes of an object: an interface, or a
// method value. The object is nil if it makes none.
func handlerOf(fs *order.Flows, instr ssa.Instruction) (handler, object ssa.Value) {
	switch v := instr.(type) {
	case *ssa.MakeInterface:
		if servesBy(fs, v) {
			return v, v.X
		}
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		if method := fs.Unwrapped(fn); method != fn && fs.EntryName(method) != "" {
			return v, v.Bindings[0]
		}
	}
	return nil, nil
}

// IsServed reports whether the package gives a handler to a server that runs in a goroutine.
func IsServed(fs *order.Flows, handler ssa.Value) bool {
	s := &serverSearch{fs, map[ssa.Value]bool{}, map[*ssa.Function]bool{}}
	return s.reaches(handler)
}

// servesBy reports whether an object of this package becomes an interface with a method that
// a contract lets run on many goroutines.
func servesBy(fs *order.Flows, mi *ssa.MakeInterface) bool {
	iface := mi.Type().Underlying().(*types.Interface)
	set := fs.SSA.Prog.MethodSets.MethodSet(mi.X.Type())
	for m := range iface.Methods() {
		sel := set.Lookup(m.Pkg(), m.Name())
		if sel == nil {
			continue
		}
		if fn := fs.SSA.Prog.FuncValue(sel.Obj().(*types.Func)); fn != nil && fs.Of[fn] != nil && fs.EntryName(fn) != "" {
			return true
		}
	}
	return false
}

// maxStarters bounds how many callers [starterOf] goes back, from helper to helper.
const maxStarters = 4

// starterOf says who a function is to the object x: its constructor, or one of its methods.
// A helper that is not exported does what its callers do.
func starterOf(fs *order.Flows, fn *ssa.Function, x ssa.Value, depth int) order.Starter {
	f := fs.Of[fn]
	if f == nil || depth == maxStarters {
		return order.NotServed
	}
	p := f.Place(x)
	switch {
	case p.Path != "":
	case p.Kind == place.FreeVar:
		if parent, bound := ssaq.BoundIn(fn, p.Index); bound != nil {
			return starterOf(fs, parent, bound, depth+1)
		}
	case p.Kind == place.Local:
		if of, paths := heap.ReturnedObject(f.Heap, p); of != nil && paths[0] == "" {
			return order.Constructor
		}
	case p.Kind == place.Param:
		by := order.NotServed
		if p.Index == 0 && fn.Signature.Recv() != nil {
			by = order.Method
		}
		for _, s := range fs.Sites[fn] {
			if s.Instr != nil && !fs.InTest(s.Caller.Pos()) && p.Index < len(s.Binding.Args) {
				by = max(by, starterOf(fs, s.Caller, s.Binding.Args[p.Index], depth+1))
			}
		}
		return by
	}
	return order.NotServed
}

// serverSearch follows a handler to a goroutine: through variables, through the objects that
// it is put into, and through functions that return them.
type serverSearch struct {
	fs   *order.Flows
	seen map[ssa.Value]bool
	run  map[*ssa.Function]bool // the results of inGoroutine for closures that are passed on
}

// maxServerSearch bounds the values that a search looks at.
const maxServerSearch = 200

// reaches reports whether a goroutine uses the value.
func (s *serverSearch) reaches(v ssa.Value) bool {
	if s.seen[v] || len(s.seen) == maxServerSearch || v.Referrers() == nil {
		return false
	}
	s.seen[v] = true
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool { return s.reachesBy(v, r) })
}

// reachesBy reports whether an instruction that uses v gives it to a goroutine, or to
// something that a goroutine uses.
func (s *serverSearch) reachesBy(v ssa.Value, r ssa.Instruction) bool {
	switch r := r.(type) {
	case *ssa.Go:
		return true
	case *ssa.Call:
		return s.passed(v, r)
	case *ssa.MakeClosure:
		return s.inGoroutine(r.Fn.(*ssa.Function)) || s.reaches(r)
	case *ssa.Store:
		return r.Val == v && s.stored(r.Addr)
	case *ssa.Return:
		return slices.ContainsFunc(s.fs.Sites[r.Parent()], func(c trace.CallSite) bool {
			call, ok := c.Instr.(*ssa.Call)
			return ok && s.reaches(call)
		})
	case *ssa.UnOp, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.ChangeType, *ssa.Phi, *ssa.TypeAssert, *ssa.Extract, *ssa.Slice:
		return s.reaches(r.(ssa.Value))
	}
	return false
}

// stored reports whether a goroutine uses what a handler is stored into: a local variable, or
// the struct or list around it.
func (s *serverSearch) stored(addr ssa.Value) bool {
	switch a := addr.(type) {
	case *ssa.Alloc:
		return s.reaches(a)
	case *ssa.IndexAddr:
		return s.reaches(a.X)
	case *ssa.FieldAddr:
		around := a.X
		if load, ok := around.(*ssa.UnOp); ok {
			around = load.X
		}
		outer, _ := around.(*ssa.FieldAddr)
		for _, fa := range []*ssa.FieldAddr{a, outer} {
			if fa != nil && ssaq.FieldAt(fa) != nil && ssaq.FieldAt(fa).Pkg() == s.fs.Types {
				return s.fieldReaches(ssaq.FieldAt(fa))
			}
		}
		return s.reaches(a.X)
	}
	return false
}

// fieldReaches reports whether a goroutine uses a field of this package's structs, or what it
// holds, of whichever object.
func (s *serverSearch) fieldReaches(field *types.Var) bool {
	for _, fn := range s.fs.NonTest {
		for instr := range ssaq.InstrsOf(fn) {
			if fa, ok := instr.(*ssa.FieldAddr); ok && ssaq.FieldAt(fa) == field && s.reaches(fa) {
				return true
			}
		}
	}
	return false
}

// passed reports whether a call that is passed v runs in a goroutine, gives v to an object
// that a goroutine uses, or returns such an object.
func (s *serverSearch) passed(v ssa.Value, call *ssa.Call) bool {
	fn := call.Parent()
	t := s.fs.Of[fn].Target(call.Common())
	switch {
	case s.inGoroutine(fn), heap.KnownEffect(t).Kind == known.Spawn:
		return true
	case t.Fn != nil && t.Fn.Blocks != nil:
		i := slices.Index(t.Args, v)
		return i >= 0 && i < len(t.Fn.Params) && s.reaches(t.Fn.Params[i])
	case s.reaches(call):
		return true
	case len(t.Args) > 0 && t.Args[0] != v && holdsHandlers(t.Args[0].Type()):
		return s.reaches(t.Args[0])
	}
	return t.Obj != nil && t.Obj.Pkg() != nil && s.startsCallOf(fn, t.Obj.Pkg())
}

// holdsHandlers reports whether an argument of that type can be the object that receives a
// handler.
func holdsHandlers(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// startsCallOf reports whether a function starts a goroutine that calls a function of pkg,
// which has received a handler, as net/http does for its default mux.
func (s *serverSearch) startsCallOf(fn *ssa.Function, pkg *types.Package) bool {
	of := func(call *ssa.CallCommon) bool {
		obj := ssaq.CalleeObj(call)
		return obj != nil && obj.Pkg() == pkg && obj.Signature().Recv() == nil
	}
	for instr := range ssaq.InstrsOf(fn) {
		if g, ok := instr.(*ssa.Go); ok && of(&g.Call) {
			return true
		}
	}
	for _, lit := range fn.AnonFuncs {
		for instr := range ssaq.InstrsOf(lit) {
			if call, ok := instr.(*ssa.Call); ok && s.inGoroutine(lit) && of(&call.Call) {
				return true
			}
		}
	}
	return false
}

// inGoroutine reports whether a go statement, or a function that starts goroutines, runs the
// function, or a helper that it is passed to.
func (s *serverSearch) inGoroutine(fn *ssa.Function) bool {
	if slices.ContainsFunc(s.fs.Sites[fn], func(c trace.CallSite) bool { return c.Instr == nil }) {
		return true
	}
	run, asked := s.run[fn]
	if mc := ssaq.ClosureOf(fn); mc != nil && !asked {
		s.run[fn] = false
		run = (&serverSearch{s.fs, map[ssa.Value]bool{}, s.run}).reaches(mc)
		s.run[fn] = run
	}
	return run
}
