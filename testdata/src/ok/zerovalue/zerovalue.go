// Package zerovalue has a type whose zero value is ready to use: all methods make the
// map that they look into, those that only read too.
package zerovalue

// Versions is filled before it is used.
type Versions struct {
	max map[string]int
}

func (v *Versions) init() {
	if v.max == nil {
		v.max = map[string]int{}
	}
}

func (v *Versions) Set(k string, max int) {
	v.init()
	v.max[k] = max
}

func (v *Versions) Max(k string) int {
	v.init()
	return v.max[k]
}

// Serve has goroutines that look versions up.
func Serve(keys []string, out chan<- int) {
	v := configured()
	for _, k := range keys {
		go func() { out <- v.Max(k) }()
	}
}

func configured() *Versions {
	v := new(Versions)
	v.Set("a", 1)
	return v
}
