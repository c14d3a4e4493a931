package fetch

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/mmcdole/gofeed"

	"vedette/internal/loadserver"
)

// loadFeed is the feed of the load benchmark: RSS of 20 items, 27 KB.
func loadFeed(b *testing.B) []byte {
	s, err := loadserver.Start(1, 20, 1)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	response, err := http.Get(s.URL(0))
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	return body
}

// BenchmarkParseLoad reads the load benchmark's feed, everything included.
func BenchmarkParseLoad(b *testing.B) {
	body := loadFeed(b)
	header := http.Header{"Content-Type": {"application/rss+xml"}}
	for b.Loop() {
		r, err := Parse(body, header, "https://host.example/", Feed{Name: "Paper"}, testNow)
		if err != nil || len(r.Items) != 20 {
			b.Fatal(len(r.Items), err)
		}
	}
}

// BenchmarkGofeedLoad is the measure: what gofeed alone takes for the document
// as it came.
func BenchmarkGofeedLoad(b *testing.B) {
	body := loadFeed(b)
	for b.Loop() {
		if f, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil || len(f.Items) != 20 {
			b.Fatal(err)
		}
	}
}
