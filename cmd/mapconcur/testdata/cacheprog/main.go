// Cacheprog is a build cache in a directory, for tests of GOCACHEPROG. The
// protocol is that of "go help cacheprog": JSON requests on standard input,
// JSON answers on standard output.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

type request struct {
	ID       int64
	Command  string
	ActionID []byte
	OutputID []byte
	BodySize int64
}

type response struct {
	ID            int64
	Err           string     `json:",omitempty"`
	KnownCommands []string   `json:",omitempty"`
	Miss          bool       `json:",omitempty"`
	OutputID      []byte     `json:",omitempty"`
	Size          int64      `json:",omitempty"`
	Time          *time.Time `json:",omitempty"`
	DiskPath      string     `json:",omitempty"`
}

func main() {
	if err := serve(os.Args[1], json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers requests until the go command has no more.
func serve(dir string, in *json.Decoder, out *json.Encoder) error {
	if err := out.Encode(response{KnownCommands: []string{"get", "put", "close"}}); err != nil {
		return err
	}
	for {
		var r request
		if err := in.Decode(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		var body []byte
		if r.BodySize > 0 {
			if err := in.Decode(&body); err != nil {
				return err
			}
		}
		if err := out.Encode(answer(dir, r, body)); err != nil || r.Command == "close" {
			return err
		}
	}
}

// answer answers one request. An action is a file that names its output.
func answer(dir string, r request, body []byte) response {
	res := response{ID: r.ID}
	action := filepath.Join(dir, "a-"+hex.EncodeToString(r.ActionID))
	switch r.Command {
	case "get":
		output, err := os.ReadFile(action)
		res.DiskPath = filepath.Join(dir, "o-"+hex.EncodeToString(output))
		info, statErr := os.Stat(res.DiskPath)
		if err != nil || statErr != nil {
			return response{ID: r.ID, Miss: true}
		}
		t := info.ModTime()
		res.OutputID, res.Size, res.Time = output, info.Size(), &t
	case "put":
		res.DiskPath = filepath.Join(dir, "o-"+hex.EncodeToString(r.OutputID))
		err := os.WriteFile(res.DiskPath, body, 0o666)
		if err == nil {
			err = os.WriteFile(action, r.OutputID, 0o666)
		}
		if err != nil {
			res.Err = err.Error()
		}
	}
	return res
}
