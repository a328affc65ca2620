// Handlers: what they do many times at once is done to maps of their own, and
// what they share is filled before the server runs.
package order

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

// Page keeps nothing between two requests.
type Page struct{ title string }

type request struct{ data map[string]string }

func (q *request) set(k, v string) { q.data[k] = v }

// ServeHTTP makes a map for each request.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := &request{data: map[string]string{}}
	q.set("title", p.title)
	q.set("path", r.URL.Path)
	delete(q.data, "title")
	fmt.Fprintln(w, q.data)
}

// Routes fills the map that the handler reads after it has registered it, and
// then serves.
func Routes() error {
	pages := map[string]string{}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, pages[r.URL.Path])
	})
	pages["/a"] = "A"
	pages["/b"] = "B"
	return http.ListenAndServe("localhost:0", mux)
}

var desc = prometheus.NewDesc("files", "Files by name.", []string{"name"}, nil)

// Files keeps nothing between two collections.
type Files struct{ names []string }

// Describe describes the only metric.
func (f *Files) Describe(ch chan<- *prometheus.Desc) { ch <- desc }

type sizes struct{ byName map[string]float64 }

// Collect makes a map for each collection.
func (f *Files) Collect(ch chan<- prometheus.Metric) {
	s := sizes{byName: map[string]float64{}}
	for _, n := range f.names {
		s.byName[n]++
	}
	for n, v := range s.byName {
		ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, n)
	}
}
