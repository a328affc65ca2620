// Package record makes the link record of a package (see package link): its functions and who
// may call them, its calls with the locks that are held, its types with their methods, and
// what its findings rest on.
//
// What belongs here: how SSA form and findings become data of package link. What the link step
// concludes from them belongs there.
package record

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// Input is what a record is made of.
type Input struct {
	Package  *summary.Package
	Module   string               // the path of its module, "" stands for all modules
	Findings []conflict.Finding   // those that are reported
	Silent   func(token.Pos) bool // whether nothing is to be reported at a position
}

// Of returns the record of a package.
func Of(in Input) *link.Record {
	pkg := in.Package
	b := &builder{
		Package: pkg, module: in.Module, silent: in.Silent, functions: slices.Concat(pkg.Funcs, slices.Concat(pkg.LoneTests...)),
		names: map[*ssa.Function]string{}, calls: map[string]int{}, starts: map[*ssa.Function][]ssa.Instruction{}, seen: map[string]bool{}, at: map[token.Pos]*ssa.Function{},
		rec: &link.Record{Package: pkg.Types.Path(), Main: pkg.Types.Name() == "main"},
	}
	for _, fn := range b.functions {
		b.function(fn)
		for instr := range ssaq.InstrsOf(fn) {
			b.instr(fn, instr)
		}
		for _, s := range b.sites(fn) {
			b.site(s)
		}
	}
	b.types()
	for i := range in.Findings {
		b.finding(&in.Findings[i])
	}
	return b.rec
}

// builder makes a record.
type builder struct {
	*summary.Package
	module string // its path; "" stands for all modules
	silent func(token.Pos) bool
	rec    *link.Record

	functions []*ssa.Function                     // of the package, those of tests included
	names     map[*ssa.Function]string            // the results of name
	calls     map[string]int                      // the calls that the record has
	starts    map[*ssa.Function][]ssa.Instruction // the instructions that may start goroutines, for isEarly
	seen      map[string]bool                     // the interfaces and openings that it has
	at        map[token.Pos]*ssa.Function         // the results of functionAt
}

// function adds a function of the package.
func (b *builder) function(fn *ssa.Function) {
	if b.isWrapper(fn) {
		return
	}
	b.rec.Functions = append(b.rec.Functions, link.Function{Name: b.name(fn), Access: b.access(fn), Test: b.InTest(fn.Pos())})
}

// access says who may call a function beside the calls in the records.
func (b *builder) access(fn *ssa.Function) link.Access {
	switch {
	case fn.Parent() != nil:
		if b.EntryName(fn) != "" {
			return link.Served
		}
		return link.Inner
	case fn.Name() == "main" && b.rec.Main, isInit(fn):
		return link.Begins
	case b.EntryName(fn) != "":
		return link.Served
	case b.InTest(fn.Pos()) && fn.Signature.Recv() == nil:
		return link.Begins
	case fn.Signature.RecvTypeParams().Len() > 0:
		return link.Anybody
	case ast.IsExported(fn.Name()):
		return link.Exported
	}
	return link.Inner
}

// isInit reports whether a function is one that initializes its package.
func isInit(fn *ssa.Function) bool {
	return fn.Signature.Recv() == nil && (fn.Name() == "init" || strings.HasPrefix(fn.Name(), "init#"))
}

// isWrapper reports whether the compiler makes a function that stands for a declared one.
func (b *builder) isWrapper(fn *ssa.Function) bool { return b.Unwrapped(fn) != fn }

// name returns the name of a function. Those of literals end in a number. All instances of a
// generic function have one name.
func (b *builder) name(fn *ssa.Function) string {
	fn = b.Unwrapped(fn)
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if name, ok := b.names[fn]; ok {
		return name
	}
	name := b.Types.Path() + "." + fn.Name()
	switch obj, _ := fn.Object().(*types.Func); {
	case fn.Parent() != nil:
		parent := b.name(fn.Parent())
		name = parent + "$" + strconv.Itoa(1+slices.Index(fn.Parent().AnonFuncs, fn))
	case obj != nil && !isInit(fn):
		name = nameOf(obj)
	}
	b.names[fn] = name
	return name
}

// nameOf returns the name of a declared function.
func nameOf(obj *types.Func) string { return obj.Origin().FullName() }

// isOfModule reports whether a function belongs to the module.
func (b *builder) isOfModule(obj *types.Func) bool {
	return obj.Pkg() != nil && (obj.Pkg() == b.Types || b.hasPath(obj.Pkg().Path()))
}

// hasPath reports whether a path is one of a package of the module.
func (b *builder) hasPath(path string) bool {
	if b.module == "" {
		return !known.IsStd(path)
	}
	return path == b.module || strings.HasPrefix(path, b.module+"/")
}

// inLoop reports whether an instruction may be executed several times in one call.
func (b *builder) inLoop(fn *ssa.Function, instr ssa.Instruction) bool {
	f := b.Of[fn]
	return f == nil || instr == nil || f.Paths.InLoop(instr.Block())
}

// posn returns a position as diagnostics have it.
func (b *builder) posn(pos token.Pos) string { return b.Fset.Position(pos).String() }
