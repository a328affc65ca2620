// Getters of maps that are changed in place: the caller has the map itself and
// reads it without the lock.
package guards

import "sync"

// Routes changes its map in place.
type Routes struct {
	mu    sync.Mutex
	table map[string]string
}

// Set writes in place.
func (r *Routes) Set(k, v string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.table[k] = v
}

// Unset writes in place.
func (r *Routes) Unset(k string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.table, k)
}

// Table returns the map under the lock.
func (r *Routes) Table() map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.table // want `return of r\.table without a copy conflicts with the \w+ on line \d+; .* without r\.mu`
}

// Peek returns the map without the lock.
func (r *Routes) Peek() map[string]string {
	return r.table // want `return of r\.table without a copy conflicts with the \w+ on line \d+; .* without r\.mu`
}

var (
	aliasMu sync.Mutex
	aliases = map[string]string{}
)

// SetAlias writes in place.
func SetAlias(k, v string) {
	aliasMu.Lock()
	defer aliasMu.Unlock()
	aliases[k] = v
}

// Alias reads.
func Alias(k string) string {
	aliasMu.Lock()
	defer aliasMu.Unlock()
	return aliases[k]
}

// Aliases returns the global map under the lock.
func Aliases() map[string]string {
	aliasMu.Lock()
	defer aliasMu.Unlock()
	return aliases // want `return of aliases without a copy conflicts with the \w+ on line \d+; .* without aliasMu`
}
