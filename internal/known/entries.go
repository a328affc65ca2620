package known

import (
	"go/ast"
	"go/types"
	"strings"
)

// Concurrent entry points: functions that other people's code calls on many
// goroutines at once, by the contract of their type.

// IsHandler reports whether t is the type of functions that a server calls for
// each request, on a goroutine of its own: func(http.ResponseWriter,
// *http.Request) and what the common routers have in its place, handlers of
// DNS queries, interceptors of gRPC, variables that expvar shows.
func IsHandler(t types.Type) bool {
	if typeString(t) == "expvar.Func" {
		return true
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return false
	}
	p := sig.Params()
	if p.Len() == 1 && requestContexts[typeString(p.At(0).Type())] || takesPair(p, "net/http.ResponseWriter", "*net/http.Request") ||
		takesPair(p, "github.com/miekg/dns.ResponseWriter", "*github.com/miekg/dns.Msg") {
		return true
	}
	for i := range p.Len() {
		if callInfos[typeString(p.At(i).Type())] {
			return true
		}
	}
	return false
}

// Wraps reports whether a function makes a handler of what it is given, rather
// than register it: whose the new one is, and when it runs, nobody knows.
func Wraps(fn *types.Func) bool {
	res := fn.Type().(*types.Signature).Results()
	for i := range res.Len() {
		if t := res.At(i).Type(); IsHandler(t) || typeString(t) == "net/http.Handler" {
			return true
		}
	}
	return false
}

// IsEntryMethod returns how a message calls the executions of fn if fn is a
// method that a contract lets run many times at once, "" if it is not.
func IsEntryMethod(fn *types.Func) string {
	sig := fn.Type().(*types.Signature)
	if sig.Recv() == nil {
		return ""
	}
	p := sig.Params()
	switch {
	case fn.Name() == "ServeHTTP" && takesPair(p, "net/http.ResponseWriter", "*net/http.Request"):
		return "request handler"
	case fn.Name() == "ServeDNS" && p.Len() > 1 && typeString(p.At(p.Len()-1).Type()) == "*github.com/miekg/dns.Msg":
		return "request handler"
	case fn.Name() == "Collect" && p.Len() == 1 && sig.Results().Len() == 0 && isMetricChan(p.At(0).Type()):
		return "metrics collection"
	}
	return ""
}

// Serves reports whether a function with that signature is given a request and the
// means to answer it, beside whatever else.
func Serves(sig *types.Signature) bool {
	response, request := false, false
	for p := range sig.Params().Variables() {
		response = response || typeString(p.Type()) == "net/http.ResponseWriter"
		request = request || typeString(p.Type()) == "*net/http.Request"
	}
	return response && request
}

// Services returns the interfaces of the services in pkg, which protoc has
// generated: what its functions RegisterXServer give to a gRPC server, and
// NewXHandler to one of Connect.
func Services(pkg *types.Package) []*types.Interface {
	var out []*types.Interface
	for _, name := range pkg.Scope().Names() {
		register := strings.HasPrefix(name, "Register") && strings.HasSuffix(name, "Server")
		if !register && !(strings.HasPrefix(name, "New") && strings.HasSuffix(name, "Handler")) {
			continue
		}
		fn, ok := pkg.Scope().Lookup(name).(*types.Func)
		if !ok {
			continue
		}
		p, res := fn.Type().(*types.Signature).Params(), fn.Type().(*types.Signature).Results()
		arg := 0
		switch {
		case register && p.Len() == 2 && registrars[typeString(p.At(0).Type())]:
			arg = 1
		case !register && p.Len() > 0 && res.Len() == 2 && typeString(res.At(1).Type()) == "net/http.Handler":
		default:
			continue
		}
		if i, ok := p.At(arg).Type().Underlying().(*types.Interface); ok && i.NumMethods() > 0 {
			out = append(out, i)
		}
	}
	return out
}

// RPCReceiver returns which argument of fn, the receiver counted, is an object
// whose methods net/rpc serves from now on, -1 if none is.
func RPCReceiver(fn *types.Func) int {
	switch fullName(fn) {
	case "net/rpc.Register":
		return 0
	case "net/rpc.RegisterName", "(*net/rpc.Server).Register":
		return 1
	case "(*net/rpc.Server).RegisterName":
		return 2
	}
	return -1
}

// IsRPCMethod reports whether net/rpc serves fn, a method of a registered
// object: "func (t *T) MethodName(argType T1, replyType *T2) error".
func IsRPCMethod(fn *types.Func) bool {
	sig := fn.Type().(*types.Signature)
	if !ast.IsExported(fn.Name()) || sig.Params().Len() != 2 || sig.Results().Len() != 1 || typeString(sig.Results().At(0).Type()) != "error" {
		return false
	}
	_, ptr := sig.Params().At(1).Type().Underlying().(*types.Pointer)
	return ptr
}

// Listener returns how a message calls the goroutine on which the functions in
// a struct of type t are called, one after the other; "" if t is no such type.
func Listener(t types.Type) string { return listeners[typeString(t)] }

var listeners = map[string]string{
	"k8s.io/client-go/tools/cache.ResourceEventHandlerFuncs":         "informer event handler",
	"k8s.io/client-go/tools/cache.ResourceEventHandlerDetailedFuncs": "informer event handler",
}

// requestContexts are the types that routers hand to their handlers.
var requestContexts = map[string]bool{
	"*github.com/gin-gonic/gin.Context":       true,
	"github.com/labstack/echo.Context":        true,
	"github.com/labstack/echo/v4.Context":     true,
	"*github.com/gofiber/fiber/v2.Ctx":        true,
	"*github.com/valyala/fasthttp.RequestCtx": true,
}

// IsRequestContext reports whether values of type t are what a router hands to the
// handler of one request.
func IsRequestContext(t types.Type) bool { return requestContexts[typeString(t)] }

// callInfos are the types that tell a function which call or query it handles.
var callInfos = map[string]bool{
	"*github.com/AdguardTeam/dnsproxy/proxy.DNSContext": true,
	"*google.golang.org/grpc.UnaryServerInfo":           true,
	"*google.golang.org/grpc.StreamServerInfo":          true,
}

// registrars are the types of servers that services are registered with.
var registrars = map[string]bool{
	"*google.golang.org/grpc.Server":          true,
	"google.golang.org/grpc.ServiceRegistrar": true,
}

// takesPair reports whether parameters are of two types, in this order.
func takesPair(p *types.Tuple, first, second string) bool {
	return p.Len() == 2 && typeString(p.At(0).Type()) == first && typeString(p.At(1).Type()) == second
}

func isMetricChan(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	return ok && typeString(ch.Elem()) == "github.com/prometheus/client_golang/prometheus.Metric"
}
