// Package lister holds objects of an informer's cache that are copied before they
// are changed.
package lister

import (
	"maps"

	v1 "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

type controller struct {
	pods  v1.PodNamespaceLister
	owner string
}

// Mark changes a copy.
func (c *controller) Mark(name string) (*v1.Pod, error) {
	pod, err := c.pods.Get(name)
	if err != nil {
		return nil, err
	}
	pod = pod.DeepCopy()
	if pod.Labels == nil {
		pod.Labels = map[string]string{}
	}
	pod.Labels["owner"] = c.owner
	return pod, nil
}

// MarkAll changes copies.
func (c *controller) MarkAll() ([]*v1.Pod, error) {
	pods, err := c.pods.List("")
	if err != nil {
		return nil, err
	}
	var out []*v1.Pod
	for _, p := range pods {
		pod := p.DeepCopy()
		mark(pod, c.owner)
		for i := range pod.Containers {
			delete(pod.Containers[i].Limits, "cpu")
		}
		out = append(out, pod)
	}
	return out, nil
}

func mark(pod *v1.Pod, owner string) { pod.Labels["owner"] = owner }

// Labels changes a map of its own.
func (c *controller) Labels(name string) (map[string]string, error) {
	pod, err := c.pods.Get(name)
	if err != nil {
		return nil, err
	}
	labels := maps.Clone(pod.Labels)
	labels["owner"] = c.owner
	return labels, nil
}

// Count fills a map that has the objects.
func (c *controller) Count() (map[string]*v1.Pod, error) {
	pods, err := c.pods.List("")
	byName := map[string]*v1.Pod{}
	for _, p := range pods {
		byName[p.Name] = p
	}
	return byName, err
}

// New is given a pod by its caller, who may have made it.
func New(pod *v1.Pod) { pod.Labels["new"] = "yes" }

// Watch keeps what it is told of, and changes copies.
func (c *controller) Watch(informer *cache.SharedInformer) {
	informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(obj any) {
			pod := obj.(*v1.Pod).DeepCopy()
			mark(pod, c.owner)
		},
		DeleteFunc: func(obj any) {
			counts := map[string]int{}
			for k := range obj.(*v1.Pod).Labels {
				counts[k]++
			}
		},
	})
}

// Use makes the type known.
func Use(pods v1.PodNamespaceLister) *controller { return &controller{pods: pods} }
