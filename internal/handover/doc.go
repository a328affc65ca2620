// Package handover finds the maps that functions give to others: that they return or hand to
// an iterator, send, pass to code of which nothing is known, or put into a request. It says
// what the giver still does with such a map, and what the receivers in the package do. It
// yields plain data of package effect.
//
// A new way to give a map away is a case of [Handovers]. Whether the giver may keep the map is
// asked here; whether a finding follows is decided in packages candidate and judge. How an
// object gets into a container, and out of it again, belongs in package escape.
package handover
