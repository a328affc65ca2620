package guard

import "sync"

// Pointer has a lock that is made by new: only its users tell its name.
func Pointer(names []string) map[string]int {
	mu := &sync.Mutex{}
	failed := map[string]int{}
	var wg sync.WaitGroup
	for i, name := range names {
		if _, ok := failed[name]; ok { // want `read of failed is not synchronized`
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			failed[name] = i
			mu.Unlock()
		}()
	}
	wg.Wait()
	return failed
}

// Changed gives the variable another lock: which one is it?
func Changed(names []string) map[string]int {
	mu := &sync.Mutex{}
	failed := map[string]int{}
	var wg sync.WaitGroup
	for i, name := range names {
		if _, ok := failed[name]; ok { // want `read of failed is not synchronized`
			mu = &sync.Mutex{}
			continue
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			failed[name] = i
			mu.Unlock()
		}()
	}
	wg.Wait()
	return failed
}
