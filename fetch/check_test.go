package fetch

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"vedette/problem"
	"vedette/schedule"
	"vedette/secret"
)

// paths gives a list's paths, each with a word of the message.
func paths(list problem.List) string {
	var out []string
	for _, p := range list {
		out = append(out, p.Path)
	}
	return strings.Join(out, " ")
}

func TestCheckFeeds(t *testing.T) {
	good := Feed{Name: "Report", URL: "https://report.example/rss", Country: "AZ", Language: "az", TimeZone: "Asia/Baku"}
	with := func(change func(*Feed)) []Feed {
		f := good
		change(&f)
		return []Feed{f}
	}
	for _, test := range []struct {
		name, want string
		feeds      []Feed
	}{
		{"good", "", []Feed{good}},
		{"international", "", with(func(f *Feed) { f.Country = "INT" })},
		{"nothing at all", "[0].name [0].url", []Feed{{}}},
		{"no letters in the name", "[0].name", with(func(f *Feed) { f.Name = "***" })},
		{"id", "[0].id", with(func(f *Feed) { f.ID = "a b/c" })},
		{"no url", "[0].url", with(func(f *Feed) { f.URL = "report.example/rss" })},
		{"scheme", "[0].url", with(func(f *Feed) { f.URL = "ftp://report.example/" })},
		{"no host", "[0].url", with(func(f *Feed) { f.URL = "https:///rss" })},
		{"not a url", "[0].url", with(func(f *Feed) { f.URL = "https://[" })},
		{"password in the url", "[0].url", with(func(f *Feed) { f.URL = "https://u:p@report.example/" })},
		{"password in what is no url", "[0].url", with(func(f *Feed) { f.URL = "https://u:p@[" })},
		{"password and another scheme", "[0].url", with(func(f *Feed) { f.URL = "ftp://u:p@report.example/" })},
		{"password and no scheme", "[0].url", with(func(f *Feed) { f.URL = "u:p@report.example/" })},
		{"password and no host", "[0].url", with(func(f *Feed) { f.URL = "https://u:p@/rss" })},
		{"the longest name", "", with(func(f *Feed) { f.Name = strings.Repeat("ə", maxName) })},
		{"long name", "[0].name", with(func(f *Feed) { f.Name = strings.Repeat("ə", maxName+1) })},
		{"long id", "[0].id", with(func(f *Feed) { f.ID = strings.Repeat("a", maxName+1) })},
		{"country", "[0].country", with(func(f *Feed) { f.Country = "Azerbaijan" })},
		{"language", "[0].language", with(func(f *Feed) { f.Language = "az-AZ" })},
		{"every and cron", "[0].cron", with(func(f *Feed) { f.Every, f.Cron = schedule.Duration(time.Hour), "0 * * * *" })},
		{"too often", "[0].every", with(func(f *Feed) { f.Every = schedule.Duration(time.Millisecond) })},
		{"bad cron", "[0].cron", with(func(f *Feed) { f.Cron = "often" })},
		{"unknown zone", "[0].time_zone", with(func(f *Feed) { f.TimeZone = "Asia/Bakou" })},
		{"header name", "[0].headers.X Key", with(func(f *Feed) { f.Headers = map[string]secret.Text{"X Key": "v"} })},
		{"header value", "[0].headers.X-Key", with(func(f *Feed) { f.Headers = map[string]secret.Text{"X-Key": "a\nb"} })},
		{"own header", "[0].headers.if-none-match", with(func(f *Feed) { f.Headers = map[string]secret.Text{"if-none-match": "v"} })},
		{"no user name", "[0].basic_auth.username", with(func(f *Feed) { f.BasicAuth = &BasicAuth{Password: "p"} })},
		{"two ways in", "[0].bearer_token", with(func(f *Feed) { f.BasicAuth, f.BearerToken = &BasicAuth{Username: "u"}, "t" })},
		{"token of two lines", "[0].bearer_token", with(func(f *Feed) { f.BearerToken = "t\n" })},
		{"size", "[0].max_bytes", with(func(f *Feed) { f.MaxBytes = -1 })},
		{"user agent", "[0].user_agent", with(func(f *Feed) { f.UserAgent = "a\nb" })},
		{"twice", "[1].name [1].url", []Feed{good, good}},
		{"the same id", "[1].id", []Feed{good, {ID: "report", Name: "Other", URL: "https://other.example/"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := CheckFeeds(test.feeds)
			if got := paths(list); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			for _, p := range list {
				if p.Hint == "" || strings.Contains(p.Message, "u:p") {
					t.Errorf("problem %v", p)
				}
			}
		})
	}
}

func TestCheckConfig(t *testing.T) {
	if list := (Config{}).Check(); len(list) > 0 {
		t.Error(list)
	}
	bad := Config{Every: 1, Concurrency: -1, MaxBytes: 1 << 40, UserAgent: "a\x00"}
	if got := paths(bad.Check()); got != "every max_bytes user_agent concurrency" {
		t.Error(got)
	}
}

func TestKey(t *testing.T) {
	for name, want := range map[string]string{
		"Report (az)": "report-az", " Эхо  Кавказа! ": "эхо-кавказа", "OC Media": "oc-media", "خبرگزاری": "خبرگزاری", "—": "",
	} {
		if got := (Feed{Name: name}).Key(); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	if got := (Feed{ID: "X", Name: "y"}).Key(); got != "X" {
		t.Error(got)
	}
}

func TestSchedule(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 5, 0, 0, time.UTC)
	for _, test := range []struct {
		name string
		feed Feed
		want time.Time
	}{
		{"default", Feed{}, at.Add(time.Hour)},
		{"every", Feed{Every: schedule.Duration(time.Minute)}, at.Add(time.Minute)},
		{"cron", Feed{Cron: "0 17 * * *", TimeZone: "Asia/Baku"}, at.Add(55 * time.Minute)},
	} {
		s, err := test.feed.Schedule(time.Hour)
		if err != nil || !s.Next(at).Equal(test.want) {
			t.Errorf("%s: %v, %v", test.name, s.Next(at), err)
		}
	}
	for _, bad := range []Feed{{Cron: "x"}, {Cron: "@hourly", TimeZone: "Nowhere"}} {
		if _, err := bad.Schedule(time.Hour); err == nil {
			t.Errorf("%+v has a schedule", bad)
		}
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	text, err := json.Marshal(Feed{BearerToken: "hush", Headers: map[string]secret.Text{"X": "hush"}, BasicAuth: &BasicAuth{Password: "hush"}})
	if err != nil || strings.Contains(string(text), "hush") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestCheckFeedsWantsTheCodesThatItemsCarry(t *testing.T) {
	cases := []struct{ language, country, path, hint string }{
		{"az", "AZ", "", ""},
		{"hy", "INT", "", ""},
		{"en", "EU", "", ""},
		{"aze", "AZ", "[0].language", "write az"},
		{"AZ", "AZ", "[0].language", "write az"},
		{"zz", "AZ", "[0].language", "write an ISO 639 code"},
		{"az", "az", "[0].country", "write AZ"},
		{"az", "QQ", "[0].country", "write an ISO 3166 code"},
	}
	for _, c := range cases {
		t.Run(c.language+" "+c.country, func(t *testing.T) {
			list := CheckFeeds([]Feed{{Name: "A", URL: "https://a.example/rss", Language: c.language, Country: c.country}})
			switch {
			case c.path == "" && len(list) > 0:
				t.Error(list)
			case c.path != "" && (len(list) != 1 || list[0].Path != c.path || !strings.Contains(list[0].Hint, c.hint)):
				t.Errorf("got %v, want %s: %s", list, c.path, c.hint)
			}
		})
	}
}
