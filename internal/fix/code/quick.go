package code

import (
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/names"
)

// getters are names of methods that only return something.
var getters = map[string]bool{
	"Bytes": true, "Equal": true, "Error": true, "Hash": true, "Hex": true, "ID": true, "Id": true, "Key": true, "Kind": true,
	"Len": true, "Name": true, "Namespace": true, "String": true, "Type": true, "UID": true, "URI": true, "Value": true, "Version": true,
}

// QuickStd reports whether a function belongs to the standard library and neither blocks
// nor does input or output.
//
// Assumes: a method that such a function calls, such as String or Less, is quick too.
func QuickStd(fn *types.Func) bool {
	path := fn.Pkg().Path()
	name := fn.Name()
	switch path {
	case "fmt":
		return strings.HasPrefix(name, "Sprint") || strings.HasPrefix(name, "Append") || name == "Errorf"
	case "time":
		return name != "Sleep"
	case "net/http":
		recv := fn.Signature().Recv()
		ofHeader := recv != nil && strings.HasSuffix(recv.Type().String(), "net/http.Header")
		return ofHeader || name == "StatusText" || name == "CanonicalHeaderKey"
	case "context":
		return name != "AfterFunc"
	case "net":
		return strings.HasPrefix(name, "Parse") || slices.Contains([]string{"JoinHostPort", "SplitHostPort", "String"}, name)
	case "encoding/json", "encoding/xml", "encoding/gob":
		return strings.HasPrefix(name, "Marshal") || strings.HasPrefix(name, "Unmarshal")
	}
	return quickPkgs[path] || slices.ContainsFunc(quickPrefixes, func(prefix string) bool { return strings.HasPrefix(path, prefix) })
}

// quickPrefixes begin the paths of packages whose functions are all quick.
var quickPrefixes = []string{"unicode", "math", "hash", "container/", "go/"}

// quickPkgs are packages whose functions are all quick.
var quickPkgs = map[string]bool{
	"bytes": true, "cmp": true, "encoding/base64": true, "encoding/binary": true, "encoding/hex": true, "errors": true, "html": true,
	"maps": true, "net/netip": true, "net/textproto": true, "net/url": true, "path": true, "path/filepath": true, "reflect": true,
	"regexp": true, "slices": true, "sort": true, "strconv": true, "strings": true, "sync/atomic": true, "unsafe": true,
	"crypto/sha1": true, "crypto/sha256": true, "crypto/md5": true,
}

// waiting reports whether the name of a function says that it waits or communicates.
//
// False negative: there is no fix under a lock for a quick function with such a name.
func waiting(fn *types.Func) bool {
	return names.Begins(fn.Name(), "wait", "sleep", "dial", "do", "send", "recv", "receive", "read", "write", "serve", "run", "stop", "shutdown", "close", "flush", "fetch", "call", "exec", "query", "listen", "accept", "join")
}
