// Package b02 holds idiom B02, read versus delete: the receiving goroutine
// deletes entries that the sending one looks up, and nothing orders the two.
//
// Category: read-write
package b02

import "sync"

type peer struct {
	progress map[int]bool
}

func (p *peer) recvLoop(acks []int) {
	for _, id := range acks {
		delete(p.progress, id) // want `delete from p.progress conflicts with the read`
	}
}

func (p *peer) sendLoop(ids []int) (resend int) {
	for _, id := range ids {
		if p.progress[id] {
			resend++
		}
	}
	return resend
}

// Run starts the receiver and sends meanwhile.
func Run() int {
	p := &peer{progress: map[int]bool{1: true, 2: true, 3: true}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.recvLoop([]int{1, 2})
	}()
	n := p.sendLoop([]int{1, 2, 3})
	<-done
	return n
}

type peerFixed struct {
	mu       sync.Mutex
	progress map[int]bool
}

func (p *peerFixed) recvLoop(acks []int) {
	for _, id := range acks {
		p.mu.Lock()
		delete(p.progress, id)
		p.mu.Unlock()
	}
}

func (p *peerFixed) sendLoop(ids []int) (resend int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range ids {
		if p.progress[id] {
			resend++
		}
	}
	return resend
}

// RunFixed is Run with one mutex over both loops.
func RunFixed() int {
	p := &peerFixed{progress: map[int]bool{1: true, 2: true, 3: true}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.recvLoop([]int{1, 2})
	}()
	n := p.sendLoop([]int{1, 2, 3})
	<-done
	return n
}
