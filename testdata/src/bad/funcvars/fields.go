package funcvars

import "sync"

// options has a function, as a field.
type options struct {
	prefix string
	length func(string) int
}

// Completed completes the options that it is given, around what they have.
func Completed(names []string, o options) map[string]int {
	out := map[string]int{}
	old := o.length
	o.length = func(n string) int {
		if old != nil {
			out[n] = old(n) // want `write to out conflicts with the read on line 19`
		}
		return out[n]
	}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			o.length(n)
		}()
	}
	wg.Wait()
	return out
}

// Passed passes them on by value.
func Passed(names []string) map[string]int {
	out := map[string]int{}
	o := options{prefix: "x", length: func(n string) int {
		out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
		return len(n)
	}}
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

// Pointed has a pointer to them.
func Pointed(names []string) map[string]int {
	out := map[string]int{}
	o := &options{length: func(n string) int {
		out[n] = len(n) // want `write to out conflicts with the same write in another goroutine`
		return len(n)
	}}
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			o.length(n)
		}()
	}
	wg.Wait()
	return out
}
