// Package memdb holds objects of a database in memory that are changed in place:
// the snapshots of others have the same objects.
//
// Category: frozen-write
package memdb

import (
	"maps"

	"github.com/hashicorp/go-memdb"
)

type events struct {
	job    string
	scaled map[string]int
}

type txn struct{ *memdb.Txn }

type store struct{ db *txn }

// Upsert changes the object that it has found.
func (s *store) Upsert(job, group string) error {
	found, err := s.db.First("events", "id", job)
	if err != nil {
		return err
	}
	var e *events
	if found != nil {
		e = found.(*events)
	} else {
		e = &events{job: job, scaled: map[string]int{}}
	}
	e.scaled[group]++ // want `write to e\.scaled in place: others get the same map from the memdb that it was taken from on line 24`
	return s.db.Insert("events", e)
}

// UpsertFixed changes a copy.
func (s *store) UpsertFixed(job, group string) error {
	found, err := s.db.First("events", "id", job)
	if err != nil {
		return err
	}
	e := &events{job: job, scaled: map[string]int{}}
	if found != nil {
		old := found.(*events)
		e.scaled = maps.Clone(old.scaled)
	}
	e.scaled[group]++
	return s.db.Insert("events", e)
}

// Rename changes all objects.
func (s *store) Rename() error {
	it, err := s.db.Get("events", "id")
	if err != nil {
		return err
	}
	for raw := it.Next(); raw != nil; raw = it.Next() {
		e := raw.(*events)
		e.scaled["renamed"] = 1 // want `write to e\.scaled in place`
	}
	return nil
}

// Store makes the type known.
func Store() *store { return &store{} }
