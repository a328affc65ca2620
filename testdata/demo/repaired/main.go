// Repaired is the link shortener of its twin, buggy, with the five bugs
// repaired.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, "localhost:8080", os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

// run serves the links until the context ends.
func run(ctx context.Context, addr string, links []string) error {
	cache := newCache(ctx, time.Hour)
	stats := newStats()
	go stats.report(ctx, 10*time.Second)
	visits := newVisits()
	go visits.collect(ctx)

	valid := check(links)
	for _, link := range links {
		if code := shorten(link); valid[link] && cache.get(code) == "" {
			cache.put(code, link)
			stats.add("link")
		}
	}
	hosts := newHosts()
	hosts.addAll(links)
	log.Printf("%d links on %d hosts", len(links), hosts.len())

	srv := &http.Server{Addr: addr, Handler: &server{cache, stats, visits}}
	go func() {
		<-ctx.Done()
		srv.Close()
	}()
	if err := srv.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return visits.save("visits.json")
}
