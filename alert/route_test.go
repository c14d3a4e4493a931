package alert

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"vedette/news"
	"vedette/schedule"
)

// TestKeysFitTheStore groups by the longest labels there are; the store
// takes keys of 2048 bytes.
func TestKeysFitTheStore(t *testing.T) {
	long := func(s string) string { return strings.Repeat(s, maxName) }
	f := finding(long("🜁"), news.High, "az", "x", "")
	f.Item.Source = long("🜂")
	c := Config{
		Receivers: []Receiver{{Name: long("𐌰"), Webhook: &Webhook{URL: "https://example.org"}}},
		Routes:    []Route{{Name: long("🜃"), Receiver: long("𐌰"), GroupBy: []string{"rule", "source"}}},
	}
	routes, problems := NewRoutes(c)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	key := func() string { return routes.Route(f, noon)[0].Key }
	first := key()
	f.Item.Source = long("🜂")[4:] + "x"
	if second := key(); len(first) > maxKeyBytes || second == first || !utf8.ValidString(first) {
		t.Errorf("a key of %d bytes; for another source %q, then %q", len(first), first, second)
	}
}

// routesOf compiles routes to receivers a, b and c.
func routesOf(t *testing.T, routes ...Route) *Routes {
	t.Helper()
	c := Config{Routes: routes}
	for _, name := range []string{"a", "b", "c"} {
		c.Receivers = append(c.Receivers, Receiver{Name: name, Webhook: &Webhook{URL: "https://example.org"}})
	}
	r, problems := NewRoutes(c)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

func receiversOf(alerts []news.Alert) []string {
	names := []string{}
	for _, a := range alerts {
		names = append(names, a.Receiver)
	}
	return names
}

func TestRouteOrder(t *testing.T) {
	high := finding("corridor", news.High, "az", "Zəngəzur", "")
	quiet := high
	quiet.Hit.Quiet = true
	tests := []struct {
		name    string
		finding news.Finding
		routes  []Route
		want    []string
	}{
		{"no routes", high, nil, []string{}},
		{"without matchers everything", high, []Route{{Receiver: "a"}}, []string{"a"}},
		{"first match wins", high, []Route{{Receiver: "a"}, {Receiver: "b"}}, []string{"a"}},
		{"continue", high, []Route{{Receiver: "a", Continue: true}, {Receiver: "b"}, {Receiver: "c"}}, []string{"a", "b"}},
		{"continue to nothing", high, []Route{{Receiver: "a", Continue: true}}, []string{"a"}},
		{"passed over", high, []Route{{Receiver: "a", Matchers: []string{"severity = low"}}, {Receiver: "b"}}, []string{"b"}},
		{"all matchers must hold", high, []Route{{Receiver: "a", Matchers: []string{"severity = high", "lang = ru"}}}, []string{}},
		{"labels of the item", high, []Route{{Receiver: "a", Matchers: []string{"country = AM", "source = Source", "rule = corridor"}}}, []string{"a"}},
		{"quiet hits are not told", quiet, []Route{{Receiver: "a"}}, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := receiversOf(routesOf(t, tt.routes...).Route(tt.finding, noon))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRouteProposal(t *testing.T) {
	f := finding("corridor", news.High, "az", "Zəngəzur", "")
	r := routesOf(t,
		Route{Name: "now", Receiver: "a", Continue: true, GroupBy: []string{"topic", "country"}, GroupWait: schedule.Duration(time.Minute)},
		Route{Receiver: "b", Digest: "0 8 * * *", TimeZone: "Asia/Baku"})
	want := []news.Alert{
		{
			Key: `a/now{country="AM",topic="corridor"}`, Receiver: "a", State: news.Pending,
			Group: map[string]string{"country": "AM", "topic": "corridor"},
			Hits:  []string{f.Hit.ID}, Created: noon, Due: noon.Add(time.Minute),
		},
		{
			Key: "b/#1{}", Receiver: "b", State: news.Pending, Digest: true,
			Hits: []string{f.Hit.ID}, Created: noon, Due: time.Date(2026, 11, 3, 4, 0, 0, 0, time.UTC),
		},
	}
	if diff := cmp.Diff(want, r.Route(f, noon)); diff != "" {
		t.Error(diff)
	}
}

func TestRouteWaitsHalfAMinuteUnlessTold(t *testing.T) {
	alerts := routesOf(t, Route{Receiver: "a"}).Route(finding("r", news.Low, "ru", "Новости", ""), noon)
	if got := alerts[0].Due.Sub(noon); got != defaultGroupWait {
		t.Errorf("due after %s, want %s", got, defaultGroupWait)
	}
}

func TestGroupsWithOddValuesHaveTheirOwnKeys(t *testing.T) {
	r := routesOf(t, Route{Receiver: "a", GroupBy: []string{"x", "y"}})
	f, g := finding("r", news.Low, "en", "News", ""), finding("r", news.Low, "en", "News", "")
	f.Hit.Labels = map[string]string{"x": `1",y="2`, "y": ""}
	g.Hit.Labels = map[string]string{"x": "1", "y": "2"}
	if a, b := r.Route(f, noon)[0].Key, r.Route(g, noon)[0].Key; a == b {
		t.Errorf("both have the key %s", a)
	}
}

func TestTheFirstRouteThatTakesAHitIsTheLast(t *testing.T) {
	r := routesOf(t,
		Route{Name: "low", Receiver: "a", Matchers: []string{"lang = az", "severity = low"}},
		Route{Name: "all", Receiver: "b"},
		Route{Name: "never asked", Receiver: "c"})
	alerts := r.Route(finding("r", news.High, "az", "Xəbər", ""), noon)
	if len(alerts) != 1 || alerts[0].Receiver != "b" {
		t.Errorf("got %+v", alerts)
	}
	if !r.CatchAll() {
		t.Error("a route without matchers is no catch-all")
	}
	if routesOf(t, Route{Receiver: "a", Matchers: []string{"lang = az"}}).CatchAll() {
		t.Error("a route with a matcher is a catch-all")
	}
}

func TestNoticesTakeTheRoutesOfHits(t *testing.T) {
	tests := []struct {
		name   string
		routes []Route
		want   []string
	}{
		{"no routes", nil, []string{}},
		{"without matchers everything", []Route{{Receiver: "a"}, {Receiver: "b"}}, []string{"a"}},
		{"a rule", []Route{{Receiver: "a", Matchers: []string{"rule = corridor"}}, {Receiver: "b"}}, []string{"b"}},
		{"a label of a rule", []Route{{Receiver: "a", Matchers: []string{"topic =~ .+"}}}, []string{}},
		{"labels of the source", []Route{{Receiver: "a", Matchers: []string{"country = AZ", "feed = azertac", "lang = az", "source = AZERTAC", "severity = high"}}}, []string{"a"}},
		{"notices only", []Route{{Receiver: "a", Matchers: []string{`notice != ""`}, Continue: true}, {Receiver: "b"}}, []string{"a", "b"}},
		{"any kind", []Route{{Receiver: "a", Matchers: []string{`notice =~ ".+"`}}}, []string{"a"}},
		{"one kind", []Route{{Receiver: "a", Matchers: []string{"notice = broken"}}, {Receiver: "b"}}, []string{"a"}},
		{"another kind", []Route{{Receiver: "a", Matchers: []string{"notice = gone"}}}, []string{}},
		{"hits only", []Route{{Receiver: "a", Matchers: []string{`notice = ""`}}}, []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := receiversOf(routesOf(t, tt.routes...).RouteNotice(broken(), noon))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestARouteTellsHitsFromNotices(t *testing.T) {
	f := finding("corridor", news.High, "az", "Zəngəzur", "")
	f.Hit.Labels = map[string]string{"notice": "broken"} // no rule can, but an old record may
	r := routesOf(t, Route{Receiver: "a", Matchers: []string{`notice != ""`}}, Route{Receiver: "b", Matchers: []string{`notice = ""`}})
	if got := receiversOf(r.Route(f, noon)); !cmp.Equal(got, []string{"b"}) {
		t.Errorf("a hit went to %v", got)
	}
}

func TestANoticeIsGroupedAndWaitsAsAHitDoes(t *testing.T) {
	n := broken()
	r := routesOf(t,
		Route{Name: "now", Receiver: "a", Continue: true, GroupBy: []string{"rule", "country"}, GroupWait: schedule.Duration(time.Minute)},
		Route{Receiver: "b", Digest: "0 8 * * *", TimeZone: "Asia/Baku"})
	want := []news.Alert{
		{
			Key: `a/now{country="AZ",rule=""}`, Receiver: "a", State: news.Pending,
			Group: map[string]string{"country": "AZ", "rule": ""},
			Hits:  []string{}, Notices: []string{n.ID}, Created: noon, Due: noon.Add(time.Minute),
		},
		{
			Key: "b/#1{}", Receiver: "b", State: news.Pending, Digest: true,
			Hits: []string{}, Notices: []string{n.ID}, Created: noon, Due: time.Date(2026, 11, 3, 4, 0, 0, 0, time.UTC),
		},
	}
	if diff := cmp.Diff(want, r.RouteNotice(n, noon)); diff != "" {
		t.Error(diff)
	}
}

func TestARouteForHitsTakesNoNotice(t *testing.T) {
	r := routesOf(t, Route{Name: "hits", Receiver: "a", Matchers: []string{`notice = ""`}}, Route{Name: "all", Receiver: "b"})
	if alerts := r.RouteNotice(broken(), noon); len(alerts) != 1 || alerts[0].Receiver != "b" {
		t.Errorf("got %+v", alerts)
	}
}
