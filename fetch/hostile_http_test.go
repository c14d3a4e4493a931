package fetch

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"vedette/guard"
	"vedette/guard/guardtest"
	"vedette/news"
)

// What no server may take of us.
const (
	hostileCPU    = time.Second
	hostileMemory = 100 << 20
)

// slowed tells whether the race detector takes most of the processor.
func slowed() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "-race" && s.Value == "true" })
}

// cost runs f and gives the processor time and the most memory that it took,
// the server's included.
func cost(f func()) (cpu time.Duration, memory uint64) {
	runtime.GC()
	before, busy := heap(), processor()
	done, peak := make(chan bool), make(chan uint64)
	go func() {
		var most uint64
		for {
			most = max(most, heap())
			select {
			case <-done:
				peak <- most
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	cpu = processor() - busy
	close(done)
	most := <-peak
	return cpu, most - min(most, before)
}

func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

const feedStarts = `<rss version="2.0"><channel>`

// bomb sends 500 MB of a text, packed on the way.
func bomb(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		io.WriteString(z, feedStarts)
		block := strings.Repeat(text, 1+(64<<10)/len(text))
		for sent := 0; sent < 500<<20 && r.Context().Err() == nil; sent += len(block) {
			if _, err := io.WriteString(z, block); err != nil {
				return
			}
		}
	}
}

// endless sends a text after the beginning of a feed again and again.
func endless(text string, pause time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, feedStarts)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, text); err != nil {
				return
			}
			if pause > 0 {
				w.(http.Flusher).Flush()
				time.Sleep(pause)
			}
		}
	}
}

// raw takes the connection over and writes bytes of its own.
func raw(first string, write func(w io.Writer) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, first)
		for write(conn) == nil {
		}
	}
}

const noAnswer = "did not answer in time"

const hostileItem = "<item><title>x</title><link>https://a.example/</link></item>\n"

func TestHostileServersAreRefusedCheaply(t *testing.T) {
	drip := func(w io.Writer) error {
		_, err := io.WriteString(w, "X: y\r\n")
		time.Sleep(time.Millisecond)
		return err
	}
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		message string
	}{
		{"a bomb of spaces", bomb(" "), "more than 100 times"},
		{"a bomb of a comment", bomb("<!--"), "more than 100 times"},
		{"a bomb of items", bomb(hostileItem), "more than 100 times"},
		{"a bomb in a bomb", text(zip(t, zip(t, feedStarts+strings.Repeat(" ", 8<<20)))), "more than 100 times"},
		{"an endless body", endless(strings.Repeat("<x/>", 1000), 0), "larger than max_bytes"},
		{"endless items", endless(strings.Repeat(hostileItem, 1000), 0), "larger than max_bytes"},
		{"an endless drip", endless("<", 10*time.Millisecond), string(errTooSlow)},
		{"no first byte", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, noAnswer},
		{"a dripping header", raw("HTTP/1.1 200 OK\r\n", drip), noAnswer},
		{"an endless header", raw("HTTP/1.1 200 OK\r\n", func(w io.Writer) error {
			_, err := io.WriteString(w, strings.Repeat("X: y\r\n", 1000))
			return err
		}), "headers exceeded"},
		{"a header line without end", raw("", func(w io.Writer) error {
			_, err := io.WriteString(w, strings.Repeat("x", 10000))
			return err
		}), "headers exceeded"},
		{"a redirect loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "redirects in a circle"},
		{"redirects for ever", func(w http.ResponseWriter, r *http.Request) {
			n, _ := strconv.Atoi(r.URL.Path[1:])
			http.Redirect(w, r, "/"+strconv.Itoa(n+1), http.StatusMovedPermanently)
		}, "redirects more than 10 times"},
		{"interim answers for ever", raw("", func(w io.Writer) error {
			_, err := io.WriteString(w, strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100))
			return err
		}), "headers exceeded"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(test.handler)
			t.Cleanup(server.Close)
			t.Cleanup(server.CloseClientConnections)
			c := newTestClient(t)
			l := usualLimits // but nobody waits for those that do nothing
			switch test.message {
			case noAnswer:
				l.header = 100 * time.Millisecond
			case string(errTooSlow):
				l.grace, l.window = 20*time.Millisecond, 100*time.Millisecond
			}
			c.Transport = newTransport(guardtest.Loopback(), l)
			var r Result
			cpu, memory := cost(func() { r = c.Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{}) })
			c.Close()
			wantFailure(t, r, news.FeedState{}, test.message)
			t.Logf("%v, %d MiB, %d items: %v", cpu.Round(time.Millisecond), memory>>20, len(r.Items), r.Err)
			if memory > hostileMemory {
				t.Errorf("%d MiB", memory>>20)
			}
			if cpu > hostileCPU && !slowed() {
				t.Errorf("%v of the processor", cpu)
			}
		})
	}
}

