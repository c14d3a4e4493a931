package fetch

import (
	"fmt"
	"testing"
	"time"

	"vedette/internal/politeserver"
	"vedette/news"
)

func TestTheServersPromiseIsRemembered(t *testing.T) {
	const date = "Sun, 22 Nov 2026 12:00:00 GMT"
	for _, test := range []struct {
		name   string
		header hdr
		maxAge int
		fresh  time.Duration // after now; 0 for none
	}{
		{"nothing", hdr{}, 0, 0},
		{"max-age", hdr{"Cache-Control": "public, Max-Age=3600"}, 3600, time.Hour},
		{"max-age in quotes", hdr{"Cache-Control": `max-age="3600"`}, 3600, time.Hour},
		{"the first max-age", hdr{"Cache-Control": "max-age=60, max-age=3600"}, 60, time.Minute},
		{"max-age minus Age", hdr{"Cache-Control": "max-age=3600", "Age": "1200"}, 3600, 40 * time.Minute},
		{"an Age beyond it", hdr{"Cache-Control": "max-age=3600", "Age": "7200"}, 3600, 0},
		{"an Age of nonsense", hdr{"Cache-Control": "max-age=3600", "Age": "-5"}, 3600, time.Hour},
		{"max-age and Expires", hdr{"Cache-Control": "max-age=3600", "Expires": "Mon, 23 Nov 2026 11:00:00 GMT"}, 3600, time.Hour},
		{"no-cache with max-age", hdr{"Cache-Control": "no-cache, max-age=3600"}, 3600, time.Hour},
		{"s-maxage", hdr{"Cache-Control": "s-maxage=3600"}, 0, 0},
		{"s-maxage and max-age", hdr{"Cache-Control": "s-maxage=3600, max-age=60"}, 60, time.Minute},
		{"no-cache", hdr{"Cache-Control": "no-cache"}, 0, 0},
		{"no-store", hdr{"Cache-Control": "no-store, no-cache, must-revalidate, max-age=0"}, 0, 0},
		{"max-age of nonsense", hdr{"Cache-Control": "max-age=soon"}, 0, 0},
		{"a negative max-age", hdr{"Cache-Control": "max-age=-1"}, 0, 0},
		{"a year", hdr{"Cache-Control": "max-age=31536000"}, 86400, 24 * time.Hour},
		{"more than a number holds", hdr{"Cache-Control": "max-age=99999999999999999999"}, 86400, 24 * time.Hour},
		{"Expires of RFC 1123", hdr{"Expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, 3600, time.Hour},
		{"Expires of RFC 850", hdr{"Expires": "Sunday, 22-Nov-26 13:00:00 GMT"}, 3600, time.Hour},
		{"Expires of asctime", hdr{"Expires": "Sun Nov 22 13:00:00 2026"}, 3600, time.Hour},
		{"Expires by the server's own clock", hdr{"Date": "Sun, 22 Nov 2026 18:00:00 GMT", "Expires": "Sun, 22 Nov 2026 19:00:00 GMT"}, 3600, time.Hour},
		{"Expires and Date", hdr{"Date": date, "Expires": "Sun, 22 Nov 2026 12:30:00 GMT"}, 1800, 30 * time.Minute},
		{"Expires minus Age", hdr{"Expires": "Sun, 22 Nov 2026 13:00:00 GMT", "Age": "600"}, 3600, 50 * time.Minute},
		{"Expires beside a Cache-Control of other words", hdr{"Cache-Control": "public", "Expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, 3600, time.Hour},
		{"Expires 0", hdr{"Expires": "0"}, 0, 0},
		{"Expires -1", hdr{"Expires": "-1"}, 0, 0},
		{"Expires in the past", hdr{"Expires": "Thu, 19 Nov 1981 08:52:00 GMT"}, 0, 0},
		{"Expires in 2099", hdr{"Expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, 86400, 24 * time.Hour},
	} {
		for _, status := range []int{200, 304} {
			t.Run(fmt.Sprint(test.name, " ", status), func(t *testing.T) {
				s := politeserver.New(t,
					step{Header: hdr{"ETag": `"1"`}, Body: rss("one")},
					step{Status: status, Header: test.header, Body: map[int]string{200: rss("two")}[status]},
				)
				r := newReader(t, s.URL)
				r.good()
				r.good()
				want := time.Time{}
				if test.fresh > 0 {
					want = testNow.Add(test.fresh)
				}
				if h := r.state.Hints; h.MaxAge != test.maxAge || !h.FreshUntil.Equal(want) {
					t.Errorf("%+v, want %d until %v", h, test.maxAge, want)
				}
			})
		}
	}
}

func TestA304WithoutAWordRenewsThePromise(t *testing.T) {
	s := politeserver.New(t,
		step{Header: hdr{"ETag": `"1"`, "Cache-Control": "max-age=3600"}, Body: rss("one")},
		step{Status: 304},
		step{Status: 304, Header: hdr{"Cache-Control": "max-age=60"}},
		step{Status: 500, Header: hdr{"Cache-Control": "max-age=7200"}},
		step{Status: 304, Header: hdr{"Cache-Control": "no-cache"}},
		step{Body: rss("two")},
	)
	r := newReader(t, s.URL)
	for i, want := range []news.Hints{
		{MaxAge: 3600, FreshUntil: testNow.Add(time.Hour)},
		{MaxAge: 3600, FreshUntil: testNow.Add(3 * time.Hour)},
		{MaxAge: 60, FreshUntil: testNow.Add(4*time.Hour + time.Minute)},
		{MaxAge: 60, FreshUntil: testNow.Add(4*time.Hour + time.Minute)}, // of an error page nothing
		{}, {},
	} {
		r.visit()
		if r.state.Hints != want {
			t.Errorf("visit %d: %+v, want %+v", i+1, r.state.Hints, want)
		}
		r.wait(2 * time.Hour)
	}
}

// channel gives a feed with these elements beside its item.
func channel(elements string) string {
	return `<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
		xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>T</title>` + elements +
		`<item><title>one</title><guid>1</guid><link>http://host.example/1</link><ttl>1</ttl></item></channel></rss>`
}

func TestTheDocumentsHintsAreRemembered(t *testing.T) {
	const hour = 60
	for _, test := range []struct {
		name, elements string
		want           news.Hints
	}{
		{"ttl", "<ttl>90</ttl>", news.Hints{TTL: 90}},
		{"ttl with white space", "<ttl>\n 90 </ttl>", news.Hints{TTL: 90}},
		{"ttl in CDATA", "<ttl><![CDATA[90]]></ttl>", news.Hints{TTL: 90}},
		{"ttl of nonsense", "<ttl>often</ttl>", news.Hints{}},
		{"a negative ttl", "<ttl>-60</ttl>", news.Hints{}},
		{"an endless ttl", "<ttl>999999999</ttl>", news.Hints{TTL: 366 * 24 * hour}},
		{"an item's ttl", "", news.Hints{}},
		{"syndication", "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", news.Hints{Update: 30}},
		{"in the other order", "<sy:updateFrequency>4</sy:updateFrequency><sy:updateBase>2000-01-01T12:00+00:00</sy:updateBase><sy:updatePeriod> daily </sy:updatePeriod>", news.Hints{Update: 6 * hour}},
		{"without frequency", "<sy:updatePeriod>weekly</sy:updatePeriod>", news.Hints{Update: 7 * 24 * hour}},
		{"monthly is 30 days", "<sy:updatePeriod>monthly</sy:updatePeriod>", news.Hints{Update: 30 * 24 * hour}},
		{"frequency 0", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", news.Hints{Update: 24 * hour}},
		{"an unknown period", "<sy:updatePeriod>always</sy:updatePeriod>", news.Hints{}},
		{"skipHours", "<skipHours><hour>0</hour><hour>23</hour><hour>7</hour></skipHours>", news.Hints{SkipHours: 1 | 1<<23 | 1<<7}},
		{"hour 24 is 0", "<skipHours><hour>24</hour></skipHours>", news.Hints{SkipHours: 1}},
		{"hours of nonsense", "<skipHours><hour>25</hour><hour>-1</hour><hour>x</hour></skipHours>", news.Hints{}},
		{"all hours", "<skipHours>" + hourBits(0, 23) + "</skipHours>", news.Hints{}},
		{"all hours but one", "<skipHours>" + hourBits(1, 23) + "</skipHours>", news.Hints{SkipHours: 1<<24 - 2}},
		{"skipDays", "<skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>", news.Hints{SkipDays: 1 | 1<<6}},
		{"all days", "<skipDays><day>Monday</day><day>Tuesday</day><day>Wednesday</day><day>Thursday</day><day>Friday</day><day>Saturday</day><day>Sunday</day></skipDays>", news.Hints{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := politeserver.New(t,
				step{Header: hdr{"ETag": `"1"`}, Body: channel(test.elements)},
				step{Status: 304},
				step{Body: channel(test.elements)},
				step{Body: rss("two")},
			)
			r := newReader(t, s.URL)
			for i := range 3 {
				r.good()
				if r.state.Hints != test.want {
					t.Errorf("visit %d: %+v, want %+v", i+1, r.state.Hints, test.want)
				}
			}
			r.good()
			if r.state.Hints != (news.Hints{}) {
				t.Errorf("hints of an old document stay: %+v", r.state.Hints)
			}
		})
	}
}

func hourBits(from, to int) (s string) {
	for h := from; h <= to; h++ {
		s += fmt.Sprintf("<hour>%d</hour>", h)
	}
	return s
}
