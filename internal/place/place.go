// Package place implements access paths: where a map, a lock, a channel or a WaitGroup lives.
// A [Place] is a root (a parameter, a captured variable, a global, a value of the function)
// and at most [MaxSteps] steps (field, element). A dereference is not a step: p.f and (*p).f are
// one place, and so are a variable and the map that it holds.
//
// Construction, comparison, aliasing and printing of places belong here. The place of an SSA
// value is found in package heap: this package imports neither go/ssa nor go/ast.
//
// Access paths of bounded length are those of RacerD (Blackshear et al., OOPSLA 2018).
package place

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// MaxSteps bounds the length of a path. Real code reaches maps in at most four steps.
//
// False negative: a longer path becomes unknown, and an unknown place is never reported.
const MaxSteps = 4

// Kind says what the root of a place is.
type Kind uint8

const (
	Unknown Kind = iota
	Param        // parameter Index of the function, where a receiver is parameter 0
	FreeVar      // captured variable Index of the closure
	Global       // package-level variable Name
	Local        // object that the function itself allocates, Name
	Value        // any other value, Name, which may alias other places
	Result       // result Index of the function, in a summary: a fresh object
)

// Place is an access path. It is comparable. The zero Place is unknown.
type Place struct {
	Kind Kind
	// Wild is set for a lock that is reached through a stored pointer or an interface: it may
	// be the same object as a lock at another place.
	Wild  bool
	Index int
	Name  string // of a Global, with its package path; of a Local or Value, unique in the function
	Path  string // steps: ".field", "[3]", "[*]" (slice), `{"a}`, "{3}", "{*}" (map), "{$1}" (key is parameter 1); "!" marks content
	Owner string // the last field step with the type that declares it: "pkg.T.f"
}

// Root returns the place without its steps.
func (p Place) Root() Place {
	p.Path, p.Owner, p.Wild = "", "", false
	return p
}

// Known reports whether p names a place at all.
func (p Place) Known() bool { return p.Kind != Unknown }

// Valid reports whether p has the form of the places that the functions here make.
func (p Place) Valid() bool {
	if p.Kind > Result || p.Index < 0 || long(p.Path, "") {
		return false
	}
	for i, s := range split(strings.TrimRight(p.Path, "#<")) {
		if s = strings.TrimRight(s, content); s == "" && i == 0 {
			continue // the content of the root
		}
		if len(s) < 2 || s[0] == '[' && s[len(s)-1] != ']' || s[0] == '{' && s[len(s)-1] != '}' || !strings.ContainsRune(".[{", rune(s[0])) {
			return false
		}
	}
	return true
}

// Len returns the number of steps.
func (p Place) Len() int { return steps(p.Path) }

// long reports whether a path and its continuation have more steps than [MaxSteps]. One
// element of a slice or array is not counted, because it is usually a shard, as in
// shards[i].peers[k].conns. This costs a twentieth more time on large packages; five steps for
// all paths would cost a fifth.
func long(path, more string) bool {
	n := steps(path) + steps(more)
	return n > MaxSteps+1 || n > MaxSteps && !strings.Contains(path, "[") && !strings.Contains(more, "[")
}

// steps returns the number of steps in a path.
func steps(path string) int {
	n := 0
	for i := range len(path) {
		switch path[i] {
		case '.', '[', '{':
			n++
		}
	}
	return n
}

// Field returns the place of a field of p. Owner is the named type that declares the field,
// "" if there is none.
func (p Place) Field(name, owner string) Place {
	if owner != "" {
		owner += "." + name
	}
	return p.step("."+name, owner)
}

// Closed returns the place that represents the closing of the channel p.
func (p Place) Closed() Place {
	if p.Known() {
		p.Path += "#"
	}
	return p
}

// Open returns the channel if p represents its closing, else p.
func (p Place) Open() Place {
	p.Path = strings.TrimSuffix(p.Path, "#")
	return p
}

// Taken returns the place that represents receives from the channel p, for which a sender waits
// if the channel is unbuffered. It has its own Owner, so that a send to a channel is not taken
// for a receive from it.
func (p Place) Taken() Place {
	if p.Known() {
		p.Path += "<"
		if p.Owner != "" {
			p.Owner += "<"
		}
	}
	return p
}

// IsTaken reports whether p represents receives from a channel.
func (p Place) IsTaken() bool { return strings.HasSuffix(p.Path, "<") }

