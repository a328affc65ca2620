// Package lister holds objects of an informer's cache that are changed in place:
// whoever asks the lister for them has the same objects.
//
// Category: frozen-write
package lister

import (
	v1 "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

type controller struct {
	pods  v1.PodNamespaceLister
	store cache.Store
	owner string
}

// Mark changes one object.
func (c *controller) Mark(name string) error {
	pod, err := c.pods.Get(name)
	if err != nil {
		return err
	}
	if pod.Labels == nil {
		pod.Labels = map[string]string{}
	}
	pod.Labels["owner"] = c.owner // want `write to pod\.Labels in place conflicts with reads by others; they get the same map from the informer's cache as the function does on line \d+`
	return nil
}

// MarkAll changes all objects, by way of a function.
func (c *controller) MarkAll() error {
	pods, err := c.pods.List("")
	if err != nil {
		return err
	}
	for _, pod := range pods {
		mark(pod, c.owner) // want `this call's write to pod\.Labels on line \d+ in place`
		for i := range pod.Containers {
			delete(pod.Containers[i].Limits, "cpu") // want `delete from pod\.Containers\[i\]\.Limits in place`
		}
	}
	return nil
}

func mark(pod *v1.Pod, owner string) { pod.Labels["owner"] = owner }

// Unmark takes an object from the store of the informer.
func (c *controller) Unmark(key string) error {
	obj, ok, err := c.store.GetByKey(key)
	if err != nil || !ok {
		return err
	}
	pod := obj.(*v1.Pod)
	delete(pod.Labels, "owner") // want `delete from pod\.Labels in place`
	return nil
}

// Watch changes the objects that it is told of.
func (c *controller) Watch(informer *cache.SharedInformer) {
	informer.AddEventHandler(&cache.ResourceEventHandlerFuncs{
		AddFunc: c.added,
		DeleteFunc: func(obj any) {
			pod, ok := obj.(*v1.Pod)
			if !ok {
				return
			}
			delete(pod.Labels, "owner") // want `delete from pod\.Labels in place conflicts with reads by others; they get the same map from the informer's cache as the function does on line \d+`
		},
	})
}

func (c *controller) added(obj any) {
	mark(obj.(*v1.Pod), c.owner) // want `this call's write to pod\.Labels on line \d+ in place`
}

// Use makes the type known.
func Use(pods v1.PodNamespaceLister, store cache.Store) *controller {
	return &controller{pods: pods, store: store}
}
