// Package b28 holds idiom B28, the goroutine is started before the fields are
// set: the race is on the variable that holds the map.
//
// Category: range-write
package b28

// Publisher tells its subscribers.
type Publisher struct {
	subs map[string]int
	done chan struct{}
}

// Start starts the loop too early.
func (p *Publisher) Start() {
	p.done = make(chan struct{})
	go p.loop()
	p.subs = map[string]int{"x": 1} // want `replacement of p.subs conflicts with the range`
}

func (p *Publisher) loop() {
	defer close(p.done)
	for range p.subs {
		continue
	}
}

// Run starts a publisher.
func Run() {
	p := new(Publisher)
	p.Start()
	<-p.done
}

// PublisherFixed sets the fields first.
type PublisherFixed struct {
	subs map[string]int
	done chan struct{}
}

// Start starts the loop when all is set.
func (p *PublisherFixed) Start() {
	p.done = make(chan struct{})
	p.subs = map[string]int{"x": 1}
	go p.loop()
}

func (p *PublisherFixed) loop() {
	defer close(p.done)
	for range p.subs {
		continue
	}
}

// RunFixed starts a publisher.
func RunFixed() {
	p := new(PublisherFixed)
	p.Start()
	<-p.done
}
