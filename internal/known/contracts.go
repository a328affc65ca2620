package known

import (
	"go/types"
	"slices"
)

// A contract belongs to a type: other people's code calls a function value of one of these
// types, or a method of that name and signature, on many goroutines at once, wherever the
// function comes from. Callbacks of sort, flag, cobra and the like are not contracts: they
// run on the goroutine of their caller.

// Contract returns how a message calls the concurrent executions of function values of type
// t, "" if there is no contract for t.
func Contract(t types.Type) string {
	if how := funcTypes[typeString(t)]; how != "" {
		return how
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return ""
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		for m := range named.Methods() { // an adapter, such as http.HandlerFunc
			if how := MethodContract(m); how != "" {
				return how
			}
		}
	}
	for _, c := range signatures {
		if takes(sig, c.params) {
			return c.how
		}
	}
	for p := range sig.Params().Variables() {
		if IsRequestContext(p.Type()) {
			return "request handler"
		}
	}
	return ""
}

// FieldContract is [Contract] for the functions in a field of a struct type, such as
// "net/http.Server.ConnContext".
func FieldContract(field string) string { return funcFields[field] }

// MethodContract is [Contract] for a method.
func MethodContract(fn *types.Func) string {
	sig := fn.Type().(*types.Signature)
	if sig.Recv() == nil {
		return ""
	}
	for _, c := range methods[fn.Name()] {
		if takes(sig, c.params) {
			return c.how
		}
	}
	return ""
}

// A contract concerns the functions that have parameters of all these types. How is what a
// message calls their executions.
type contract struct {
	how    string
	params []string
}

// takes reports whether a signature has a parameter of each of the types.
func takes(sig *types.Signature, params []string) bool {
	for _, name := range params {
		if !slices.ContainsFunc(slices.Collect(sig.Params().Variables()), func(p *types.Var) bool { return paramType(p.Type()) == name }) {
			return false
		}
	}
	return true
}

// paramType is [typeString], and for a channel "chan " and the type of its elements.
func paramType(t types.Type) string {
	if ch, ok := t.Underlying().(*types.Chan); ok {
		return "chan " + typeString(ch.Elem())
	}
	return typeString(t)
}

// signatures lists the contracts that the types of the parameters alone show.
var signatures = []contract{
	{"request handler", []string{"net/http.ResponseWriter", "*net/http.Request"}},
	{"request handler", []string{"github.com/miekg/dns.ResponseWriter", "*github.com/miekg/dns.Msg"}},
	{"request handler", []string{"connectrpc.com/connect.AnyRequest"}},
	{"request handler", []string{"*github.com/AdguardTeam/dnsproxy/proxy.DNSContext"}},
	{"gRPC interceptor", []string{"*google.golang.org/grpc.UnaryServerInfo"}},
	{"gRPC interceptor", []string{"*google.golang.org/grpc.StreamServerInfo"}},
	{"gRPC interceptor", []string{"google.golang.org/grpc.UnaryInvoker"}},
	{"gRPC interceptor", []string{"google.golang.org/grpc.Streamer"}},
	{"gRPC handler", []string{"google.golang.org/grpc.ServerStream"}},
	{"connection callback", []string{"net.Conn", "net/http.ConnState"}},
	{"proxy callback", []string{"*net/http/httputil.ProxyRequest"}},
	{"TLS callback", []string{"*crypto/tls.ClientHelloInfo"}},
}

// funcTypes holds the function types with a contract that the signature alone does not show.
var funcTypes = map[string]string{
	"expvar.Func":                             "request handler",
	"golang.org/x/net/websocket.Handler":      "request handler",
	"github.com/gliderlabs/ssh.Handler":       "session handler",
	"github.com/go-kit/kit/endpoint.Endpoint": "request handler",
}

// funcFields holds the fields for functions with a contract that the type does not show. Left
// out are those that a client calls for one request, such as http.Client.CheckRedirect, and
// those that run once, such as http.Server.BaseContext.
var funcFields = map[string]string{
	"net/http.Server.ConnContext":                       "connection callback",
	"net/http.Server.ConnState":                         "connection callback",
	"net/http/httputil.ReverseProxy.Director":           "proxy callback",
	"net/http/httputil.ReverseProxy.ModifyResponse":     "proxy callback",
	"net/http.Transport.DialContext":                    "dial callback",
	"net/http.Transport.DialTLSContext":                 "dial callback",
	"log/slog.HandlerOptions.ReplaceAttr":               "log callback",
	"sync.Pool.New":                                     "pool callback",
	"github.com/gorilla/websocket.Upgrader.CheckOrigin": "request handler",
}

// methods holds the contracts of the methods of interfaces whose documentation says that they
// are called concurrently.
var methods = map[string][]contract{
	"ServeHTTP": {{"request handler", []string{"net/http.ResponseWriter", "*net/http.Request"}}},
	"ServeDNS":  {{"request handler", []string{"*github.com/miekg/dns.Msg"}}},
	"Collect":   {{"metrics collection", []string{"chan github.com/prometheus/client_golang/prometheus.Metric"}}},
	"RoundTrip": {{"HTTP transport", []string{"*net/http.Request"}}},
	"Handle": {
		{"log handler", []string{"context.Context", "log/slog.Record"}},
		{"request handler", []string{"sigs.k8s.io/controller-runtime/pkg/webhook/admission.Request"}},
	},
	"Enabled":    {{"log handler", []string{"context.Context", "log/slog.Level"}}},
	"SetCookies": {{"cookie jar", []string{"*net/url.URL"}}},
	"Cookies":    {{"cookie jar", []string{"*net/url.URL"}}},
	"HandleRPC":  {{"gRPC handler", []string{"context.Context", "google.golang.org/grpc/stats.RPCStats"}}},
}
