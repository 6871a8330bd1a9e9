package compiler

import (
	"runtime"
	"sync"
)

// inParallel calls f for every index below n, on all cores. Results are written by index, so that their order never depends on
// the scheduling.
func inParallel(n int, f func(i int)) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
