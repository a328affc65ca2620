package ondemand

import "sync"

type tables struct{ byID map[int]string }

var (
	allMu sync.Mutex
	all   = tables{byID: map[int]string{}}
)

func nameIn(t *tables, id int) string {
	s, ok := t.byID[id]
	if !ok {
		s = "unknown"
		t.byID[id] = s
	}
	return s
}

// NameOf locks.
func NameOf(id int) string {
	allMu.Lock()
	defer allMu.Unlock()
	return nameIn(&all, id)
}

// NamesOf has a table for each call.
func NamesOf(ids ...int) (out []string) {
	t := tables{byID: map[int]string{}}
	for _, id := range ids {
		out = append(out, nameIn(&t, id))
	}
	return out
}
