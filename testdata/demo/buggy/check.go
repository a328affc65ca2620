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
	var wg sync.WaitGroup
	for _, link := range links {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := url.ParseRequestURI(link)
			valid[link] = err == nil // BUG 1: every worker writes this map
		}()
	}
	wg.Wait()
	return valid
}
