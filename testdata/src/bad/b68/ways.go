package b68

import (
	"reflect"
	"unsafe"
)

// The ways to the header of a map.

type table struct{ byName map[string]int }

// inSteps keeps the pointers in variables.
func (t *table) inSteps() int {
	p := unsafe.Pointer(&t.byName)
	pp := (**hmap)(p) // want `unsafe conversion of t\.byName to \*\*hmap`
	return (*pp).count
}

// wordFirst reads the map's pointer as a word.
func wordFirst(m map[string]bool) uint8 {
	p := *(*unsafe.Pointer)(unsafe.Pointer(&m))
	return (*hmap)(p).B // want `unsafe conversion of m to \*hmap`
}

// count reads the first word of the header, which is the length in some
// versions of Go.
func count(m map[string]bool) int {
	return *(*int)(*(*unsafe.Pointer)(unsafe.Pointer(&m))) // want `unsafe conversion of m to \*int`
}

// byReflect has the pointer from reflect, as a uintptr.
func byReflect(m map[string]bool) uint8 {
	return (*hmap)(unsafe.Pointer(reflect.ValueOf(m).Pointer())).flags // want `unsafe conversion of m to \*hmap`
}

type maptype struct {
	hasher func(unsafe.Pointer, uintptr) uintptr
}

type mapiface struct {
	typ *maptype
	val *hmap
}

// hash borrows the hash function of a map type.
func hash[K comparable](k K) uintptr {
	a := any(map[K]struct{}{})
	i := (*mapiface)(unsafe.Pointer(&a)) // want `unsafe conversion of an interface with a map to \*mapiface`
	return i.typ.hasher(unsafe.Pointer(&k), 0)
}

// header is the runtime's header before Go 1.24 under another name; that what
// is converted is a map cannot be seen.
type header struct {
	count     int
	flags     uint8
	B         uint8
	noverflow uint16
	hash0     uint32
}

type eface struct{ typ, word unsafe.Pointer }

func headerOf(m any) *header {
	e := (*eface)(unsafe.Pointer(&m))
	return (*header)(e.word) // want `unsafe conversion to \*header, a copy of the runtime's map header, conflicts with the runtime of Go 1\.24 and later; its maps have another layout`
}

type mapIter struct {
	m     reflect.Value
	hiter struct{ key, elem unsafe.Pointer }
}

// iterator looks into reflect's iterator.
func iterator(it *reflect.MapIter) unsafe.Pointer {
	return (*mapIter)(unsafe.Pointer(it)).hiter.key // want `unsafe conversion of a reflect\.MapIter to \*mapIter`
}

// What touches no header stays silent.

// identityOK uses the address of a map as its name.
func identityOK(m map[int]int) uintptr {
	return *(*uintptr)(unsafe.Pointer(&m))
}

// namedKeys has the layout of map[string]int.
type key string

// otherTypeOK takes a map for one of a type with the same layout.
func otherTypeOK(m map[string]int) map[key]int {
	return *(*map[key]int)(unsafe.Pointer(&m))
}

// bytesOK converts what is no map.
func bytesOK(s string, m map[string][]byte) []byte {
	b := m[s]
	_ = *(*string)(unsafe.Pointer(&b))
	return *(*[]byte)(unsafe.Pointer(&struct {
		string
		int
	}{s, len(s)}))
}

// holderOK converts a struct that has a map.
func holderOK(t *table) map[string]int {
	return (*struct{ m map[string]int })(unsafe.Pointer(t)).m
}

// flagsOK looks into a reflect.Value, of whatever kind.
func flagsOK(v reflect.Value) uintptr {
	return (*struct {
		_, _ unsafe.Pointer
		flag uintptr
	})(unsafe.Pointer(&v)).flag
}

// typeWordOK reads the type word of an interface that holds a map.
func typeWordOK(m map[string]int) uintptr {
	i := any(m)
	return (*[2]uintptr)(unsafe.Pointer(&i))[0]
}

// UseWays runs all of them.
func UseWays() {
	t := &table{byName: map[string]int{}}
	_ = t.inSteps() + count(nil)
	_ = wordFirst(nil) + byReflect(nil)
	_ = hash(1) + identityOK(nil) + flagsOK(reflect.ValueOf(t)) + typeWordOK(nil)
	_, _, _ = headerOf(t.byName), otherTypeOK(nil), holderOK(t)
	_ = bytesOK("", nil)
	_ = iterator(new(reflect.MapIter))
}
