package effect

import (
	"go/token"
	"strings"
)

// Pos is a source position. P is the position if it is in the package under analysis. If
// it is in another package, Text names it ("file.go:12") and P is the call that leads
// there.
type Pos struct {
	Text string
	P    token.Pos `wire:"-"`
}

// At returns P: the position itself, or the call that leads to it.
func (p Pos) At() token.Pos { return p.P }

// Site is what the source says about an access. It does not change when callers instantiate
// the access, so that all copies share it. Package trace makes it.
type Site struct {
	Pos   Pos
	Expr  string  // the map as the source writes it: "s.cache"
	Func  string  // the function or function literal that contains the access, as go/ssa names it
	Field string  // the field that holds the map, as declared: "pkg.T.f"
	Says  Remarks // the remarks about the access and the function that contains it
	// Query is set if Func has results other than an error or its receiver: it is called for
	// its result, whatever its name says.
	Query bool
	// Reported is set for an access of another package if the analysis of that package
	// reports it.
	Reported bool
	// Order is the rank of the position in the source of the package. Positions in different
	// files must not be compared as numbers, since drivers read files in any order.
	Order int `wire:"-"`
	// OwnLock is the lock that belongs to the call which makes the access, if Func holds no
	// other.
	OwnLock OwnLock `wire:"-"`
	// InnerPos is where a callee accesses the map, if Pos is the call of that callee.
	InnerPos token.Pos `wire:"-"`
}

// Inner returns where the map itself is accessed: in the callee if Pos is a call.
func (s *Site) Inner() token.Pos {
	if s.InnerPos.IsValid() {
		return s.InnerPos
	}
	return s.Pos.At()
}

// Declared returns the name of the declared function that contains the access, directly or
// in a function literal.
func (s *Site) Declared() string {
	name, _, _ := strings.Cut(s.Func, "$")
	return name
}

// OwnLock describes a lock that a function holds at an access and that only this call of
// the function can hold, so that it excludes nobody. The zero OwnLock means that there is
// none. Package trace sets it, conflict and report read it.
type OwnLock struct {
	Name string    // the lock as the source writes it
	Of   Ownership // why nobody else can hold it
	In   string    // the declared function, also if a function literal in it makes the access
}

// Ownership says why a lock belongs to one call of a function.
type Ownership uint8

const (
	Declared Ownership = iota // the function declares it
	Copied                    // it is in a struct that the function copies
	Received                  // it is in a struct that the function receives by value
)

// Remarks is what comments and names say about an access or a function: that its author has
// thought of concurrency. A remark may be wrong, and the authors of callers may not have
// read it: it is a reason to doubt a finding, not to drop it.
type Remarks uint8

const (
	SaysSafe     Remarks = 1 << iota // a comment says that no lock is needed here
	SaysAlone                        // the comment of the function says that it must not run concurrently
	SaysForTests                     // the name or the comment of the function says that only tests call it
)

// Has reports whether r contains all of some remarks.
func (r Remarks) Has(some Remarks) bool { return r&some == some }
