// Package link joins what the packages of a module say of themselves. As a compiler leaves
// object files for the linker, the analysis of a package leaves a [Record]: which functions
// call which others, with which locks, and what its findings rest on. [Link] follows the calls
// through all packages, from the functions with which threads begin. So it knows of every
// function who runs it, and what a package alone has to assume of its callers.
//
// The link step reads records, and neither source nor types. What it concludes holds for the
// packages that it is given: [Module] says whether these are all.
//
// A reason why the module refutes a finding is a row in refute.go. What a record has to say for
// it is a field here, and package record fills it.
package link

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/wire"
)

// A Record is what the analysis of a package leaves for the link step.
type Record struct {
	Package   string // its import path
	Main      bool   // it is a command
	Functions []Function
	Calls     []Call
	Types     []Type
	Asked     []Type // interfaces, by the name of the method that is called: "(pkg.I).M"
	Opened    []Opening
	Boxed     []string // types whose objects become values of an interface of the module
	Findings  []Finding
}

// A Function is one of the package: "(*pkg.T).M" as go/types names it, "pkg.F$1" if it is the
// first literal in F.
type Function struct {
	Name   string
	Access Access
	Test   bool // it is in a test file
}

// Access says who may call a function beside those whose calls are in the records.
type Access uint8

const (
	Inner    Access = iota // nobody
	Exported               // whoever can import its package
	Begins                 // the runtime: main, and the initialization of a package
	Served                 // other people's code, many times at once
	Anybody                // code that the records do not show: its address is taken
)

// A Call is a place at which a function runs another one.
type Call struct {
	Caller string
	Callee string        // a function, or a method of an interface: "(pkg.I).M"
	How    How           // how it runs
	Locks  state.SyncSet // held at the call, as far as the callee can name them
	Object Object        // what the caller passes as receiver, or as first argument
	Early  bool          // nothing that the caller did before has started a goroutine
	Loop   bool          // the call is repeated
	// Through is the variable that holds the interface whose method is called: "pkg.T.f" if it is
	// a field of the receiver of the caller, "pkg.v" if it is a global, "" if it is another one.
	Through string
	OfSelf  bool          // Through is a field of the receiver
	Held    state.SyncSet // with Through: the locks as the caller names them
	Posn    string        // with Through: where the call is
	Silent  bool          // nothing is to be reported there
}

// How says how a call runs its callee.
type How uint8

const (
	Direct    How = iota // the caller waits for it
	Dynamic              // as Direct, through an interface
	Go                   // on a goroutine of its own
	GoDynamic            // as Go, through an interface
	Value                // the caller makes a value of it, which somebody may call later
)

// dynamic reports whether the callee is a method of an interface.
func (h How) dynamic() bool { return h == Dynamic || h == GoDynamic }

// starts reports whether the callee runs on another goroutine than the caller.
func (h How) starts() bool { return h == Go || h == GoDynamic || h == Value }

// Object says whose object the first argument of a call is: the receiver of a method.
type Object uint8

const (
	Other Object = iota // somebody's
	Same                // the receiver or first argument of the caller
	Fresh               // the caller has made it, and has given it to nobody
)

// A Type is one that may stand behind an interface, with those of its methods that have
// something to say. Methods of embedded types are among them.
type Type struct {
	Name    string
	Methods []Method
}

// A Method is one of a type or an interface.
type Method struct {
	Name      string
	Signature uint32 // a hash of its type
	Func      string // the function that runs, "" for that of an interface
	Effects   []Effect
}

// An Effect is what a method does to a map that its receiver leads to.
type Effect struct {
	Path  string        // from the receiver to the map
	Op    state.Op      // what it does
	Locks state.SyncSet // held at it, relative to the method
	Expr  string        // the map as the source writes it
	Posn  string
}

// An Opening says that objects of a type become values of an interface that other people's
// code declares: it may call those methods.
type Opening struct {
	Type    string
	Methods []string // "*" stands for all that are exported
}

// A Finding is what the link step knows of a reported one: where it is, and what it rests on.
type Finding struct {
	Posn      string // as it is reported
	Category  string
	Certainty conflict.Confidence
	Pairs     []Pair // all that were found, nil if there are more than the record has
}

// A Pair is two accesses that the package takes to conflict.
type Pair struct{ A, B Side }

// A Side is one access of a pair, as a thread reaches it.
type Side struct {
	// Roots are the functions that lead to the access: the thread root itself or, of a
	// goroutine, the functions that start it.
	Roots    []string
	Kind     effect.RootKind // of the thread root
	Receiver bool            // the access concerns the receiver of the root
	Locks    state.SyncSet   // held at the access, relative to the root
}

// errVersion is the error for a record that this version has not written.
var errVersion = errors.New("link record of another version, or corrupt")

// maxRecord bounds the size of a record before compression, in bytes.
const maxRecord = 64 << 20

// Encode returns the record as text.
func (r *Record) Encode() string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.DefaultCompression) // the level is valid
	w.Write(wire.Marshal([]string{r.Package}, []*Record{r}))
	w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// Decode returns the record that [Record.Encode] has written.
func Decode(text string) (*Record, error) {
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(text))), maxRecord))
	if err != nil {
		return nil, errVersion
	}
	m, err := wire.Open[Record](data)
	if err != nil || len(m.Names()) != 1 {
		return nil, errVersion
	}
	r := m.Get(m.Names()[0])
	if r == nil || !r.valid() {
		return nil, errVersion
	}
	return r, nil
}

// valid reports whether all parts of a record are such as package record makes.
func (r *Record) valid() bool {
	for i := range r.Functions {
		if r.Functions[i].Access > Anybody {
			return false
		}
	}
	for i := range r.Calls {
		if c := &r.Calls[i]; c.How > Value || c.Object > Fresh || !c.Locks.Valid() || !c.Held.Valid() {
			return false
		}
	}
	for _, t := range r.Types {
		for _, m := range t.Methods {
			if slices.ContainsFunc(m.Effects, func(e Effect) bool { return !e.Op.Valid() || !e.Locks.Valid() }) {
				return false
			}
		}
	}
	for _, f := range r.Findings {
		if f.Certainty > conflict.Possible {
			return false
		}
		for _, p := range f.Pairs {
			if !p.A.valid() || !p.B.valid() {
				return false
			}
		}
	}
	return true
}

func (s *Side) valid() bool { return s.Kind <= effect.Callback && s.Locks.Valid() }

// MapPositions replaces the positions of a record by what f returns for them.
func (r *Record) MapPositions(f func(posn string) string) {
	for i := range r.Findings {
		r.Findings[i].Posn = f(r.Findings[i].Posn)
	}
	for i := range r.Calls {
		if r.Calls[i].Posn != "" {
			r.Calls[i].Posn = f(r.Calls[i].Posn)
		}
	}
	for _, t := range r.Types {
		for _, m := range t.Methods {
			for i := range m.Effects {
				m.Effects[i].Posn = f(m.Effects[i].Posn)
			}
		}
	}
}
