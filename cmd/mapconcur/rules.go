package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/mapconcur/mapconcur/internal/ledger"
)

// An explained is the flag -explain of the command. It accepts the values of the analyzer's
// flag, and "rules", which asks for one table of the counts of all packages.
type explained struct {
	passedFlag
	rules *bool
}

// Set sets the flag.
func (f *explained) Set(s string) error {
	if s == rulesFlag {
		*f.rules = true
		return nil
	}
	return f.passedFlag.Set(s)
}

// addRules adds the counts of a package from the message of the diagnostic that carries
// them.
func (r *result) addRules(data string) error {
	var counts []ledger.Count
	if err := json.Unmarshal([]byte(data), &counts); err != nil {
		return err
	}
	r.rules = ledger.Sum(r.rules, counts)
	return nil
}

// printRules prints how often each rule applied, and how often it alone decided.
func printRules(w io.Writer, counts []ledger.Count) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "kind\tspoke\talone\trule")
	for _, c := range counts {
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\n", c.Kind, c.Spoke, c.Alone, c.Rule)
	}
	return t.Flush()
}
