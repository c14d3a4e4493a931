package filter_test

import (
	"strings"
	"testing"
	"time"

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
		{"a negative alternative beside what must be there", "(NOT congress OR (house brussels)) AND senate", "senate", "text:Senate"},
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

func TestTheArticleIsPartOfTheBody(t *testing.T) {
	const text, page = "The Senate met.", "The Senate met.\n\nIt spoke of the corridor."
	for _, tt := range []struct {
		name, query, summary, text, article string
		fields                              string
	}{
		{"a word that only the page has", "corridor", "", text, page, "article"},
		{"in the body", "body:corridor", "", text, page, "article"},
		{"in the article itself", "article:corridor", "", text, page, "article"},
		{"not in the title", "title:corridor", "", text, page, ""},
		{"a text that the page begins with", "senate", "", text, page, "article"},
		{"a summary that the page begins with", "senate", "The Senate …", "Another text.", page, "article"},
		{"a text of its own", "senate", "", "Yesterday the Senate met.", page, "text article"},
		{"no article", "article:senate", "", text, "", ""},
		{"by an expression", "/corr\\w+/", "", text, page, "article"},
		{"the lead", "lead:(senate OR corridor)", "", text, page, "article"},
		{"the first words", "FIRST/3 (senate OR corridor)", "", text, page, "article"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set := compile(t, filter.Config{Rules: []filter.Rule{{Name: "r", Query: tt.query}}})
			it := &news.Item{ID: "1", Summary: tt.summary, Text: tt.text, Article: tt.article}
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
		ID: news.HitID("r", "1"), Feed: "report-az", ItemID: "1", Rule: "r", Version: hits[0].Version,
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
		{"دالان", "دالان\u200cهای", true},
		{"=دالان", "دالان\u200cهای", false},
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

// speech is the item that TestLanguage asks about: 17 words in the lead.
var speech = &news.Item{
	ID: "2", Lang: "ru", Published: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC),
	Title: "Грузия и TRIPP: коридор через US",
	Text: "The ministers of Georgia met us in Baku. They discussed the Zangezur road and a new corridor.\n" +
		"A Route through Syunik was named; the U.S. Senate, route 907-15, tripp. Corridor? Corridors! Sanctions.",
	Tags: []string{"one two", "three"},
}

func TestLanguage(t *testing.T) {
	set := compile(t, filter.Config{Concepts: []filter.Concept{
		{Name: "zangezur", Query: "zangezur OR syunik"},
		{Name: "mixed", Query: "zangezur AND road"},
	}})
	for _, tt := range []struct {
		name, query string
		clause      string // empty: not met
		spans       string // texts with | between
	}{
		{"near in either order", "corridor NEAR/5 zangezur", "corridor NEAR/5 zangezur", "Zangezur|corridor"},
		{"near enough", "zangezur NEAR/5 corridor", "zangezur NEAR/5 corridor", "Zangezur|corridor"},
		{"too far", "zangezur NEAR/4 corridor", "", ""},
		{"in order", "zangezur ONEAR/5 corridor", "zangezur ONEAR/5 corridor", "Zangezur|corridor"},
		{"out of order", "corridor ONEAR/5 zangezur", "", ""},
		{"a phrase counts from its nearer end", `"zangezur road" NEAR/4 corridor`, `"zangezur road" NEAR/4 corridor`, "Zangezur road|corridor"},
		{"groups", `(georgia OR route OR armenia) NEAR/2 (minist* OR "through syunik")`, `(georgia OR route) NEAR/2 (minist* OR "through syunik")`, "ministers|Georgia|Route|through Syunik"},
		{"no word is near itself", "zangezur NEAR/5 zangezur", "", ""},
		{"the same word twice", "sanctions NEAR/5 corridor NOT x", "sanctions NEAR/5 corridor", "Corridor|Corridors|Sanctions"},
		{"near of near", "(zangezur NEAR/1 road) NEAR/4 corridor", "(zangezur NEAR/1 road) NEAR/4 corridor", "Zangezur|road|corridor"},
		{"between the words of a group", "(zangezur NEAR/5 corridor) NEAR/1 road", "(zangezur NEAR/5 corridor) NEAR/1 road", "Zangezur|road|corridor"},
		{"same sentence", "zangezur NEAR/S corridor", "zangezur NEAR/S corridor", "Zangezur|corridor"},
		{"another sentence", "georgia NEAR/S zangezur", "", ""},
		{"same paragraph", "georgia NEAR/P zangezur", "georgia NEAR/P zangezur", "Georgia|Zangezur"},
		{"another paragraph", "georgia NEAR/P syunik", "", ""},
		{"ordered in a sentence", "road ONEAR/S zangezur", "", ""},
		{"no nearness over fields", "us NEAR/10 ministers", "us NEAR/10 ministers", "ministers|us"},
		{"near in a field", "title:(tripp NEAR/1 коридор)", "title:(tripp NEAR/1 коридор)", "TRIPP|коридор"},
		{"near of a concept", "@zangezur NEAR/1 road", "@zangezur(zangezur) NEAR/1 road", "Zangezur|road"},
		{"often enough", "body:(ATLEAST/3 corridor)", "body:(ATLEAST/3 corridor)", "corridor|Corridor|Corridors"},
		{"not often enough", "body:(ATLEAST/4 corridor)", "", ""},
		{"alternatives count together", "ATLEAST/2 (zangezur OR syunik)", "ATLEAST/2 (zangezur OR syunik)", "Zangezur|Syunik"},
		{"a place counts once", `ATLEAST/2 ("zangezur road" OR zangezur OR road)`, `ATLEAST/2 ("zangezur road" OR zangezur OR road)`, "Zangezur road"},
		{"first words", "FIRST/4 georgia", "FIRST/4 georgia", "Georgia"},
		{"not among the first words", "FIRST/3 georgia", "", ""},
		{"the first words of the title", "FIRST/2 tripp", "", ""},
		{"first of a group", "FIRST/8 (georgia NOT zangezur)", "FIRST/8 georgia", "Georgia"},
		{"a phrase ends within the first words", `FIRST/7 "in baku"`, "", ""},
		{"lead", "lead:corridor", "lead:corridor", "corridor"},
		{"not in the lead", "lead:syunik", "", ""},
		{"exact", "=TRIPP", "=TRIPP", "TRIPP"},
		{"exact is not folded", "=tripp", "=tripp", "tripp"},
		{"exact capitals", "=US", "=US", "US"},
		{"no exact form", "=Us", "", ""},
		{"exact is not inflected", "=corridors", "", ""},
		{"exact phrase", `="U.S. Senate"`, `="U.S. Senate"`, "U.S. Senate"},
		{"exact phrase in other case", `="u.s. senate"`, "", ""},
		{"inflected", "ministry OR грузии", "грузии", "Грузия"},
		{"inflected phrase", `"new corridors"`, `"new corridors"`, "new corridor"},
		{"one letter", "r?ad", "r?ad", "road"},
		{"some letters", "s*nctions", "s*nctions", "Sanctions"},
		{"no letter", "road?", "", ""},
		{"wild phrase", `"r?ute through"`, `"r?ute through"`, "Route through"},
		{"regex", `/\d{3}-\d+/`, `/\d{3}-\d+/`, "907-15"},
		{"regex of any case", `/SENATE|грузи\w+/`, `/SENATE|грузи\w+/`, "Грузия|Senate"},
		{"regex of this case", `/(?-i)tripp/`, `/(?-i)tripp/`, "tripp"},
		{"regex between edges", `/orrido/`, "", ""},
		{"regex within words", `/\w*orrido\w*/`, `/\w*orrido\w*/`, "corridor|Corridor|Corridors"},
		{"regex in a field", `title:/us|baku/`, `title:/us|baku/`, "US"},
		{"regex of Cyrillic edges", `/рузия/`, "", ""},
		{"since a day", "tripp since:2026-03-10", "tripp AND since:2026-03-10", "TRIPP|tripp"},
		{"since a later day", "tripp since:2026-03-11", "", ""},
		{"before a day", "tripp before:2026-03-11", "tripp AND before:2026-03-11", "TRIPP|tripp"},
		{"before that day", "tripp before:2026-03-10", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			q, err := set.Query(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			clause, spans, _ := q.Match(speech)
			checkSpans(t, speech, spans)
			if clause != tt.clause {
				t.Errorf("clause %q, want %q", clause, tt.clause)
			}
			var told []string
			for _, s := range spans {
				told = append(told, s.Text)
			}
			if got := strings.Join(told, "|"); got != tt.spans {
				t.Errorf("spans %s, want %s", got, tt.spans)
			}
		})
	}
}

func TestQueriesOfTheArchive(t *testing.T) {
	set := compile(t, filter.Config{Concepts: []filter.Concept{{Name: "c", Query: "corrid* OR /road/"}}})
	yesterday := &news.Item{Text: "corridor", Published: time.Now().Add(-24 * time.Hour)}
	for query, want := range map[string]bool{
		"@c since:2d": true, "@c since:12h": false, "@c before:12h": true, "@c before:1w": false, "since:1w -@c": false, "since:1w": true,
	} {
		q, err := set.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, ok := q.Match(yesterday); ok != want {
			t.Errorf("%s: met %v", query, ok)
		}
	}
	for query, want := range map[string]string{
		"a since:yesterday":    `1:9: since: takes a day or a time before now, not "yesterday"`,
		"a since:2026-13-01":   `1:9: since: takes a day or a time before now, not "2026-13-01"`,
		"a before:@c":          "1:10: before: takes no concept",
		"a before:/x/":         "1:10: before: takes no regular expression",
		"FIRST/9 (a since:7d)": "1:18: 7d has no place in FIRST",
	} {
		if _, err := set.Query(query); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func TestScores(t *testing.T) {
	terms := []filter.Weighted{
		{Query: "corridor", Weight: 2, Each: true}, {Query: `zangezur NEAR/3 road`, Weight: 5}, {Query: "sanctions", Weight: -4},
	}
	for _, tt := range []struct {
		name      string
		threshold int
		text      string
		clause    string // empty: not met
		spans     int
	}{
		{"once", 5, "the Zangezur road", "zangezur NEAR/3 road (+5) = 5 of 5", 2},
		{"several", 7, "Zangezur road, corridor", "corridor (+2), zangezur NEAR/3 road (+5) = 7 of 7", 3},
		{"each", 6, "corridor corridor corridors", "corridor (+2 × 3) = 6 of 6", 3},
		{"too little", 7, "corridor corridor corridors", "", 0},
		{"less something", 2, "corridor sanctions corridor corridor", "corridor (+2 × 3), sanctions (-4) = 2 of 2", 3},
		{"less too much", 3, "corridor sanctions corridor corridor", "", 0},
		{"nothing", 1, "sanctions", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set := compile(t, filter.Config{Rules: []filter.Rule{{Name: "r", Terms: terms, Threshold: tt.threshold}}})
			it := &news.Item{ID: "1", Lang: "en", Text: tt.text}
			hits := set.Match(it)
			if len(hits) == 0 {
				if tt.clause != "" {
					t.Error("not met")
				}
				return
			}
			checkSpans(t, it, hits[0].Spans)
			if hits[0].Clause != tt.clause || len(hits[0].Spans) != tt.spans {
				t.Errorf("clause %s, spans %v", hits[0].Clause, hits[0].Spans)
			}
		})
	}
}

func FuzzMatch(f *testing.F) {
	f.Add(`"a b*" OR title:(c -d)`, "A b", "c a bcd", "aa")
	f.Add("lang:kz 907", "907-ci\xff", "", "\u212Az")
	f.Add("tag:x* url:x source:x", "x", "x", "x")
	f.Add(`(a NEAR/3 "b c") ONEAR/P d? FIRST/9 (ATLEAST/2 a)`, "a b", "c a b c. d1 a", "a")
	f.Add(`/a.b\w+/ =A ="B c" a*b`, "a b c", "A aab", "B c")
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

// A text full of words must not cost a NEAR its places.
func TestANearIsToldHoweverManyPlacesThereAre(t *testing.T) {
	set := oneRule(t, "aaa NEAR/1 bbb")
	it := &news.Item{ID: "1", Lang: "en", Text: "bbb " + strings.Repeat("zz ", 40) + strings.Repeat("aaa bbb. ", 6000)}
	if hits := set.Match(it); len(hits) != 1 || hits[0].Clause != "aaa NEAR/1 bbb" {
		t.Errorf("hits %v", hits)
	}
	var prefixes []string
	for i := range 26 {
		prefixes = append(prefixes, "abcdefghijklmnopqrstuvwxyz"[:i+1]+"*")
	}
	set = oneRule(t, strings.Join(prefixes, " AND ")+" AND (xx NEAR/3 yy)")
	it.Text = "xx " + strings.Repeat("abcdefghijklmnopqrstuvwxyz ", 250) + "xx yy"
	if hits := set.Match(it); len(hits) != 1 {
		t.Errorf("hits %v", hits)
	}
}

func TestArmenianCapitalsAndTheLigatureAreOne(t *testing.T) {
	for query, text := range map[string]string{
		"Երեւան": "ԵՐԵՒԱՆ քաղաք", "ԵՒՐՈՊԱ": "Եվրոպա", "/եւրոպա/": "Եւրոպա", "/[եէ]ւրոպա/": "եւրոպա", "/երեւան/": "Երեւան",
	} {
		if hits := oneRule(t, query).Match(&news.Item{ID: "1", Lang: "hy", Text: text}); len(hits) != 1 {
			t.Errorf("%s does not meet %s", query, text)
		}
	}
}

func TestTextThatBeginsWithANewLineHasALead(t *testing.T) {
	for _, text := range []string{"\nfoo bar", "\n\nfoo bar", "- \nfoo bar"} {
		if hits := oneRule(t, "lead:foo").Match(&news.Item{ID: "1", Lang: "en", Text: text}); len(hits) != 1 {
			t.Errorf("no lead in %q", text)
		}
	}
}

// oneRule compiles one query.
func oneRule(t *testing.T, query string) *filter.Set {
	t.Helper()
	set, problems := filter.Compile(filter.Config{Rules: []filter.Rule{{Name: "r", Query: query}}})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return set
}
