// Package foreach: functions given to a helper that runs them on goroutines and
// waits: what follows comes after them.
package foreach

import "sync"

func forEach(n int, f func(int)) {
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			f(i)
		}()
	}
	wg.Wait()
}

func Squares(n int) int {
	m := make(map[int]int)
	var mu sync.Mutex
	forEach(n, func(i int) {
		mu.Lock()
		m[i] = i * i
		mu.Unlock()
	})
	return m[3] + len(m)
}

// One runs its function on one goroutine only.
func one(f func()) {
	done := make(chan bool)
	go func() { f(); close(done) }()
	<-done
}

func Once(n int) map[int]int {
	m := make(map[int]int)
	one(func() { m[1]++ })
	m[2]++
	return m
}

// Own maps: one for each call of the function.
func Own(n int) {
	forEach(n, func(i int) {
		m := map[int]int{}
		m[i]++
	})
}

// Apart: each call has an element of its own.
func Apart(n int) []map[int]int {
	ms := make([]map[int]int, n)
	forEach(n, func(i int) {
		if ms[i] == nil {
			ms[i] = map[int]int{}
		}
		ms[i][i] = 1
	})
	return ms
}
