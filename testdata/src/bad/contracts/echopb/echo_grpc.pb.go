// Package echopb is what protoc-gen-go-grpc makes of a service of two methods.
package echopb

import (
	"context"

	"google.golang.org/grpc"
)

// Request and Reply are the messages.
type (
	Request struct{ Text string }
	Reply   struct{ N int }
)

// EchoServer is the server API for Echo service.
type EchoServer interface {
	Say(context.Context, *Request) (*Reply, error)
	Count(context.Context, *Request) (*Reply, error)
}

// RegisterEchoServer registers srv.
func RegisterEchoServer(s grpc.ServiceRegistrar, srv EchoServer) { s.RegisterService("Echo", srv) }
