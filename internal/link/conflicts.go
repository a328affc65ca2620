package link

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Conflict is a finding that no package shows: the map is in an object behind an interface,
// its type in another package, and the calls of the interface are those of several threads.
type Conflict struct {
	Package   string // that makes the call
	Posn      string // of the call
	Category  conflict.Category
	Certainty conflict.Confidence
	Message   string
	Related   []Place
}

// A Place is one that a conflict names.
type Place struct{ Posn, Message string }

// access is an access to a map by a method that is called through a variable.
type access struct {
	call   *Call
	caller *function
	typ    *Type
	effect *Effect
}

// Conflicts returns the conflicts of the module, in the order of their positions, one for each
// variable and type: one lock repairs them all.
//
// Assumes: what is put into the variable of an interface is an object of the only type of the
// module that becomes a value of an interface and implements it.
func (m *Module) Conflicts() (out []Conflict) {
	found := map[string]bool{}
	for _, group := range m.groups() {
		for _, a := range group {
			cause := a.call.Through + " " + a.typ.Name
			if a.call.Silent || found[cause] {
				continue
			}
			if c, ok := m.conflictOf(a, group); ok {
				found[cause] = true
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b Conflict) int { return cmp.Compare(a.Posn, b.Posn) })
	return out
}

// groups returns the accesses to one map each: those through one variable, by one type, to what
// lies at one path.
func (m *Module) groups() (out [][]access) {
	of := map[string]int{}
	for _, f := range m.order {
		for _, e := range f.out {
			if e.Through == "" || f.Test || !e.How.dynamic() {
				continue
			}
			for _, t := range m.behind(e) {
				for i := range t.method.Effects {
					a := access{call: e.Call, caller: f, typ: t.typ, effect: &t.method.Effects[i]}
					key := strings.Join([]string{e.Through, t.typ.Name, a.effect.Path}, " ")
					at, ok := of[key]
					if !ok {
						at = len(out)
						of[key], out = at, append(out, nil)
					}
					out[at] = append(out[at], a)
				}
			}
		}
	}
	return out
}

// implementation is a method with the type that has it.
type implementation struct {
	typ    *Type
	method *Method
}

// behind returns the methods of an edge through an interface that its callee stands for.
func (m *Module) behind(e edge) []implementation { return m.boxed[e.to.Name] }

// addBoxed finds the methods of the types that become values of interfaces.
func (m *Module) addBoxed() {
	boxed := map[string]bool{}
	for _, r := range m.records {
		for _, name := range r.Boxed {
			boxed[name] = true
		}
	}
	m.boxed = map[string][]implementation{}
	for _, r := range m.records {
		for i := range r.Types {
			t := &r.Types[i]
			for j := range t.Methods {
				if method := &t.Methods[j]; boxed[t.Name] && len(method.Effects) > 0 {
					m.boxed[method.Func] = append(m.boxed[method.Func], implementation{t, method})
				}
			}
		}
	}
}

// conflictOf returns the conflict of an access with one of a group.
func (m *Module) conflictOf(a access, group []access) (Conflict, bool) {
	if c, ok := m.readLocked(a); ok {
		return c, true
	}
	for _, b := range group {
		if !a.effect.Op.Writes() && !b.effect.Op.Writes() || excluded(a, b) {
			continue
		}
		if lock, n := guardOf(b, group); lock != nil && n > 1 && heldAs(a.call, lock) == nil && m.usable(a) && m.usable(b) {
			return m.describe(a, b, fmt.Sprintf(" without %s", lockName(lock)), fmt.Sprintf("%s is held there and %s", lockName(lock), places(n-1))), true
		}
		if m.concurrent(a, b) {
			return m.describe(a, b, "", "no lock protects both"), true
		}
	}
	return Conflict{}, false
}

// excluded reports whether a lock excludes two accesses: one that both methods hold, or one that
// both callers hold.
func excluded(a, b access) bool {
	return common(a.effect.Locks, b.effect.Locks) || common(a.call.Held, b.call.Held)
}

// common reports whether two sets have a lock in common that one of them holds for writing.
func common(a, b state.SyncSet) bool {
	return slices.ContainsFunc(a, func(l *state.SyncFact) bool {
		return l.Must && slices.ContainsFunc(b, func(k *state.SyncFact) bool {
			return k.Must && k.Place == l.Place && (k.Kind == state.Write || l.Kind == state.Write)
		})
	})
}

// readLocked returns the conflict of a write that is made while the caller holds a lock for
// reading: the author expects several readers at once.
func (m *Module) readLocked(a access) (Conflict, bool) {
	if !a.effect.Op.Writes() || len(a.effect.Locks) > 0 || !m.usable(a) {
		return Conflict{}, false
	}
	var read *state.SyncFact
	for _, l := range a.call.Held {
		if l.Kind == state.Write {
			return Conflict{}, false
		}
		read = l
	}
	if read == nil {
		return Conflict{}, false
	}
	c := m.describe(a, a, fmt.Sprintf(" while %s is only read-locked", lockName(read)), "several readers can hold it at once; a write needs Lock instead of RLock")
	c.Category = conflict.RLockWrite
	return c, true
}

// guardOf returns a lock that a call holds for writing and that most calls of a group hold, and
// their number; nil if there is none.
func guardOf(b access, group []access) (*state.SyncFact, int) {
	for _, l := range b.call.Held {
		with, all := map[string]bool{}, map[string]bool{}
		for _, c := range group {
			all[c.call.Posn] = true
			if heldAs(c.call, l) != nil {
				with[c.call.Posn] = true
			}
		}
		if l.Kind == state.Write && 2*len(with) > len(all) {
			return l, len(with)
		}
	}
	return nil, 0
}

// heldAs returns a lock as a call holds it, nil if it does not.
func heldAs(c *Call, lock *state.SyncFact) *state.SyncFact {
	for _, l := range c.Held {
		if l.Place == lock.Place {
			return l
		}
	}
	return nil
}

// usable reports whether others may have the object of an access when it is made.
func (m *Module) usable(a access) bool {
	c := &m.open[a.caller.number]
	return c.reached && !c.inits && !c.fresh
}

// concurrent reports whether threads that are seen to start make two accesses at once.
func (m *Module) concurrent(a, b access) bool {
	if !m.usable(a) || !m.usable(b) {
		return false
	}
	c, d := &m.open[a.caller.number], &m.open[b.caller.number]
	for _, t := range c.threads {
		if !t.isGoroutine() {
			continue
		}
		for _, u := range d.threads {
			switch {
			case t == u:
				if t.count == severals && !a.call.OfSelf {
					return true
				}
			case u.isGoroutine() && (!a.call.OfSelf || c.same && d.same):
				return true
			}
		}
	}
	return false
}

// isGoroutine reports whether the start of a thread is a go statement of the module.
func (t thread) isGoroutine() bool { return strings.Contains(t.start, " ") }

// describe returns the conflict of two accesses in words.
func (m *Module) describe(a, b access, lacks, because string) Conflict {
	other := fmt.Sprintf("the %s at %s", b.effect.Op.Noun(), short(b.effect.Posn))
	both := fmt.Sprintf("%s and %s can run at the same time; ", nameIn(a.caller), nameIn(b.caller))
	if a.call == b.call {
		other, both = "the same "+b.effect.Op.Noun()+" in another goroutine", ""
	} else {
		other += " through the call at " + short(b.call.Posn)
	}
	c := Conflict{
		Package: a.caller.pkg.Package, Posn: a.call.Posn, Category: categoryOf(a.effect.Op, b.effect.Op), Certainty: conflict.Likely,
		Message: fmt.Sprintf("this call's %s %s at %s%s conflicts with %s; %s%s", a.effect.Op.Phrase(), a.effect.Expr, short(a.effect.Posn), lacks, other, both, because),
		Related: []Place{{a.effect.Posn, fmt.Sprintf("the %s, by the method that is called", a.effect.Op.Noun())}},
	}
	if b.effect != a.effect {
		c.Related = append(c.Related, Place{b.effect.Posn, fmt.Sprintf("the other access: %s", b.effect.Op.Noun())})
	}
	if b.call != a.call {
		c.Related = append(c.Related, Place{b.call.Posn, "the call that leads to the other access"})
	}
	if m.implementers[a.call.Callee] > 1 { // it may be another one
		c.Certainty = conflict.Possible
	}
	return c
}

// categoryOf returns the category of two accesses.
func categoryOf(a, b state.Op) conflict.Category {
	switch {
	case a == state.OpRange || b == state.OpRange:
		return conflict.RangeWrite
	case a.Writes() && b.Writes():
		return conflict.WriteWrite
	}
	return conflict.ReadWrite
}

// lockName returns a lock as the caller may write it, without the name of the receiver.
func lockName(l *state.SyncFact) string {
	name := cmp.Or(l.Place.Owner, l.Place.Name+l.Place.Path)
	name = name[strings.LastIndexByte(name, '/')+1:]
	_, name, _ = strings.Cut(name, ".") // without the package
	return name
}

// nameIn returns the name of a function without the path of its package.
func nameIn(f *function) string {
	name := strings.Replace(strings.NewReplacer("(*", "", "(", "", ")", "").Replace(f.Name), f.pkg.Package+".", "", 1)
	if base, _, ok := strings.Cut(name, "$"); ok {
		return "a function literal of " + base
	}
	return name
}

// short returns a position without its folder and its column.
func short(posn string) string {
	posn = posn[strings.LastIndexAny(posn, `/\`)+1:]
	if parts := strings.Split(posn, ":"); len(parts) > 2 {
		return strings.Join(parts[:2], ":")
	}
	return posn
}

// places returns "in n more places".
func places(n int) string {
	if n == 1 {
		return "in 1 more place"
	}
	return fmt.Sprintf("in %d more places", n)
}
