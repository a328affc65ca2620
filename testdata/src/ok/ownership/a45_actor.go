// A45: an actor: one goroutine owns the map, all others send to it.
//
// Safe because the map is confined to the one goroutine that runs the loop, and
// what the constructor wrote comes before the go statement.
//
// Naive mistake: to report the unlocked writes in the loop against each other
// or against the constructor, or to think of the loop as started several times.
package ownership

type actorAdd struct {
	k string
	v int
}

type actorGet struct {
	k   string
	ret chan int
}

// actor owns m in run.
type actor struct {
	m    map[string]int // owned by run
	add  chan actorAdd
	del  chan string
	get  chan actorGet
	quit chan struct{}
}

func newActor(initial []string) *actor {
	a := &actor{
		m:    make(map[string]int),
		add:  make(chan actorAdd),
		del:  make(chan string),
		get:  make(chan actorGet),
		quit: make(chan struct{}),
	}
	for i, k := range initial {
		a.m[k] = i
	}
	go a.run()
	return a
}

func (a *actor) run() {
	for {
		select {
		case e := <-a.add:
			a.m[e.k] = e.v
		case k := <-a.del:
			a.remove(k)
		case g := <-a.get:
			g.ret <- a.m[g.k]
		case <-a.quit:
			clear(a.m)
			return
		}
	}
}

// remove is called by run only.
func (a *actor) remove(k string) {
	delete(a.m, k)
	if len(a.m) == 0 {
		a.m["empty"] = 1
	}
}

func (a *actor) put(k string, v int) { a.add <- actorAdd{k, v} }
func (a *actor) drop(k string)       { a.del <- k }

func (a *actor) value(k string) int {
	ret := make(chan int)
	a.get <- actorGet{k, ret}
	return <-ret
}

// localOwner has its map in a local variable of the loop.
type localOwner struct {
	events chan string
	counts chan chan map[string]int
}

func startLocalOwner() *localOwner {
	o := &localOwner{events: make(chan string), counts: make(chan chan map[string]int)}
	go o.loop()
	return o
}

func (o *localOwner) loop() {
	seen := map[string]int{}
	for {
		select {
		case e, ok := <-o.events:
			if !ok {
				return
			}
			seen[e]++
		case ret := <-o.counts:
			out := make(map[string]int, len(seen))
			for k, v := range seen {
				out[k] = v
			}
			ret <- out
		}
	}
}

// ownerLiteral starts the loop as a literal and keeps the map in the object.
type ownerLiteral struct {
	state map[int]string
	in    chan int
	done  chan struct{}
}

func startOwnerLiteral() *ownerLiteral {
	o := &ownerLiteral{state: map[int]string{}, in: make(chan int, 4), done: make(chan struct{})}
	go func() {
		defer close(o.done)
		for i := range o.in {
			o.state[i] = "seen"
			o.forgetOld(i)
		}
	}()
	return o
}

func (o *ownerLiteral) forgetOld(i int) {
	for k := range o.state {
		if k < i-2 {
			delete(o.state, k)
		}
	}
}

// UseA45 talks to the owners from several goroutines.
func UseA45() int {
	a := newActor([]string{"x", "y"})
	b := newActor(nil) // another object, another owner
	o := startLocalOwner()
	l := startOwnerLiteral()
	for i, k := range []string{"a", "b"} {
		go a.put(k, i)
		go a.value(k)
		go b.put(k, i)
		go func() { o.events <- k }()
	}
	a.put("z", 26)
	b.put("z", 1)
	b.drop("z")
	ret := make(chan map[string]int)
	o.counts <- ret
	n := len(<-ret)
	for i := range 5 {
		l.in <- i
	}
	close(l.in)
	<-l.done
	return n + a.value("z") + b.value("z") + len(l.state)
}
