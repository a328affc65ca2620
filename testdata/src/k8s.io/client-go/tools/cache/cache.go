// Package cache is a small stand-in for k8s.io/client-go/tools/cache: an
// informer tells a handler of every event, on one goroutine.
package cache

// ResourceEventHandler is told of events.
type ResourceEventHandler interface {
	OnAdd(obj any)
	OnDelete(obj any)
}

// ResourceEventHandlerFuncs is a ResourceEventHandler of functions.
type ResourceEventHandlerFuncs struct {
	AddFunc    func(obj any)
	DeleteFunc func(obj any)
}

// OnAdd calls AddFunc.
func (r ResourceEventHandlerFuncs) OnAdd(obj any) {
	if r.AddFunc != nil {
		r.AddFunc(obj)
	}
}

// OnDelete calls DeleteFunc.
func (r ResourceEventHandlerFuncs) OnDelete(obj any) {
	if r.DeleteFunc != nil {
		r.DeleteFunc(obj)
	}
}

// SharedInformer keeps its handlers.
type SharedInformer struct{ handlers []ResourceEventHandler }

// AddEventHandler adds a handler.
func (s *SharedInformer) AddEventHandler(h ResourceEventHandler) {
	s.handlers = append(s.handlers, h)
}

// Store keeps the objects of an informer.
type Store interface {
	GetByKey(key string) (item any, exists bool, err error)
	List() []any
}
