package program

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// scalars are the variables whose accesses are noted, each with what it is: those
// for which there is evidence that they matter. Noting every word would make
// the analysis one of all data races, and slow.
type scalars struct {
	fields  map[*types.Var]*scalarUse
	globals map[*ssa.Global]*scalarUse
}

// scalarUse is what the package does to one word, objects that are just being made
// left out.
type scalarUse struct {
	atomic    bool // used by sync/atomic
	plain     bool // used otherwise
	flags     bool // changed bit by bit
	status    bool // set to a constant
	counted   bool // added to
	computed  bool // set to anything else: the word is data
	published bool // set to the address of an object that was made for it
	beside    bool // a map is declared in the same struct, or as a package variable
}

// of returns what an access to a word is noted as.
func (u *scalarUse) of(t types.Type) effect.Scalar {
	switch {
	case u == nil || !u.plain:
	case u.flags:
		return effect.FlagScalar
	case u.atomic:
		return effect.PlainScalar
	case u.published && ssaq.LeadsToTable(t):
		return effect.PointerScalar
	case !u.beside || u.computed:
	case u.counted:
		return effect.CountScalar
	case u.status:
		return effect.StatusScalar
	}
	return effect.NotScalar
}

// findScalars looks through the functions of a package for words that matter.
func findScalars(funcs []*ssa.Function) *scalars {
	w := &scalars{fields: map[*types.Var]*scalarUse{}, globals: map[*ssa.Global]*scalarUse{}}
	for _, fn := range funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				w.note(instr)
			}
		}
	}
	return w
}

// note notes what an instruction does to a word.
func (w *scalars) note(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.Store:
		w.noteStore(i)
	case *ssa.UnOp:
		if t := i.Type(); i.Op == token.MUL && ssaq.IsScalarVar(t) && !isMade(i.X) {
			if u := w.use(i.X); u != nil {
				u.plain = true
			}
		}
	case ssa.CallInstruction:
		c := i.Common()
		if !c.IsInvoke() && len(c.Args) > 0 && known.Func(ssaq.CalleeObj(c)).Kind == known.Atomic {
			if u := w.use(c.Args[0]); u != nil {
				u.atomic = true
			}
		}
	}
}

// noteStore notes an assignment to a word of an object that is not just being
// made.
func (w *scalars) noteStore(st *ssa.Store) {
	t := st.Val.Type()
	if !ssaq.IsScalarVar(t) && !ssaq.LeadsToTable(t) || st.Parent().Synthetic == "package initializer" || isMade(st.Addr) {
		return
	}
	u := w.use(st.Addr)
	if u == nil {
		return
	}
	u.plain = true
	switch v := st.Val.(type) {
	case *ssa.Alloc, *ssa.Call:
		u.published, u.computed = true, true
	case *ssa.Const:
		u.status = true
	case *ssa.BinOp:
		bits, counts := ssaq.Changes(v, st.Addr)
		u.flags, u.counted, u.computed = u.flags || bits, u.counted || counts, u.computed || !bits && !counts
	default:
		u.computed = true
	}
}

// isMade reports whether addr is a field of a variable of the function's own,
// which mostly is an object that the function makes.
func isMade(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	_, local := ssaq.WholeStruct(fa.X).(*ssa.Alloc)
	return local
}

// use returns the entry of the word at addr, nil if that is no field or package
// variable.
func (w *scalars) use(addr ssa.Value) *scalarUse {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		st, _ := ssaq.StructOf(a.X.Type())
		if st == nil {
			return nil
		}
		f := st.Field(a.Field).Origin()
		if w.fields[f] == nil {
			w.fields[f] = &scalarUse{beside: ssaq.HasMapField(st)}
		}
		return w.fields[f]
	case *ssa.Global:
		if w.globals[a] == nil {
			w.globals[a] = &scalarUse{beside: a.Pkg != nil && ssaq.HasMapGlobal(a.Pkg)}
		}
		return w.globals[a]
	}
	return nil
}

// At returns what the word at addr is, NoWord if it does not matter.
func (w *scalars) At(addr ssa.Value) effect.Scalar {
	t := ssaq.Pointee(addr.Type())
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		if st, _ := ssaq.StructOf(a.X.Type()); st != nil {
			return w.fields[st.Field(a.Field).Origin()].of(t)
		}
	case *ssa.Global:
		return w.globals[a].of(t)
	}
	return effect.NotScalar
}
