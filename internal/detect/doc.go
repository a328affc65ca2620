// Package detect finds what the functions of a package show without a second thread: loops
// over a map that insert into it, stores that depend on a look-up in an earlier critical
// section, maps that are written to after they were published, code that relies on the
// runtime's representation of maps. It yields plain data of package effect. Package handover
// finds what a function gives away.
//
// A new pattern that is found in one function, or in one and its callees, is a file here.
// Whether a pattern is reported is decided in packages candidate and judge. What needs two threads does
// not belong here, nor what several packages ask about a value, which is in escape or ssaq.
package detect
