package main

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// queue is a module in which nothing calls the function that takes no lock.
const queue = `-- internal/queue/queue.go --
package queue

import "sync"

type Queue struct {
	mu   sync.Mutex
	jobs map[string]int
}

func New() *Queue { return &Queue{jobs: map[string]int{}} }

func (q *Queue) Push(job string, prio int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs[job] = prio
}

func (q *Queue) Len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.jobs)
}

func (q *Queue) Drop(job string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.jobs, job)
}

func (q *Queue) Dump() (jobs []string) {
	for j := range q.jobs {
		jobs = append(jobs, j)
	}
	return jobs
}
-- main.go --
package main

import "example.com/m/internal/queue"

func main() {
	q := queue.New()
	for range 2 {
		go func() {
			q.Push("a", q.Len())
			q.Drop("a")
		}()
	}
	select {}
}
`

const inDump = "internal/queue/queue.go:31:2: range over q.jobs without q.mu"

// TestWithdrawn: what the whole module refutes is not reported, and with less than the whole
// module, or another view, it is.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	dir := module(t, queue)
	mapconcur(t, dir, "./...").check(t, 0, "", "")
	mapconcur(t, dir, "example.com/m/...").check(t, 0, "", "")
	mapconcur(t, dir, "-link=false", "./...").check(t, 1, inDump, "")
	mapconcur(t, dir, "./internal/queue").check(t, 1, inDump, "")
	mapconcur(t, filepath.Join(dir, "internal"), "./...").check(t, 1, "queue/queue.go:31:2", "")
	mapconcur(t, dir, "-explain", "./...").check(t, 1, "withdrawn, since nothing in the module calls Queue.Dump: range over q.jobs", "")
	goVet(t, dir, "./...").check(t, 1, "", inDump)
	write(t, dir, "-- other/other.go --\npackage other\n\nvar X int = undefined\n")
	mapconcur(t, dir, "./...").check(t, 2, inDump, "undefined") // it may call Dump
}

// runners is a module in which only both packages together show that goroutines write to a map.
const runners = `-- run/run.go --
package run

type Runner interface{ Run(name string) }

type runner struct{ status map[string]bool }

func (r *runner) Run(name string) { r.status[name] = true }

func New() Runner { return &runner{status: map[string]bool{}} }
-- main.go --
package main

import "example.com/m/run"

var jobs = run.New()

func main() {
	for range 2 {
		go func() {
			jobs.Run("a")
		}()
	}
	select {}
}
`

// TestLinked: what only the module shows has its scope, and obeys flags and directives.
func TestLinked(t *testing.T) {
	t.Parallel()
	const inRun = "main.go:10:12: this call's write to r.status at run.go:7 conflicts with the same write in another goroutine; no lock protects both (write-write)"
	dir := module(t, runners)
	o := mapconcur(t, dir, "./...")
	o.check(t, 1, inRun, "")
	if again := mapconcur(t, dir, "./..."); again != o {
		t.Errorf("got %+v, then %+v", o, again)
	}
	mapconcur(t, dir, "-link=false", "./...").check(t, 0, "", "")
	mapconcur(t, dir, "-checks=read-write", "./...").check(t, 0, "", "")
	mapconcur(t, dir, "-confidence=proved", "./...").check(t, 0, "", "")
	mapconcur(t, dir, "-format=sarif", "./...").check(t, 1, `"scope": "module"`, "")
	goVet(t, dir, "./...").check(t, 0, "", "")
	var tree map[string]map[string][]struct{ Scope, Posn string }
	if err := json.Unmarshal([]byte(mapconcur(t, dir, "-json", "./...").stdout), &tree); err != nil {
		t.Fatal(err)
	}
	if list := tree["example.com/m"]["mapconcur"]; len(list) != 1 || list[0].Scope != "module" {
		t.Errorf("got %+v", tree)
	}
	write(t, dir, "-- main.go --\npackage main\n\nimport \"example.com/m/run\"\n\nvar jobs = run.New()\n\nfunc main() {\n\tfor range 2 {\n\t\tgo func() {\n\t\t\tjobs.Run(\"a\") //mapconcur:ignore they take turns\n\t\t}()\n\t}\n\tselect {}\n}\n")
	mapconcur(t, dir, "./...").check(t, 0, "", "")
	goVet(t, dir, "./...").check(t, 0, "", "")
}

// reflected is a module in which only reflection calls a method.
const reflected = `-- go.mod --
module plain

go 1.25
-- main.go --
package main

import (
	"sync"

	"plain/server"
)

type Users struct {
	mu     sync.RWMutex
	tokens map[string]string
}

func (u *Users) Register(name string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.tokens[name] = ""
}

func (u *Users) Login(name string) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	u.tokens[name] = "token of " + name
}

func main() { server.Serve(&Users{tokens: map[string]string{}}) }
-- server/server.go --
package server

import "reflect"

func Serve(h any) {
	for _, name := range []string{"Register", "Login"} {
		go reflect.ValueOf(h).MethodByName(name).Call([]reflect.Value{reflect.ValueOf("someone")})
	}
	select {}
}
`

// TestReflected: what a package of the module gets as an empty interface may be called by reflection,
// also if the path of the module has no dot, as those of the standard library.
func TestReflected(t *testing.T) {
	t.Parallel()
	mapconcur(t, module(t, reflected), "./...").check(t, 1, "main.go:23:10: write to u.tokens while u.mu is only read-locked", "")
}
