package filter_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/filter"
	"vedette/news"
)

func compile(t testing.TB, c filter.Config) *filter.Set {
	t.Helper()
	set, problems := filter.Compile(c)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}

// article is the item that TestMatch asks about.
var article = &news.Item{
	ID: "1", Feed: "report-az", Source: "Report News Agency", Country: "AZ", Lang: "az",
	Link:    "https://report.az/xarici/zengezur-dehlizi-907.html",
	Title:   "Zəngəzur dəhlizi: Kars–Iğdır yolu",
	Summary: "The corridor's opening was discussed.",
	Text:    "Section 907 stands. The Senate met; sanctions on section 907 followed. Gas corridor Southern.",
	Authors: []string{"Leyla Əliyeva", "Anar Quliyev"},
	Tags:    []string{"Orta Dəhliz", "Qaz"},
}

func TestMatch(t *testing.T) {
	set := compile(t, filter.Config{Concepts: []filter.Concept{
		{Name: "s907", Forms: map[string][]string{"en": {`"section 907"`, `"907 amendment"`}, "ru": {`"раздел 907"`}}},
		{Name: "both", Query: "@s907 senat*"},
		{Name: "titled", Query: "title:zengezur"},
	}})
	for _, tt := range []struct {
		name, query string
		clause      string // empty: not met
		spans       string // "field:text ..." with | between
	}{
		{"word", "senate", "senate", "text:Senate"},
		{"every occurrence", "907", "907", "text:907|text:907"},
		{"no part of a word", "sena", "", ""},
		{"prefix", "sanct*", "sanct*", "text:sanctions"},
		{"phrase is one span", `"section 907"`, `"section 907"`, "text:Section 907|text:section 907"},
		{"phrase in order", `"907 section"`, "", ""},
		{"phrase of prefixes", `"zəng* dəhl*"`, `"zəng* dəhl*"`, "title:Zəngəzur dəhlizi"},
		{"ascii form", `"zengezur dehlizi"`, `"zengezur dehlizi"`, "title:Zəngəzur dəhlizi"},
		{"hyphen", "kars-igdir", `"kars-igdir"`, "title:Kars–Iğdır"},
		{"AND over fields", "zəngəzur senate", "zəngəzur AND senate", "title:Zəngəzur|text:Senate"},
		{"AND lacks one", "zəngəzur congress", "", ""},
		{"OR tells what fired", "congress OR senate OR house OR sanctions", "senate OR sanctions", "text:Senate|text:sanctions"},
		{"NOT is left out", "senate NOT congress", "senate", "text:Senate"},
		{"NOT forbids", "senate NOT sanctions", "", ""},
		{"NOT as an alternative", "senate (congress OR NOT house)", "senate", "text:Senate"},
		{"inner spans are joined", `"section 907" OR section`, `"section 907" OR section`, "text:Section 907|text:section 907"},
		{"overlapping spans stay", `"kars igdir" OR "igdir yolu"`, `"kars igdir" OR "igdir yolu"`, "title:Kars–Iğdır|title:Iğdır yolu"},
		{"no phrase crosses fields", `"yolu the"`, "", ""},
		{"no phrase crosses summary and text", `"discussed section"`, "", ""},
		{"title", "title:dəhlizi", "title:dəhlizi", "title:dəhlizi"},
		{"title only", "title:senate", "", ""},
		{"body is summary and text", "body:corridor*", "body:corridor*", "summary:corridor|text:corridor"},
		{"body is not the title", "body:zəngəzur", "", ""},
		{"field of a group", "title:(yolu senate)", "", ""},
		{"field of alternatives", "title:(yolu OR senate)", "title:yolu", "title:yolu"},
		{"NOT in a field", "senate NOT title:senate", "senate", "text:Senate"},
		{"lang", "lang:AZ", "lang:AZ", "lang:az"},
		{"country", "country:(am OR az) 907", "country:az AND 907", "text:907|text:907|country:AZ"},
		{"not that lang", "907 -lang:az", "", ""},
		{"source by name", `source:"news agency"`, `source:"news agency"`, "source:News Agency"},
		{"source by id", "source:report-az", `source:"report-az"`, "source:Report News Agency"},
		{"source needs words", "source:rep", "", ""},
		{"source is no text", "agency", "", ""},
		{"author", "author:aliyeva OR author:əliyeva", "author:əliyeva", "author:Əliyeva"},
		{"second author", `author:"anar quliyev"`, `author:"anar quliyev"`, "author:Anar Quliyev"},
		{"no phrase crosses values", `author:"eliyeva anar"`, "", ""},
		{"tag", `tag:"orta dəhliz" OR tag:qaz`, `tag:"orta dəhliz" OR tag:qaz`, "tag:Orta Dəhliz|tag:Qaz"},
		{"url", `url:"zengezur dehliz*"`, `url:"zengezur dehliz*"`, "url:zengezur-dehlizi"},
		{"url prefix", "url:xar*", "url:xar*", "url:xarici"},
		{"concept", "@s907", `@s907("section 907")`, "text:Section 907|text:section 907"},
		{"concept in a concept", "@both zəngəzur", `@both(@s907("section 907") AND senat*) AND zəngəzur`, "title:Zəngəzur|text:Section 907|text:Senate|text:section 907"},
		{"concept in a field", "title:@s907", "", ""},
		{"concept with a field", "@titled", "@titled(title:zengezur)", "title:Zəngəzur"},
		{"NOT a concept", "senate -@s907", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q, err := set.Query(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			clause, spans, ok := q.Match(article)
			checkSpans(t, article, spans)
			if clause != tt.clause || ok != (tt.clause != "") {
				t.Errorf("clause %q (%v), want %q", clause, ok, tt.clause)
			}
			var told []string
			for _, s := range spans {
				told = append(told, s.Field+":"+s.Text)
			}
			if got := strings.Join(told, "|"); got != tt.spans {
				t.Errorf("spans %s, want %s", got, tt.spans)
			}
			checkCandidate(t, tt.query, ok)
		})
	}
}

