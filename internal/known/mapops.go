package known

import (
	"github.com/mapconcur/mapconcur/internal/state"
)

// on returns the effect of an operation on argument arg itself.
func on(arg int, op state.Op) Effect {
	return Effect{Kind: MapOps, Ops: []MapOp{{Arg: arg, Op: op}}}
}

// walks returns the effect of reading all maps within argument arg.
func walks(arg int, deep Depth) Effect {
	return Effect{Kind: MapOps, Ops: []MapOp{{Arg: arg, Op: state.OpReflect, Deep: deep}}}
}

// prints is walks as fmt does it, over all arguments from arg on.
func prints(arg int) Effect {
	return Effect{Kind: MapOps, Ops: []MapOp{{Arg: arg, Op: state.OpReflect, Deep: Printed, Rest: true}}}
}

// Formats is the effect of printing all arguments from arg on, by the format in the
// argument before.
func Formats(arg int) Effect {
	return Effect{Kind: MapOps, Ops: []MapOp{{Arg: arg, Op: state.OpReflect, Deep: Printed, Rest: true, Fmt: true}}}
}

// mapOps holds functions of the standard library that read or write the maps
// they are given. That fmt, encoding/json and their kin read maps is what
// people forget.
var mapOps = map[string]Effect{
	"maps.Keys":       on(0, state.OpRange),
	"maps.Values":     on(0, state.OpRange),
	"maps.All":        on(0, state.OpRange),
	"maps.Clone":      on(0, state.OpClone),
	"maps.Insert":     on(0, state.OpWrite),
	"maps.DeleteFunc": on(0, state.OpDelete),
	"maps.Copy": {Kind: MapOps, Ops: []MapOp{
		{Arg: 0, Op: state.OpWrite}, {Arg: 1, Op: state.OpRange}}},
	"maps.Equal": {Kind: MapOps, Ops: []MapOp{
		{Arg: 0, Op: state.OpRange}, {Arg: 1, Op: state.OpRead}}},
	"maps.EqualFunc": {Kind: MapOps, Ops: []MapOp{
		{Arg: 0, Op: state.OpRange}, {Arg: 1, Op: state.OpRead}}},

	"(net/http.Header).Add":             on(0, state.OpWrite),
	"(net/http.Header).Set":             on(0, state.OpWrite),
	"(net/http.Header).Del":             on(0, state.OpDelete),
	"(net/http.Header).Get":             on(0, state.OpRead),
	"(net/http.Header).Values":          on(0, state.OpRead),
	"(net/http.Header).Clone":           on(0, state.OpRange),
	"(net/http.Header).Write":           on(0, state.OpRange),
	"(net/http.Header).WriteSubset":     on(0, state.OpRange),
	"(net/textproto.MIMEHeader).Add":    on(0, state.OpWrite),
	"(net/textproto.MIMEHeader).Set":    on(0, state.OpWrite),
	"(net/textproto.MIMEHeader).Del":    on(0, state.OpDelete),
	"(net/textproto.MIMEHeader).Get":    on(0, state.OpRead),
	"(net/textproto.MIMEHeader).Values": on(0, state.OpRead),
	"(net/mail.Header).Get":             on(0, state.OpRead),
	"(net/url.Values).Add":              on(0, state.OpWrite),
	"(net/url.Values).Set":              on(0, state.OpWrite),
	"(net/url.Values).Del":              on(0, state.OpDelete),
	"(net/url.Values).Get":              on(0, state.OpRead),
	"(net/url.Values).Has":              on(0, state.OpRead),
	"(net/url.Values).Encode":           on(0, state.OpRange),
	"(reflect.Value).SetMapIndex":       on(0, state.OpWrite),
	"(reflect.Value).MapIndex":          on(0, state.OpReflect),
	"(reflect.Value).MapKeys":           on(0, state.OpReflect),
	"(reflect.Value).MapRange":          on(0, state.OpReflect),
	"encoding/json.Marshal":             walks(0, Encoded),
	"encoding/json.MarshalIndent":       walks(0, Encoded),
	"(*encoding/json.Encoder).Encode":   walks(1, Encoded),
	"(*encoding/gob.Encoder).Encode":    walks(1, Encoded),
	"encoding/xml.Marshal":              walks(0, Encoded),
	"encoding/xml.MarshalIndent":        walks(0, Encoded),
	"(*encoding/xml.Encoder).Encode":    walks(1, Encoded),
	"(*text/template.Template).Execute": walks(2, Shallow),
	"(*html/template.Template).Execute": walks(2, Shallow),
	"fmt.Print":                         prints(0),
	"fmt.Println":                       prints(0),
	"fmt.Sprint":                        prints(0),
	"fmt.Sprintln":                      prints(0),
	"fmt.Fprint":                        prints(1),
	"fmt.Fprintln":                      prints(1),
	"fmt.Append":                        prints(1),
	"fmt.Appendln":                      prints(1),
	"fmt.Printf":                        Formats(1),
	"fmt.Sprintf":                       Formats(1),
	"fmt.Errorf":                        Formats(1),
	"fmt.Fprintf":                       Formats(2),
	"fmt.Appendf":                       Formats(2),
	"log.Print":                         prints(0),
	"log.Println":                       prints(0),
	"log.Printf":                        Formats(1),
	"(*log.Logger).Print":               prints(1),
	"(*log.Logger).Println":             prints(1),
	"(*log.Logger).Printf":              Formats(2),
	"(*testing.common).Log":             prints(1),
	"(*testing.common).Logf":            Formats(2),
	"(*testing.common).Error":           prints(1),
	"(*testing.common).Errorf":          Formats(2),
	"log/slog.Debug":                    prints(1),
	"log/slog.Info":                     prints(1),
	"log/slog.Warn":                     prints(1),
	"log/slog.Error":                    prints(1),
	"(*log/slog.Logger).Debug":          prints(2),
	"(*log/slog.Logger).Info":           prints(2),
	"(*log/slog.Logger).Warn":           prints(2),
	"(*log/slog.Logger).Error":          prints(2),
	"log/slog.DebugContext":             prints(2),
	"log/slog.InfoContext":              prints(2),
	"log/slog.WarnContext":              prints(2),
	"log/slog.ErrorContext":             prints(2),
	"log/slog.Log":                      prints(3),
	"(*log/slog.Logger).DebugContext":   prints(3),
	"(*log/slog.Logger).InfoContext":    prints(3),
	"(*log/slog.Logger).WarnContext":    prints(3),
	"(*log/slog.Logger).ErrorContext":   prints(3),
	"(*log/slog.Logger).Log":            prints(4),
	"log/slog.Any":                      walks(1, Printed),
	"reflect.DeepEqual": {Kind: MapOps, Ops: []MapOp{
		{Arg: 0, Op: state.OpReflect, Deep: Whole}, {Arg: 1, Op: state.OpReflect, Deep: Whole}}},
}
