// Package inventory lists the maps of a package that goroutines share, with what
// was seen of each: the lock that guards it, the threads of execution that reach
// it, and what is known of every access. Reports are drawn from it; it decides
// nothing.
package inventory

import (
	"go/token"
	"slices"
)

// A Package is what was seen in one package.
type Package struct {
	Maps     []Map                    `json:"maps"`
	Findings []Certainty              `json:"findings,omitempty"`
	compare  func(a, b token.Pos) int // by the order of the source
}

// A Certainty says how sure the analyzer is of a finding.
type Certainty struct {
	Posn       string `json:"posn"`
	Category   string `json:"category"`
	Confidence string `json:"confidence"` // as the flag -confidence has it
}

// A Map is a shared map, or a field for all objects of its type.
type Map struct {
	Name  string `json:"name"`         // "Cache.entries", or as the source writes a local variable
	In    string `json:"in,omitempty"` // the function of a local variable
	Guard *Guard `json:"guard,omitempty"`
	Lanes []Lane `json:"lanes"`
}

// A Guard is the lock that guards a map.
type Guard struct {
	Name   string `json:"name"`             // as the source writes it beside the map
	Stated string `json:"stated,omitempty"` // where the source says so; otherwise it is inferred
	Held   int    `json:"held"`             // accesses that hold it as they ought to
	Of     int    `json:"of"`               // all accesses
}

// A Lane is a thread of execution, or many of a kind, with its accesses to one
// map in the order of the source.
type Lane struct {
	Kind LaneKind `json:"kind"`
	Name string   `json:"name"`
	Start
	Also     []Start  `json:"also,omitempty"` // of other goroutines that make the same accesses
	Accesses []Access `json:"accesses"`
}

// A Start is a place where goroutines start.
type Start struct {
	Posn string `json:"posn,omitempty"`
	By   string `json:"by,omitempty"`   // the function that starts it
	Many bool   `json:"many,omitempty"` // several may run at once
}

// Starts lists the places where the goroutines of a lane start.
func (l *Lane) Starts() []Start {
	if l.Posn == "" {
		return nil
	}
	return slices.Concat([]Start{l.Start}, l.Also)
}

// A LaneKind says who starts an execution.
type LaneKind string

const (
	Goroutine LaneKind = "goroutine" // started here
	Entry     LaneKind = "entry"     // called many times at once by contract, as handlers are
	Callers   LaneKind = "callers"   // whoever calls the functions of the package
	Main      LaneKind = "main"
	Callback  LaneKind = "callback" // functions given away
	Starter   LaneKind = "starter"  // a function that starts goroutines, itself
)

// An Access is an operation on a map.
type Access struct {
	Posn   string   `json:"posn"`
	Op     string   `json:"op"`           // "read", "write", …
	Expr   string   `json:"expr"`         // the map as the source writes it
	Func   string   `json:"func"`         // the function that contains it
	At     string   `json:"at,omitempty"` // the place in another package that a call at Posn leads to
	Locks  []Lock   `json:"locks,omitempty"`
	Status Status   `json:"status"`
	Why    []string `json:"why,omitempty"` // of Ordered: what orders it; of Unproved: what is assumed to keep it apart

	pos token.Pos
}

// A Lock is held at an access.
type Lock struct {
	Name  string `json:"name"`
	Read  bool   `json:"read,omitempty"`  // for reading only
	Maybe bool   `json:"maybe,omitempty"` // on some paths only
	Guard bool   `json:"guard,omitempty"` // the guard of the map
}

// Status says what is known of an access.
type Status string

const (
	Guarded  Status = "guarded"  // holds the guard of the map, as its operation needs it
	Ordered  Status = "ordered"  // something keeps it apart from every access that it was compared with
	Racing   Status = "racing"   // part of a finding
	Unproved Status = "unproved" // none of these: nothing is known, or only assumed, to keep it apart from others
)

