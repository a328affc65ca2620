// A07: the parent writes before the go statement; afterwards all only read.
//
// Safe because the go statement is synchronized before the start of the
// goroutine, and no write can run again after it.
//
// Naive mistake: to ignore the order inside the parent and to pair its early
// writes with the reads in the goroutine; or to take the next turn of a loop
// which makes a new map for a write after the go statement.
package publish

import "sync"

func readSeen(seen map[string]bool, wg *sync.WaitGroup) {
	defer wg.Done()
	for k := range seen {
		_ = seen[k]
	}
}

// serveSeen fills in a loop, then spawns in a loop.
func serveSeen(ids []string) int {
	seen := map[string]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	delete(seen, "")
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go readSeen(seen, &wg)
	}
	n := len(seen)
	wg.Wait()
	return n
}

// planJob has its map filled through a helper before the spawn.
type planJob struct {
	args map[string]string
}

func (j *planJob) set(k, v string) { j.args[k] = v }

func (j *planJob) run() { _ = j.args["cmd"] }

func startPlanJob(verbose bool) *planJob {
	j := &planJob{args: make(map[string]string)}
	j.set("cmd", "ls")
	if verbose {
		j.set("v", "1")
	}
	go j.run()
	go func() { _ = len(j.args) }()
	return j
}

// startBatches makes a map, fills it and starts its reader in each iteration.
func startBatches(batches [][]string) {
	for _, b := range batches {
		index := make(map[string]int, len(b))
		for i, s := range b {
			index[s] = i
		}
		go func() {
			for s := range index {
				_ = index[s]
			}
		}()
	}
}

// startOnBranch writes on the branch that does not spawn, and returns.
func startOnBranch(m map[string]int, async bool) {
	m["async"] = 1
	if !async {
		m["async"] = 0
		return
	}
	go func() { _ = m["async"] }()
}

// UseA07 starts all of them and reads on in the parent.
func UseA07() int {
	n := serveSeen([]string{"a", "b"})
	j := startPlanJob(true)
	n += len(j.args["cmd"])
	startBatches([][]string{{"a"}, {"b", "c"}})
	m := map[string]int{}
	startOnBranch(m, true)
	return n + m["async"]
}
