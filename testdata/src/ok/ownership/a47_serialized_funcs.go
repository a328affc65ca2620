// A47: work is sent to a serialiser as functions.
//
// Safe because one goroutine runs all the functions one after the other, so the
// map is confined to it although the literals are written all over the place.
//
// Naive mistake: to take each literal that is passed to an unknown function for
// a goroutine, or to attribute its accesses to the goroutine which sends it.
package ownership

import "sync"

// funcSerializer runs the scheduled functions in order on one goroutine.
type funcSerializer struct {
	queue chan func()
	done  chan struct{}
}

func newFuncSerializer() *funcSerializer {
	s := &funcSerializer{queue: make(chan func(), 16), done: make(chan struct{})}
	go s.run()
	return s
}

func (s *funcSerializer) run() {
	defer close(s.done)
	for f := range s.queue {
		f()
	}
}

func (s *funcSerializer) schedule(f func()) { s.queue <- f }

func (s *funcSerializer) stop() {
	close(s.queue)
	<-s.done
}

// serializedAuthority touches its maps in scheduled functions only.
type serializedAuthority struct {
	ser *funcSerializer
	res map[string]int
}

func (x *serializedAuthority) stats() map[string]int {
	ret := make(chan map[string]int, 1)
	x.ser.schedule(func() {
		out := map[string]int{}
		for k, v := range x.res {
			out[k] = v
		}
		ret <- out
	})
	return <-ret
}

func (x *serializedAuthority) update(k string, v int) {
	x.ser.schedule(func() {
		x.res[k] = v
		x.trim()
	})
}

// trim runs on the serialiser.
func (x *serializedAuthority) trim() {
	for k, v := range x.res {
		if v < 0 {
			delete(x.res, k)
		}
	}
}

// removeSync waits until its function has run.
func (x *serializedAuthority) removeSync(k string) bool {
	done := make(chan bool)
	x.ser.schedule(func() {
		_, ok := x.res[k]
		delete(x.res, k)
		done <- ok
	})
	return <-done
}

// eventLoop is the same with the channel in the object itself and a method
// value as work.
type eventLoop struct {
	work  chan func(*eventLoop)
	tasks map[int]string // loop only
}

func startEventLoop() *eventLoop {
	l := &eventLoop{work: make(chan func(*eventLoop)), tasks: map[int]string{}}
	go func() {
		for f := range l.work {
			f(l)
		}
	}()
	return l
}

func (l *eventLoop) do(f func(*eventLoop)) { l.work <- f }

func clearTasks(l *eventLoop) { clear(l.tasks) }

// UseA47 schedules from many goroutines.
func UseA47() int {
	x := &serializedAuthority{ser: newFuncSerializer(), res: map[string]int{}}
	l := startEventLoop()
	var wg sync.WaitGroup
	for i, k := range []string{"a", "b", "c"} {
		wg.Go(func() { x.update(k, i-1) })
		wg.Go(func() { x.stats() })
		wg.Go(func() { x.removeSync(k) })
		go l.do(func(l *eventLoop) { l.tasks[i] = k })
		go l.do(clearTasks)
	}
	x.update("z", 26)
	n := len(x.stats())
	l.do(func(l *eventLoop) { delete(l.tasks, 1) })
	wg.Wait()
	x.ser.stop()
	return n + len(x.res) // the serialiser has ended
}
