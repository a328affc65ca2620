// A60: a map made per iteration or per call.
//
// Safe because the allocation is inside the loop body (or the called function),
// so that each goroutine has a new map, and the parent leaves it alone.
//
// Naive mistake: to have one abstract object per allocation site and to see
// many goroutines at it.
package forkjoin

import "sync"

func emitRow(row map[int]string) int {
	row[-1] = "emitted"
	return len(row)
}

// rowsInLoop makes the map in the loop body.
func rowsInLoop(rows [][]string) {
	for _, r := range rows {
		row := map[int]string{}
		go func() {
			for i, c := range r {
				row[i] = c
			}
			emitRow(row)
		}()
	}
}

// startRow makes the map in the function that spawns.
func startRow(r []string, wg *sync.WaitGroup) {
	row := make(map[int]string, len(r))
	row[0] = "header"
	wg.Add(1)
	go func() {
		defer wg.Done()
		for i, c := range r {
			row[i+1] = c
		}
	}()
}

// rowJob is an object with a map, made per iteration.
type rowJob struct{ cells map[int]string }

func newRowJob() *rowJob { return &rowJob{cells: map[int]string{}} }

func (j *rowJob) run(r []string) {
	for i, c := range r {
		j.cells[i] = c
	}
	emitRow(j.cells)
}

func rowJobs(rows [][]string) {
	for _, r := range rows {
		j := newRowJob()
		j.cells[-2] = "new"
		go j.run(r)
	}
}

// rowArguments makes the map in the arguments of the go statement.
func rowArguments(rows [][]string) {
	for range rows {
		go emitRow(map[int]string{})
		go emitRow(make(map[int]string))
		go newRowJob().run([]string{"x"})
	}
}

// rowInside makes it inside the literal.
func rowInside(n int) int {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			row := map[int]string{}
			row[1] = "one"
			emitRow(row)
		})
	}
	own := map[int]string{}
	emitRow(own)
	wg.Wait()
	return len(own)
}

// rowReassigned assigns a new map to a variable of the loop body.
func rowReassigned(rows [][]string) {
	var wg sync.WaitGroup
	for i := range rows {
		var row map[int]string
		if i%2 == 0 {
			row = map[int]string{}
		} else {
			row = map[int]string{-5: "odd"}
		}
		wg.Go(func() { emitRow(row) })
	}
	wg.Wait()
}

// UseA60 runs the variants.
func UseA60() int {
	rows := [][]string{{"a", "b"}, {"c"}, {}}
	rowsInLoop(rows)
	var wg sync.WaitGroup
	for _, r := range rows {
		startRow(r, &wg)
	}
	rowJobs(rows)
	rowArguments(rows)
	rowReassigned(rows)
	wg.Wait()
	return rowInside(3)
}
