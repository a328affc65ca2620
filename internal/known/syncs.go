package known

import (
	"github.com/mapconcur/mapconcur/internal/state"
)

// syncs holds locks, joins and calls that never return.
var syncs = map[string]Effect{
	"(*sync.Mutex).Lock":        {Kind: Lock, Mode: state.Write},
	"(*sync.Mutex).Unlock":      {Kind: Unlock, Mode: state.Write},
	"(*sync.Mutex).TryLock":     {Kind: TryLock, Mode: state.Write},
	"(*sync.RWMutex).Lock":      {Kind: Lock, Mode: state.Write},
	"(*sync.RWMutex).Unlock":    {Kind: Unlock, Mode: state.Write},
	"(*sync.RWMutex).TryLock":   {Kind: TryLock, Mode: state.Write},
	"(*sync.RWMutex).RLock":     {Kind: Lock, Mode: state.Read},
	"(*sync.RWMutex).RUnlock":   {Kind: Unlock, Mode: state.Read},
	"(*sync.RWMutex).TryRLock":  {Kind: TryLock, Mode: state.Read},
	"(*sync.RWMutex).RLocker":   {Kind: Bound},
	"reflect.ValueOf":           {Kind: Bound},
	"(sync.Locker).Lock":        {Kind: Lock, Mode: state.Write},
	"(sync.Locker).Unlock":      {Kind: Unlock, Mode: state.Write},
	"(*sync.WaitGroup).Add":     {Kind: Add},
	"(*sync.WaitGroup).Done":    {Kind: Done},
	"(*sync.WaitGroup).Wait":    {Kind: Wait},
	"(*sync.Once).Do":           {Kind: Once, Arg: 1},
	"(*testing.M).Run":          {Kind: Wait}, // for all tests
	"(*testing.T).Parallel":     {Kind: Parallel},
	"(*testing.T).Run":          {Kind: Subtest, Arg: 2},
	"testing/synctest.Test":     {Kind: Bubble, Arg: 1},
	"testing/synctest.Wait":     {Kind: Quiesce},
	"os.Exit":                   {Kind: Exit},
	"log.Fatal":                 {Kind: Exit},
	"log.Fatalf":                {Kind: Exit},
	"log.Fatalln":               {Kind: Exit},
	"log.Panic":                 {Kind: Exit},
	"log.Panicf":                {Kind: Exit},
	"log.Panicln":               {Kind: Exit},
	"(*log.Logger).Fatal":       {Kind: Exit},
	"(*log.Logger).Fatalf":      {Kind: Exit},
	"(*log.Logger).Fatalln":     {Kind: Exit},
	"(*log.Logger).Panic":       {Kind: Exit},
	"(*log.Logger).Panicf":      {Kind: Exit},
	"(*log.Logger).Panicln":     {Kind: Exit},
	"runtime.Goexit":            {Kind: Exit},
	"(*testing.common).Fatal":   {Kind: Exit},
	"(*testing.common).Fatalf":  {Kind: Exit},
	"(*testing.common).FailNow": {Kind: Exit},
	"(*testing.common).Skip":    {Kind: Exit},
	"(*testing.common).Skipf":   {Kind: Exit},
	"(*testing.common).SkipNow": {Kind: Exit},

	"(*golang.org/x/sync/errgroup.Group).Wait": {Kind: Wait},

	// A weighted semaphore is a lock if it admits one holder, otherwise nothing.
	"(*golang.org/x/sync/semaphore.Weighted).Acquire":    {Kind: Lock, Mode: state.Semaphore},
	"(*golang.org/x/sync/semaphore.Weighted).TryAcquire": {Kind: TryLock, Mode: state.Semaphore},
	"(*golang.org/x/sync/semaphore.Weighted).Release":    {Kind: Unlock, Mode: state.Semaphore},
}

// Timer is what a message calls the goroutine of a timer.
const Timer = "timer"

// spawners holds the functions that run a function on another goroutine and whose bodies do
// not show it: those of the standard library, and errgroup, whose Wait waits for all of them.
var spawners = map[string]Effect{
	"(*sync.WaitGroup).Go":                      {Kind: Spawn, Arg: 1, Joined: true, Thread: "goroutine"},
	"(*golang.org/x/sync/errgroup.Group).Go":    {Kind: Spawn, Arg: 1, Joined: true, Thread: "goroutine"},
	"(*golang.org/x/sync/errgroup.Group).TryGo": {Kind: Spawn, Arg: 1, Joined: true, Thread: "goroutine"},
	"(*testing.B).RunParallel":                  {Kind: Spawn, Arg: 1, Many: true, Joined: true, Waits: true, Thread: "goroutine"},
	"time.AfterFunc":                            {Kind: Spawn, Arg: 1, Thread: Timer},
	"context.AfterFunc":                         {Kind: Spawn, Arg: 1, Thread: "context callback"},
	"runtime.SetFinalizer":                      {Kind: Spawn, Arg: 1, Thread: "finalizer"},
	"runtime.AddCleanup":                        {Kind: Spawn, Arg: 1, Thread: "cleanup"},
}
