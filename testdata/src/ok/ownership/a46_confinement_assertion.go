// A46: confinement with a run-time assertion.
//
// Safe because the map is used on the serve goroutine only, which the functions
// assert; other goroutines send it messages.
//
// Naive mistake: to report methods without a lock which are reachable from a
// goroutine, although only one goroutine per object ever reaches them.
package ownership

import (
	"bytes"
	"runtime"
)

// goroutineLock remembers the goroutine it was made on.
type goroutineLock []byte

func newGoroutineLock() goroutineLock { return currentGoroutine() }

func (g goroutineLock) check() {
	if !bytes.Equal(currentGoroutine(), g) {
		panic("running on the wrong goroutine")
	}
}

func (g goroutineLock) checkNotOn() {
	if bytes.Equal(currentGoroutine(), g) {
		panic("running on the owning goroutine")
	}
}

func currentGoroutine() []byte {
	b := make([]byte, 64)
	b = b[:runtime.Stack(b, false)]
	b = bytes.TrimPrefix(b, []byte("goroutine "))
	i := bytes.IndexByte(b, ' ')
	if i < 0 {
		return b
	}
	return b[:i]
}

type assertedStream struct{ id uint32 }

type assertedConn struct {
	serveG goroutineLock
	frames chan uint32
	closed chan uint32
	done   chan struct{}

	// Everything following is owned by the serve loop.
	streams map[uint32]*assertedStream
}

func newAssertedConn() *assertedConn {
	return &assertedConn{
		frames:  make(chan uint32),
		closed:  make(chan uint32),
		done:    make(chan struct{}),
		streams: map[uint32]*assertedStream{},
	}
}

func (sc *assertedConn) serve(n int) {
	sc.serveG = newGoroutineLock()
	defer close(sc.done)
	for range n {
		select {
		case id := <-sc.frames:
			sc.onFrame(id)
		case id := <-sc.closed:
			sc.closeStream(id)
		}
	}
}

func (sc *assertedConn) onFrame(id uint32) {
	sc.serveG.check()
	st := &assertedStream{id: id}
	sc.streams[id] = st
	go sc.runHandler(st)
}

func (sc *assertedConn) closeStream(id uint32) {
	sc.serveG.check()
	delete(sc.streams, id)
}

// runHandler runs on a goroutine of its own and so only sends.
func (sc *assertedConn) runHandler(st *assertedStream) {
	sc.serveG.checkNotOn()
	sc.closed <- st.id
}

// UseA46 serves two connections; each has its own serve goroutine.
func UseA46() int {
	a, b := newAssertedConn(), newAssertedConn()
	go a.serve(6)
	go b.serve(2)
	for id := range uint32(3) {
		go func() { a.frames <- id }()
	}
	b.frames <- 7
	<-a.done
	<-b.done
	return len(a.streams) + len(b.streams)
}
