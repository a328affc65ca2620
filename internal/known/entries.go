package known

import (
	"go/ast"
	"go/types"
	"strings"
)

// Serves reports whether a function with that signature receives an HTTP request and its
// response writer, among other parameters.
func Serves(sig *types.Signature) bool {
	response, request := false, false
	for p := range sig.Params().Variables() {
		response = response || typeString(p.Type()) == "net/http.ResponseWriter"
		request = request || typeString(p.Type()) == "*net/http.Request"
	}
	return response && request
}

// Services returns the interfaces of the services in pkg, a package that protoc has generated:
// those that its functions RegisterXServer pass to a gRPC server, and its functions NewXHandler
// to a Connect server. The methods of their implementations are called concurrently.
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

// RPCReceiver returns which argument of fn, counting the receiver, is an object whose methods
// net/rpc serves after the call; -1 if none is.
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

// IsRPCMethod reports whether net/rpc serves fn, a method of a registered object. It serves
// those of the form "func (t *T) MethodName(argType T1, replyType *T2) error".
func IsRPCMethod(fn *types.Func) bool {
	sig := fn.Type().(*types.Signature)
	if !ast.IsExported(fn.Name()) || sig.Params().Len() != 2 || sig.Results().Len() != 1 || typeString(sig.Results().At(0).Type()) != "error" {
		return false
	}
	_, ptr := sig.Params().At(1).Type().Underlying().(*types.Pointer)
	return ptr
}

// Listener returns how a message calls the one goroutine that calls the functions in a struct
// of type t; "" if t is not such a type.
func Listener(t types.Type) string { return listeners[typeString(t)] }

var listeners = map[string]string{
	"k8s.io/client-go/tools/cache.ResourceEventHandlerFuncs":         "informer event handler",
	"k8s.io/client-go/tools/cache.ResourceEventHandlerDetailedFuncs": "informer event handler",
}

// requestContexts holds the types that routers pass to their handlers.
var requestContexts = map[string]bool{
	"*github.com/gin-gonic/gin.Context":                  true,
	"github.com/labstack/echo.Context":                   true,
	"github.com/labstack/echo/v4.Context":                true,
	"github.com/labstack/echo/v5.Context":                true,
	"*github.com/labstack/echo/v5.Context":               true,
	"*github.com/gofiber/fiber/v2.Ctx":                   true,
	"github.com/gofiber/fiber/v3.Ctx":                    true,
	"*github.com/valyala/fasthttp.RequestCtx":            true,
	"*github.com/cloudwego/hertz/pkg/app.RequestContext": true,
	"*github.com/kataras/iris/v12/context.Context":       true,
	"*github.com/emicklei/go-restful.Request":            true,
	"*github.com/emicklei/go-restful/v3.Request":         true,
}

// IsRequestContext reports whether t is the type that a router passes to the handler of one
// request.
func IsRequestContext(t types.Type) bool { return requestContexts[typeString(t)] }

// registrars holds the types of servers with which services are registered.
var registrars = map[string]bool{
	"*google.golang.org/grpc.Server":          true,
	"google.golang.org/grpc.ServiceRegistrar": true,
}
