package parts

import "sync/atomic"

// Buffer belongs to one goroutine at a time; that it asks for its length atomically does
// not make it shared.
type Buffer struct {
	offset uint64
	buf    []byte
}

// Len is the length.
func (b *Buffer) Len() int { return int(atomic.LoadUint64(&b.offset)) }

// Empty reports whether there is nothing.
func (b *Buffer) Empty() bool { return b.offset == 0 }

// Write appends.
func (b *Buffer) Write(p []byte) {
	copy(b.buf[b.offset:], p)
	b.offset += uint64(len(p))
}

// Reset forgets all.
func (b *Buffer) Reset() { b.offset = 0 }

// Usage is what one call has used. Several goroutines add what they have used to that of
// the whole, which is asked when all are done.
type Usage struct{ keys, bytes int64 }

// Merge adds what another has used.
func (u *Usage) Merge(other *Usage) {
	atomic.AddInt64(&u.keys, other.keys)
	atomic.AddInt64(&u.bytes, other.bytes)
}

// Took adds what an answer says.
func (u *Usage) Took(keys, bytes int64) {
	u.keys += keys
	u.bytes += bytes
}

// Empty reports whether there is nothing to tell.
func (u *Usage) Empty() bool { return u.keys == 0 && u.bytes == 0 }
