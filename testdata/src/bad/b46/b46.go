// Package b46 holds idiom B46, a shared singleton with per-request state: the
// decoder in the table serves all requests, its map belongs to one of them.
//
// Category: write-write
package b46

import "sync"

type decoder interface {
	parse(body string) int
}

type multipart struct {
	files map[string]int
}

func (m *multipart) parse(body string) int {
	m.files[body] = len(body) // want `write to m.files conflicts with`
	return len(m.files)
}

var decoders = map[string]decoder{
	"multipart": &multipart{files: map[string]int{}},
}

func handle(kind, body string) int { return decoders[kind].parse(body) }

// Run handles several requests at once.
func Run() {
	var wg sync.WaitGroup
	for _, body := range []string{"a", "bb", "ccc"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			handle("multipart", body)
		}()
	}
	wg.Wait()
}

type multipartFixed struct {
	files map[string]int
}

func (m *multipartFixed) parse(body string) int {
	m.files[body] = len(body)
	return len(m.files)
}

var decodersFixed = map[string]func() decoder{
	"multipart": func() decoder { return &multipartFixed{files: map[string]int{}} },
}

func handleFixed(kind, body string) int { return decodersFixed[kind]().parse(body) }

// RunFixed has an instance per request.
func RunFixed() {
	var wg sync.WaitGroup
	for _, body := range []string{"a", "bb", "ccc"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			handleFixed("multipart", body)
		}()
	}
	wg.Wait()
}
