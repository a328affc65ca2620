// Package handover finds the maps that functions give to others: they return a map, send it,
// pass it to unknown code, or put it into a request. The package says what the function does
// with the map afterwards and what the receivers in the analyzed package do. It yields plain
// data of package effect.
//
// A new way to give a map away is a case in handovers.go. Whether the giver may keep the map is
// asked here; whether a finding follows is decided in packages candidate and judge. How an
// object gets into a container, and out of it again, belongs in package escape.
package handover