// checkCandidate makes the query a rule: the index must not lose what the
// query meets.
func checkCandidate(t *testing.T, query string, want bool) {
	t.Helper()
	if strings.Contains(query, "@") {
		return
	}
	set := compile(t, filter.Config{Rules: []filter.Rule{{Name: "r", Query: query}}})
	if got := len(set.Match(article)) == 1; got != want {
		t.Errorf("as a rule it is met: %v, as a query: %v", got, want)
	}
}

func TestSummaryThatRepeats(t *testing.T) {
	set := compile(t, filter.Config{Rules: []filter.Rule{{Name: "r", Query: "corridor"}}})
	for _, tt := range []struct {
		name, summary, text string
		fields              string
	}{
		{"the same", "The corridor opens.", "The corridor opens.", "text"},
		{"its beginning", "The corridor …", "The corridor opens.", "text"},
		{"cut with points", "The corridor [...]", " The corridor opens.", "text"},
		{"another", "A corridor.", "The corridor opens.", "summary text"},
		{"no text", "A corridor.", "", "summary"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			it := &news.Item{ID: "1", Summary: tt.summary, Text: tt.text}
			var fields []string
			for _, h := range set.Match(it) {
				checkSpans(t, it, h.Spans)
				for _, s := range h.Spans {
					fields = append(fields, s.Field)
				}
			}
			if got := strings.Join(fields, " "); got != tt.fields {
				t.Errorf("spans in %q, want %q", got, tt.fields)
			}
		})
	}
}

func TestReasonIsBounded(t *testing.T) {
	var forms []string
	for r := 'a'; r <= 'z'; r++ {
		forms = append(forms, string(r)+"x")
	}
	set := compile(t, filter.Config{
		Concepts: []filter.Concept{{Name: "c", Forms: map[string][]string{"en": forms}}},
		Rules:    []filter.Rule{{Name: "r", Query: "@c"}},
	})
	it := &news.Item{ID: "1", Text: strings.Repeat(strings.Join(forms, " ")+" ", 10)}
	hits := set.Match(it)
	if len(hits) != 1 || len(hits[0].Spans) != 50 {
		t.Fatalf("got %+v", hits)
	}
	want := "@c(ax OR bx OR cx OR dx OR ex OR fx OR gx OR hx OR ix OR jx OR … 16 more)"
	if hits[0].Clause != want {
		t.Errorf("clause %s", hits[0].Clause)
	}
}

func TestHit(t *testing.T) {
	rule := filter.Rule{Name: "r", Query: "Senate", Severity: news.High, Labels: map[string]string{"topic": "sanctions"}, Quiet: true}
	set := compile(t, filter.Config{Rules: []filter.Rule{{Name: "other", Query: "nothing"}, rule}})
	hits := set.Match(article)
	if len(hits) != 1 || hits[0].Version == "" {
		t.Fatalf("got %+v", hits)
	}
	want := news.Hit{
		ID: news.HitID("r", "1"), ItemID: "1", Rule: "r", Version: hits[0].Version,
		Severity: news.High, Labels: map[string]string{"topic": "sanctions"}, Quiet: true,
		Clause: "Senate", Spans: []news.Span{{Field: "text", Start: 24, End: 30, Text: "Senate"}},
	}
	if diff := cmp.Diff(want, hits[0]); diff != "" {
		t.Error(diff)
	}
}

// TestFinds holds what the manual says of words and inflection.
func TestFinds(t *testing.T) {
	set := compile(t, filter.Config{})
	for _, tt := range []struct {
		query, text string
		found       bool
	}{
		{"Koridoru", "Zengezur Koridoru'nun", true},
		{"907", "907-րդ", true},
		{"907", "907th", true},
		{"907", "1,907 flights", false},
		{"907", "907.5 million", false},
		{"U.S.", "the U.S. Senate", true},
		{"U.S.", "tell us so", false},
		{`"север юг"`, "«Север — Юг»", true},
		{"تحریم*", "تحریم\u200cهای", true},
		{"تحریم\u200cها", "تحریمها", true},
		{"Azərbaycan", "Azerbaycan", true},
		{"Əliyev", "Aliyev", false},
		{"دالان", "دالان\u200cهای", false},
		{"груз*", "Грузия", true},
		{"грузинск*", "груз", false},
		{"დერეფ*", "დერეფნის", true},
		{"and", "salt AND pepper", true},
	} {
		t.Run(tt.query+" in "+tt.text, func(t *testing.T) {
			q, err := set.Query(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, ok := q.Match(&news.Item{Text: tt.text}); ok != tt.found {
				t.Errorf("found: %v", ok)
			}
		})
	}
}

func FuzzMatch(f *testing.F) {
	f.Add(`"a b*" OR title:(c -d)`, "A b", "c a bcd", "aa")
	f.Add("lang:kz 907", "907-ci\xff", "", "\u212Az")
	f.Add("tag:x* url:x source:x", "x", "x", "x")
	set, _ := filter.Compile(filter.Config{})
	f.Fuzz(func(t *testing.T, query, title, text, value string) {
		q, err := set.Query(query)
		if err != nil {
			return
		}
		it := &news.Item{
			Title: title, Text: text, Summary: value, Authors: []string{value, title}, Tags: []string{text, value},
			Lang: value, Country: value, Source: value, Feed: title, Link: text,
		}
		clause, spans, ok := q.Match(it)
		checkSpans(t, it, spans)
		if ok != (clause != "") {
			t.Fatalf("met: %v, clause %q", ok, clause)
		}
	})
}
