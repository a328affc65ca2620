// Package contracts has functions that are called on many goroutines, or by a
// contract on one alone, and are safe.
package contracts

import (
	"context"
	"net/rpc"
	"sync"

	"github.com/gin-gonic/gin"
	"google.golang.org/grpc"
	"k8s.io/client-go/tools/cache"
)

// meter locks.
type meter struct {
	mu    sync.Mutex
	calls map[string]int
}

func (m *meter) intercept(ctx context.Context, req any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	m.mu.Lock()
	m.calls[info.FullMethod]++
	m.mu.Unlock()
	return next(ctx, req)
}

// Serve registers it.
func Serve() *grpc.Server {
	m := &meter{calls: map[string]int{}}
	return grpc.NewServer(grpc.UnaryInterceptor(m.intercept))
}

// Arith only reads what it was made with.
type Arith struct{ memo map[int]int }

// Square looks it up.
func (a *Arith) Square(n int, reply *int) error {
	*reply = a.memo[n]
	return nil
}

// Forget has not the shape of a service's method: no client can call it.
func (a *Arith) Forget(n int) { delete(a.memo, n) }

// ServeRPC fills it before it is registered.
func ServeRPC() error {
	a := &Arith{memo: map[int]int{}}
	for i := range 10 {
		a.memo[i] = i * i
	}
	return rpc.Register(a)
}

// site keeps what belongs to a request in the request.
type site struct{ names map[string]string }

func (s *site) name(c *gin.Context) {
	c.Set("name", s.names[c.Request.URL.Path])
	own := map[string]bool{}
	own[c.Request.URL.Path] = true
}

// Routes registers it; that the table is filled then is before all requests.
func Routes() *gin.Engine {
	s := &site{names: map[string]string{}}
	e := gin.New()
	e.GET("/name", s.name)
	s.names["/name"] = "name"
	return e
}

// Controller has all its pods on the goroutine of its one informer.
type Controller struct{ pods map[string]any }

// NewController registers both handlers: they never run at the same time.
func NewController(inf *cache.SharedInformer) *Controller {
	c := &Controller{pods: map[string]any{}}
	inf.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    c.added,
		DeleteFunc: func(obj any) { delete(c.pods, obj.(string)) },
	})
	return c
}

func (c *Controller) added(obj any) { c.pods[obj.(string)] = obj }
