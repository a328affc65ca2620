package link

import (
	"cmp"
	"slices"
	"strings"
)

// A Module is the records of packages, linked.
type Module struct {
	records      []*Record
	byName       map[string]*function
	order        []*function                 // in the order of their names
	library      bool                        // other modules can import some package
	whole        bool                        // the records are those of all packages of the module
	boxed        map[string][]implementation // by the name of a function: the methods that it is
	implementers map[string]int              // by the name of an interface method: how many types have it
	spawns       []bool                      // by the number of a function: it, or what it calls, may start goroutines
	closed       contexts                    // as if no function had callers but those in the records
	open         contexts                    // with the callers that nobody sees
}

// function is a function of the module with the calls that lead to it and from it.
type function struct {
	Function
	pkg     *Record
	number  int
	unnamed bool   // reflection or other people's interfaces may call it
	out     []edge // in the order of the records
}

// edge is a call whose callee is known. A call through an interface has one edge for each type
// that may stand behind it.
type edge struct {
	*Call
	to *function
}

// Link joins the records of the packages of a module. Whole says that these are all packages:
// only then does it matter that no record has a call of a function. The order of the records
// makes no difference.
func Link(records []*Record, whole bool) *Module {
	m := &Module{records: slices.Clone(records), byName: map[string]*function{}, implementers: map[string]int{}, whole: whole}
	slices.SortFunc(m.records, func(a, b *Record) int { return cmp.Compare(a.Package, b.Package) })
	for _, r := range m.records {
		m.library = m.library || !r.Main && !isInternal(r.Package) && !strings.HasSuffix(r.Package, "_test")
		for _, f := range r.Functions {
			if m.byName[f.Name] == nil {
				fn := &function{Function: f, pkg: r, number: len(m.order)}
				m.byName[f.Name], m.order = fn, append(m.order, fn)
			}
		}
	}
	types := newHierarchy(m.records)
	for _, r := range m.records {
		m.addEdges(r, types)
	}
	m.openMethods()
	m.addBoxed()
	m.findSpawns()
	m.closed = m.solve(func(f *function) bool { return false })
	m.open = m.solve(m.hasUnknownCallers)
	return m
}

// addEdges adds the calls of a package.
func (m *Module) addEdges(r *Record, types *hierarchy) {
	for i := range r.Calls {
		c := &r.Calls[i]
		from := m.byName[c.Caller]
		if from == nil {
			continue
		}
		callees := []string{c.Callee}
		if c.How.dynamic() {
			callees = types.implementations(c.Callee)
			m.implementers[c.Callee] = types.boxed(c.Callee)
		}
		for _, name := range callees {
			if to := m.byName[name]; to != nil {
				from.out = append(from.out, edge{c, to})
			}
		}
	}
}

// findSpawns finds the functions that may start goroutines, themselves or in callees.
func (m *Module) findSpawns() {
	m.spawns = make([]bool, len(m.order))
	callers := make([][]*function, len(m.order))
	var work []*function
	mark := func(f *function) {
		if !m.spawns[f.number] {
			m.spawns[f.number] = true
			work = append(work, f)
		}
	}
	for _, f := range m.order {
		for _, e := range f.out {
			if e.How.starts() {
				mark(f)
			} else {
				callers[e.to.number] = append(callers[e.to.number], f)
			}
		}
	}
	for len(work) > 0 {
		f := work[len(work)-1]
		work = work[:len(work)-1]
		for _, c := range callers[f.number] {
			mark(c)
		}
	}
}

// openMethods marks the methods that other people's code may call.
func (m *Module) openMethods() {
	opened := map[string]map[string]bool{} // by type, "" stands for any
	for _, r := range m.records {
		for _, o := range r.Opened {
			if opened[o.Type] == nil {
				opened[o.Type] = map[string]bool{}
			}
			for _, name := range o.Methods {
				opened[o.Type][name] = true
			}
		}
	}
	for _, r := range m.records {
		for _, t := range r.Types {
			for _, method := range t.Methods {
				isOpen := opened[t.Name][method.Name] || opened[t.Name]["*"] || opened[""][method.Name] || wellKnown[method.Name]
				if fn := m.byName[method.Func]; fn != nil && isOpen {
					fn.unnamed = true
				}
			}
		}
	}
}

// wellKnown has the names of methods for which other people's code looks in any value.
var wellKnown = names("String Error GoString Format Is As Unwrap Close MarshalJSON UnmarshalJSON MarshalText UnmarshalText MarshalYAML UnmarshalYAML MarshalBinary UnmarshalBinary GobEncode GobDecode MarshalXML UnmarshalXML Value Scan LogValue")

func names(list string) map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields(list) {
		out[name] = true
	}
	return out
}

// hasUnknownCallers reports whether a function may be called by code that the records do not
// have.
func (m *Module) hasUnknownCallers(f *function) bool {
	switch f.Access {
	case Exported:
		return !m.whole || f.unnamed || m.library && !f.pkg.Main && !isInternal(f.pkg.Package)
	case Anybody, Served:
		return true
	}
	return f.unnamed
}

// isInternal reports whether an import path has an element "internal".
func isInternal(path string) bool { return slices.Contains(strings.Split(path, "/"), "internal") }

// hierarchy finds the types that implement an interface.
type hierarchy struct {
	interfaces map[string]*Type            // by the name of a method
	byMethod   map[string][]*Type          // the types that have a method
	methods    map[*Type]map[string]Method // of each type
	isBoxed    map[string]bool             // the types that become values of interfaces
}

func newHierarchy(records []*Record) *hierarchy {
	h := &hierarchy{map[string]*Type{}, map[string][]*Type{}, map[*Type]map[string]Method{}, map[string]bool{}}
	for _, r := range records {
		for _, name := range r.Boxed {
			h.isBoxed[name] = true
		}
		for i := range r.Asked {
			h.interfaces[r.Asked[i].Name] = &r.Asked[i]
		}
		for i := range r.Types {
			t := &r.Types[i]
			h.methods[t] = map[string]Method{}
			for _, m := range t.Methods {
				h.methods[t][m.Name] = m
				h.byMethod[m.Name] = append(h.byMethod[m.Name], t)
			}
		}
	}
	return h
}

// implementations lists the functions that a call of an interface method may run, given as
// "(pkg.I).M".
func (h *hierarchy) implementations(method string) []string {
	iface := h.interfaces[method]
	name := method[strings.LastIndexByte(method, '.')+1:]
	if iface == nil {
		return nil
	}
	var out []string
	for _, m := range iface.Methods {
		if m.Name != name && !strings.HasSuffix(m.Name, "."+name) {
			continue
		}
		for _, t := range h.byMethod[m.Name] {
			if h.implements(t, iface) {
				out = append(out, h.methods[t][m.Name].Func)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// boxed counts the types that become values of interfaces and implement the one whose method is
// given as "(pkg.I).M".
func (h *hierarchy) boxed(method string) (n int) {
	iface := h.interfaces[method]
	if iface == nil || len(iface.Methods) == 0 {
		return 0
	}
	for _, t := range h.byMethod[iface.Methods[0].Name] {
		if h.isBoxed[t.Name] && h.implements(t, iface) {
			n++
		}
	}
	return n
}

// implements reports whether a type has all methods of an interface.
func (h *hierarchy) implements(t, iface *Type) bool {
	return !slices.ContainsFunc(iface.Methods, func(m Method) bool {
		own, ok := h.methods[t][m.Name]
		return !ok || own.Signature != m.Signature
	})
}