// Content returns the place of what p hands out to every goroutine that asks, where p is an
// atomic variable, a sync.Map or a channel with room for one. Of a sync.Map, [Place.MapElem]
// then names one value.
func (p Place) Content() Place {
	if p.Known() {
		p.Path += content
	}
	return p
}

const content = "!"

// Published reports whether p lies in the content of such a variable.
func (p Place) Published() bool { return strings.Contains(p.Path, content) }

// Index is an index or key in a place: a constant, or the value of a parameter. The zero Index
// is unknown.
type Index struct{ text string }

// Number returns the index that is a constant number or boolean, given as text.
func Number(text string) Index { return Index{escape(text)} }

// String returns the key that is a constant string. A quotation mark distinguishes it from
// numbers and parameters: "$1" is not a parameter and "3" is not 3.
func String(s string) Index { return Index{`"` + escape(s)} }

// ParamIndex returns the index or key that is the value of parameter i.
func ParamIndex(i int) Index { return Index{"$" + strconv.Itoa(i)} }

// ContextKey returns the key of a value in a context, by the name of the key.
func ContextKey(name string) Index { return Index{contextKey + escape(name)} }

const contextKey = "context:"

// Param returns the number of the parameter whose value the index is.
func (i Index) Param() (param int, ok bool) {
	if !strings.HasPrefix(i.text, "$") {
		return 0, false
	}
	n, err := strconv.Atoi(i.text[1:])
	return n, err == nil
}

// Known reports whether the index is known.
func (i Index) Known() bool { return i.text != "" }

// String returns the text of the index in a path.
func (i Index) String() string {
	if i.text == "" {
		return "*"
	}
	return i.text
}

