// Package b33 holds idiom B33, a signal goroutine reloads the configuration in
// place while the program reads it. No test ever sends the signal.
//
// Category: read-write
package b33

import (
	"maps"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

func load() map[string]string { return map[string]string{"level": "info"} }

func serve(conf map[string]string) (n int) {
	for range 20 {
		n += len(conf["level"])
		time.Sleep(5 * time.Millisecond)
	}
	return n
}

// Run serves and reloads on SIGHUP.
func Run() int {
	conf := load()
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	defer signal.Stop(c)
	go func() {
		for range c {
			maps.Copy(conf, load()) // want `write to conf conflicts with the read`
		}
	}()
	return serve(conf)
}

func serveFixed(conf *atomic.Pointer[map[string]string]) (n int) {
	for range 20 {
		n += len((*conf.Load())["level"])
		time.Sleep(5 * time.Millisecond)
	}
	return n
}

// RunFixed replaces the whole map atomically.
func RunFixed() int {
	var conf atomic.Pointer[map[string]string]
	first := load()
	conf.Store(&first)
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	defer signal.Stop(c)
	go func() {
		for range c {
			next := load()
			conf.Store(&next)
		}
	}()
	return serveFixed(&conf)
}
