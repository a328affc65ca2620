// Package prometheus is a small stand-in for
// github.com/prometheus/client_golang/prometheus: collectors, and a registry
// that collects from all of them at once.
package prometheus

import "sync"

// Desc describes a metric.
type Desc struct{ name, help string }

// NewDesc returns a new description.
func NewDesc(name, help string, variableLabels []string, constLabels map[string]string) *Desc {
	return &Desc{name, help}
}

// Metric is one sample.
type Metric interface {
	Desc() *Desc
}

// Collector sends metrics. Both methods are called concurrently.
type Collector interface {
	Describe(chan<- *Desc)
	Collect(chan<- Metric)
}

// ValueType is the type of a constant metric.
type ValueType int

// The value types.
const (
	_ ValueType = iota
	CounterValue
	GaugeValue
	UntypedValue
)

type constMetric struct {
	desc  *Desc
	value float64
}

func (m constMetric) Desc() *Desc { return m.desc }

// MustNewConstMetric returns a metric with a fixed value.
func MustNewConstMetric(desc *Desc, t ValueType, value float64, labels ...string) Metric {
	return constMetric{desc, value}
}

// Registry holds collectors.
type Registry struct {
	mu         sync.RWMutex
	collectors []Collector
}

// NewRegistry returns an empty registry.
func NewRegistry() *Registry { return new(Registry) }

// Register adds c.
func (r *Registry) Register(c Collector) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.collectors = append(r.collectors, c)
	return nil
}

// MustRegister adds all of cs.
func (r *Registry) MustRegister(cs ...Collector) {
	for _, c := range cs {
		if err := r.Register(c); err != nil {
			panic(err)
		}
	}
}

// Gather collects from each collector in a goroutine and returns the number of
// metrics.
func (r *Registry) Gather() int {
	r.mu.RLock()
	collectors := append([]Collector(nil), r.collectors...)
	r.mu.RUnlock()
	ch := make(chan Metric)
	var wg sync.WaitGroup
	for _, c := range collectors {
		wg.Add(1)
		go func() {
			defer wg.Done()
			c.Collect(ch)
		}()
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	n := 0
	for range ch {
		n++
	}
	return n
}

// DefaultRegisterer is the registry of MustRegister.
var DefaultRegisterer = NewRegistry()

// Register adds c to the default registry.
func Register(c Collector) error { return DefaultRegisterer.Register(c) }

// MustRegister adds all of cs to the default registry.
func MustRegister(cs ...Collector) { DefaultRegisterer.MustRegister(cs...) }
