package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vedette/config"
)

// startDaemon runs the daemon of a configuration in this process until the
// test ends.
func startDaemon(t *testing.T, text string) (p *program, path string, log *logBuffer) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, text)
	loaded, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	log = &logBuffer{}
	if p, err = newProgram(loaded, slog.New(slog.NewTextHandler(log, nil))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	go reloadOnHangup(ctx, hangup, p, path)
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	t.Cleanup(func() {
		signal.Stop(hangup)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the daemon did not end cleanly: %v", err)
		}
	})
	return p, path, log
}

func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	const patience = 20 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("not within %s: %s", patience, what)
}

const smallConfig = `
web: {address: "127.0.0.1:0"}
network: {allow: [127.0.0.1]}
feeds: [{name: One, url: "http://127.0.0.1:1/rss", every: 1h}]
rules: [{name: %s, query: %q}]
`

func TestHangupReloadsAndABadFileKeepsTheOldOne(t *testing.T) {
	_, path, log := startDaemon(t, fmt.Sprintf(smallConfig, "first", "corridor"))
	hangup := func() {
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, path, fmt.Sprintf(smallConfig, "broken", "corridor OR"))
	hangup()
	waitFor(t, "the mistake and its place in the log", func() bool {
		return strings.Contains(log.String(), "the old one stays") && strings.Contains(log.String(), "config.yaml:5:")
	})
	writeFile(t, path, fmt.Sprintf(smallConfig, "second", "middle"))
	hangup()
	waitFor(t, "the new rules", func() bool { return strings.Contains(log.String(), "new configuration taken up") })
}

func TestReloadSaysWhatItDoesNotTakeUp(t *testing.T) {
	p, path, log := startDaemon(t, fmt.Sprintf(smallConfig, "first", "corridor"))
	writeFile(t, path, strings.Replace(fmt.Sprintf(smallConfig, "first", "corridor"), "127.0.0.1:0", "127.0.0.1:1234", 1))
	p.Reload(path)
	if !strings.Contains(log.String(), "restart vedette") {
		t.Errorf("nothing is said about the address:\n%s", log)
	}
}

func TestTheDaemonAnswersItsProbes(t *testing.T) {
	p, _, _ := startDaemon(t, fmt.Sprintf(smallConfig, "first", "corridor"))
	for path, want := range map[string]string{
		"/healthz": "ok", "/readyz": "ready", "/metrics": "vedette_checks_total", "/": "vedette", "/rules": "corridor",
	} {
		resp, err := http.Get(p.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s: %s, without %q", path, resp.Status, want)
		}
	}
}

func TestAnAddressInUseIsSaid(t *testing.T) {
	p, _, _ := startDaemon(t, fmt.Sprintf(smallConfig, "first", "corridor"))
	address := strings.TrimPrefix(p.URL(), "http://")
	path := filepath.Join(t.TempDir(), "config.yaml")
	writeFile(t, path, strings.Replace(fmt.Sprintf(smallConfig, "a", "b"), "127.0.0.1:0", address, 1))
	loaded, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = newProgram(loaded, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "web.address") {
		t.Errorf("got %v", err)
	}
}
