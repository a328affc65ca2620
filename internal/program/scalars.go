package program

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// scalars are the fields and package-level variables of integers, bools and pointers that
// the analysis follows beside maps: those for which the package gives evidence that they
// matter, such as atomic accesses. Following all would make the analysis slow and one of
// all data races.
type scalars struct {
	fields  map[*types.Var]*scalarUse
	globals map[*ssa.Global]*scalarUse
}

// scalarUse is what the package does to one scalar, except in an object that the function
// has just made.
type scalarUse struct {
	atomic    bool // accessed by sync/atomic
	plain     bool // accessed otherwise
	flags     bool // changed bit by bit
	status    bool // set to a constant
	counted   bool // added to or subtracted from
	computed  bool // set to another value: the scalar is data
	published bool // set to the address of an object that the function made or was given
	nearMap   bool // the same struct, or package for a package-level variable, has a map
}

// kind returns the kind of a scalar of type t by its uses.
func (u *scalarUse) kind(t types.Type) effect.Scalar {
	switch {
	case u == nil || !u.plain:
	case u.flags:
		return effect.FlagScalar
	case u.atomic:
		return effect.PlainScalar
	case u.published && typeq.IsSnapshotPointer(t):
		return effect.PointerScalar
	case !u.nearMap || u.computed:
	case u.counted:
		return effect.CountScalar
	case u.status:
		return effect.StatusScalar
	}
	return effect.NotScalar
}

// findScalars records what functions do to the scalars of their package.
func findScalars(funcs []*ssa.Function) *scalars {
	ss := &scalars{fields: map[*types.Var]*scalarUse{}, globals: map[*ssa.Global]*scalarUse{}}
	for _, fn := range funcs {
		for instr := range ssaq.InstrsOf(fn) {
			ss.add(instr)
		}
	}
	return ss
}

// add records what an instruction does to a scalar.
func (ss *scalars) add(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.Store:
		ss.addStore(i)
	case *ssa.UnOp:
		if t := i.Type(); i.Op == token.MUL && typeq.IsIntOrBool(t) && !isMade(i.X) {
			if u := ss.use(i.X); u != nil {
				u.plain = true
			}
		}
	case ssa.CallInstruction:
		c := i.Common()
		if !c.IsInvoke() && len(c.Args) > 0 && known.Func(ssaq.CalleeObj(c)).Kind == known.Atomic {
			if u := ss.use(c.Args[0]); u != nil {
				u.atomic = true
			}
		}
	}
}

// addStore records an assignment to a scalar, except in an object that the function has
// just made.
func (ss *scalars) addStore(st *ssa.Store) {
	t := st.Val.Type()
	isScalar := typeq.IsIntOrBool(t) || typeq.IsSnapshotPointer(t)
	if !isScalar || st.Parent().Synthetic == "package initializer" || isMade(st.Addr) {
		return
	}
	u := ss.use(st.Addr)
	if u == nil {
		return
	}
	u.plain = true
	switch v := st.Val.(type) {
	case *ssa.Alloc, *ssa.Call, *ssa.Parameter:
		u.published, u.computed = true, true
	case *ssa.Const:
		u.status = true
	case *ssa.BinOp:
		bits, counts := ssaq.UpdateOf(st.Addr, v)
		u.flags, u.counted, u.computed = u.flags || bits, u.counted || counts, u.computed || !bits && !counts
	default:
		u.computed = true
	}
}

// isMade reports whether addr is the address of a field of a local variable, which is
// usually an object that the function makes.
func isMade(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	_, local := ssaq.WholeStruct(fa.X).(*ssa.Alloc)
	return local
}

// use returns the entry of the scalar at addr, nil if that is not a field or a
// package-level variable.
func (ss *scalars) use(addr ssa.Value) *scalarUse {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		st, _ := typeq.StructOf(a.X.Type())
		if st == nil {
			return nil
		}
		f := st.Field(a.Field).Origin()
		if ss.fields[f] == nil {
			ss.fields[f] = &scalarUse{nearMap: typeq.HasMapField(st)}
		}
		return ss.fields[f]
	case *ssa.Global:
		if ss.globals[a] == nil {
			ss.globals[a] = &scalarUse{nearMap: a.Pkg != nil && ssaq.HasMapGlobal(a.Pkg)}
		}
		return ss.globals[a]
	}
	return nil
}

// At returns the kind of the scalar at addr, NotScalar if the analysis does not follow it.
func (ss *scalars) At(addr ssa.Value) effect.Scalar {
	t := typeq.Pointee(addr.Type())
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		if st, _ := typeq.StructOf(a.X.Type()); st != nil {
			return ss.fields[st.Field(a.Field).Origin()].kind(t)
		}
	case *ssa.Global:
		return ss.globals[a].kind(t)
	}
	return effect.NotScalar
}
