package fetch

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// head is what a document says of itself outside its items, as far as it
// decides when and where to ask again.
type head struct {
	ttl       int           // minutes (RSS 2.0)
	update    time.Duration // of the syndication module (RSS 1.0)
	skipHours uint32        // a bit for each hour, GMT
	skipDays  uint8         // a bit for each day of the week, 0 is Sunday
	// hubs and self are for WebSub, next is the page after this one (RFC 5005, 3,
	// JSON Feed next_url), archive the archive document before it (RFC 5005, 4);
	// all absolute.
	hubs                []string
	self, next, archive string
	// complete says that the document is the whole feed (RFC 5005), expired
	// that there will be no more of it (JSON Feed), newURL where it wishes to
	// be asked (itunes:new-feed-url).
	complete, expired bool
	newURL            string
}

// Bounds of what a document may say. Hints beyond a year are nonsense, no
// publisher has more hubs, and real addresses are far shorter.
const (
	maxHint    = 366 * 24 * time.Hour
	maxHubs    = 8
	maxAddress = 2 << 10
)

// readHead reads these facts, in one pass over the bytes outside the items.
// Of a web page, whose items are selected, those of its head. Link headers win
// over the document (WebSub, 4).
func readHead(body []byte, response *http.Response, page bool) head {
	base := response.Request.URL.String()
	if bytes.IndexByte(body[:min(len(body), 64)], 0) >= 0 {
		body = bytes.ReplaceAll(body, []byte{0}, nil) // UTF-16: what is looked for is ASCII
	}
	var h head
	switch start := bytes.IndexAny(body, "<{"); {
	case page:
		h = pageHead(body)
	case start >= 0 && body[start] == '{':
		h = jsonHead(body[start:])
	default:
		h = xmlHead(body)
	}
	hubs, self := linkHeaders(response.Header.Values("Link"))
	if len(hubs) > 0 {
		h.hubs = hubs
	}
	h.self = firstOf(self, h.self)
	return h.absolute(base)
}

// absolute resolves the addresses, and drops what is none.
func (h head) absolute(base string) head {
	hubs := h.hubs
	h.hubs = nil
	for _, hub := range hubs {
		hub = webAddress(base, hub)
		if hub != "" && !slices.Contains(h.hubs, hub) && len(h.hubs) < maxHubs {
			h.hubs = append(h.hubs, hub)
		}
	}
	h.self, h.newURL = webAddress(base, h.self), webAddress(base, h.newURL)
	h.next, h.archive = webAddress(base, h.next), webAddress(base, h.archive)
	return h
}

func webAddress(base, address string) string {
	address = resolve(base, address)
	if len(address) > maxAddress || !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return ""
	}
	return address
}

// jsonHead reads the members of a JSON Feed's top level.
func jsonHead(body []byte) head {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return head{}
	}
	var h head
	var hubs []struct{ Type, URL string }
	read := func(name string, to any) { _ = json.Unmarshal(members[name], to) } // what has another type says nothing
	read("expired", &h.expired)
	read("next_url", &h.next)
	read("feed_url", &h.self)
	read("hubs", &hubs)
	for _, hub := range hubs {
		if strings.EqualFold(hub.Type, "WebSub") {
			h.hubs = append(h.hubs, hub.URL)
		}
	}
	return h
}

// xmlHead reads the elements of RSS and Atom and their modules.
func xmlHead(body []byte) head {
	r := headReader{body: body, frequency: 1}
	for m := range outsideItems(body) {
		if len(m.name) > 0 && len(m.name) <= 64 {
			r.element(m)
		}
	}
	r.head.complete = isHistory(body, r.complete)
	r.head.update = periods[r.period] / time.Duration(r.frequency)
	if r.head.skipHours == 1<<24-1 {
		r.head.skipHours = 0 // all hours: the publisher cannot mean it
	}
	if r.head.skipDays == 1<<7-1 {
		r.head.skipDays = 0
	}
	return r.head
}

// headReader collects what the elements of a head say, in any order.
type headReader struct {
	body      []byte
	head      head
	period    string
	frequency int
	complete  []byte // the name of an element that may be RFC 5005's
}

func (r *headReader) element(m mark) {
	switch strings.ToLower(string(localName(m.name))) {
	case "ttl":
		r.head.ttl = minutes(r.text(m))
	case "hour":
		r.head.skipHours |= hourBit(r.text(m))
	case "day":
		r.head.skipDays |= dayBit(r.text(m))
	case "updateperiod":
		r.period = strings.ToLower(r.text(m))
	case "updatefrequency":
		if n, err := strconv.Atoi(r.text(m)); err == nil && n > 0 {
			r.frequency = n
		}
	case "link":
		r.head.link(r.body[m.from:m.to])
	case "complete":
		if !bytes.HasPrefix(m.name, []byte("itunes:")) {
			r.complete = m.name
		}
	case "new-feed-url":
		r.head.newURL = r.text(m)
	}
}

// text gives the text of an element, "" if there is mark-up in it.
func (r *headReader) text(m mark) string {
	raw, _, _ := textOf(r.body, m)
	return html.UnescapeString(string(raw[:min(len(raw), maxAddress)]))
}

// periods are those of the syndication module, a month as 30 days.
var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": 24 * time.Hour, "weekly": 7 * 24 * time.Hour,
	"monthly": 30 * 24 * time.Hour, "yearly": 365 * 24 * time.Hour,
}

// historyNamespace is that of RFC 5005. Other modules have elements of the
// same names.
const historyNamespace = "http://purl.org/syndication/history/1.0"

func isHistory(body, name []byte) bool {
	prefix, _, found := bytes.Cut(name, []byte(":"))
	return found && slices.ContainsFunc([]string{`"`, `'`}, func(quote string) bool {
		return bytes.Contains(body, []byte("xmlns:"+string(prefix)+"="+quote+historyNamespace+quote))
	})
}

func minutes(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return min(n, int(maxHint/time.Minute))
}

// hourBit knows the hours 0 to 23, and 24 for midnight.
func hourBit(text string) uint32 {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 24 {
		return 0
	}
	return 1 << (n % 24)
}

func dayBit(text string) uint8 {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(text, day.String()) {
			return 1 << day
		}
	}
	return 0
}

// learn takes over what a document said of itself. It holds until another
// document says otherwise, over answers 304 too.
func (v *visit) learn(h head) {
	s := &v.out.State
	s.Hints.TTL, s.Hints.Update = h.ttl, int(h.update/time.Minute)
	s.Hints.SkipHours, s.Hints.SkipDays = h.skipHours, h.skipDays
	s.Hubs, s.Self = h.hubs, h.self
	v.out.Older, v.out.Archive, v.out.Complete = firstOf(h.archive, h.next), h.archive != "", h.complete
	s.Stopped = ""
	if h.expired {
		s.Stopped = StoppedExpired
		v.note("the feed says of itself that it is over: it is not asked any more")
	}
	if h.newURL != "" && h.newURL != v.asked {
		v.note("the feed wishes to be asked at %s, which only a redirect (301) would make vedette do", h.newURL)
	}
}
