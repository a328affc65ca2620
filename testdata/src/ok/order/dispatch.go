package order

// An answerer does what it does on a goroutine and answers on a channel of its own.
type answerer interface{ count() <-chan int }

type once struct{ n map[string]int }

func (o *once) count() <-chan int {
	done := make(chan int, 1)
	go func() {
		o.n["all"]++
		done <- len(o.n)
	}()
	return done
}

type twice struct{ n map[string]int }

func (o *twice) count() <-chan int {
	done := make(chan int, 1)
	go func() {
		o.n["all"] += 2
		done <- len(o.n)
	}()
	return done
}

// Whichever it is, the first goroutine has answered when the second is started.
func askTwice(a answerer) int {
	return <-a.count() + <-a.count()
}

func askAll() int {
	return askTwice(&once{n: map[string]int{}}) + askTwice(&twice{n: map[string]int{}})
}
