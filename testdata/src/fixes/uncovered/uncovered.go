// Package uncovered has maps to which a new guard would not be held everywhere, or in
// structs that must not have a mutex. There are no fixes.
package uncovered

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"
)

type encoded struct {
	Name  string
	Prefs map[string]string
}

// Users are handled by many requests at once.
type Users struct{ users map[string]*encoded }

// Set changes one.
func (u *Users) Set(w http.ResponseWriter, r *http.Request) {
	one := u.users[r.FormValue("id")]
	one.Prefs[r.FormValue("k")] = r.FormValue("v") // want `write to one\.Prefs conflicts with`
}

// Get encodes one.
func (u *Users) Get(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(u.users[r.FormValue("id")])
}

// Handle makes handlers of them.
func Handle(u *Users, l *List) {
	http.HandleFunc("/set", u.Set)
	http.HandleFunc("/get", u.Get)
	http.HandleFunc("/add", l.Add)
	http.HandleFunc("/show", l.Show)
}

type listed struct{ Tags map[string]bool }

func (l *listed) add(k string) {
	l.Tags[k] = true // want `write to l\.Tags conflicts with`
}

// List has pointers to structs with maps, which a helper encodes.
type List struct{ all []*listed }

// Add changes the first.
func (l *List) Add(w http.ResponseWriter, r *http.Request) { l.all[0].add(r.FormValue("k")) }

// Show encodes all.
func (l *List) Show(w http.ResponseWriter, r *http.Request) { respond(w, l.all) }

func respond(w io.Writer, v any) { respondIndented(w, v) }

func respondIndented(w io.Writer, v any) {
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		log.Print(err)
	}
}

type printed struct {
	id   int
	tags map[string]bool
}

type printer struct{ one printed }

// Mark changes the struct within.
func (p *printer) Mark(k string) {
	p.one.tags[k] = true // want `write to p\.one\.tags conflicts with`
}

func (p *printer) String() string { return fmt.Sprintf("%+v", p.one) }

// Print marks on several goroutines.
func Print(keys []string) string {
	p := &printer{one: printed{tags: map[string]bool{}}}
	for _, k := range keys {
		go p.Mark(k)
	}
	return p.String()
}

type boxed struct{ Tags map[string]bool }

func (b *boxed) add(k string) {
	b.Tags[k] = true // want `write to b\.Tags conflicts with`
}

// answer is what a renderer gets.
func (b *boxed) answer() map[string]any { return map[string]any{"tags": b} }

// Boxes adds on several goroutines.
func Boxes(keys []string, render func(any)) {
	b := &boxed{Tags: map[string]bool{}}
	for _, k := range keys {
		go b.add(k)
	}
	render(b.answer())
}

type whole struct {
	n    int
	tags map[string]bool
}

func (w *whole) add(k string) {
	w.tags[k] = true // want `write to w\.tags conflicts with`
}

// reset gives the object another value, and would another mutex.
func (w *whole) reset() { *w = whole{tags: map[string]bool{}} }

// Reset adds on several goroutines.
func Reset(keys []string) {
	w := &whole{tags: map[string]bool{}}
	w.reset()
	for _, k := range keys {
		go w.add(k)
	}
}

type part struct{ tags map[string]bool }

func (p *part) add(k string) {
	p.tags[k] = true // want `write to p\.tags conflicts with`
}

type parent struct {
	name string
	part part
}

// within copies the part.
func (p *part) within(name string) *parent { return &parent{name: name, part: *p} }

// Parts adds on several goroutines.
func Parts(keys []string) *parent {
	p := &part{tags: map[string]bool{}}
	for _, k := range keys {
		go p.add(k)
	}
	return p.within("a")
}

type ranged struct{ tags map[string]bool }

func (r *ranged) add(k string) {
	r.tags[k] = true // want `write to r\.tags conflicts with`
}

// names copies each in a loop.
func names(list []ranged) (n int) {
	for _, r := range list {
		n += len(r.tags)
	}
	return n
}

// Ranges adds on several goroutines.
func Ranges(keys []string) int {
	list := []ranged{{tags: map[string]bool{}}}
	for _, k := range keys {
		go list[0].add(k)
	}
	return names(list)
}

// Exported has a map that other packages may use.
type Exported struct{ Tags map[string]bool }

// Add changes it.
func (e *Exported) Add(k string) {
	e.Tags[k] = true // want `write to e\.Tags conflicts with`
}

// Tags may be used by other packages too.
var Tags = map[string]bool{}

// Exports adds on several goroutines.
func Exports(keys []string) {
	e := &Exported{Tags: map[string]bool{}}
	for _, k := range keys {
		go e.Add(k)
		go func() {
			Tags[k] = true // want `write to Tags conflicts with`
		}()
	}
}

// Kept is given a map that its creator goes on to use.
type Kept struct{ tags map[string]bool }

// Add changes it.
func (k *Kept) Add(tag string) {
	k.tags[tag] = true // want `write to k\.tags conflicts with`
}

// Keep goes on to use it.
func Keep(tags []string) int {
	all := map[string]bool{}
	k := &Kept{tags: all}
	for _, t := range tags {
		go k.Add(t)
	}
	all["x"] = true
	return len(tags)
}

type gated struct {
	gate chan struct{}
	tags map[string]bool
}

func (g *gated) enter() { g.gate <- struct{}{} }
func (g *gated) leave() { <-g.gate }

// add holds a channel by other functions.
func (g *gated) add(k string) {
	g.enter()
	defer g.leave()
	g.tags[k] = true
}

func (g *gated) has(k string) bool { return g.tags[k] } // want `read of g\.tags conflicts with`

// Gates adds beside a look-up.
func Gates() bool {
	g := &gated{gate: make(chan struct{}, 1), tags: map[string]bool{}}
	var wg sync.WaitGroup
	wg.Go(func() { g.add("a") })
	ok := g.has("b")
	wg.Wait()
	return ok
}
