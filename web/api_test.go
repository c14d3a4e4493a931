package web

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vedette/news"
)

func TestAPIErrors(t *testing.T) {
	tests := []struct {
		name, path string
		status     int
		want       string
	}{
		{"unknown address", "nothing", 404, "the API has nothing at this address"},
		{"unknown item", "items/none", 404, "the store has no record with this id"},
		{"unknown alert", "alerts/none/contents", 404, "the store has no record with this id"},
		{"misspelt parameter", "hits?sevrity=high", 400, `parameter "sevrity" is unknown: the known ones are rule, feed, lang, country, severity, label, since, until, before, limit`},
		{"parameter where there is none", "totals?x=1", 400, `parameter "x" is unknown: there are none here`},
		{"bad severity", "hits?severity=huge", 400, `"huge" is no good value of severity: give low, medium, high or critical`},
		{"bad label", "hits?label=x", 400, `"x" is no good value of label: give name=value`},
		{"bad time", "items?since=monday", 400, `"monday" is no good value of since: give a day or a time, such as 2026-11-22 or 2026-11-22T06:30:00Z`},
		{"bad number", "items?before=-1", 400, `"-1" is no good value of before: give the seq of the last record of the page before`},
		{"too much", "items?limit=501", 400, `"501" is no good value of limit: give a number up to 500`},
		{"bad kind", "notices?kind=lost", 400, `"lost" is no good value of kind: give one of broken, recovered, quiet, overflow, shape, held, gone, moved, outage, damaged`},
		{"bad state", "alerts?state=lost", 400, `"lost" is no good value of state: give pending, delivered or dead`},
	}
	server := start(t, sampleStore(), Options{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, header, body := read(t, server, apiRoot+tt.path)
			var got map[string]string
			if err := json.Unmarshal([]byte(body), &got); err != nil {
				t.Fatalf("%v in %s", err, body)
			}
			if status != tt.status || got["error"] != tt.want || len(got) != 1 {
				t.Errorf("got %d %q, want %d %q", status, got, tt.status, tt.want)
			}
			if header.Get("Content-Type") != "application/json" {
				t.Errorf("type %q", header.Get("Content-Type"))
			}
		})
	}
}

func TestEveryAddressOfTheAPIRefusesWhatItDoesNotKnow(t *testing.T) {
	store := sampleStore()
	server := start(t, store, Options{})
	item, alert := store.items[0].ID, store.alerts[0].ID
	for _, path := range []string{"hits", "items", "items/" + item, "items/" + item + "/revisions", "feeds", "feeds/xeber/state", "holds", "subscriptions", "alerts", "alerts/" + alert + "/contents", "alerts/" + alert + "/notices", "notices", "alerts/" + alert + "/attempts", "totals"} {
		if status, _, body := read(t, server, apiRoot+path); status != 200 {
			t.Errorf("%s: status %d: %s", path, status, body)
		}
		if status, _, _ := read(t, server, apiRoot+path+"?colour=red"); status != 400 {
			t.Errorf("%s?colour=red: status %d", path, status)
		}
	}
}

func TestEmptyListsAreLists(t *testing.T) {
	server := start(t, &memory{}, Options{})
	for _, path := range []string{"hits", "items", "feeds", "notices", "alerts", "items/x/revisions", "alerts/x/attempts"} {
		if _, _, body := read(t, server, apiRoot+path); body != "[]\n" {
			t.Errorf("%s: %q", path, body)
		}
	}
}

func TestFeedsOfTheAPILeaveOutWhatWasSeen(t *testing.T) {
	_, _, body := read(t, start(t, sampleStore(), Options{}), apiRoot+"feeds")
	contains(t, body, `"feed":"xeber"`)
	lacks(t, body, `"seen"`)
}

func TestQueriesSurviveTheWay(t *testing.T) {
	at := time.Date(2026, 11, 22, 6, 30, 0, 7, time.FixedZone("", 4*3600))
	hits := news.HitQuery{
		Rule: "a&b", Feed: "c d", Lang: "az", Country: "AZ", Severity: news.High,
		Labels: map[string]string{"topic": "x=y", "ə": "%20"}, Since: at, Until: at.Add(time.Hour), Before: 1<<64 - 1, Limit: 500,
	}
	p := params{values: over(t, hitValues(hits))}
	if diff := cmp.Diff(hits, hitQuery(&p)); diff != "" || p.strict() != nil {
		t.Errorf("hits: %v\n%s", p.strict(), diff)
	}
	items := news.ItemQuery{Feed: "f", Lang: "ru", Country: "RU", Since: at, Until: at, Before: 3, Limit: 4}
	p = params{values: over(t, itemValues(items))}
	if diff := cmp.Diff(items, itemQuery(&p)); diff != "" || p.strict() != nil {
		t.Errorf("items: %v\n%s", p.strict(), diff)
	}
	alerts := news.AlertQuery{ID: "x", State: news.Dead, Receiver: "r", Before: 5, Limit: 6}
	p = params{values: over(t, alertValues(alerts))}
	if diff := cmp.Diff(alerts, alertQuery(&p)); diff != "" || p.strict() != nil {
		t.Errorf("alerts: %v\n%s", p.strict(), diff)
	}
}

// over writes and reads a query string.
func over(t *testing.T, v url.Values) url.Values {
	t.Helper()
	read, err := url.ParseQuery(v.Encode())
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// FuzzHitQuery reads any query string without harm; what is accepted means the
// same after another way.
func FuzzHitQuery(f *testing.F) {
	f.Add("rule=corridor&severity=high&label=topic%3Dx&since=2026-11-22&before=7&limit=20")
	f.Add("label==&label=a=b=c&since=2026-11-22T06:30:00.5%2B04:00")
	f.Add("since=0000-01-01T00:00:00%2B01:00&until=9999-12-31T23:59:59-01:00")
	f.Add("before=18446744073709551615&until=0000-01-01&lang=%FF")
	f.Fuzz(func(t *testing.T, raw string) {
		v, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		p := params{values: v}
		q := hitQuery(&p)
		if p.wrong != nil {
			return
		}
		again := params{values: over(t, hitValues(q))}
		if diff := cmp.Diff(q, hitQuery(&again)); diff != "" || again.strict() != nil {
			t.Errorf("%q: %v\n%s", raw, again.strict(), diff)
		}
	})
}
