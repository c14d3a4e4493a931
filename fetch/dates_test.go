package fetch

import (
	"strings"
	"testing"
	"time"

	"vedette/schedule"
)

func TestReadDate(t *testing.T) {
	baku, err := schedule.Zone("Asia/Baku") // +04:00
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ text, want string }{
		{"Sun, 22 Nov 2026 10:00:00 +0400", "2026-11-22T06:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 GMT", "2026-11-22T10:00:00Z"},
		{"2026-11-22T10:00:00.123+03:30", "2026-11-22T06:30:00Z"},
		{"2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00", "2026-11-22T06:00:00Z"},
		{"2026-11-22T10:00:00", "2026-11-22T06:00:00Z"},
		{"2026-11-22 10:00", "2026-11-22T06:00:00Z"},
		{"2026-11-22", "2026-11-21T20:00:00Z"},
		{"22.11.2026 10:00", "2026-11-22T06:00:00Z"},
		{"22/11/26 10:00", "2026-11-22T06:00:00Z"},
		{"11/22/2026 3:04:05 PM", "2026-11-22T11:04:05Z"},
		{"1/2/2026 12:00:00 AM", "2026-01-01T20:00:00Z"},
		{"01.02.2026", "2026-01-31T20:00:00Z"},
		{"10:00 22.11.2026 +0400", "2026-11-22T06:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 AMT", "2026-11-22T06:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 AZT", "2026-11-22T06:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 GET", "2026-11-22T06:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 MSK", "2026-11-22T07:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 TRT", "2026-11-22T07:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 IRST", "2026-11-22T06:30:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 UZT", "2026-11-22T05:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 EST", "2026-11-22T15:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 XYZ", "2026-11-22T06:00:00Z"},
		{"Sun, 22 Nov 2026 10:00 Y", "2026-11-22T06:00:00Z"},
		{"Sun Nov 22 10:00:00 GMT 2026", "2026-11-22T10:00:00Z"},
		{"Sun Nov 22 10:00:00 +0100 2026", "2026-11-22T09:00:00Z"},
		{"Sun Nov 22 2026 10:00:00 GMT-0700 (MST)", "2026-11-22T17:00:00Z"},
		{"Sun, 22 Nov 2026 10:00:00 GMT+4", "2026-11-22T06:00:00Z"},
		{"Tues, 22 Nov 26 10:00:00 Z", "2026-11-22T10:00:00Z"},
		{"November 22, 2026, 3:04 p.m.", "2026-11-22T11:04:00Z"},
		{"Вс, 22 ноября 2026 10:00:00 +0300", "2026-11-22T07:00:00Z"},
		{"22 мая 2026, 10:00", "2026-05-22T06:00:00Z"},
		{"22 Noyabr 2026 10:00", "2026-11-22T06:00:00Z"},
		{"22 Ağustos 2026 10:00", "2026-08-22T06:00:00Z"},
		{"22 նոյեմբերի 2026 10:00", "2026-11-22T06:00:00Z"},
		{"22 ნოემბერი 2026 10:00", "2026-11-22T06:00:00Z"},
		{"22 листопада 2026 10:00", "2026-11-22T06:00:00Z"},
		{"22 İyun 2026 10:00", "2026-06-22T06:00:00Z"},
		{"22 Avqust 2026 10:00", "2026-08-22T06:00:00Z"},
		{"۲۲ نوامبر ۲۰۲۶ ۱۰:۰۰", "2026-11-22T06:00:00Z"},
		{"22 نوفمبر 2026 10:00", "2026-11-22T06:00:00Z"},
		{"یکشنبه ۱ آذر ۱۴۰۵ ساعت ۱۰:۰۰", "2026-11-22T06:00:00Z"},
		{"1405/09/01 10:00", "2026-11-22T06:00:00Z"},
		{"۱ فروردین ۱۴۰۵", "2026-03-20T20:00:00Z"},
		{"30 اسفند 1403", "2025-03-19T20:00:00Z"},
		{"Wed, December 3 2008 10:00 PST", "2008-12-03T18:00:00Z"},
		{"1795341600", "2026-11-22T10:00:00Z"},
		{"1795341600000", "2026-11-22T10:00:00Z"},
		{"", ""}, {"yesterday", ""}, {"22 Nov", ""}, {"31 Feb 2026", ""}, {"2026-13-01", ""}, {"2026-11-22 99:00", ""},
	} {
		t.Run(test.text, func(t *testing.T) {
			got, ok := ReadDate(test.text, baku)
			if !ok {
				got = time.Time{}
			}
			if ok != (test.want != "") || ok && got.Format(time.RFC3339) != test.want {
				t.Errorf("%v, %v, want %s", got, ok, test.want)
			}
		})
	}
}

func TestSaneDates(t *testing.T) {
	for _, test := range []struct{ name, published, updated, wantPublished, wantUpdated string }{
		{"in the future", "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>", "", "2026-11-22T12:00:00Z", "0001-01-01T00:00:00Z"},
		{"missing", "", "", "2026-11-22T12:00:00Z", "0001-01-01T00:00:00Z"},
		{"nonsense", "<pubDate>soon</pubDate>", "", "2026-11-22T12:00:00Z", "0001-01-01T00:00:00Z"},
		{"never set", "<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", "", "2026-11-22T12:00:00Z", "0001-01-01T00:00:00Z"},
		{"an update in the future", "<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate>", "<a:updated>2027-01-01T00:00:00Z</a:updated>", "2026-11-21T10:00:00Z", "2026-11-22T12:00:00Z"},
		{"an update only", "", "<a:updated>2026-11-20T00:00:00Z</a:updated>", "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"},
		{"dcterms", "<dcterms:issued>2026-11-20</dcterms:issued>", "", "2026-11-20T00:00:00Z", "0001-01-01T00:00:00Z"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc := `<rss xmlns:a="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/"><channel><item><title>x</title>` +
				test.published + test.updated + "</item></channel></rss>"
			items, err := parseItems([]byte(doc), "", "", Feed{ID: "x"}, testNow)
			if err != nil {
				t.Fatal(err)
			}
			if got := items[0].Published.Format(time.RFC3339); got != test.wantPublished {
				t.Errorf("published %s", got)
			}
			if got := items[0].Updated.Format(time.RFC3339); got != test.wantUpdated {
				t.Errorf("updated %s", got)
			}
		})
	}
}

// TestLongDatesAreNotRead: the reader looks at each word for each month and
// at each number, so a text without bound would cost without bound.
func TestLongDatesAreNotRead(t *testing.T) {
	const date = "22 Nov 2026 10:00 Z"
	longest := date + strings.Repeat(" ", 40) + strings.Repeat("x", maxDateBytes-len(date)-40)
	if _, ok := ReadDate(longest, time.UTC); !ok {
		t.Errorf("%d bytes were not read", len(longest))
	}
	if got, ok := ReadDate(longest+"x", time.UTC); ok {
		t.Errorf("%d bytes were read as %v", len(longest)+1, got)
	}
	if _, ok := ReadDate(strings.Repeat(" ", 200)+date, time.UTC); !ok {
		t.Error("space around a date was counted")
	}
}
