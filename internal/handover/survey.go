package handover

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
)

// A Survey has what the functions of a package give to others, and what they receive.
type Survey struct {
	flows     *order.Flows
	handovers map[*ssa.Function][]Handover
	received  receivedBy
}

// Of surveys the functions of a package.
func Of(fs *order.Flows) *Survey {
	s := &Survey{flows: fs, handovers: map[*ssa.Function][]Handover{}, received: receipts(fs)}
	for _, fn := range fs.NonTest {
		if fn.Synthetic == "" {
			s.handovers[fn] = handovers(fs.Of[fn].Heap, escape.MaxHelpers)
		}
	}
	return s
}
