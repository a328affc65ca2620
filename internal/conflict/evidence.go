package conflict

import (
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Evidence is why a finding is reported, with the details that its message needs.
type Evidence struct {
	Kind        EvidenceKind
	Confidence  Confidence              // of the evidence alone: see Certainty
	effect.Leak                         // how a guarded map leaves its function
	Computed    bool                    // of LostSince: the stored value depends on the one read
	Frozen      *effect.FrozenWrite     // set for PublishedMap
	Internal    *effect.RuntimeInternal // set for MapInternals, which has no access
}

// Confidence says how much of a conflict the analyzer has seen.
type Confidence uint8

const (
	Proved   Confidence = iota // it has seen the start of the goroutine and both accesses
	Likely                     // it has seen an access that breaks the code's own rule
	Possible                   // it relies on a convention
)

// EvidenceKind is the kind of evidence that two accesses can run at the same time. Each
// generator of package candidate yields one.
type EvidenceKind uint8

const (
	SeenSpawn       EvidenceKind = iota // a function starts the goroutine that makes one access
	GuardedMap                          // most accesses hold a lock, or a comment states it
	StripedLocks                        // the lock is one of several, chosen by a key
	SharedObject                        // the object has its own goroutine, or serves many requests
	FilledOnDemand                      // exported functions fill the map when they need to
	LockPerObject                       // each object has a lock, all have one map
	CopiedStruct                        // the map belongs to a copied struct whose original has a lock
	GuardedSiblings                     // a lock guards all other maps of the struct
	SpawnOfScalar                       // as SeenSpawn, for a scalar
	SharedScalar                        // as SharedObject for a scalar, or it is atomic elsewhere
	PublishedMap                        // others can get the map from an atomic variable or the like
	LostSince                           // others can store between a look-up and a store
	ClaimedByCopy                       // a struct and its copy share the map
	HalfCloned                          // an object and its clone share the map, which Other changes
	HeadersSent                         // many requests share the map of their headers
	SingleGoroutine                     // no evidence: the finding needs no second goroutine
	numEvidenceKinds
)

// evidenceKinds has the name of each kind, as -explain=rules prints it, and its confidence
// before doubts.
var evidenceKinds = [numEvidenceKinds]struct {
	name string
	base Confidence
}{
	SeenSpawn:       {"a goroutine that is seen to start", Proved},
	GuardedMap:      {"a guard", Likely},
	StripedLocks:    {"one of several locks", Likely},
	SharedObject:    {"an object with a goroutine or handlers", Likely},
	FilledOnDemand:  {"a map filled on demand", Likely},
	LockPerObject:   {"a lock for each object, a map for all", Likely},
	CopiedStruct:    {"a copied struct", Likely},
	GuardedSiblings: {"guarded siblings", Likely},
	SpawnOfScalar:   {"a word and a goroutine that is seen to start", Proved},
	SharedScalar:    {"a word", Likely},
	PublishedMap:    {"a published map", Likely},
	LostSince:       {"a lost update", Likely},
	ClaimedByCopy:   {"a map that a copy claims", Likely},
	HalfCloned:      {"half a clone", Likely},
	HeadersSent:     {"headers of many requests", Likely},
	SingleGoroutine: {"one goroutine alone", Likely},
}

// String returns the name of a kind.
func (k EvidenceKind) String() string { return evidenceKinds[k].name }

// Evidence returns evidence of that kind, with its base confidence.
func (k EvidenceKind) Evidence() Evidence {
	return Evidence{Kind: k, Confidence: evidenceKinds[k].base}
}
