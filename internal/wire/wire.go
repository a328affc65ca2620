// Package wire encodes values compactly: it writes equal strings, structs and slices once,
// however often they occur (hash consing). The facts of a package repeat the same few places
// and locks in thousands of accesses, and go vet reads the facts of all dependencies for every
// package.
//
// The encoding is a list of nodes, children first, and a table of the values. A node is a
// string, whose beginning may be another node (headLen), or the scalars of a struct or slice and
// the numbers of its children. The encoding depends only on the values. It starts with a
// fingerprint of their type, so that data of another version is rejected and not misread.
//
// What the encoded types mean does not belong here: package effect defines them.
package wire

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Marshal encodes structs, each under its own name. Only the exported fields of structs are
// encoded. The types of fields and elements may be integers, strings, structs, slices, and
// pointers to structs, which must not be nil; those of fields also booleans. Marshal panics on
// any other type: that is a mistake in the declaration of the type.
func Marshal[T any](names []string, values []*T) []byte {
	e := encoder{ids: map[string]uint64{}, layouts: layouts{}}
	var table []byte
	for i, v := range values {
		table = binary.AppendUvarint(table, e.node(reflect.ValueOf(names[i])))
		table = binary.AppendUvarint(table, e.node(reflect.ValueOf(v).Elem()))
	}
	out := binary.BigEndian.AppendUint32(nil, e.fingerprint(reflect.TypeFor[T]()))
	return append(binary.AppendUvarint(append(out, e.out...), uint64(len(table))), table...)
}

// encoder writes nodes.
type encoder struct {
	out []byte
	ids map[string]uint64 // the numbers of the nodes, by kind and content
	layouts
}

// node writes v unless an equal value was written, and returns the number of its node.
func (e *encoder) node(v reflect.Value) uint64 {
	var buf []byte
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		if head := s[:headLen(s)]; head != "" {
			buf, s = binary.AppendUvarint(buf, e.node(reflect.ValueOf(head))+1), s[len(head):]
		} else {
			buf = append(buf, 0)
		}
		buf = append(buf, s...)
	case reflect.Slice:
		for i := range v.Len() {
			buf = e.value(buf, v.Index(i))
		}
	case reflect.Struct:
		l := e.layouts.of(v.Type())
		if len(l.bools) > 0 {
			set := uint64(0)
			for i, f := range l.bools {
				if v.FieldByIndex(f).Bool() {
					set |= 1 << i
				}
			}
			buf = binary.AppendUvarint(buf, set)
		}
		for _, f := range l.rest {
			buf = e.value(buf, v.FieldByIndex(f))
		}
	}
	key := string(byte(v.Kind())) + string(buf)
	id, ok := e.ids[key]
	if !ok {
		id = uint64(len(e.ids))
		e.ids[key] = id
		e.out = append(binary.AppendUvarint(e.out, uint64(len(buf))), buf...)
	}
	return id
}

// headLen returns the length of a beginning that other strings probably share, 0 if there is
// none: the package path in the name of a field or type, the file in a position. A beginning has
// no beginning itself.
func headLen(s string) int {
	n := sharedLen(s)
	if n > 0 && sharedLen(s[:n]) > 0 {
		return 0
	}
	return n
}

func sharedLen(s string) int {
	slash := strings.LastIndexByte(s, '/') + 1
	if dot := strings.IndexByte(s[slash:], '.'); slash > 0 && dot >= 0 {
		return slash + dot
	}
	if colon := strings.IndexByte(s, ':') + 1; colon < len(s) {
		return colon
	}
	return 0
}

// value appends a scalar, or the number of a node plus one; zero is the empty value.
func (e *encoder) value(buf []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(buf, v.Int())
	case reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(buf, v.Uint())
	case reflect.String, reflect.Slice, reflect.Struct:
		if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
			return append(buf, 0)
		}
		return binary.AppendUvarint(buf, e.node(v)+1)
	case reflect.Pointer:
		return binary.AppendUvarint(buf, e.node(v.Elem())+1)
	}
	panic("wire: cannot encode " + v.Type().String())
}

