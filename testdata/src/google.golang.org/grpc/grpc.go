// Package grpc is a small stand-in for google.golang.org/grpc: services are
// registered with a server, which calls their methods for many requests at once.
package grpc

import "context"

// ServiceRegistrar takes services.
type ServiceRegistrar interface {
	RegisterService(name string, impl any)
}

// Server is a ServiceRegistrar.
type Server struct {
	services map[string]any
	unary    UnaryServerInterceptor
}

// NewServer returns a server without services.
func NewServer(opts ...ServerOption) *Server {
	s := &Server{services: map[string]any{}}
	for _, o := range opts {
		o(s)
	}
	return s
}

// RegisterService adds a service.
func (s *Server) RegisterService(name string, impl any) { s.services[name] = impl }

// UnaryServerInfo tells an interceptor which method is called.
type UnaryServerInfo struct{ FullMethod string }

// UnaryHandler is the rest of the way.
type UnaryHandler func(ctx context.Context, req any) (any, error)

// UnaryServerInterceptor stands in the way of every call.
type UnaryServerInterceptor func(ctx context.Context, req any, info *UnaryServerInfo, handler UnaryHandler) (any, error)

// ServerOption changes a server.
type ServerOption func(*Server)

// UnaryInterceptor sets the interceptor.
func UnaryInterceptor(i UnaryServerInterceptor) ServerOption {
	return func(s *Server) { s.unary = i }
}
