package funcvars

import "sync"

// options has a function, as a field.
type options struct {
	prefix string
	length func(string) int
}

// Locked completes the options that it is given by a function that locks.
func Locked(names []string, o options) map[string]int {
	out := map[string]int{}
	var mu sync.Mutex
	old := o.length
	o.length = func(n string) int {
		l := old(n)
		mu.Lock()
		defer mu.Unlock()
		out[n] = l
		return l
	}
	each(names, o)
	return out
}

func each(names []string, o options) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			o.length(o.prefix + n)
		}()
	}
	wg.Wait()
}

// Before calls the function that it has itself, on its own goroutine.
func Before(names []string, o options) map[string]int {
	out := map[string]int{}
	for _, n := range names {
		o.length(n)
	}
	each(names, o)
	o.length = func(n string) int {
		out[n] = len(n)
		return len(n)
	}
	for _, n := range names {
		o.length(n)
	}
	return out
}

// Chosen has one function or another.
func Chosen(names []string, parallel bool) map[string]int {
	out := map[string]int{}
	o := options{length: func(n string) int { return len(n) }}
	if !parallel {
		o.length = func(n string) int {
			out[n] = len(n)
			return len(n)
		}
	}
	each(names, o)
	return out
}
