package conflict

// Category is the kind of a finding. The names of categories are stable: users disable them
// by name, and each is a section of the documentation.
type Category string

const (
	WriteWrite  Category = "write-write"  // two writes
	ReadWrite   Category = "read-write"   // a read and a write
	RangeWrite  Category = "range-write"  // an iteration and a write
	RLockWrite  Category = "rlock-write"  // a write under a lock held for reading
	LockLeak    Category = "lock-leak"    // a guarded map leaves its critical section
	SharedCopy  Category = "shared-copy"  // a map is changed that a struct shares with a copy of it
	FrozenWrite Category = "frozen-write" // a published map is changed in place instead of replaced
	LostUpdate  Category = "lost-update"  // a store depends on a look-up under an earlier lock

	RangeMutate  Category = "range-mutate"  // an insertion into the map that the same goroutine ranges over
	MixedAtomic  Category = "mixed-atomic"  // a shared scalar is accessed plainly, or in both ways
	MapInternals Category = "map-internals" // reliance on the runtime's layout of maps
	Directive    Category = "directive"     // a mapconcur comment is wrong or not needed
)

// Info has what flags, documentation and reports say about a category.
type Info struct {
	ID    Category
	Title string // one line
	Level Level
}

// Level says what happens if a finding is not repaired, in the terms of SARIF.
type Level string

const (
	Error   Level = "error"   // the runtime may end the process, or memory is corrupted
	Warning Level = "warning" // results may be wrong
	Note    Level = "note"    // a comment of the source needs attention
)

// Categories returns the table of all categories. A new category is a row here and a text in
// package checkdoc.
func Categories() []Info {
	return []Info{
		{WriteWrite, "two goroutines change one map", Error},
		{ReadWrite, "one goroutine reads a map that another one changes", Error},
		{RangeWrite, "one goroutine iterates over a map that another one changes", Error},
		{RLockWrite, "a map is changed under a lock that is held for reading only", Error},
		{LockLeak, "a function returns the map that its lock guards", Error},
		{SharedCopy, "a map is changed that a struct shares with a copy of it", Error},
		{FrozenWrite, "a map that others can get from an atomic variable or the like is changed in place", Error},
		{LostUpdate, "a store depends on a look-up in an earlier critical section", Warning},
		{RangeMutate, "a loop inserts into the map that it ranges over", Warning},
		{MixedAtomic, "a flag, counter or pointer that goroutines share is accessed without synchronization", Warning},
		{MapInternals, "code relies on how the runtime lays out maps", Error},
		{Directive, "a //mapconcur: comment is wrong or no longer needed", Note},
	}
}

// Anchor returns the URL fragment of the section about a category in docs/checks.md, whose
// heading is its ID.
func (c Category) Anchor() string { return string(c) }
