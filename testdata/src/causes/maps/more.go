package maps

func (b *Bus[K]) Broadcast() {
	for _, f := range b.subs {
		f("all")
	}
}
