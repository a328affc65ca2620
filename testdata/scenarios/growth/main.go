// Command growth inserts into a map, which grows, while another goroutine does
// the same.
//
// detector: race
// mapconcur: write to m conflicts with the write
package main

import "fmt"

func main() {
	m := map[int]int{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			m[i] = i
		}
	}()
	for i := range 200 {
		m[1000+i] = i
	}
	<-done
	fmt.Println(len(m) <= 400)
}
