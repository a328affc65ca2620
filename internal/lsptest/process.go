package lsptest

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"
)

// Run starts a session with a server that is a program, in the folder dir. The
// server ends with the test, by the words of the protocol.
func Run(t *testing.T, dir, program string, args ...string) *Client {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir, "GOWORK=off", "GOFLAGS=")
	cmd.Stderr = t.Output()
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%s: %v", program, err)
		}
	})
	return Start(t, stdio{out, in}, dir)
}

// Exit ends the session.
func (c *Client) Exit() {
	c.t.Helper()
	c.Call("shutdown", nil, nil)
	c.Notify("exit", nil)
	<-c.conn.DisconnectNotify()
}

// stdio is what a program writes and reads.
type stdio struct {
	io.ReadCloser
	in io.WriteCloser
}

func (s stdio) Write(p []byte) (int, error) { return s.in.Write(p) }

func (s stdio) Close() error { return errors.Join(s.in.Close(), s.ReadCloser.Close()) }