// escape returns s with the characters that have a meaning in a path escaped, so that different
// strings have different results.
func escape(s string) string {
	if !strings.ContainsAny(s, syntax) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(syntax, s[i]) >= 0 {
			fmt.Fprintf(&b, "%%%02x", s[i])
		} else {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// syntax holds the characters with a meaning in a path, and the escape character.
const syntax = ".[]{}*#<%!"

// Elem returns the place of an element of the slice or array p.
func (p Place) Elem(i Index) Place { return p.step("["+i.String()+"]", p.Owner) }

// MapElem is [Place.Elem] for an element of a map.
func (p Place) MapElem(key Index) Place { return p.step("{"+key.String()+"}", p.Owner) }

// OfContext reports whether p is a value of a context, or lies in one.
func (p Place) OfContext() bool { return strings.Contains(p.Path, "{"+contextKey) }

// Instantiate returns p with each index and key that is a parameter replaced by what index
// returns for the parameter.
func (p Place) Instantiate(index func(param int) Index) Place {
	if !strings.Contains(p.Path, "$") {
		return p
	}
	steps := split(p.Path)
	for i, s := range steps {
		end := strings.LastIndexAny(s, "]}")
		if end < 2 || s[0] == '.' {
			continue
		}
		if n, ok := (Index{s[1:end]}).Param(); ok {
			steps[i] = s[:1] + index(n).String() + s[end:]
		}
	}
	p.Path = strings.Join(steps, "")
	return p
}

// step returns p with one step more, unknown if it becomes too long.
func (p Place) step(s, owner string) Place {
	if p.Kind == Unknown || long(p.Path, s) {
		return Place{}
	}
	p.Path += s
	p.Owner = owner
	return p
}

// Join returns the place to which the steps of rel lead from p: rel with p in place of its
// root.
func (p Place) Join(rel Place) Place {
	if p.Kind == Unknown || long(p.Path, rel.Path) {
		return Place{}
	}
	if rel.Path == "<" {
		return p.Taken()
	}
	p.Path += rel.Path
	if rel.Owner != "" {
		p.Owner = rel.Owner
	}
	p.Wild = p.Wild || rel.Wild
	return p
}

// HasPrefix reports whether p is q or lies within q.
func (p Place) HasPrefix(q Place) bool {
	if p.Root() != q.Root() || !strings.HasPrefix(p.Path, q.Path) {
		return false
	}
	rest := p.Path[len(q.Path):]
	return rest == "" || rest[0] == '.' || rest[0] == '[' || rest[0] == '{'
}

// Variable reports whether p is a field or a global, that is, a declared variable.
func (p Place) Variable() bool {
	return p.Kind == Global && p.Path == "" || p.Owner != "" && strings.HasSuffix(p.Owner, p.Path[strings.LastIndexByte(p.Path, '.')+1:])
}

// Below reports whether p lies in the object that q leads to.
func (p Place) Below(q Place) bool { return p.Path != q.Path && p.HasPrefix(q) }

// Parent returns p without its last step.
func (p Place) Parent() Place {
	if i := strings.LastIndexAny(p.Path, ".[{"); i >= 0 {
		p.Path = p.Path[:i]
	}
	return p
}

// OnlyFields reports whether p is a field, and every step of p is one.
func (p Place) OnlyFields() bool {
	return p.Path != "" && !strings.ContainsAny(p.Path, "[{#<")
}

// Prefixes returns p, then p without its last step, and so on, but not its root.
func (p Place) Prefixes() iter.Seq[Place] {
	return func(yield func(Place) bool) {
		for i := len(p.Path); i > 0; i-- {
			if i == len(p.Path) || p.Path[i] == '.' || p.Path[i] == '[' || p.Path[i] == '{' || p.Path[i] == '#' || p.Path[i] == '<' {
				q := p
				q.Path = p.Path[:i]
				if !yield(q) {
					return
				}
			}
		}
	}
}

// Rest returns the steps of p after those of prefix, as a place to [Place.Join] to another.
func (p Place) Rest(prefix Place) Place {
	p.Path = p.Path[len(prefix.Path):]
	if p.Path == "" {
		p.Owner = ""
	}
	return p
}

// Same reports whether p and q are certainly one object: they have the same root and the same
// steps, and no step is an unknown element of a slice.
func (p Place) Same(q Place) bool {
	return p.Kind != Unknown && p.Root() == q.Root() && p.Path == q.Path && !strings.Contains(p.Path, "[*]")
}

// ManyElems reports whether p passes an element of a map with an unknown key,
// so that two accesses of p may mean two objects.
func (p Place) ManyElems() bool { return strings.Contains(p.Path, "{*}") }

// AnyElem reports whether p passes an unknown element of a slice, array or map.
func (p Place) AnyElem() bool { return strings.Contains(p.Path, "*") }

// MayAlias reports whether the locks p and q may be one object.
//
// False negative: a lock that may protect an access excludes a finding.
func (p Place) MayAlias(q Place) bool {
	switch {
	case p.Kind == Unknown || q.Kind == Unknown || p.Wild || q.Wild:
		return true
	case p.Root() == q.Root():
		return sameButElems(p.Path, q.Path)
	case p.Kind == Local || q.Kind == Local:
		return false // a new object is at no other place
	case p.Owner != "" && q.Owner != "":
		return p.Owner == q.Owner && !(p.Kind == Global && q.Kind == Global)
	case p.Kind == Global && q.Kind == Global:
		return false
	}
	return true
}

// sameButElems reports whether two paths are equal, where an unknown element equals any
// other.
func sameButElems(a, b string) bool {
	if a == b {
		return true
	}
	as, bs := split(a), split(b)
	if len(as) != len(bs) {
		return false
	}
	for i := range as {
		star := strings.Contains(as[i], "*") || strings.Contains(bs[i], "*")
		if as[i] != bs[i] && !(star && as[i][0] == bs[i][0]) {
			return false
		}
	}
	return true
}

// split returns the steps of a path.
func split(path string) []string {
	var out []string
	start := 0
	for i := 1; i <= len(path); i++ {
		if i == len(path) || path[i] == '.' || path[i] == '[' || path[i] == '{' {
			out = append(out, path[start:i])
			start = i
		}
	}
	return out
}

// Compare orders places, so that the output is the same on every run.
func Compare(p, q Place) int {
	switch {
	case p.Kind != q.Kind:
		return int(p.Kind) - int(q.Kind)
	case p.Index != q.Index:
		return p.Index - q.Index
	case p.Name != q.Name:
		return strings.Compare(p.Name, q.Name)
	case p.Path != q.Path:
		return strings.Compare(p.Path, q.Path)
	case p.Owner != q.Owner:
		return strings.Compare(p.Owner, q.Owner)
	case p.Wild != q.Wild:
		if q.Wild {
			return -1
		}
		return 1
	}
	return 0
}

// AnyKeys returns the path of p with all map keys replaced by an unknown key.
func (p Place) AnyKeys() string {
	if !strings.Contains(p.Path, "{") {
		return p.Path
	}
	steps := split(p.Path)
	for i, s := range steps {
		if s != "" && s[0] == '{' {
			steps[i] = "{*" + s[strings.LastIndexByte(s, '}'):]
		}
	}
	return strings.Join(steps, "")
}
