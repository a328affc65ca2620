// Package headers holds clients whose requests have headers of their own.
package headers

import (
	"net/http"
	"sync"
)

// Client sends requests, as often as its users like.
type Client struct {
	http.Client
	mu      sync.Mutex
	headers http.Header
}

// SetHeader is called before the first request.
func (c *Client) SetHeader(k, v string) { c.headers.Set(k, v) }

// Get clones the headers.
func (c *Client) Get(url, token string) (*http.Response, error) {
	headers := c.headers.Clone()
	headers.Set("Authorization", token)
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header = headers
	return c.Do(req)
}

// Head shares the headers and does not change them.
func (c *Client) Head(url string) (*http.Response, error) {
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header = c.headers
	return c.Do(req)
}

// API builds its requests in steps.
type API struct {
	Client  *http.Client
	Headers http.Header
}

type request struct {
	method string
	header http.Header
}

func (a *API) newRequest(method string) *request {
	r := &request{method: method, header: make(http.Header)}
	for k, v := range a.Headers {
		r.header[k] = v
	}
	return r
}

// toHTTP changes the headers of one request.
func (r *request) toHTTP(url string) (*http.Request, error) {
	req, err := http.NewRequest(r.method, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header = r.header
	req.Header.Add("Accept-Encoding", "gzip")
	return req, nil
}

// Put sends a request.
func (a *API) Put(url string) (*http.Response, error) {
	req, err := a.newRequest(http.MethodPut).toHTTP(url)
	if err != nil {
		return nil, err
	}
	return a.Client.Do(req)
}
