// Directives that are wrong, or that silence nothing.
package directives

import "sync"

// noReason is reported and has no effect.
func noReason() {
	m := map[int]int{}
	go func() {
		m[1] = 1 //mapconcur:ignore // want `without a reason has no effect` `write to m conflicts with`
	}()
	m[2] = 2
}

//mapconcur:ignore it only reads // want `silences nothing: remove it`
func stale(m map[int]int) int {
	return m[1]
}

// otherLine has the comment at a line without a finding.
func otherLine() {
	m := map[int]int{}
	go func() {
		m[1] = 1 // want `write to m conflicts with`
	}()

	//mapconcur:ignore the wrong one // want `silences nothing: remove it`
	m[2] = 2
}

//mapconcur:ingore a slip of the pen // want `unknown directive //mapconcur:ingore; known are ignore and guardedby`
func slip() {}

// Partly ignores one of its fields.
type Partly struct {
	mu sync.Mutex
	a  map[int]int
	b  map[int]int //mapconcur:ignore written by init alone
}

func (p *Partly) Put(k int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.a[k], p.b[k] = 1, 1
}

func (p *Partly) Add(k int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.a[k]++
	p.b[k]++
}

func (p *Partly) A(k int) int {
	return p.a[k] // want `read of p\.a without p\.mu conflicts with the \w+ on line \d+`
}

func (p *Partly) B(k int) int { return p.b[k] }