// Counts are the figures of some accesses. Each place in the source counts once.
type Counts struct {
	Accesses int `json:"accesses"`
	Guarded  int `json:"guarded"`
	Ordered  int `json:"ordered"`
	Racing   int `json:"racing"`
	Unproved int `json:"unproved"`
}

// Add adds other figures.
func (c *Counts) Add(other Counts) {
	c.Accesses += other.Accesses
	c.Guarded += other.Guarded
	c.Ordered += other.Ordered
	c.Racing += other.Racing
	c.Unproved += other.Unproved
}

// Share returns how many of a hundred accesses are proved guarded or ordered,
// rounded down: 100 means all; ok is false if there are none.
func (c Counts) Share() (percent int, ok bool) {
	if c.Accesses == 0 {
		return 0, false
	}
	return 100 * (c.Guarded + c.Ordered) / c.Accesses, true
}

// ranks orders statuses: of an access that several threads reach, the worst
// counts.
var ranks = []Status{Guarded, Ordered, Unproved, Racing}

// worse returns the worse of two statuses.
func worse(a, b Status) Status {
	if slices.Index(ranks, a) > slices.Index(ranks, b) {
		return a
	}
	return b
}

// Counts returns the figures of a map.
func (m *Map) Counts() Counts {
	worst := map[string]Status{}
	for _, l := range m.Lanes {
		for _, a := range l.Accesses {
			worst[a.Posn+a.At] = worse(worst[a.Posn+a.At], a.Status)
		}
	}
	c := Counts{Accesses: len(worst)}
	for _, s := range worst {
		switch s {
		case Guarded:
			c.Guarded++
		case Ordered:
			c.Ordered++
		case Racing:
			c.Racing++
		case Unproved:
			c.Unproved++
		}
	}
	return c
}

// Clone returns a copy of maps of which [Package.MapFiles] may change the names.
func Clone(maps []Map) []Map {
	out := append([]Map{}, maps...)
	for i := range out {
		if g := out[i].Guard; g != nil {
			clone := *g
			out[i].Guard = &clone
		}
		out[i].Lanes = slices.Clone(out[i].Lanes)
		for j := range out[i].Lanes {
			out[i].Lanes[j].Accesses = slices.Clone(out[i].Lanes[j].Accesses)
			out[i].Lanes[j].Also = slices.Clone(out[i].Lanes[j].Also)
		}
	}
	return out
}

// Withdraw says of the maps whose findings are all withdrawn that no access of them is part of a
// finding. The findings are given by their positions: why has the reasons of those that are
// withdrawn, left has the others.
func Withdraw(list []Map, why map[string]string, left map[string]bool) {
	for i := range list {
		reason, remains, racing := "", false, []*Access(nil)
		for j := range list[i].Lanes {
			for k := range list[i].Lanes[j].Accesses {
				a := &list[i].Lanes[j].Accesses[k]
				if a.Status == Racing {
					racing = append(racing, a)
				}
				if why[a.Posn] != "" && reason == "" {
					reason = why[a.Posn]
				}
				remains = remains || left[a.Posn]
			}
		}
		if reason == "" || remains {
			continue
		}
		for _, a := range racing {
			a.Status, a.Why = Unproved, []string{reason}
		}
	}
}

// MapFiles replaces the names of files by what f returns for a position.
func (p *Package) MapFiles(f func(posn string) string) {
	for i := range p.Findings {
		p.Findings[i].Posn = f(p.Findings[i].Posn)
	}
	for i := range p.Maps {
		m := &p.Maps[i]
		if m.Guard != nil {
			m.Guard.Stated = f(m.Guard.Stated)
		}
		for j := range m.Lanes {
			m.Lanes[j].Posn = f(m.Lanes[j].Posn)
			for k := range m.Lanes[j].Also {
				m.Lanes[j].Also[k].Posn = f(m.Lanes[j].Also[k].Posn)
			}
			for k := range m.Lanes[j].Accesses {
				m.Lanes[j].Accesses[k].Posn = f(m.Lanes[j].Accesses[k].Posn)
			}
		}
	}
}
