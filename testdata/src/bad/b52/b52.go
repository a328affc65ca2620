// Package b52 holds idiom B52, a Prometheus collector with a lazy map: every
// scrape calls Collect on a goroutine of its own.
//
// Category: write-write
package b52

import (
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

var desc = prometheus.NewDesc("families", "Families by name.", []string{"name"}, nil)

func build() map[string]float64 { return map[string]float64{"a": 1, "b": 2} }

type collector struct {
	fams map[string]float64
}

func (c *collector) Describe(ch chan<- *prometheus.Desc) { ch <- desc }

func (c *collector) Collect(ch chan<- prometheus.Metric) {
	if c.fams == nil {
		c.fams = build() // want `replacement of c.fams conflicts with`
	}
	for name, v := range c.fams {
		ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, name)
	}
}

// Register makes the collector known.
func Register() { prometheus.MustRegister(new(collector)) }

// Run scrapes twice at the same time.
func Run() {
	reg := prometheus.NewRegistry()
	reg.MustRegister(new(collector))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { reg.Gather() })
	}
	wg.Wait()
}

type collectorFixed struct {
	once sync.Once
	fams map[string]float64
}

func (c *collectorFixed) Describe(ch chan<- *prometheus.Desc) { ch <- desc }

func (c *collectorFixed) Collect(ch chan<- prometheus.Metric) {
	c.once.Do(func() { c.fams = build() })
	for name, v := range c.fams {
		ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, name)
	}
}

// RegisterFixed makes the collector known.
func RegisterFixed() { prometheus.MustRegister(new(collectorFixed)) }

// RunFixed scrapes twice at the same time.
func RunFixed() {
	reg := prometheus.NewRegistry()
	reg.MustRegister(new(collectorFixed))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { reg.Gather() })
	}
	wg.Wait()
}
