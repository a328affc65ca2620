// Command iterate ranges over a map while another goroutine changes it.
//
// detector: race
// mapconcur: write to m conflicts with the range
package main

import "fmt"

func main() {
	m := map[int]int{}
	for i := range 200 {
		m[i] = i
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 200 {
			m[i]++
		}
	}()
	sum := 0
	for _, v := range m {
		sum += v
	}
	<-done
	fmt.Println(sum >= 0)
}
