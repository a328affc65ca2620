package guard

import (
	"errors"
	"sync"
)

// Wallets has a method that relies on its callers, which forget the lock in one
// place.
type Wallets struct {
	mu       sync.Mutex
	balances map[string]int
}

// NewWallets returns wallets with a goroutine that pays.
func NewWallets() *Wallets {
	w := &Wallets{balances: map[string]int{}}
	w.ensure("first")
	go w.check("a") // want `call leads to a write to w\.balances on line 33 without w\.mu`
	return w
}

func (w *Wallets) check(id string) error {
	w.ensure(id)
	if w.balances[id] < 1 { // want `read of w\.balances without w\.mu`
		return errors.New("no money")
	}
	return nil
}

func (w *Wallets) ensure(id string) {
	if _, ok := w.balances[id]; !ok {
		w.balances[id] = 1000
	}
}

// Pay holds the lock.
func (w *Wallets) Pay(from, to string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ensure(from)
	w.ensure(to)
	w.balances[from] -= n
	w.balances[to] += n
}
