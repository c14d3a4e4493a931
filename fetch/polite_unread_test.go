package fetch

import (
	"net/http"
	"strings"
	"testing"

	"vedette/internal/politeserver"
)

// Behaviour 35: what could not be read is kept, once, and dropped when the feed
// is well again.
func TestABodyThatCannotBeReadIsKeptUntilTheFeedIsWell(t *testing.T) {
	const page, damaged = "<!doctype html><title>We are working on it</title>", `<rss version="2.0"><channel><item><title>x`
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`}, Body: rss("one")},
		step{Header: hdr{"ETag": `"2"`, "Content-Type": "text/html"}, Body: page},
		step{Want: hdr{"If-None-Match": `"1"`}, Header: hdr{"Content-Type": "text/html"}, Body: page},
		step{Status: http.StatusInternalServerError, Body: "trouble"},
		step{Body: damaged},
		step{Want: hdr{"If-None-Match": `"1"`}, Status: http.StatusNotModified},
		step{Want: hdr{"If-None-Match": `"1"`}, Status: http.StatusNotModified},
	)
	r := newReader(t, s.URL+"/rss")
	if got := r.good(); got.Unread != nil || got.State.Unread != "" {
		t.Errorf("of a good visit %+v is kept", got.Unread)
	}
	got := r.bad()
	body, err := got.Unread.Body()
	if err != nil || string(body) != page || got.Unread.ContentType != "text/html" || got.Unread.URL != s.URL+"/rss" ||
		got.Unread.Why != got.Err.Error() || got.Unread.Size != len(page) || !got.Unread.At.Equal(r.now) || got.State.Unread == "" {
		t.Errorf("kept %q, %+v, %v", body, got.Unread, err)
	}
	if got := r.bad(); got.Unread != nil || got.State.Unread == "" {
		t.Error("the same page is kept a second time")
	}
	if got := r.bad(); got.Unread != nil || got.State.Unread == "" {
		t.Error("an answer without a document is kept, or drops what was")
	}
	if body, _ := r.bad().Unread.Body(); string(body) != damaged {
		t.Errorf("kept %q", body)
	}
	if got := r.good(); got.Unread == nil || len(got.Unread.Gzip) != 0 || got.State.Unread != "" {
		t.Errorf("the feed is well, but %+v", got.Unread)
	}
	if got := r.good(); got.Unread != nil {
		t.Error("it is dropped twice")
	}
	s.Done()
}

// A body that was cut short on the way says nothing of the feed.
func TestABodyThatWasCutIsNotKept(t *testing.T) {
	s := politeserver.New(t, step{Body: strings.TrimSuffix(rss("one"), "</rss>"), Cut: true})
	if got := newReader(t, s.URL).bad(); got.Unread != nil || got.State.Unread != "" {
		t.Errorf("kept %+v", got.Unread)
	}
}
