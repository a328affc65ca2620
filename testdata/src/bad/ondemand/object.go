package ondemand

import "context"

type store interface {
	Installed(ctx context.Context, name string) (bool, error)
}

// Provider asks its stores once.
type Provider struct {
	stores    map[string]store
	installed map[string]bool
}

func NewProvider(stores map[string]store) *Provider {
	return &Provider{stores: stores, installed: map[string]bool{}}
}

// Get is given a context: it serves requests.
func (p *Provider) Get(ctx context.Context, name string) (store, error) {
	s := p.stores[name]
	ok, known := p.installed[name]
	if !known {
		var err error
		if ok, err = s.Installed(ctx, name); err != nil {
			return nil, err
		}
		p.installed[name] = ok // want `write to p\.installed is not synchronized: Get fills the map .*, and two concurrent calls both write to it`
	}
	if !ok {
		return nil, nil
	}
	return s, nil
}

// Bridge has what its references mount.
type Bridge struct {
	mounts map[string]string
}

type reference struct {
	of *Bridge
	id string
}

func (b *Bridge) Reference(id string) *reference { return &reference{b, id} }

func (r *reference) Read(ctx context.Context, file string) string { return r.mount() + file }

func (r *reference) Stat(ctx context.Context, file string) int { return len(r.mount() + file) }

func (r *reference) mount() string {
	if m, ok := r.of.mounts[r.id]; ok {
		return m
	}
	m := "/" + r.id
	r.of.mounts[r.id] = m // want `write to r\.of\.mounts is not synchronized: \w+ fills the map`
	return m
}
