// Package memdb stands for github.com/hashicorp/go-memdb.
package memdb

// MemDB is a database.
type MemDB struct{}

// Txn begins a transaction.
func (db *MemDB) Txn(write bool) *Txn { return &Txn{} }

// Txn is a transaction.
type Txn struct{}

// ResultIterator goes over objects.
type ResultIterator interface{ Next() any }

// First returns the first object.
func (t *Txn) First(table, index string, args ...any) (any, error) { return nil, nil }

// Get returns all objects.
func (t *Txn) Get(table, index string, args ...any) (ResultIterator, error) { return nil, nil }

// Insert stores an object.
func (t *Txn) Insert(table string, obj any) error { return nil }

// Commit ends the transaction.
func (t *Txn) Commit() {}
