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

type store struct {
	db   *txn
	base *memdb.MemDB
}

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
	e.scaled[group]++ // want `write to e\.scaled in place conflicts with reads by others; they get the same map from the memdb as the function does on line 27`
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

// copy returns a copy of the object that shares nothing.
func (e *events) copy() *events {
	n := new(events)
	*n = *e
	n.scaled = maps.Clone(e.scaled)
	return n
}

// shallow returns a copy of the object that shares the map.
func (e *events) shallow() *events {
	n := new(events)
	*n = *e
	n.job = "copy of " + e.job
	return n
}

// write begins a transaction of its own.
func (s *store) write() *txn { return &txn{s.base.Txn(true)} }

// Scale changes what it has found in a transaction of its own.
func (s *store) Scale(job, group string) error {
	t := s.write()
	found, err := t.First("events", "id", job)
	if err != nil || found == nil {
		return err
	}
	e := found.(*events)
	e.scaled[group]++ // want `write to e\.scaled in place`
	defer t.Commit()
	return t.Insert("events", e)
}

// ScaleShallow changes a copy that has the same map.
func (s *store) ScaleShallow(job, group string) error {
	t := s.write()
	found, err := t.First("events", "id", job)
	if err != nil || found == nil {
		return err
	}
	e := found.(*events).shallow()
	e.scaled[group]++ // want `write to e\.scaled in place`
	defer t.Commit()
	return t.Insert("events", e)
}

// ScaleFixed changes a copy.
func (s *store) ScaleFixed(job, group string) error {
	t := s.write()
	found, err := t.First("events", "id", job)
	if err != nil || found == nil {
		return err
	}
	e := found.(*events).copy()
	e.scaled[group]++
	defer t.Commit()
	return t.Insert("events", e)
}

// Store makes the type known.
func Store() *store { return &store{} }
