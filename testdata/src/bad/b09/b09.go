// Package b09 holds idiom B09, a helper called under RLock creates the entry:
// the caller looks like a reader, the write hides one call below.
//
// Category: rlock-write
package b09

import "sync"

type segment struct{ chunks []string }

type chunkMap struct {
	mu   sync.RWMutex
	segs map[int]*segment
}

func (c *chunkMap) size(k int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.segFor(k).chunks)
}

func (c *chunkMap) add(k int, chunk string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.segFor(k)
	s.chunks = append(s.chunks, chunk)
}

func (c *chunkMap) segFor(k int) *segment {
	s := c.segs[k]
	if s == nil {
		s = new(segment)
		c.segs[k] = s // want `write to c.segs while c.mu is only read-locked`
	}
	return s
}

// Run asks for sizes from several goroutines.
func Run() {
	c := &chunkMap{segs: map[int]*segment{}}
	c.add(0, "x")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.size(i)
		}()
	}
	wg.Wait()
}

type chunkMapFixed struct {
	mu   sync.RWMutex
	segs map[int]*segment
}

func (c *chunkMapFixed) size(k int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if s := c.segs[k]; s != nil {
		return len(s.chunks)
	}
	return 0
}

func (c *chunkMapFixed) add(k int, chunk string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.segFor(k)
	s.chunks = append(s.chunks, chunk)
}

func (c *chunkMapFixed) segFor(k int) *segment {
	s := c.segs[k]
	if s == nil {
		s = new(segment)
		c.segs[k] = s
	}
	return s
}

// RunFixed creates entries on the writing path only.
func RunFixed() {
	c := &chunkMapFixed{segs: map[int]*segment{}}
	c.add(0, "x")
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.size(i)
		}()
	}
	wg.Wait()
}
