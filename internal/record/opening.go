package record

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// opening adds that an object of a type of the module becomes a value of an interface of
// other people's code. An empty interface is nobody's: whoever gets the value may look for methods,
// by the name of a well-known one, or by reflection, as templates and servers do.
func (b *builder) opening(mi *ssa.MakeInterface) {
	name, iface := typeq.TypeName(typeq.Pointee(mi.X.Type())), mi.Type().Underlying().(*types.Interface)
	switch {
	case !b.isDeclaredHere(typeq.Pointee(mi.X.Type())):
	case b.isDeclaredHere(mi.Type()):
		if !b.seen["boxed "+name] && !b.InTest(mi.Parent().Pos()) {
			b.seen["boxed "+name] = true
			b.rec.Boxed = append(b.rec.Boxed, name)
		}
	case iface.NumMethods() > 0:
		b.open(name, methodsOf(iface))
	case !b.isForLibrary(mi):
		b.open(name, []string{"*"})
	}
}

// converted adds that a value of an interface of the module becomes one of other people's code.
// Any type may stand behind it.
func (b *builder) converted(from, to types.Type) {
	if iface, ok := to.Underlying().(*types.Interface); ok && iface.NumMethods() > 0 && b.isDeclaredHere(from) && !b.isDeclaredHere(to) {
		b.open("", methodsOf(iface))
	}
}

func methodsOf(iface *types.Interface) (out []string) {
	for m := range iface.Methods() {
		out = append(out, m.Name())
	}
	return out
}

// open adds an opening.
func (b *builder) open(name string, methods []string) {
	if key := "opening " + name + " " + strings.Join(methods, " "); !b.seen[key] {
		b.seen[key] = true
		b.rec.Opened = append(b.rec.Opened, link.Opening{Type: name, Methods: methods})
	}
}

// isDeclaredHere reports whether the module declares a type.
func (b *builder) isDeclaredHere(t types.Type) bool {
	name := typeq.TypeName(t)
	dot := strings.LastIndexByte(name, '.')
	return dot >= 0 && (b.hasPath(name[:dot]) || name[:dot] == b.Types.Path())
}

// isForLibrary reports whether a value is only passed to functions of the standard library that do
// not look for methods by reflection.
func (b *builder) isForLibrary(v ssa.Value) bool {
	return !slices.ContainsFunc(*v.Referrers(), func(use ssa.Instruction) bool {
		switch use := use.(type) {
		case ssa.CallInstruction:
			return !b.isLibraryCall(use)
		case *ssa.Store:
			calls, ok := ssaq.VariadicCalls(use.Addr)
			return !ok || slices.ContainsFunc(calls, func(c ssa.CallInstruction) bool { return !b.isLibraryCall(c) })
		}
		return true
	})
}

// isLibraryCall reports whether a call is one of a function of the standard library, but not of a
// package that calls the methods that it finds.
func (b *builder) isLibraryCall(call ssa.CallInstruction) bool {
	fn := ssaq.CalleeObj(call.Common())
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	callsMethods := slices.Contains([]string{"text/template", "html/template", "net/rpc", "reflect"}, fn.Pkg().Path())
	return known.IsStd(fn.Pkg().Path()) && !b.isOfModule(fn) && !callsMethods
}
