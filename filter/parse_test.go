package filter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testConcepts are bound by name only.
func testConcepts() map[string]*concept {
	leaf := term{text: "x", words: []termID{0}}
	return map[string]*concept{
		"zangezur": {name: "zangezur", expr: leaf}, "section-907": {name: "section-907", expr: leaf},
	}
}

func testReader() reader {
	return reader{concepts: testConcepts(), vocabulary: newVocabulary()}
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
		{"NEAR before AND", "a NEAR/5 b c OR d", "((a NEAR/5 b) AND c) OR d"},
		{"NEAR of groups", `(a OR "b c") ONEAR/3 (d* NEAR/S e)`, `(a OR "b c") ONEAR/3 (d* NEAR/S e)`},
		{"NEAR with zeros", "a NEAR/05 b", "a NEAR/5 b"},
		{"NOT of a NEAR", "a NOT b NEAR/P c", "a AND NOT (b NEAR/P c)"},
		{"field of a NEAR", "title:(a NEAR/2 b)", "title:(a NEAR/2 b)"},
		{"ATLEAST", "ATLEAST/3 a -ATLEAST/2(b OR c)", "ATLEAST/3 a AND NOT ATLEAST/2 (b OR c)"},
		{"FIRST", "FIRST/50 title:a FIRST/9 ATLEAST/2 (b NEAR/2 c)", "FIRST/50 title:a AND FIRST/9 ATLEAST/2 (b NEAR/2 c)"},
		{"words like operators", "near a/b first near/sea", `near AND "a/b" AND first AND "near/sea"`},
		{"exact", `=TRIPP title:=US ="Bank of Georgia"`, `=TRIPP AND title:=US AND ="Bank of Georgia"`},
		{"exact of one word", `="US" =907-ci =«a b»`, `=US AND ="907-ci" AND ="a b"`},
		{"wild signs", `w?rd sanc*on aliye? "organi?ation of"`, `w?rd AND sanc*on AND aliye? AND "organi?ation of"`},
		{"question in a phrase", `"what now?" "who?"`, `"what now" AND who`},
		{"wild end of a cut term", "907-c?", "907-c?"},
		{"regex", `/sanction(s|ed)?/ -/a\/b c/`, `/sanction(s|ed)?/ AND NOT /a\/b c/`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, faults := testReader().parse(tt.query)
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
		{"star before a word", "*ons", []string{"1:1: this * follows no letter"}},
		{"star in a phrase", `"a *b"`, []string{"1:4: this * follows no letter"}},
		{"question mark before a word", "?rd", []string{"1:1: this ? follows no letter"}},
		{"wild sign between a number and letters", "907c*i", []string{`1:1: "907c*i" is more than one word`}},
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
		{"NEAR without a distance", "a NEAR b", []string{"1:3: NEAR has no number"}},
		{"NEAR of nothing", "a NEAR/0 b", []string{`1:3: behind NEAR/ stands a number from 1 to 100, not "0"`}},
		{"NEAR too far", "a ONEAR/500 b", []string{`1:3: behind ONEAR/ stands a number from 1 to 100, not "500"`}},
		{"NEAR of letters", "a NEAR/X b", []string{`1:3: behind NEAR/ stands a number from 1 to 100, not "X"`}},
		{"near in small letters", "a near/5 b", []string{"1:3: near/5 is no operator in small letters"}},
		{"NEAR/s", "a NEAR/s b", []string{"1:3: NEAR/s is no operator in small letters"}},
		{"NEAR at the start", "NEAR/5 b", []string{"1:1: a term is missing before NEAR/5"}},
		{"NEAR at the end", "a NEAR/5", []string{"1:9: the query ends where a term is expected"}},
		{"chain of NEARs", "a NEAR/5 b ONEAR/3 c", []string{"1:12: a second ONEAR/3 without brackets"}},
		{"NEAR of a NOT", "a NEAR/5 NOT b", []string{"1:10: NEAR/5 asks for two places, and what NOT leaves out has none"}},
		{"NEAR of a minus", "a NEAR/5 -b", []string{"1:10: NEAR/5 asks for two places, and what NOT leaves out has none"}},
		{"NEAR of a NOT in brackets", "a NEAR/5 (b OR NOT c)", []string{"1:16: NOT c has no place in NEAR/5"}},
		{"NEAR of an AND", "(a b) NEAR/S c", []string{"1:2: a AND b has no place in NEAR/S"}},
		{"NEAR of a field", "title:a NEAR/5 b", []string{"1:1: title:a has no place in NEAR/5"}},
		{"NEAR of a count", "ATLEAST/2 a NEAR/5 b", []string{"1:1: ATLEAST/2 a has no place in NEAR/5"}},
		{"NEAR of a regex", "a NEAR/5 /b+/", []string{"1:10: /b+/ has no place in NEAR/5"}},
		{"ATLEAST of an AND", "ATLEAST/2 (a b)", []string{"1:12: a AND b has no place in ATLEAST"}},
		{"ATLEAST of a NOT", "ATLEAST/2 NOT a", []string{"1:11: ATLEAST/2 is followed by what must be there, not by NOT"}},
		{"ATLEAST without a number", "ATLEAST a", []string{"1:1: ATLEAST has no number"}},
		{"FIRST of a code", "FIRST/50 lang:az", []string{"1:15: az has no place in FIRST"}},
		{"FIRST without a number", "FIRST a", []string{"1:1: FIRST has no number"}},
		{"ATLEAST behind a field", "title:ATLEAST/2 a", []string{"1:7: a term is missing before ATLEAST/2"}},
		{"single quotes", "'a b'", []string{"1:1: 'a: single quotes make no phrase"}},
		{"long dash", "a –b", []string{"1:3: –b: this dash leaves nothing out"}},
		{"open regex", "a /sanct.*", []string{"1:3: the regular expression opened here is never closed"}},
		{"empty regex", "a //", []string{"1:4: the regular expression is met by nothing at all"}},
		{"regex of nothing", "/a*|b/", []string{"1:2: the regular expression is met by nothing at all"}},
		{"path", "/a/b", []string{"1:4: 'b' follows the / that closes the regular expression"}},
		{"flags as a group", "/sanction(i?)/", []string{"1:10: (i?) is a group, no flag"}},
		{"word edges", `/\bsanction/`, []string{`1:2: \b has no place here`}},
		{"regex of a wrong group", "/a(b/", []string{"1:2: the regular expression is wrong: missing closing ) a(b"}},
		{"regex with an unknown escape", `/ab\y/`, []string{`1:4: the regular expression is wrong: invalid escape sequence \y`}},
		{"regex in the lead", "lead:/ab/", []string{"1:6: lead: takes no regular expression"}},
		{"regex as a code", "lang:/ab/", []string{"1:6: lang: takes no regular expression"}},
		{"exact nothing", "a = b", []string{"1:3: nothing stands directly after ="}},
		{"exact prefix", "=sanct*", []string{"1:7: an exact word takes no *"}},
		{"exact question", "=w?rd", []string{"1:3: an exact word takes no ?"}},
		{"date in a rule", "a since:7d", []string{"1:3: since: is for searching the archive"}},
		{"distance", `"a b"~5`, []string{"1:6: ~5: ~ is no sign of the rule language"}},
		{"weight", "a^5", []string{"1:1: a^5: a query has no weights"}},
		{"signs for operators", "a && b", []string{"1:3: && is no operator"}},
		{"other signs", "a[1]", []string{`1:1: the sign '[' cannot stand in "a[1]" without quotes`}},
		{"several at once", "(titel:x @nix /y/ OR", []string{
			`1:2: there is no field "titel"`, `1:10: there is no concept "nix"`,
			"1:21: the query ends where a term is expected"}},
		{"too deep", strings.Repeat("(", 200) + "a", []string{"1:101: the query is nested deeper than 100 levels"}},
		{"too long", strings.Repeat("a ", maxQuery), []string{fmt.Sprintf("1:%d: the query is longer than %d signs", maxQuery+1, maxQuery)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := source{text: tt.query}
			var got []string
			for _, p := range s.compile(testReader()) {
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
	s := source{text: strings.Repeat("* ", 1000)}
	problems := s.compile(testReader())
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
		_, faults := testReader().parse(query)
		if len(faults) != 1 || faults[0].hint != want {
			t.Errorf("%s: got %+v, want the hint %q", query, faults, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`title:(a OR "b c*") -lang:az @zangezur`, "«a» NOT (b)", "NEAR/5", "a \"b", "((", "907-ci*", "-", "lang:\"OR\"", "a\xff:b",
	} {
		f.Add(s)
	}
	rd := testReader()
	f.Fuzz(func(t *testing.T, query string) {
		e, faults := rd.parse(query)
		if (e == nil) == (len(faults) == 0) {
			t.Fatalf("expression %v with faults %v", e, faults)
		}
		if e == nil || strings.Count(query, "(") > maxDepth/2 {
			return // printing may add a bracket for each that was there
		}
		back, faults := rd.parse(e.String())
		if len(faults) > 0 {
			t.Fatalf("%s: %v", e, faults)
		}
		if diff := same(e, back); diff != "" {
			t.Fatalf("%s:\n%s", e, diff)
		}
	})
}

func TestOperatorsOfOtherLanguagesAreRefused(t *testing.T) {
	for _, query := range []string{"a W/5 b", "a N/3 b", "a PRE/2 b", "a ADJ b", "a ADJ3 b", "a SAME b", "a XOR b"} {
		if _, problems := Compile(Config{Rules: []Rule{{Name: "r", Query: query}}}); len(problems) == 0 {
			t.Errorf("%s is taken for words", query)
		}
	}
}
