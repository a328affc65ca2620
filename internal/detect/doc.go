// Package detect lists what the functions of a package show without a second thread:
// maps that are returned without a copy, loops over a map that change it, stores that
// depend on a look-up under an earlier lock, maps that are written to after they were
// published. It yields plain data of package effect. Whether it is reported is decided in
// package conflict.
//
// A new pattern that is found in one function, or in one and its callees, is a file here.
package detect
