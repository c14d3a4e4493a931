package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"vedette": func() { os.Exit(Main()) }})
}

// TestScripts runs the command lines of testdata/script as a user would type
// them. $SITE serves the script's folder www, and takes webhooks at /hook;
// $SITE/busy wants to be left alone for two hours. $PORT is a free port.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			mux := http.NewServeMux()
			mux.HandleFunc("/hook", func(http.ResponseWriter, *http.Request) {})
			mux.HandleFunc("/gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
			mux.HandleFunc("/busy", func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", "7200")
				w.WriteHeader(http.StatusTooManyRequests)
			})
			mux.Handle("/", http.FileServer(http.Dir(filepath.Join(env.WorkDir, "www"))))
			server := httptest.NewServer(mux)
			env.Defer(server.Close)
			free, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			_, port, _ := net.SplitHostPort(free.Addr().String())
			free.Close()
			env.Setenv("SITE", server.URL)
			env.Setenv("PORT", port)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"expand": expandFile,
			"until":  until,
			"show": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(ts.Exec("vedette", "alerts", "show", strings.TrimSpace(ts.ReadFile(args[0]))))
			},
		},
	})
}

// expandFile replaces $SITE and $PORT in a file of the script.
func expandFile(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		path := ts.MkAbs(name)
		text := strings.NewReplacer("$SITE", ts.Getenv("SITE"), "$PORT", ts.Getenv("PORT")).Replace(ts.ReadFile(name))
		ts.Check(os.WriteFile(path, []byte(text), 0o600))
	}
}

// until runs a command again and again until its output has the first
// argument.
func until(ts *testscript.TestScript, _ bool, args []string) {
	const patience = 20 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ts.Exec(args[1], args[2:]...) == nil && strings.Contains(ts.ReadFile("stdout"), args[0]) {
			return
		}
	}
	ts.Fatalf("%q did not show %q within %s", strings.Join(args[1:], " "), args[0], patience)
}
