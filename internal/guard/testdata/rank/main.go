// Rank picks the numbers of guard.Evidence by cross-validation. It is for development only:
// its corpora are not part of the repository.
//
//	go run ./internal/guard/testdata/rank collect NAME [packages] >> rows.jsonl    in the folder of a module
//	go run ./internal/guard/testdata/rank fit -verdicts FILE,… -bugs FILE rows.jsonl
//
// Collect prints a row for each variable and each lock that accesses to it hold. Fit joins
// the rows with verdicts on findings (testdata/triage) and with known bugs, and prints for
// each set of numbers what it finds, and which set is best on all repositories but one.
package main

import (
	"fmt"
	"os"
)

func main() {
	err := fmt.Errorf("usage: rank collect NAME [packages] | rank fit [flags] FILE")
	switch {
	case len(os.Args) > 2 && os.Args[1] == "collect":
		err = collect(os.Args[2], os.Args[3:])
	case len(os.Args) > 2 && os.Args[1] == "fit":
		err = fit(os.Args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// row is what the accesses to one variable say about one lock.
type row struct {
	Name, Package, Var, Lock string
	ForReaders, ForChangers  float64 // functions that hold the lock
	AgainstReaders           float64 // functions that do not
	AgainstChangers          float64
	Written, Commented       bool
	Near                     int      // the length of the path from the lock to the map
	Places                   []string // where an access lacks the lock, or the map leaks
}
