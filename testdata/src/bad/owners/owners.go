// Package owners gives one object to two others, of which one has a goroutine.
package owners

type Plan struct{ goals map[string]int }

type drafter struct {
	plan *Plan
	seen int
}

func newDrafter(p *Plan) *drafter { return &drafter{plan: p} }

func (d *drafter) draft(name string) {
	d.seen++
	d.plan.goals[name] = d.seen // want "conflicts with the read"
}

type worker struct {
	plan *Plan
	todo chan string
}

func newWorker(p *Plan) *worker {
	w := &worker{plan: p, todo: make(chan string, 8)}
	go w.loop()
	return w
}

func (w *worker) loop() {
	for name := range w.todo {
		println(w.plan.goals[name])
	}
}

// Runner has a helper that gives both the plan.
type Runner struct {
	plan    *Plan
	drafter *drafter
	worker  *worker
}

func (r *Runner) setup() {
	r.drafter = newDrafter(r.plan)
	r.worker = newWorker(r.plan)
}

func (r *Runner) Run(name string) {
	r.setup()
	r.drafter.draft(name)
}

// Office is made with both.
type Office struct {
	ledger *ledger
	clerk
}

type ledger struct{ book *Book }

type clerk struct {
	book *Book
	todo chan string
}

type Book struct{ lines map[string]int }

func NewOffice() *Office {
	b := &Book{lines: map[string]int{}}
	o := &Office{ledger: &ledger{b}, clerk: clerk{book: b, todo: make(chan string)}}
	go o.clerk.work()
	return o
}

func (c *clerk) work() {
	for k := range c.todo {
		println(c.book.lines[k])
	}
}

func (o *Office) Enter(k string) {
	o.ledger.book.lines[k] = 1 // want "conflicts with the read"
}

// Shop gives what it makes to both, and sends while it goes on.
type Shop struct {
	shelf *shelf
	guard *guard
}

type stock struct{ items map[string]int }

type shelf struct{ stock *stock }

type guard struct {
	stock *stock
	calls chan string
}

func (g *guard) watch() {
	for k := range g.calls {
		println(g.stock.items[k])
	}
}

func (s *Shop) Open(names []string) {
	st := &stock{items: map[string]int{}}
	s.shelf = &shelf{stock: st}
	s.guard = &guard{stock: st, calls: make(chan string)}
	go s.guard.watch()
	for _, n := range names {
		s.shelf.stock.items[n]++ // want "conflicts with the read"
		s.guard.calls <- n
	}
}
