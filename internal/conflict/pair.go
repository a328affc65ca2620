package conflict

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// A Pair is two accesses to one variable and the kind of evidence that they can run at the
// same time. A generator of package candidate yields it; packages veto and doubt say what
// speaks against it. The accesses come from one scope, from two thread roots, or from a
// pattern in one function.
type Pair struct {
	Kind  EvidenceKind
	A, B  Side               // the same side twice if several goroutines make one access
	Scope *effect.SpawnScope // the function that shows both accesses, nil if there is none
	Of    *guard.Variable    // the variable with its accesses, nil in a scope
}

// A Side is one access of a [Pair].
type Side struct {
	*effect.Access
	ByRoot *effect.RootAccess   // the access as its thread root reaches it, nil in other pairs
	Scoped *effect.ScopedAccess // the access in a scope or a pattern, nil in other pairs
	Index  int                  // of the access in its scope
}

// ByRoots returns the pair of two accesses to a variable, as their thread roots reach them.
func ByRoots(kind EvidenceKind, a, b *effect.RootAccess, of *guard.Variable) Pair {
	side := func(u *effect.RootAccess) Side { return Side{Access: &u.Access, ByRoot: u} }
	return Pair{Kind: kind, A: side(a), B: side(b), Of: of}
}

// InScope returns the pair of the accesses i, by a goroutine, and j of a scope.
func InScope(kind EvidenceKind, s *effect.SpawnScope, i, j int) Pair {
	side := func(i int) Side { return Side{Access: &s.Accesses[i].Access, Scoped: &s.Accesses[i], Index: i} }
	return Pair{Kind: kind, A: side(i), B: side(j), Scope: s}
}

// InPattern returns the pair of two accesses that one function shows, without thread roots.
// The accesses are the same if the pattern has only one.
func InPattern(kind EvidenceKind, a, b *effect.ScopedAccess, of *guard.Variable) Pair {
	side := func(it *effect.ScopedAccess) Side { return Side{Access: &it.Access, Scoped: it} }
	return Pair{Kind: kind, A: side(a), B: side(b), Of: of}
}

// Same reports whether both sides are one access.
func (p *Pair) Same() bool { return p.A.Access == p.B.Access }

// Root returns the thread root that reaches the access, nil in a scope.
func (s Side) Root() *effect.Root {
	if s.ByRoot != nil {
		return s.ByRoot.Root
	}
	return s.Scoped.Root
}

// Remarks returns the remarks of the source on an access and on the calls that lead to it.
func (s Side) Remarks() effect.Remarks {
	if s.ByRoot != nil {
		return s.Says | s.ByRoot.PathRemarks
	}
	return s.Says | s.Scoped.PathRemarks
}

// As returns the access without its root. If the root is a goroutine or a handler, the
// result has its thread.
func (s Side) As() effect.ScopedAccess {
	if s.ByRoot == nil {
		return *s.Scoped
	}
	it := s.ByRoot.Scoped()
	it.Spawn = s.ByRoot.Root.Thread
	return it
}
