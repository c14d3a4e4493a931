package filter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// testConcepts are bound by name only.
func testConcepts() map[string]*concept {
	leaf := term{text: "x", words: []word{{fold: "x"}}}
	return map[string]*concept{
		"zangezur": {name: "zangezur", expr: leaf}, "section-907": {name: "section-907", expr: leaf},
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, query, want string }{
		{"word", "Zangezur", "Zangezur"},
		{"juxtaposition is AND", "zangezur corridor", "zangezur AND corridor"},
		{"AND before OR", "a OR b c AND d", "a OR (b AND c AND d)"},
		{"NOT before AND", "NOT a b", "NOT a AND b"},
		{"minus", "a -b -(c OR d)", "a AND NOT b AND NOT (c OR d)"},
		{"AND NOT", "a AND NOT b", "a AND NOT b"},
		{"brackets that say nothing", "((a) (b (c)))", "a AND b AND c"},
		{"brackets that say something", "(a OR b) c", "(a OR b) AND c"},
		{"small operators are words", "salt and pepper or not", "salt AND and AND pepper AND or AND not"},
		{"quoted operator", `"AND" a`, `"AND" AND a`},
		{"phrase", `"zangezur   corridor"`, `"zangezur corridor"`},
		{"phrase over a line", "\"zangezur\ncorridor\"", `"zangezur corridor"`},
		{"curly quotes", "“a b” „c d“ «e f»", `"a b" AND "c d" AND "e f"`},
		{"guillemets inside quotes", `"the «b» a"`, `"the «b» a"`},
		{"prefix", "dəhliz*", "dəhliz*"},
		{"prefix in a phrase", `"зангезурск* коридор*"`, `"зангезурск* коридор*"`},
		{"hyphen makes a phrase", "907-ci Kars-Iğdır", `"907-ci" AND "Kars-Iğdır"`},
		{"one word in quotes", `"corridor"`, "corridor"},
		{"field", "title:a TITLE:b", "title:a AND title:b"},
		{"field of a phrase", `title:"a b"`, `title:"a b"`},
		{"field of a group", "body:(a OR b -c)", "body:(a OR (b AND NOT c))"},
		{"codes", "lang:az -country:(AM OR ge)", "lang:az AND NOT country:(AM OR ge)"},
		{"code like an operator", `country:"OR"`, `country:"OR"`},
		{"concept", "@zangezur OR title:@section-907", "@zangezur OR title:@section-907"},
		{"directly after a quote", `"a b"c(d)`, `"a b" AND c AND d`},
		{"scripts", "միջանցք* დერეფ* کریدور коридор*", "միջանցք* AND დერეფ* AND کریدور AND коридор*"},
		{"NOT twice", "a NOT NOT b", "a AND NOT NOT b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, faults := parse([]rune(tt.query), testConcepts())
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if got := e.String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestParseFaults(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		want        []string // "line:column: message", in order of place
	}{
		{"empty", " ", []string{"1:1: the query is empty"}},
		{"empty group", "a ()", []string{"1:3: the group is empty"}},
		{"open bracket", "a (b OR c", []string{"1:3: the bracket opened here is never closed"}},
		{"closing bracket", "a) b", []string{"1:2: this ) closes no bracket"}},
		{"open quote", `a "b c`, []string{"1:3: the quote opened here is never closed"}},
		{"closing guillemet", "a »", []string{"1:3: this » closes no quote"}},
		{"operator at the start", "AND a", []string{"1:1: a term is missing before AND"}},
		{"operator at the end", "a OR", []string{"1:5: the query ends where a term is expected"}},
		{"two operators", "a AND OR b", []string{"1:7: a term is missing before OR"}},
		{"operator before a bracket", "(a AND) b", []string{"1:7: a term is missing before )"}},
		{"bare star", "a *", []string{"1:3: this * follows no word"}},
		{"star in a word", "sanc*ons", []string{"1:5: a * can only end a word"}},
		{"star in a phrase", `"a *b"`, []string{"1:4: this * follows no word"}},
		{"no letters", "a ... %", []string{`1:3: "..." holds no letter or digit`, `1:7: "%" holds no letter or digit`}},
		{"empty quotes", `a ""`, []string{`1:4: "" holds no letter or digit`}},
		{"lone NOT", "NOT a", []string{"1:1: nothing must be present for NOT a to be met"}},
		{"only NOTs", "-a -b", []string{"1:1: nothing must be present for NOT a AND NOT b to be met"}},
		{"NOT as an alternative", "a OR NOT b", []string{"1:6: nothing must be present for NOT b to be met"}},
		{"NOT alone in a field", "title:(NOT a)", []string{"1:1: nothing must be present for title:(NOT a) to be met"}},
		{"lone minus", "a - b", []string{"1:3: this - belongs to no term"}},
		{"minus after a quote", `"a"-b`, []string{"1:4: this - belongs to no term"}},
		{"unknown field", "titel:a", []string{`1:1: there is no field "titel"`}},
		{"address", "https://a.b", []string{`1:1: there is no field "https"`}},
		{"field with a space", "title: a", []string{"1:1: nothing stands directly after title:"}},
		{"field with a minus", "title:-a", []string{"1:1: nothing stands directly after title:"}},
		{"field in a field", "title:(body:a)", []string{"1:8: body: stands inside title:"}},
		{"long code", "lang:azeri", []string{`1:6: lang: takes a code of two or three letters, not "azeri"`}},
		{"prefix code", "country:A*", []string{`1:9: country: takes a code of two or three letters, not "A*"`}},
		{"concept code", "lang:@zangezur", []string{"1:6: lang: takes no concept"}},
		{"unknown concept", "@zangezr a", []string{`1:1: there is no concept "zangezr"`}},
		{"no concept", "@ a", []string{"1:1: no concept is named after @"}},
		{"second line", "a\nтри @b", []string{`2:5: there is no concept "b"`}},
		{"NEAR", "a NEAR/5 b", []string{"1:3: NEAR/5 is not part of the rule language yet"}},
		{"NEAR without a distance", "a NEAR b", []string{"1:3: NEAR is not part of the rule language yet"}},
		{"near in small letters", "a near/5 b", []string{"1:3: near/5 is not part of the rule language yet"}},
		{"single quotes", "'a b'", []string{"1:1: 'a: single quotes make no phrase"}},
		{"long dash", "a –b", []string{"1:3: –b: this dash leaves nothing out"}},
		{"ATLEAST", "ATLEAST/2 (a b)", []string{"1:1: ATLEAST/2 is not part of the rule language yet"}},
		{"regex", "/sanct.*/", []string{"1:1: /sanct.*/: regular expressions are not part of the rule language yet"}},
		{"exact", "=US", []string{"1:1: =US: exact words are not part of the rule language yet"}},
		{"distance", `"a b"~5`, []string{"1:6: ~5: distances and weights are not part of the rule language yet"}},
		{"question mark", "Aliye?", []string{"1:1: Aliye?: there is no sign for a single letter"}},
		{"signs for operators", "a && b", []string{"1:3: && is no operator"}},
		{"other signs", "a[1]", []string{`1:1: the sign '[' cannot stand in "a[1]" without quotes`}},
		{"several at once", "(titel:x @nix /y/ OR", []string{
			`1:2: there is no field "titel"`, `1:10: there is no concept "nix"`,
			"1:15: /y/: regular expressions are not part of the rule language yet", "1:21: the query ends where a term is expected"}},
		{"too deep", strings.Repeat("(", 200) + "a", []string{"1:101: the query is nested deeper than 100 levels"}},
		{"too long", strings.Repeat("a ", maxQuery), []string{fmt.Sprintf("1:%d: the query is longer than %d signs", maxQuery+1, maxQuery)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := source{text: []rune(tt.query)}
			var got []string
			for _, p := range s.compile(testConcepts()) {
				if p.Hint == "" {
					t.Errorf("%q has no hint", p.Message)
				}
				p.Hint = ""
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestManyFaults(t *testing.T) {
	s := source{text: []rune(strings.Repeat("* ", 1000))}
	problems := s.compile(nil)
	if len(problems) != maxFaults+1 {
		t.Fatalf("%d problems", len(problems))
	}
	if got := problems[maxFaults].Error(); !strings.HasPrefix(got, "1:41: the query has 980 more mistakes") {
		t.Error(got)
	}
}

func TestHints(t *testing.T) {
	for query, want := range map[string]string{
		"titel:a":    "write title: or put the text in quotes",
		"@zangezr":   "write @zangezur",
		"@elsewhere": "the concepts are section-907, zangezur",
	} {
		_, faults := parse([]rune(query), testConcepts())
		if len(faults) != 1 || faults[0].hint != want {
			t.Errorf("%s: got %+v, want the hint %q", query, faults, want)
		}
	}
}

// same compares what expressions mean, not where they stood.
func same(a, b expr) string {
	return cmp.Diff(a, b, cmp.AllowUnexported(and{}, or{}, not{}, term{}, word{}, code{}, scoped{}, ref{}),
		cmp.Comparer(func(_, _ at) bool { return true }), cmp.Comparer(func(a, b *concept) bool { return a == b }))
}

// drawExpr makes any expression that the parser could.
func drawExpr(t *rapid.T, known map[string]*concept, depth int, field bool) expr {
	kinds := 2
	if depth > 0 {
		kinds = 7
	}
	parts := func() []expr {
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) expr { return drawExpr(t, known, depth-1, field) }), 2, 4).Draw(t, "parts")
	}
	switch kind := rapid.IntRange(0, kinds).Draw(t, "kind"); {
	case kind == 1:
		return ref{concept: known["zangezur"]}
	case kind == 3:
		return all(parts())
	case kind == 4:
		return anyOf(parts())
	case kind == 5:
		return not{part: drawExpr(t, known, depth-1, field)}
	case kind == 6 && !field:
		name := rapid.SampledFrom([]string{"title", "body", "url", "tag"}).Draw(t, "field")
		return scoped{field: name, part: drawExpr(t, known, depth-1, true)}
	case kind == 7 && !field:
		codes := rapid.SliceOfN(rapid.SampledFrom([]string{"az", "TR", "or", "NOT", "OR"}), 1, 3).Draw(t, "codes")
		var parts []expr
		for _, c := range codes {
			parts = append(parts, code{field: "lang", value: c})
		}
		return scoped{field: "lang", part: anyOf(parts)}
	}
	return drawTerm(t)
}

func drawTerm(t *rapid.T) expr {
	one := rapid.SampledFrom([]string{
		"a", "AND", "or", "dəhliz*", "907-ci", "U.S.", "Koridoru'nun", "«x»", "NEAR/5", "/a/", "=b", "c?", "title:", "@d", "-e", "(f)", "می\u200cشود", "ՈՒ՛ր", "3d*",
	})
	text := strings.Join(rapid.SliceOfN(one, 1, 3).Draw(t, "words"), " ")
	return term{text: text, words: cutWords(text)}
}

func TestParseOfPrint(t *testing.T) {
	known := testConcepts()
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t, known, 4, false)
		if !e.positive() {
			t.Skip("no query")
		}
		back, faults := parse([]rune(e.String()), known)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", e, faults)
		}
		if diff := same(e, back); diff != "" {
			t.Fatalf("%s:\n%s", e, diff)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`title:(a OR "b c*") -lang:az @zangezur`, "«a» NOT (b)", "NEAR/5", "a \"b", "((", "907-ci*", "-", "lang:\"OR\"", "a\xff:b",
	} {
		f.Add(s)
	}
	known := testConcepts()
	f.Fuzz(func(t *testing.T, query string) {
		e, faults := parse([]rune(query), known)
		if (e == nil) == (len(faults) == 0) {
			t.Fatalf("expression %v with faults %v", e, faults)
		}
		if e == nil || strings.Count(query, "(") > maxDepth/2 {
			return // printing may add a bracket for each that was there
		}
		back, faults := parse([]rune(e.String()), known)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", e, faults)
		}
		if diff := same(e, back); diff != "" {
			t.Fatalf("%s:\n%s", e, diff)
		}
	})
}
