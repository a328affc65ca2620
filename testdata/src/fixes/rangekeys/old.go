//go:build go1.22

package rangekeys

// Old is of a time without maps.Keys.
func Old(m map[string]int) {
	for name, n := range m {
		m[name+"'"] = n // want `conflicts with the range`
	}
	for _, n := range m {
		m["all"] += n // want `conflicts with the range`
	}
}
