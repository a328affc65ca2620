package inventory

import (
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
)

// An Explanation says what is known of a map, or of an access, at a position.
type Explanation struct {
	Pos  token.Pos
	Text string
}

// Explain puts the inventory into words: at the first access of each map its
// guard with the counts, and at every access the threads that reach it and what
// they hold.
func (p *Package) Explain() []Explanation {
	var out []Explanation
	for i := range p.Maps {
		m := &p.Maps[i]
		byPos := map[token.Pos][]string{}
		access := map[token.Pos]Access{}
		var order []token.Pos
		for _, l := range m.Lanes {
			for _, a := range l.Accesses {
				if _, ok := access[a.pos]; !ok {
					order = append(order, a.pos)
				}
				access[a.pos] = a
				byPos[a.pos] = append(byPos[a.pos], l.thread()+a.holding())
			}
		}
		slices.SortFunc(order, p.compare)
		out = append(out, Explanation{order[0], "map: " + m.String()})
		for _, pos := range order {
			a := access[pos]
			status := string(a.Status)
			if a.Status == Unproved && len(a.Why) > 0 {
				status += " (" + strings.Join(a.Why, "; ") + ")"
			}
			text := fmt.Sprintf("access: %s (%s) is %s; reached by %s", a.Expr, a.Op, status, strings.Join(byPos[pos], "; "))
			out = append(out, Explanation{pos, text})
		}
	}
	slices.SortStableFunc(out, func(a, b Explanation) int { return p.compare(a.Pos, b.Pos) })
	return out
}

// String names a map with its guard.
func (m *Map) String() string {
	name := m.Name
	if m.In != "" {
		name += " in " + m.In
	}
	if m.Guard == nil {
		return name + " has no guard"
	}
	by := ""
	if m.Guard.Stated != "" {
		by = " as stated"
	}
	return fmt.Sprintf("%s is guarded by %s%s, which %d of %d accesses hold", name, m.Guard.Name, by, m.Guard.Held, m.Guard.Of)
}

// thread names a lane.
func (l *Lane) thread() string {
	name := l.Name
	if l.Kind == Starter {
		name = "function " + name
	}
	if l.Posn != "" {
		at := finding.ParsePosition(l.Posn)
		name += fmt.Sprintf(" started on line %d of %s", at.Line, base(at.File))
	}
	if n := len(l.Also); n > 0 {
		name += fmt.Sprintf(" and in %d more places", n)
	}
	if l.Many {
		name += " (several at once)"
	}
	return name
}

// base returns the last part of a file name.
func base(file string) string { return file[strings.LastIndexAny(file, `/\`)+1:] }

// holding lists the locks that are held at an access.
func (a *Access) holding() string {
	var locks []string
	for _, k := range a.Locks {
		text := k.Name
		if k.Read {
			text += " for reading"
		}
		if k.Maybe {
			text += " on some paths"
		}
		locks = append(locks, text)
	}
	if len(locks) == 0 {
		return " without a lock"
	}
	return " with " + strings.Join(locks, " and ")
}