// layout holds the index paths of the encoded fields of a struct type, those of booleans apart.
type layout struct{ rest, bools [][]int }

// layouts caches the layouts of struct types.
type layouts map[reflect.Type]layout

// of returns the layout of a struct type.
func (ls layouts) of(t reflect.Type) layout {
	l, ok := ls[t]
	if !ok {
		l = fields(t)
		ls[t] = l
	}
	return l
}

// fields returns the layout of a struct type: its fields that are exported and do not have the
// tag `wire:"-"`. The fields of an embedded struct count as fields of the type. All booleans, at
// most 64, are encoded in one number.
func fields(t reflect.Type) layout {
	var out layout
	out.add(t, nil)
	return out
}

// add adds the fields of t, a struct type that the index path leads to.
func (l *layout) add(t reflect.Type, path []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(slices.Clone(path), i)
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			l.add(f.Type, at)
		case !f.IsExported() || f.Tag.Get("wire") == "-":
		case f.Type.Kind() == reflect.Bool:
			l.bools = append(l.bools, at)
		default:
			l.rest = append(l.rest, at)
		}
	}
}

// fingerprint returns a hash of the names and kinds of all encoded fields of a type.
func (ls layouts) fingerprint(t reflect.Type) uint32 {
	h := fnv.New32a()
	var walk func(t reflect.Type)
	walk = func(t reflect.Type) {
		h.Write([]byte{byte(t.Kind())})
		switch t.Kind() {
		case reflect.Slice, reflect.Pointer:
			walk(t.Elem())
		case reflect.Struct:
			l := ls.of(t)
			for _, i := range slices.Concat(l.rest, l.bools) {
				f := t.FieldByIndex(i)
				h.Write([]byte(f.Name))
				walk(f.Type)
			}
			h.Write([]byte{0})
		}
	}
	walk(t)
	return h.Sum32()
}

// errCorrupt is the error for data that [Marshal] did not make from the type.
var errCorrupt = errors.New("wire: data of another version, or corrupt")

// Map holds the values that [Marshal] encoded. A value is decoded when it is asked for.
type Map[T any] struct {
	nodes [][]byte
	at    map[string]int // the node of each value, by its name
	layouts
}

// Open reads the table of the values. Data that [Marshal] did not make from type T is an
// error.
func Open[T any](data []byte) (*Map[T], error) {
	m := &Map[T]{at: map[string]int{}, layouts: layouts{}}
	if len(data) < 4 || binary.BigEndian.Uint32(data) != m.fingerprint(reflect.TypeFor[T]()) {
		return nil, errCorrupt
	}
	for data = data[4:]; len(data) > 0; {
		n, w := binary.Uvarint(data)
		if w <= 0 || n > uint64(len(data)-w) {
			return nil, errCorrupt
		}
		m.nodes = append(m.nodes, data[w:w+int(n)])
		data = data[w+int(n):]
	}
	if len(m.nodes) == 0 {
		return nil, errCorrupt
	}
	last := len(m.nodes) - 1
	table := m.nodes[last]
	m.nodes = m.nodes[:last]
	for len(table) > 0 {
		name, w := binary.Uvarint(table)
		value, v := binary.Uvarint(table[max(w, 0):])
		if w <= 0 || v <= 0 || name >= uint64(last) || value >= uint64(last) {
			return nil, errCorrupt
		}
		d := decoder{nodes: m.nodes, budget: maxValues, layouts: m.layouts}
		text, err := d.text(int(name))
		if err != nil {
			return nil, err
		}
		m.at[text] = int(value)
		table = table[w+v:]
	}
	return m, nil
}

// Get decodes the value of that name. It returns nil if there is none or if the data is
// corrupt.
func (m *Map[T]) Get(name string) *T {
	n, ok := m.at[name]
	if !ok {
		return nil
	}
	d := decoder{nodes: m.nodes, budget: maxValues, layouts: m.layouts}
	v := new(T)
	if d.node(n, reflect.ValueOf(v).Elem()) != nil {
		return nil
	}
	return v
}

