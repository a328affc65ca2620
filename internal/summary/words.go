package summary

import (
	"go/token"
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Word says what an access touches that is no map: a number, bool or pointer in
// a field or package variable, which threads, locks and order concern as they
// do maps.
type Word uint8

const (
	NoWord      Word = iota // a map
	StatusWord              // beside a map: set to constants
	CountWord               // beside a map: counted, too
	FlagWord                // bits that are set and cleared (|=, &^=)
	PointerWord             // leads to a map
	PlainWord               // used by sync/atomic elsewhere
	AtomicWord              // an access by sync/atomic, to a word of any sort
)

// words are the variables whose accesses are noted, each with what it is: those
// for which there is evidence that they matter. Noting every word would make
// the analysis one of all data races, and slow.
type words struct {
	fields  map[*types.Var]*wordUse
	globals map[*ssa.Global]*wordUse
}

// wordUse is what the package does to one word, objects that are just being made
// left out.
type wordUse struct {
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
func (u *wordUse) of(t types.Type) Word {
	switch {
	case u == nil || !u.plain:
	case u.flags:
		return FlagWord
	case u.atomic:
		return PlainWord
	case u.published && leadsToTable(t):
		return PointerWord
	case !u.beside || u.computed:
	case u.counted:
		return CountWord
	case u.status:
		return StatusWord
	}
	return NoWord
}

// findWords looks through the functions of a package for words that matter.
func findWords(funcs []*ssa.Function) *words {
	w := &words{fields: map[*types.Var]*wordUse{}, globals: map[*ssa.Global]*wordUse{}}
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
func (w *words) note(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.Store:
		w.noteStore(i)
	case *ssa.UnOp:
		if t := i.Type(); i.Op == token.MUL && isWord(t) && !isMade(i.X) {
			if u := w.use(i.X); u != nil {
				u.plain = true
			}
		}
	case ssa.CallInstruction:
		c := i.Common()
		if !c.IsInvoke() && len(c.Args) > 0 && known.Func(calleeObj(c)).Kind == known.Atomic {
			if u := w.use(c.Args[0]); u != nil {
				u.atomic = true
			}
		}
	}
}

// noteStore notes an assignment to a word of an object that is not just being
// made.
func (w *words) noteStore(st *ssa.Store) {
	t := st.Val.Type()
	if !isWord(t) && !leadsToTable(t) || st.Parent().Synthetic == "package initializer" || isMade(st.Addr) {
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
		bits, counts := changes(v, st.Addr)
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
	_, local := wholeStruct(fa.X).(*ssa.Alloc)
	return local
}

// use returns the entry of the word at addr, nil if that is no field or package
// variable.
func (w *words) use(addr ssa.Value) *wordUse {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		st, _ := structOf(a.X.Type())
		if st == nil {
			return nil
		}
		f := st.Field(a.Field).Origin()
		if w.fields[f] == nil {
			w.fields[f] = &wordUse{beside: hasMapField(st)}
		}
		return w.fields[f]
	case *ssa.Global:
		if w.globals[a] == nil {
			w.globals[a] = &wordUse{beside: a.Pkg != nil && hasMapGlobal(a.Pkg)}
		}
		return w.globals[a]
	}
	return nil
}

// at returns what the word at addr is, NoWord if it does not matter.
func (w *words) at(addr ssa.Value) Word {
	t := pointee(addr.Type())
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		if st, _ := structOf(a.X.Type()); st != nil {
			return w.fields[st.Field(a.Field).Origin()].of(t)
		}
	case *ssa.Global:
		return w.globals[a].of(t)
	}
	return NoWord
}

// plainWord returns the event of a plain read or write of a word that matters.
func (b *builder) plainWord(instr ssa.Instruction) []*event {
	switch i := instr.(type) {
	case *ssa.UnOp:
		if i.Op == token.MUL {
			return b.word(b.eng.words.at(i.X), state.OpRead, i.X, i)
		}
	case *ssa.Store:
		return b.word(b.eng.words.at(i.Addr), state.OpWrite, i.Addr, i)
	}
	return nil
}

// atomicWord returns the event of an access by sync/atomic.
func (b *builder) atomicWord(op state.Op, addr ssa.Value, at ssa.Instruction) []*event {
	if b.eng.words.at(addr) == NoWord {
		return nil
	}
	return b.word(AtomicWord, op, addr, at)
}

// word returns the event of an access to the word at addr, but not to that of a
// copy of a struct, which no other goroutine has.
func (b *builder) word(w Word, op state.Op, addr ssa.Value, at ssa.Instruction) []*event {
	if w == NoWord || b.inCopy(addr) {
		return nil
	}
	pos := instrPos(at)
	if fa, ok := addr.(*ssa.FieldAddr); ok && fa.Pos().IsValid() {
		pos = fa.Pos()
	}
	evs := b.accessAt(op, b.place(addr), b.eng.exprOf(addr), at, pos)
	for _, ev := range evs {
		ev.accesses[0].Word = w
	}
	return evs
}

// inCopy reports whether addr lies in a struct that the function has copied
// into a variable of its own. For maps the copy is as good as the original.
func (b *builder) inCopy(addr ssa.Value) bool {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		case *ssa.Alloc:
			return b.eng.soleStore(a) != nil
		default:
			return false
		}
	}
}

// copied reports whether a place of the callee, a closure, lies in a captured
// copy of a struct.
func (bd binding) copied(p place.Place) bool {
	if p.Kind != place.FreeVar || p.Index >= len(bd.binds) {
		return false
	}
	a, ok := bd.binds[p.Index].(*ssa.Alloc)
	if !ok {
		return false
	}
	_, isStruct := pointee(a.Type()).Underlying().(*types.Struct)
	return isStruct && bd.b.inCopy(a)
}

// all yields the accesses of a summary, to maps and to words.
func (s *Summary) all() iter.Seq[Access] {
	return func(yield func(Access) bool) {
		for _, list := range [][]Access{s.Accesses, s.Words} {
			for _, a := range list {
				if !yield(a) {
					return
				}
			}
		}
	}
}

// changes reports whether v is computed from what the word at addr holds: as bits
// that are set or cleared (x |= y, x &^= y), or counted (x++, x -= y).
func changes(v *ssa.BinOp, addr ssa.Value) (bits, counts bool) {
	load, ok := v.X.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !sameExpr(load.X, addr, 0) {
		return false, false
	}
	switch v.Op {
	case token.OR, token.AND_NOT, token.AND, token.XOR:
		return true, false
	case token.ADD, token.SUB:
		return false, true
	}
	return false, false
}

// isWord reports whether variables of type t are numbers or bools.
func isWord(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsBoolean) != 0
}

// leadsToTable reports whether t is a pointer to a struct with a map and without
// a lock, such as one publishes as a whole.
func leadsToTable(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	return ok && hasMapField(st) && !hasLock(st)
}

func hasMapField(st *types.Struct) bool {
	return hasField(st, func(f *types.Var) bool { return isMap(f.Type()) })
}

// hasMapGlobal reports whether a package has a map as package variable.
func hasMapGlobal(pkg *ssa.Package) bool {
	for _, m := range pkg.Members {
		if g, ok := m.(*ssa.Global); ok && isMap(pointee(g.Type())) {
			return true
		}
	}
	return false
}
