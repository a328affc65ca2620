package main

import (
	"fmt"
	"hash/crc32"
	"net/url"
	"sync"
)

// shorten returns the code of a link.
func shorten(link string) string {
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(link)))
}

// check tells which links are well formed.
func check(links []string) map[string]bool {
	valid := make(map[string]bool)
	var (
		mu sync.Mutex // guards valid
		wg sync.WaitGroup
	)
	for _, link := range links {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := url.ParseRequestURI(link)
			mu.Lock()
			defer mu.Unlock()
			valid[link] = err == nil
		}()
	}
	wg.Wait()
	return valid
}