// Names lists the names of the values, sorted.
func (m *Map[T]) Names() []string { return slices.Sorted(maps.Keys(m.at)) }

// maxValues bounds the number of values that one call decodes: corrupt data may refer from long
// nodes to long nodes, so that its size is exponential.
const maxValues = 1 << 20

// decoder reads nodes.
type decoder struct {
	nodes    [][]byte
	budget   int // how many more values may be decoded
	pointers map[pointer]reflect.Value
	layouts
}

// pointer identifies a pointer: equal ones lead to the same node and have the same type.
type pointer struct {
	node int
	to   reflect.Type
}

// pointer decodes a pointer to node n. All pointers of a type to one node are equal.
func (d *decoder) pointer(n int, v reflect.Value) error {
	key := pointer{n, v.Type().Elem()}
	if p, ok := d.pointers[key]; ok {
		v.Set(p)
		return nil
	}
	v.Set(reflect.New(key.to))
	if d.pointers == nil {
		d.pointers = map[pointer]reflect.Value{}
	}
	d.pointers[key] = reflect.ValueOf(v.Interface())
	return d.node(n, v.Elem())
}

// node decodes node n, whose children come before it.
func (d *decoder) node(n int, v reflect.Value) error {
	buf := d.nodes[n]
	switch v.Kind() {
	case reflect.String:
		s, err := d.text(n)
		v.SetString(s)
		return err
	case reflect.Slice:
		for len(buf) > 0 {
			elem := reflect.New(v.Type().Elem()).Elem()
			rest, err := d.value(n, buf, elem)
			if err != nil {
				return err
			}
			v.Set(reflect.Append(v, elem))
			buf = rest
		}
		return nil
	}
	l := d.layouts.of(v.Type())
	if len(l.bools) > 0 {
		set, w := binary.Uvarint(buf)
		if w <= 0 || set>>len(l.bools) != 0 {
			return errCorrupt
		}
		for i, f := range l.bools {
			v.FieldByIndex(f).SetBool(set>>i&1 == 1)
		}
		buf = buf[w:]
	}
	for _, f := range l.rest {
		rest, err := d.value(n, buf, v.FieldByIndex(f))
		if err != nil {
			return err
		}
		buf = rest
	}
	if len(buf) > 0 {
		return errCorrupt
	}
	return nil
}

// text decodes node n as a string.
func (d *decoder) text(n int) (string, error) {
	buf := d.nodes[n]
	head, w := binary.Uvarint(buf)
	if d.budget--; w <= 0 || head > uint64(n) || d.budget < 0 {
		return "", errCorrupt
	}
	if head == 0 {
		return string(buf[w:]), nil
	}
	s, err := d.text(int(head - 1))
	if headLen(s) > 0 { // Marshal writes no such head
		return "", errCorrupt
	}
	return s + string(buf[w:]), err
}

// value decodes one value of node n from buf and returns the rest.
func (d *decoder) value(n int, buf []byte, v reflect.Value) ([]byte, error) {
	if d.budget--; d.budget < 0 {
		return nil, errCorrupt
	}
	var w int
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var x int64
		x, w = binary.Varint(buf)
		v.SetInt(x)
	default:
		var x uint64
		x, w = binary.Uvarint(buf)
		switch {
		case w <= 0:
		case v.CanUint():
			v.SetUint(x)
		case x > uint64(n), x == 0 && v.Kind() == reflect.Pointer: // children come first
			return nil, errCorrupt
		case x == 0:
		case v.Kind() == reflect.Pointer:
			if err := d.pointer(int(x-1), v); err != nil {
				return nil, err
			}
		default:
			if err := d.node(int(x-1), v); err != nil {
				return nil, err
			}
		}
	}
	if w <= 0 {
		return nil, errCorrupt
	}
	return buf[w:], nil
}
