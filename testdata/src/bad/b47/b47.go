// Package b47 holds idiom B47, an http.Header is shared between requests:
// assigning it to the request copies no entries, so Set writes the client's.
//
// Category: shared-copy
package b47

import (
	"net/http"
	"sync"
)

type noContent struct{}

func (noContent) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusNoContent, Body: http.NoBody, Request: req}, nil
}

type client struct {
	rt     http.RoundTripper
	header http.Header
}

func (c *client) do(path string) error {
	req, err := http.NewRequest("GET", path, nil)
	if err != nil {
		return err
	}
	req.Header = c.header
	req.Header.Set("X-Request-Id", path) // want `write to (req\.Header|c\.header)`
	resp, err := c.rt.RoundTrip(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// Run sends several requests with one client.
func Run() {
	c := &client{rt: noContent{}, header: http.Header{"Accept": {"*/*"}}}
	var wg sync.WaitGroup
	for _, p := range []string{"/a", "/b", "/c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.do(p)
		}()
	}
	wg.Wait()
}

type clientFixed struct {
	rt     http.RoundTripper
	header http.Header
}

func (c *clientFixed) do(path string) error {
	req, err := http.NewRequest("GET", path, nil)
	if err != nil {
		return err
	}
	req.Header = c.header.Clone()
	req.Header.Set("X-Request-Id", path)
	resp, err := c.rt.RoundTrip(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// RunFixed sends several requests with one client.
func RunFixed() {
	c := &clientFixed{rt: noContent{}, header: http.Header{"Accept": {"*/*"}}}
	var wg sync.WaitGroup
	for _, p := range []string{"/a", "/b", "/c"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.do(p)
		}()
	}
	wg.Wait()
}
