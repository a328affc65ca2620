package directives

import "sync"

// Table states its guard. One access breaks the statement: as a majority there
// is none, inference says nothing.
type Table struct {
	mu sync.RWMutex
	//mapconcur:guardedby mu
	rows map[string]int
	cols map[string]int //mapconcur:guardedby mu

	other sync.Mutex
}

// NewTable fills a table that nobody else has.
func NewTable() *Table {
	t := &Table{rows: map[string]int{}}
	t.rows["first"] = 1
	return t
}

func (t *Table) Put(k string) {
	t.mu.Lock()
	t.rows[k] = 1
	t.mu.Unlock()
}

func (t *Table) Init(k string) {
	t.rows[k] = 2 // want `write to t\.rows without t\.mu conflicts with .*; the comment on line 9 says that`
}

func (t *Table) Get(k string) int {
	t.other.Lock()
	defer t.other.Unlock()
	return t.rows[k] // want `read of t\.rows without t\.mu conflicts with .*; the comment on line 9 says that`
}

func (t *Table) Touch(k string) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	t.rows[k]++ // want `write to t\.rows while t\.mu is only read-locked conflicts with .*; the comment on line 9 says that`
}

// Col is the only access, and a write.
func (t *Table) Col(k string) {
	t.cols[k] = 1 // want `write to t\.cols without t\.mu conflicts with .*; the comment on line 11 says that`
}

// Rows lets the map out.
func (t *Table) Rows() map[string]int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rows // want `return of t\.rows without a copy conflicts with the write on line 25`
}

var (
	namesMu sync.Mutex
	names   = map[string]bool{} //mapconcur:guardedby namesMu
)

func Name(k string) {
	names[k] = true // want `write to names without namesMu conflicts with .*; the comment on line \d+ says that`
}

func Named(k string) bool {
	namesMu.Lock()
	defer namesMu.Unlock()
	return names[k]
}

// Box is generic.
type Box[K comparable] struct {
	mu sync.Mutex
	m  map[K]int //mapconcur:guardedby mu
}

func (b *Box[K]) Set(k K) {
	b.m[k] = 1 // want `write to b\.m without b\.mu conflicts with .*; the comment on line \d+ says that`
}

func (b *Box[K]) Get(k K) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.m[k]
}

// Wrong has statements that say nothing.
type Wrong struct {
	a map[int]int //mapconcur:guardedby mux // want `guardedby mux: no field beside a and no variable of the package with that name is a lock`
	b map[int]int //mapconcur:guardedby c // want `guardedby c: no field beside b`
	c int         //mapconcur:guardedby mu // want `guardedby has no effect on c, which is no map`
	d map[int]int //mapconcur:guardedby // want `guardedby without the name of a lock has no effect`
}

//mapconcur:guardedby mu // want `guardedby belongs to a field or to a variable of the package`
func nothing() {}