func TestARedirectToAPrivateAddressIsRefused(t *testing.T) {
	asked := false
	inner := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = true })
	port := inner.URL[strings.LastIndexByte(inner.URL, ':'):]
	g, err := guard.New(guard.Config{Allow: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"http://127.0.0.2" + port, "http://[::ffff:127.0.0.2]" + port, "http://0.0.0.0" + port,
		"http://[::1]" + port, "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://127.0.0.1:1@10.0.0.1/"} {
		server := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
		c := newTestClient(t)
		c.Transport = newTransport(g, usualLimits)
		r := c.Fetch(t.Context(), Feed{Name: "x", URL: server.URL}, news.FeedState{})
		if refused, ok := errors.AsType[*guard.RefusedError](r.Err); !ok || !strings.Contains(refused.Error(), "network.allow") {
			t.Errorf("%s: %v", to, r.Err)
		}
		c.Close()
	}
	if asked {
		t.Error("the inner server was asked")
	}
}

func TestANameThatLeadsToThisMachineIsRefused(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Error("the server was asked") })
	c := NewClient(Config{}, nil)
	defer c.Close()
	_, port, _ := strings.Cut(server.URL, "127.0.0.1")
	r := c.Fetch(t.Context(), Feed{Name: "x", URL: "http://localhost" + port}, news.FeedState{})
	if r.Err == nil || !strings.HasPrefix(r.Err.Error(), "the host localhost resolves to ") {
		t.Errorf("%v", r.Err)
	}
}

func TestTheItemsOfATooLargeFeedAreKept(t *testing.T) {
	titles := make([]string, 1000)
	for i := range titles {
		titles[i] = "number " + strconv.Itoa(i)
	}
	for name, handler := range map[string]http.HandlerFunc{
		"plain": text(rss(titles...)),
		"gzip":  text(zip(t, rss(titles...))),
	} {
		t.Run(name, func(t *testing.T) {
			server := serve(t, handler)
			feed := Feed{Name: "x", URL: server.URL, MaxBytes: 60 << 10}
			r := newTestClient(t).Fetch(t.Context(), feed, news.FeedState{})
			var partial *PartialError
			wantFailure(t, r, news.FeedState{}, "larger than max_bytes")
			if !errors.As(r.Err, &partial) || len(r.Items) < 300 || partial.Items != len(r.Items) {
				t.Errorf("%d items, %v", len(r.Items), r.Err)
			}
			if r.Items[0].Title != "number 0" {
				t.Errorf("first item %q", r.Items[0].Title)
			}
		})
	}
}

func TestRealFeedsAreFarFromTheRatio(t *testing.T) {
	if slowed() {
		t.Skip("packing all feeds takes long with the race detector, which has nothing to find here")
	}
	most := 0.0
	for name, body := range sharedFeeds(t) {
		ratio := float64(len(body)) / float64(len(zip(t, string(body))))
		if most = max(most, ratio); ratio > maxRatio/5 {
			t.Errorf("%s packs to a part of %.0f", name, ratio)
		}
	}
	t.Logf("the most is %.1f", most)
}
