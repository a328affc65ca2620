// A57: maps confined by the index of the worker.
//
// Safe because each worker uses the element with its own index, and no index is
// given to two workers.
//
// Naive mistake: to merge the elements of the slice, or array, into one map.
package forkjoin

import "sync"

// indexedSeen has one map per worker in a slice.
func indexedSeen(n int, in []chan string) int {
	seen := make([]map[string]bool, n)
	var wg sync.WaitGroup
	for w := range n {
		seen[w] = map[string]bool{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			for s := range in[w] {
				seen[w][s] = true
			}
		}()
	}
	for w := range n {
		in[w] <- "x"
		close(in[w])
	}
	wg.Wait()
	return len(seen[0])
}

// indexedWorker is an element with its own state.
type indexedWorker struct {
	id    int
	cache map[string]int
}

func (w *indexedWorker) loop(wg *sync.WaitGroup, in <-chan string) {
	defer wg.Done()
	for s := range in {
		w.cache[s] += w.id
	}
}

// indexedWorkers starts a method on each element; all drain one channel.
func indexedWorkers(jobs []string) (n int) {
	workers := make([]*indexedWorker, 4)
	in := make(chan string)
	var wg sync.WaitGroup
	for i := range workers {
		workers[i] = &indexedWorker{id: i, cache: map[string]int{}}
		wg.Add(1)
		go workers[i].loop(&wg, in)
	}
	for _, j := range jobs {
		in <- j
	}
	close(in)
	wg.Wait()
	for _, w := range workers {
		n += len(w.cache)
	}
	return n
}

// indexedArray has an array and passes the index as an argument.
func indexedArray() int {
	var tables [3]map[int]int
	var wg sync.WaitGroup
	for i := range tables {
		tables[i] = make(map[int]int)
	}
	for i := range tables {
		wg.Add(1)
		go func(own int) {
			defer wg.Done()
			for j := range 10 {
				tables[own][j] = own * j
			}
		}(i)
	}
	wg.Wait()
	return len(tables[1])
}

// UseA57 runs the variants.
func UseA57() int {
	in := []chan string{make(chan string), make(chan string)}
	return indexedSeen(len(in), in) + indexedWorkers([]string{"a", "b", "c"}) + indexedArray()
}
