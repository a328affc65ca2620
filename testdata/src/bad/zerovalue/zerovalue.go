// Package zerovalue has a type whose zero value is ready to use, but not by several
// goroutines.
package zerovalue

type Versions struct {
	max map[string]int
}

func (v *Versions) init() {
	if v.max == nil {
		v.max = map[string]int{} // want `replacement of v.max conflicts with`
	}
}

func (v *Versions) Set(k string, max int) {
	v.init()
	v.max[k] = max
}

// Serve has goroutines that fill the map.
func Serve(keys []string) {
	v := new(Versions)
	for i, k := range keys {
		go v.Set(k, i)
	}
}

type table struct {
	rows map[string]int
}

// rowsOf is filled where it is made.
func (t *table) rowsOf(keys []string) map[string]int {
	if t.rows == nil {
		rows := map[string]int{}
		for i, k := range keys {
			rows[k] = i
		}
		t.rows = rows // want `replacement of t.rows conflicts with`
	}
	return t.rows
}

// Rows makes the map in each goroutine.
func Rows(keys []string, out chan<- int) {
	t := new(table)
	for range keys {
		go func() { out <- len(t.rowsOf(keys)) }()
	}
}
