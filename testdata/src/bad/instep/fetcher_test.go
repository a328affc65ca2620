package instep

import "testing"

func TestNoWait(t *testing.T) {
	f := newFetcher()
	f.step = make(chan struct{}, 9)
	f.start()
	f.in <- 1
	if !f.seen[1] { // want `read of f\.seen conflicts with the write at fetcher\.go:19; the goroutine started at fetcher\.go:14 runs at the same time; no lock protects both, as in 2 more places of the tests`
		t.Fatal("1 is missing")
	}
}

func TestTooLate(t *testing.T) {
	f := newFetcher()
	wait := make(chan struct{})
	f.step = wait
	f.start()
	f.in <- 1
	if !f.seen[1] {
		t.Fatal("1 is missing")
	}
	<-wait
}

func TestOther(t *testing.T) {
	f := newFetcher()
	wait, other := make(chan struct{}, 9), make(chan struct{})
	f.step = wait
	f.start()
	go close(other)
	f.in <- 1
	<-other
	if !f.seen[1] {
		t.Fatal("1 is missing")
	}
}
