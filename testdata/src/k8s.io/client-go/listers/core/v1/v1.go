// Package v1 is a small stand-in for k8s.io/client-go/listers/core/v1.
package v1

// ObjectMeta is what all objects have.
type ObjectMeta struct {
	Name   string
	Labels map[string]string
}

// Container is part of a pod.
type Container struct {
	Limits map[string]int
}

// Pod is an object.
type Pod struct {
	ObjectMeta
	Containers []Container
}

// DeepCopy returns a copy.
func (p *Pod) DeepCopy() *Pod {
	if p == nil {
		return nil
	}
	out := new(Pod)
	p.DeepCopyInto(out)
	return out
}

// DeepCopyInto copies all maps.
func (p *Pod) DeepCopyInto(out *Pod) {
	*out = *p
	if p.Labels != nil {
		out.Labels = make(map[string]string, len(p.Labels))
		for k, v := range p.Labels {
			out.Labels[k] = v
		}
	}
	if p.Containers != nil {
		out.Containers = make([]Container, len(p.Containers))
		for i := range p.Containers {
			out.Containers[i].Limits = make(map[string]int)
			for k, v := range p.Containers[i].Limits {
				out.Containers[i].Limits[k] = v
			}
		}
	}
}

// PodNamespaceLister hands out the objects of an informer.
type PodNamespaceLister interface {
	List(selector string) ([]*Pod, error)
	Get(name string) (*Pod, error)
}
