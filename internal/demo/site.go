package demo

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"vedette/schedule"
)

// The outage of the feed with that quirk, counted from the site's start: late
// enough that the feed was well before, early enough to be over in a demo of
// twenty seconds.
const (
	outageFrom  = 8 * time.Second
	outageUntil = 13 * time.Second
)

// Site serves the outlets' feeds at /feeds/ID.FORMAT, a page for each article,
// and an index. Stories appear one by one; see timetable. It keeps no state
// and is safe for concurrent use.
type Site struct {
	// Now is the clock; set it before the first request.
	Now func() time.Time

	outlets []Outlet
	zones   []*time.Location
	table   timetable
	mux     *http.ServeMux
}

// NewSite gives a site whose timetable begins at start.
func NewSite(outlets []Outlet, start time.Time) (*Site, error) {
	s := &Site{Now: time.Now, outlets: outlets, table: newTimetable(outlets, start), mux: http.NewServeMux()}
	for i, o := range outlets {
		zone, err := schedule.Zone(o.TimeZone)
		if err != nil {
			return nil, fmt.Errorf("outlet %s: %w", o.ID, err)
		}
		s.zones = append(s.zones, zone)
		s.mux.HandleFunc("GET "+o.FeedPath(), func(w http.ResponseWriter, r *http.Request) { s.serveFeed(w, r, i) })
	}
	s.mux.HandleFunc("GET /articles/{outlet}/{edition}", s.serveArticle)
	s.mux.HandleFunc("GET /{$}", s.serveIndex)
	return s, nil
}

// ServeHTTP answers by the time that Now gives.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

func (s *Site) serveFeed(w http.ResponseWriter, r *http.Request, outlet int) {
	now := s.Now()
	if s.outlets[outlet].Quirk == Outage && s.table.outage(now) {
		http.Error(w, "the newsroom's server is being moved to the next room", http.StatusServiceUnavailable)
		return
	}
	d := s.document(outlet, "http://"+r.Host, now)
	body, media, err := d.write()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", media)
	if d.Quirk == Gzip {
		h.Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = compressed(body)
		}
	}
	h.Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(body))[:18]+`"`)
	// ServeContent compares the validators (RFC 9110, 13.2.2) and answers 304.
	http.ServeContent(w, r, "", d.Updated, bytes.NewReader(body))
}

func (t timetable) outage(now time.Time) bool {
	since := now.Sub(t.start)
	return since >= outageFrom && since < outageUntil
}

// compressed gives the same bytes for the same body, as gzip's header has no
// time here.
func compressed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// document gives what an outlet shows at a time under a base address.
func (s *Site) document(outlet int, base string, now time.Time) document {
	o := s.outlets[outlet]
	d := document{Outlet: o, Home: base + "/", Self: base + o.FeedPath(), Updated: s.table.start, Zone: s.zones[outlet]}
	shown := s.table.shown(outlet, now)
	if len(shown) > 0 {
		d.Updated = shown[0].At
	}
	for _, e := range shown {
		story := o.Stories[e.Story]
		if e.Round > 1 {
			story.Title += " (" + strconv.Itoa(e.Round) + ")"
		}
		name := strconv.Itoa(e.Story) + "-" + strconv.Itoa(e.Round)
		d.Entries = append(d.Entries, entry{
			Story: story, At: e.At,
			ID:   "urn:vedette-demo:" + o.ID + ":" + name,
			Link: base + "/articles/" + o.ID + "/" + name,
		})
	}
	return d
}
