// A22: a global mutex for a global map, or both in one anonymous struct.
//
// Safe because the global mutex is held at all accesses of the global map.
//
// Naive mistake: to identify locks by receiver only, and so to have no identity
// for a package-level mutex or for the fields of an anonymous struct.
package locks

import "sync"

type globalModule struct{ name string }

var (
	modulesMu sync.RWMutex
	modules   = make(map[string]globalModule)
)

func registerModule(m globalModule) {
	modulesMu.Lock()
	defer modulesMu.Unlock()
	if _, dup := modules[m.name]; dup {
		return
	}
	modules[m.name] = m
}

func lookupModule(name string) (globalModule, bool) {
	modulesMu.RLock()
	defer modulesMu.RUnlock()
	m, ok := modules[name]
	return m, ok
}

var hostTable struct {
	sync.Mutex
	byName map[string][]string
}

func addHost(name, addr string) {
	hostTable.Lock()
	defer hostTable.Unlock()
	if hostTable.byName == nil {
		hostTable.byName = map[string][]string{}
	}
	hostTable.byName[name] = append(hostTable.byName[name], addr)
}

func hostAddrs(name string) int {
	hostTable.Lock()
	n := len(hostTable.byName[name])
	hostTable.Unlock()
	return n
}

// namedFieldTable is an anonymous struct with a named mutex, made by a literal.
var namedFieldTable = struct {
	mu sync.Mutex
	m  map[string]int
}{m: map[string]int{}}

func bumpNamed(k string) {
	namedFieldTable.mu.Lock()
	namedFieldTable.m[k]++
	namedFieldTable.mu.Unlock()
}

func dropNamed(k string) {
	t := &namedFieldTable
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.m, k)
}

// globalLockOfObjects guards the maps of all objects of a type.
var globalLockOfObjects sync.Mutex

type looseObject struct{ attrs map[string]string }

func (o *looseObject) set(k, v string) {
	globalLockOfObjects.Lock()
	defer globalLockOfObjects.Unlock()
	o.attrs[k] = v
}

func (o *looseObject) get(k string) string {
	globalLockOfObjects.Lock()
	defer globalLockOfObjects.Unlock()
	return o.attrs[k]
}

// UseA22 works on the globals from several goroutines.
func UseA22() int {
	o := &looseObject{attrs: map[string]string{}}
	for _, n := range []string{"a", "b"} {
		go registerModule(globalModule{n})
		go lookupModule(n)
		go addHost(n, "::1")
		go hostAddrs(n)
		go bumpNamed(n)
		go dropNamed(n)
		go o.set(n, n)
		go o.get(n)
	}
	registerModule(globalModule{"main"})
	addHost("main", "::1")
	bumpNamed("main")
	o.set("main", "1")
	modulesMu.Lock()
	delete(modules, "main")
	modulesMu.Unlock()
	return hostAddrs("main") + len(o.get("main"))
}
