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
	Registry    *effect.Registry        // set for Registered
	Internal    *effect.RuntimeInternal // set for MapInternals, which has no access
}

// EvidenceKind is the kind of evidence that two accesses can run at the same time. Each
// generator of package candidate yields one. Where two kinds yield a finding at one
// position, the finding of the earlier kind is reported, as far as their ranks differ.
type EvidenceKind uint8

const (
	SeenSpawn       EvidenceKind = iota // a function starts the goroutine that makes one access
	StatedGuard                         // a comment states the guard, which an access does not hold
	GuardedMap                          // most accesses hold a lock, and one does not
	ReturnedMap                         // a function returns a map that has a guard
	StripedLocks                        // the lock is one of several, chosen by a key
	SharedObject                        // the object has its own goroutine, or serves many requests
	FilledOnDemand                      // exported functions fill the map when they need to
	Registered                          // everybody gets the object by its name
	PackageState                        // exported functions change a variable of the package as they work
	LockPerObject                       // each object has a lock, all have one map
	SyncedCallback                      // a function that is passed on synchronizes something else
	CopiedStruct                        // the map belongs to a copied struct whose original has a lock
	DifferentLocks                      // two accesses hold different locks of one struct or package
	OwnTestimony                        // a function takes the lock, and accesses the map without it too
	BareThread                          // an access holds a lock, and one of a thread that is seen does not
	UnlockedWrites                      // functions take a lock to read, and none to write
	LoadedEarly                         // a map's variable is read before the lock is taken, and replaced under it
	GivenBack                           // the function has sent the map back, for the next one to receive
	SpawnOfScalar                       // as SeenSpawn, for a scalar
	HalfAtomic                          // some accesses to a scalar are atomic, others are plain
	SharedScalar                        // as SharedObject, for a scalar
	PublishedMap                        // others can get the map from an atomic variable or the like
	LostSince                           // others can store between a look-up and a store
	ClaimedByCopy                       // a struct and its copy share the map
	HalfCloned                          // an object and its clone share the map, which Other changes
	SingleGoroutine                     // no evidence: the finding needs no second goroutine
	NumEvidenceKinds
)

// A Rank orders kinds of evidence by how much their messages say. Of the findings at one
// position, those of the lowest rank are reported.
type Rank uint8

const (
	BySpawn   Rank = iota // the start of a goroutine is seen
	ByGuard               // a map has a guard
	ByObject              // other evidence about maps
	ByWitness             // one access holds a lock of the map, another one does not
	ByScalar              // scalars: flags, counters and pointers
	ByPattern             // patterns that one function shows
	NumRanks
)

// evidenceKinds has the name of each kind, as -explain=rules prints it, its confidence
// before doubts, and its rank.
var evidenceKinds = [NumEvidenceKinds]struct {
	name string
	base Confidence
	rank Rank
}{
	SeenSpawn:       {"a goroutine that is seen to start", Proved, BySpawn},
	StatedGuard:     {"a stated guard", Likely, ByGuard},
	GuardedMap:      {"a guard", Likely, ByGuard},
	ReturnedMap:     {"a guarded map that is returned", Likely, ByGuard},
	StripedLocks:    {"one of several locks", Likely, ByObject},
	SharedObject:    {"an object with a goroutine or handlers", Likely, ByObject},
	FilledOnDemand:  {"a map filled on demand", Likely, ByObject},
	Registered:      {"an object that everybody gets by its name", Likely, ByObject},
	PackageState:    {"a package variable that exported functions change as they work", Likely, ByObject},
	LockPerObject:   {"a lock for each object, a map for all", Likely, ByObject},
	SyncedCallback:  {"a callback that synchronizes something else", Possible, ByObject},
	CopiedStruct:    {"a copied struct", Likely, ByObject},
	DifferentLocks:  {"different locks", Likely, ByWitness},
	OwnTestimony:    {"a lock that the function itself takes elsewhere", Likely, ByWitness},
	BareThread:      {"a lock, and a thread without it", Likely, ByWitness},
	UnlockedWrites:  {"a lock for reads alone", Likely, ByWitness},
	LoadedEarly:     {"a variable that is read before the lock is taken", Likely, ByWitness},
	GivenBack:       {"a map that was given back to its channel", Likely, ByWitness},
	SpawnOfScalar:   {"a scalar and a goroutine that is seen to start", Proved, ByScalar},
	HalfAtomic:      {"a scalar that is accessed atomically elsewhere", Likely, ByScalar},
	SharedScalar:    {"a scalar of an object with a goroutine or handlers", Likely, ByScalar},
	PublishedMap:    {"a published map", Likely, ByPattern},
	LostSince:       {"a lost update", Likely, ByPattern},
	ClaimedByCopy:   {"a map that a copy claims", Likely, ByPattern},
	HalfCloned:      {"half a clone", Likely, ByPattern},
	SingleGoroutine: {"one goroutine alone", Likely, ByPattern},
}

// String returns the name of a kind.
func (k EvidenceKind) String() string { return evidenceKinds[k].name }

// Rank returns the rank of a kind.
func (k EvidenceKind) Rank() Rank { return evidenceKinds[k].rank }

// Evidence returns evidence of that kind, with its base confidence.
func (k EvidenceKind) Evidence() Evidence {
	return Evidence{Kind: k, Confidence: evidenceKinds[k].base}
}

// Kinds is a set of kinds of evidence.
type Kinds uint32

// KindsOf returns the set of some kinds.
func KindsOf(kinds ...EvidenceKind) (ks Kinds) {
	for _, k := range kinds {
		ks |= 1 << k
	}
	return ks
}

// Has reports whether the set contains a kind.
func (ks Kinds) Has(k EvidenceKind) bool { return ks&(1<<k) != 0 }
