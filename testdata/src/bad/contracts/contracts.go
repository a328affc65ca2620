// Package contracts has functions that other people's code calls on many
// goroutines at once, and says so only by their types.
package contracts

import (
	"context"
	"expvar"
	"net/rpc"

	"bad/contracts/echopb"

	"github.com/gin-gonic/gin"
	"github.com/miekg/dns"
	"google.golang.org/grpc"
	"k8s.io/client-go/tools/cache"
)

// Echo is a gRPC service.
type Echo struct{ said map[string]int }

var _ echopb.EchoServer = (*Echo)(nil)

// Say counts what was said.
func (e *Echo) Say(_ context.Context, r *echopb.Request) (*echopb.Reply, error) {
	e.said[r.Text]++ // want `write to e\.said conflicts with`
	return &echopb.Reply{}, nil
}

// Count only reads.
func (e *Echo) Count(_ context.Context, r *echopb.Request) (*echopb.Reply, error) {
	return &echopb.Reply{N: e.said[r.Text]}, nil
}

// meter is an interceptor with a table of calls.
type meter struct{ calls map[string]int }

func (m *meter) intercept(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	m.calls[info.FullMethod]++ // want `write to m\.calls conflicts with`
	return next(ctx, req)
}

// Serve registers both.
func Serve() *grpc.Server {
	m := &meter{calls: map[string]int{}}
	s := grpc.NewServer(grpc.UnaryInterceptor(m.intercept))
	echopb.RegisterEchoServer(s, &Echo{said: map[string]int{}})
	return s
}

// Arith is a service of net/rpc.
type Arith struct{ memo map[int]int }

// Square has a memory.
func (a *Arith) Square(n int, reply *int) error {
	if sq, ok := a.memo[n]; ok {
		*reply = sq
		return nil
	}
	a.memo[n] = n * n // want `write to a\.memo conflicts with`
	*reply = n * n
	return nil
}

// ServeRPC registers it.
func ServeRPC() error { return rpc.Register(&Arith{memo: map[int]int{}}) }

// site has handlers of a router of another module.
type site struct{ hits map[string]int }

func (s *site) hit(c *gin.Context) {
	s.hits[c.Request.URL.Path]++ // want `write to s\.hits conflicts with`
}

// Routes registers a method and a literal.
func Routes(s *site) *gin.Engine {
	e := gin.New()
	e.GET("/hit", s.hit)
	seen := map[string]bool{}
	e.GET("/seen", func(c *gin.Context) {
		seen[c.Request.URL.Path] = true // want `write to seen conflicts with`
	})
	return e
}

// zone answers queries.
type zone struct{ asked map[string]int }

func (z *zone) serve(w dns.ResponseWriter, m *dns.Msg) {
	z.asked[m.Question[0]]++ // want `write to z\.asked conflicts with`
	w.WriteMsg(m)
}

// Listen registers it.
func Listen() {
	z := &zone{asked: map[string]int{}}
	dns.HandleFunc(".", z.serve)
}

// Controller is told of pods on the goroutine of an informer.
type Controller struct{ pods map[string]any }

// NewController registers its handlers.
func NewController(inf *cache.SharedInformer) *Controller {
	c := &Controller{pods: map[string]any{}}
	inf.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    c.added,
		DeleteFunc: func(obj any) { delete(c.pods, obj.(string)) }, // want `delete from c\.pods conflicts with the read on line 117; the informer event handler on line 105 runs at the same time`
	})
	return c
}

func (c *Controller) added(obj any) {
	c.pods[obj.(string)] = obj
}

// Pod runs on the goroutines of others.
func (c *Controller) Pod(name string) any { return c.pods[name] }

// Stats are published on a page, which renders them for each request.
type Stats struct{ shown map[string]int }

// NewStats publishes.
func NewStats(name string) *Stats {
	s := &Stats{shown: map[string]int{}}
	expvar.Publish(name, expvar.Func(func() any {
		s.shown["page"]++ // want `write to s\.shown conflicts with`
		return len(s.shown)
	}))
	return s
}
