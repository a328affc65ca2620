package known

import "go/types"

// Concurrent entry points: functions that other people's code calls on many
// goroutines at once, by the contract of their type.

// IsHandler reports whether t is the type of functions that a server calls for
// each request, on a goroutine of its own: func(http.ResponseWriter,
// *http.Request) and what the common routers have in its place.
func IsHandler(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return false
	}
	return handlesHTTP(sig) || sig.Params().Len() == 1 && requestContexts[typeString(sig.Params().At(0).Type())]
}

// IsEntryMethod returns how a message calls the executions of fn if fn is a
// method that a contract lets run many times at once, "" if it is not.
func IsEntryMethod(fn *types.Func) string {
	sig := fn.Type().(*types.Signature)
	if sig.Recv() == nil {
		return ""
	}
	switch {
	case fn.Name() == "ServeHTTP" && handlesHTTP(sig):
		return "request handler"
	case fn.Name() == "Collect" && sig.Params().Len() == 1 && sig.Results().Len() == 0 && isMetricChan(sig.Params().At(0).Type()):
		return "metrics collection"
	}
	return ""
}

func handlesHTTP(sig *types.Signature) bool {
	p := sig.Params()
	return p.Len() == 2 && typeString(p.At(0).Type()) == "net/http.ResponseWriter" && typeString(p.At(1).Type()) == "*net/http.Request"
}

func isMetricChan(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	return ok && typeString(ch.Elem()) == "github.com/prometheus/client_golang/prometheus.Metric"
}

// requestContexts are the types that routers hand to their handlers.
var requestContexts = map[string]bool{
	"*github.com/gin-gonic/gin.Context":       true,
	"github.com/labstack/echo.Context":        true,
	"github.com/labstack/echo/v4.Context":     true,
	"*github.com/gofiber/fiber/v2.Ctx":        true,
	"*github.com/valyala/fasthttp.RequestCtx": true,
}

func typeString(t types.Type) string { return types.TypeString(types.Unalias(t), nil) }
