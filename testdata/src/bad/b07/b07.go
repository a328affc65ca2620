// Package b07 holds idiom B07, a foreign object's guarded map is read directly:
// the account locks around its own map, the client that reaches into it does not.
//
// Category: read-write
package b07

import "sync"

type account struct {
	mu          sync.RWMutex
	signingKeys map[string]string
}

func (a *account) addKey(k, scope string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.signingKeys[k] = scope
}

func (a *account) revoke(k string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.signingKeys, k)
}

func (a *account) signed(k string) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	_, ok := a.signingKeys[k]
	return ok
}

type client struct {
	acc *account
	key string
}

func (c *client) allowed() bool {
	_, ok := c.acc.signingKeys[c.key] // want `read of c.acc.signingKeys without c\.acc\.mu conflicts with the (write|delete)`
	return ok
}

// Run checks a client while its account changes keys.
func Run() {
	acc := &account{signingKeys: map[string]string{"k": "all"}}
	c := &client{acc: acc, key: "k"}
	done := make(chan bool, 1)
	go func() { done <- c.allowed() }()
	acc.addKey("n", "read")
	acc.revoke("k")
	<-done
}

type clientFixed struct {
	acc *account
	key string
}

func (c *clientFixed) allowed() bool { return c.acc.signed(c.key) }

// RunFixed asks the account, which locks.
func RunFixed() {
	acc := &account{signingKeys: map[string]string{"k": "all"}}
	c := &clientFixed{acc: acc, key: "k"}
	done := make(chan bool, 1)
	go func() { done <- c.allowed() }()
	acc.addKey("n", "read")
	acc.revoke("k")
	<-done
}
