// Handlers: what they do to a map that outlives the request, they do many
// times at once.
package order

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
)

// Page has a map for all requests.
type Page struct{ data map[string]string }

// ServeHTTP writes to it.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.data["path"] = r.URL.Path // want `write to p\.data conflicts with`
	fmt.Fprintln(w, p.data)
}

// Routes captures a map which the handler fills.
func Routes() error {
	pages := map[string]string{}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		pages[r.URL.Path] = "seen" // want `write to pages conflicts with`
	})
	pages["/a"] = "A"
	return http.ListenAndServe("localhost:0", mux)
}

var desc = prometheus.NewDesc("files", "Files by name.", []string{"name"}, nil)

// Files has a map for all collections.
type Files struct {
	names []string
	sizes map[string]float64
}

// Describe describes the only metric.
func (f *Files) Describe(ch chan<- *prometheus.Desc) { ch <- desc }

// Collect writes to it.
func (f *Files) Collect(ch chan<- prometheus.Metric) {
	for _, n := range f.names {
		f.sizes[n]++ // want `f\.sizes conflicts with`
	}
	for n, v := range f.sizes {
		ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, n)
	}
}
