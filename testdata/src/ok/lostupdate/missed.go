package lostupdate

import (
	"os/user"
	"strconv"
	"sync"
)

var (
	namesMu sync.RWMutex
	names   = map[uint32]string{}
)

// UserName remembers what an id stands for, or that it stands for nothing: whoever asks
// gets the same, and so may store it.
func UserName(id uint32) string {
	namesMu.RLock()
	name, ok := names[id]
	namesMu.RUnlock()
	if ok {
		return name
	}
	if u, err := user.LookupId(strconv.Itoa(int(id))); err == nil {
		name = u.Username
	}
	namesMu.Lock()
	names[id] = name
	namesMu.Unlock()
	return name
}
