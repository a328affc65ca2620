package instep

import (
	"testing"
	"time"
)

func TestOnce(t *testing.T) {
	f := newFetcher()
	wait := make(chan struct{})
	f.step = wait
	f.start()
	f.in <- 1
	<-wait
	if !f.seen[1] {
		t.Fatal("1 is missing")
	}
}

// The test waits in some of its steps, after which the loop has nothing to do.
func run(t *testing.T, init func() *fetcher, steps []int) {
	f := init()
	wait := make(chan struct{})
	f.step = wait
	f.start()
	defer func() {
		for {
			select {
			case <-wait:
			default:
				return
			}
		}
	}()
	for _, step := range steps {
		switch step {
		case 1:
			f.in <- step
			<-wait
		case 2:
			if len(f.seen) > 1 {
				t.Fatal("too many")
			}
		}
	}
}

func TestSteps(t *testing.T) { run(t, newFetcher, []int{1, 2}) }

func TestTimeout(t *testing.T) {
	f := newFetcher()
	wait := make(chan struct{})
	f.step = wait
	f.start()
	f.in <- 1
	select {
	case <-wait:
	case <-time.After(time.Second):
		t.Error("slow")
	}
	if !f.seen[1] {
		t.Fatal("1 is missing")
	}
}
