package b69

import (
	"maps"
	"net/http"
)

// The ways to insert while ranging.

type registry struct {
	all  map[string][]string
	done map[string]bool
}

// byCallee inserts in a method.
func (r *registry) byCallee() {
	for name, deps := range r.all {
		for _, d := range deps {
			r.register(d, name) // want `this call's write to r\.all on line 24 conflicts with the range on line 17; the loop makes both and goes on afterwards`
		}
	}
}

func (r *registry) register(name, by string) { r.all[name] = []string{by} }

// byLiteral inserts in a function literal.
func (r *registry) byLiteral() {
	add := func(name string) {
		r.done[name+"'"] = true
	}
	for name := range r.done {
		add(name) // want `this call's write to r\.done on line 29 conflicts with the range on line 31; the loop makes both and goes on afterwards`
	}
}

// flatten copies inner maps.
func flatten(m map[string]int, subs map[string]map[string]int) {
	for name := range m {
		maps.Copy(m, subs[name]) // want `write to m conflicts with the range on line 38`
	}
}

// header uses a method of a map.
func header(h http.Header) {
	for name := range h {
		h.Add("X-"+name, "1") // want `write to h conflicts with the range`
	}
}

// total adds an entry of its own, which the loop may then add to itself.
func total(m map[string]int) {
	for _, v := range m {
		m["total"] += v // want `write to m conflicts with the range`
		m["total"] %= 9 // there by now
	}
}

// ifAbsent looks only whether the key is there already.
func (r *registry) ifAbsent(load func(string) []string) {
	for _, deps := range r.all {
		for _, d := range deps {
			if _, ok := r.all[d]; !ok {
				r.all[d] = load(d) // want `write to r\.all conflicts with the range`
			}
		}
	}
}

// ifAbsentAlone does so for one key.
func ifAbsentAlone(m map[string]int) {
	for k := range m {
		if _, ok := m[k+"/"]; !ok {
			m[k+"/"] = 1 // want `write to m conflicts with the range`
		}
		if m[k+"?"] == 0 {
			m[k+"?"] = 1 // want `write to m conflicts with the range`
		}
	}
}

// onError leaves the loop, but not after the insertion.
func (r *registry) onError(load func(string) ([]string, error)) error {
	for name := range r.all {
		deps, err := load(name)
		if err != nil {
			return err
		}
		r.all[name+"/"] = deps // want `write to r\.all conflicts with the range`
	}
	return nil
}

// everyItem ranges once for each item: to range again is not to look for a
// fixed point.
func everyItem(m map[string]int, suffixes []string) {
	for _, s := range suffixes {
		for k, v := range m {
			m[k+s] = v // want `write to m conflicts with the range`
		}
	}
}

// serve ranges at every tick.
func (r *registry) serve(tick chan bool) {
	for {
		select {
		case <-tick:
			for k := range r.done {
				r.done[k+"!"] = true // want `write to r\.done conflicts with the range`
			}
		}
	}
}

// What inserts nothing, or leaves the loop, or means to see the new entry or
// not, stays silent.

// presentOK writes keys that are there already.
func (r *registry) presentOK() {
	for a := range r.all {
		for b := range r.all {
			r.all[b] = append(r.all[b], a)
		}
		key := a
		r.all[key] = nil
		if _, ok := r.all["root"]; ok {
			r.all["root"] = nil
		}
		if deps := r.all["leaf"]; deps != nil {
			r.all["leaf"] = deps[1:]
		}
	}
}

// totalOK has made the entry before.
func totalOK(m map[string]int) {
	m["total"] = 0
	for k, v := range m {
		if k != "total" {
			m["total"] += v
		}
	}
}

// calleePresentOK gives the callee the key of the iteration.
func (r *registry) calleePresentOK() {
	for name := range r.all {
		r.register(name, "self")
		touch(r.done, name)
	}
	for name := range r.done {
		touch(r.done, name)
	}
}

func touch(m map[string]bool, name string) { m[name] = true }

// fixpointOK ranges until nothing is new.
func (r *registry) fixpointOK() {
	for changed := true; changed; {
		changed = false
		for name := range r.done {
			for _, d := range r.all[name] {
				if !r.done[d] {
					r.done[d] = true
					changed = true
				}
			}
		}
	}
}

// worklistOK takes entries out until there are none.
func worklistOK(work map[string]struct{}, next func(string) []string) {
	for len(work) > 0 {
		for k := range work {
			delete(work, k)
			for _, n := range next(k) {
				work[n] = struct{}{}
			}
		}
	}
}

// stepOK is called until it has nothing new.
func (r *registry) stepOK() (changed bool) {
	for name := range r.done {
		r.done[name+"/x"] = true
		changed = true
	}
	return changed
}

// flagOK leaves the loop by way of a flag.
func flagOK(m map[string]int, ks []string) {
	for k := range m {
		found := false
		for _, s := range ks {
			if s == k {
				m[k+s] = 1
				found = true
				break
			}
		}
		if found {
			break
		}
	}
}

// otherMapOK inserts into another map, or into a new one in the same variable.
func (r *registry) otherMapOK() {
	for name := range r.all {
		r.done[name+"'"] = true
	}
	for name := range r.done {
		r.done = map[string]bool{}
		r.done[name+"'"] = true
	}
	seen := map[string]bool{}
	for name := range r.done {
		seen[name+"'"] = true
		r.all[name] = nil
	}
}

// goroutineOK is a matter of the other categories: it waits for the loop.
func goroutineOK(m map[string]bool) {
	done := make(chan bool)
	go func() {
		<-done
		m["x"] = true
	}()
	for k := range m {
		delete(m, k)
	}
	close(done)
}

// UseWays runs them.
func UseWays() {
	r := &registry{all: map[string][]string{}, done: map[string]bool{}}
	r.byCallee()
	r.byLiteral()
	flatten(nil, nil)
	ifAbsentAlone(nil)
	header(nil)
	total(nil)
	r.ifAbsent(nil)
	_ = r.onError(nil)
	everyItem(nil, nil)
	r.presentOK()
	totalOK(nil)
	r.calleePresentOK()
	r.fixpointOK()
	worklistOK(nil, nil)
	r.stepOK()
	flagOK(nil, nil)
	r.otherMapOK()
	goroutineOK(nil)
	r.serve(nil)
}
