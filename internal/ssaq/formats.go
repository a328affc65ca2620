package ssaq

import (
	"go/constant"
	"iter"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// PrintedArgs yields the variadic arguments of a call whose contents the operation op
// reads, with their indexes: not those that %p or %T prints.
func PrintedArgs(op known.MapOp, args []ssa.Value) iter.Seq2[int, ssa.Value] {
	return func(yield func(int, ssa.Value) bool) {
		verbs := ""
		if op.Fmt && op.Arg > 0 {
			verbs = FormatVerbs(args[op.Arg-1])
		}
		for i, v := range VariadicArgs(args[op.Arg]) {
			if op.Fmt && (i >= len(verbs) || strings.ContainsRune("pT", rune(verbs[i]))) {
				continue
			}
			if !yield(i, v) {
				return
			}
		}
	}
}

// FormatVerbs returns the verbs of a constant format, one for each argument.
//
// False negative: a format that takes a width from an argument or gives arguments an
// index; FormatVerbs returns "" for it.
func FormatVerbs(v ssa.Value) string {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return ""
	}
	var verbs strings.Builder
	s := constant.StringVal(c.Value)
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		i++
		for i < len(s) && strings.IndexByte("+-# 0123456789.", s[i]) >= 0 {
			i++
		}
		switch {
		case i >= len(s) || s[i] == '*' || s[i] == '[':
			return ""
		case s[i] != '%':
			verbs.WriteByte(s[i])
		}
	}
	return verbs.String()
}
