// Package headers holds clients that give all their requests one map of headers.
//
// Category: frozen-write
package headers

import "net/http"

// Client sends requests, as often as its users like.
type Client struct {
	http.Client
	headers http.Header
	token   func() string
}

// Get changes the headers of the client for each request.
func (c *Client) Get(url string) (*http.Response, error) {
	authenticate(c.token, &c.headers) // want `write to c\.headers in place conflicts with other requests`
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header = c.headers
	return c.Do(req)
}

func authenticate(token func() string, headers *http.Header) {
	headers.Set("Authorization", token())
}

// Doer stands for a client.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// API builds its requests in steps.
type API struct {
	Doer    Doer
	Headers http.Header
}

type request struct {
	method string
	header http.Header
}

func (a *API) newRequest(method string) *request {
	r := &request{method: method, header: make(http.Header)}
	if a.Headers != nil {
		r.header = a.Headers
	}
	return r
}

func (r *request) toHTTP(url string) (*http.Request, error) {
	req, err := http.NewRequest(r.method, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header = r.header
	req.Header.Add("Accept-Encoding", "gzip") // want `write to req\.Header in place conflicts with other requests`
	return req, nil
}

// Put sends a request.
func (a *API) Put(url string) (*http.Response, error) {
	req, err := a.newRequest(http.MethodPut).toHTTP(url)
	if err != nil {
		return nil, err
	}
	return a.Doer.Do(req)
}
