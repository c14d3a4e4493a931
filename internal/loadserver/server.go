// Package loadserver is a site of many feeds on loopback that costs as little
// as a server can, so that a benchmark on the same machine measures the reader
// and not the site. It speaks just enough HTTP/1.1 for a well-behaved client:
// GET, keep-alive, ETag, Last-Modified, 200 and 304.
//
// Every feed shows its last items, as real ones do. Publish moves on. One request
// at a time is made for a feed.
package loadserver

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Server is a running site. Its methods are safe for concurrent use.
type Server struct {
	listeners []net.Listener
	feeds     []atomic.Int64 // how many items each feed has published so far
	items     int            // how many of them it shows
	// dates are when these were published, in seconds of Unix time, by feed and by
	// the item's number modulo items; 0 until it is shown.
	dates []atomic.Int64

	// After every share-th answer the feed has so many new items.
	share, fresh atomic.Int64

	requests, unchanged atomic.Int64

	mu    sync.Mutex
	conns map[net.Conn]bool
	done  sync.WaitGroup
}

// Start opens a site of so many feeds, each showing so many items, spread over
// hosts at addresses 127.0.0.1 and up (one on systems that route only the
// first).
func Start(feeds, items, hosts int) (*Server, error) {
	s := &Server{
		feeds: make([]atomic.Int64, feeds), items: items, conns: map[net.Conn]bool{},
		dates: make([]atomic.Int64, feeds*items),
	}
	for h := range hosts {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.%d.%d:0", h/250, h%250+1))
		if err != nil && h > 0 {
			break
		}
		if err != nil {
			return nil, err
		}
		s.listeners = append(s.listeners, l)
		s.done.Add(1)
		go s.accept(l)
	}
	s.Publish(0, len(s.feeds), items)
	for i := range s.dates { // the past: an item every six hours
		s.dates[i].Store(time.Now().Add(time.Duration(i%items-items) * 6 * time.Hour).Unix())
	}
	return s, nil
}

// URL gives the address of a feed.
func (s *Server) URL(feed int) string {
	return fmt.Sprintf("http://%s/%d", s.listeners[feed%len(s.listeners)].Addr(), feed)
}

// Publish lets the feeds from one to before another have so many more items. They
// are dated when they are first shown.
func (s *Server) Publish(from, to, items int) {
	for i := from; i < to; i++ {
		s.publish(i, items)
	}
}

func (s *Server) publish(feed, items int) {
	newest := s.feeds[feed].Load() + int64(items)
	for n := newest - int64(min(items, s.items)) + 1; n <= newest; n++ {
		s.date(feed, n).Store(0)
	}
	s.feeds[feed].Store(newest)
}

func (s *Server) date(feed int, item int64) *atomic.Int64 {
	return &s.dates[int64(feed*s.items)+item%int64(s.items)]
}

// Each has every share-th answer followed by so many new items of its feed, so
// that the next visit finds them; a share of 0 ends that.
func (s *Server) Each(share, items int) {
	s.share.Store(int64(share))
	s.fresh.Store(int64(items))
}

// Requests gives how many requests were answered, and how many of them by 304.
func (s *Server) Requests() (all, unchanged int64) { return s.requests.Load(), s.unchanged.Load() }

// Close ends the site and its connections.
func (s *Server) Close() {
	for _, l := range s.listeners {
		l.Close()
	}
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.done.Wait()
}

func (s *Server) accept(l net.Listener) {
	defer s.done.Done()
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[c] = true
		s.mu.Unlock()
		s.done.Add(1)
		go s.serve(c)
	}
}

// serve answers the requests of one connection.
func (s *Server) serve(c net.Conn) {
	defer s.done.Done()
	defer func() {
		c.Close()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	}()
	in := bufio.NewReader(c)
	var out []byte
	for {
		feed, etag, err := readRequest(in)
		if err != nil || feed < 0 || feed >= len(s.feeds) {
			return
		}
		out = s.answer(out[:0], feed, etag)
		if _, err := c.Write(out); err != nil {
			return
		}
	}
}

// readRequest gives the number of the feed that is asked for and the validator
// that was sent.
func readRequest(in *bufio.Reader) (feed int, etag string, err error) {
	feed = -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return feed, etag, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch name, value, _ := bytes.Cut(line, []byte(":")); {
		case len(line) == 0:
			return feed, etag, nil
		case first:
			path, _, _ := strings.Cut(strings.TrimPrefix(string(line), "GET /"), " ")
			if feed, err = strconv.Atoi(path); err != nil {
				return -1, "", err
			}
		case bytes.EqualFold(name, []byte("If-None-Match")):
			etag = string(bytes.TrimSpace(value))
		}
	}
}

// answer appends the whole response.
func (s *Server) answer(out []byte, feed int, sent string) []byte {
	n := s.requests.Add(1)
	newest := s.feeds[feed].Load()
	if share := s.share.Load(); share > 0 && n%share == 0 {
		defer s.publish(feed, int(s.fresh.Load()))
	}
	etag := fmt.Sprintf(`"%d-%d"`, feed, newest)
	modified := s.at(feed, newest).Format("Mon, 02 Jan 2006 15:04:05 GMT")
	if sent == etag {
		s.unchanged.Add(1)
		return fmt.Appendf(out, "HTTP/1.1 304 Not Modified\r\nETag: %s\r\nLast-Modified: %s\r\n\r\n", etag, modified)
	}
	out = fmt.Appendf(out, "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: %s\r\nLast-Modified: %s\r\nContent-Length: ", etag, modified)
	length := len(out)
	out = append(out, "000000\r\n\r\n"...)
	body := len(out)
	out = s.document(out, feed, newest)
	copy(out[length:], fmt.Sprintf("%06d", len(out)-body))
	return out
}

// at is when an item that is shown was published.
func (s *Server) at(feed int, item int64) time.Time {
	date := s.date(feed, item)
	date.CompareAndSwap(0, time.Now().Unix())
	return time.Unix(date.Load(), 0).UTC()
}
