// Command delete reads a map while another goroutine deletes from it.
//
// detector: race
// mapconcur: delete from m conflicts with the read
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
		for i := range 100 {
			delete(m, i)
		}
	}()
	sum := 0
	for i := range 200 {
		sum += m[i]
	}
	<-done
	fmt.Println(sum >= 0)
}
