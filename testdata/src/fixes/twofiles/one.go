// Package twofiles declares a map in one file and shares it in another one.
package twofiles

// State is shared.
type State struct{ m map[string]int }

// New makes a State.
func New() *State { return &State{m: map[string]int{}} }
