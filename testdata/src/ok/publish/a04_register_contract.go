// A04: a registry without a lock; Register may be called from init only.
//
// Safe because all callers of Register are init functions, and these are
// complete before main.main starts.
//
// Naive mistake: to report the pair "exported function writes a global map,
// goroutines read it" although the contract of the writer excludes it.
package publish

import "sort"

// CodecA04 is what the registry holds.
type CodecA04 interface{ Encode(string) []byte }

type plainCodec struct{}

func (plainCodec) Encode(s string) []byte { return []byte(s) }

var codecRegistry = map[string]CodecA04{}

// RegisterCodecA04 adds a codec under the given name.
//
// NOTE: this function must only be called during initialization time (i.e. in
// an init() function), and is not thread-safe.
func RegisterCodecA04(name string, c CodecA04) {
	if _, dup := codecRegistry[name]; dup {
		panic("codec registered twice: " + name)
	}
	codecRegistry[name] = c
}

// GetCodecA04 returns the codec registered with the name.
func GetCodecA04(name string) CodecA04 { return codecRegistry[name] }

func init() {
	RegisterCodecA04("plain", plainCodec{})
	mustRegisterCodec("ascii", plainCodec{})
}

func mustRegisterCodec(name string, c CodecA04) {
	if c == nil {
		panic("nil codec")
	}
	RegisterCodecA04(name, c)
}

func codecNames() []string {
	var names []string
	for n := range codecRegistry {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// UseA04 looks codecs up concurrently.
func UseA04() int {
	for range 3 {
		go GetCodecA04("plain")
		go codecNames()
	}
	return len(GetCodecA04("ascii").Encode("x")) + len(codecNames())
}
