package effect

import (
	"github.com/mapconcur/mapconcur/internal/place"
)

// Insert is an assignment to an element of a map that the function's callers
// know: one that they may be ranging over.
type Insert struct {
	Place place.Place
	Key   string // "$1": parameter 1, "^1": captured variable 1, "&1": its address; "" if callers do not know it
	Value string // what is inserted, named likewise
	Sure  bool   // every run of the function makes it
	Pos   Pos
	Expr  string
}

// AddInsert adds an Insert to a bounded list without those that say the same.
func AddInsert(list []Insert, in Insert) []Insert {
	for i := range list {
		if list[i].Place == in.Place && list[i].Key == in.Key && list[i].Value == in.Value {
			list[i].Sure = list[i].Sure || in.Sure
			return list
		}
	}
	if len(list) >= MaxStores {
		return list
	}
	return append(list, in)
}
