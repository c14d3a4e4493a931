package config

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func TestWarnings(t *testing.T) {
	const receivers = "receivers: [{name: a, webhook: {url: 'https://a.example/'}}]\n"
	t.Setenv("VEDETTE_TEST_TOKEN", "hush")
	tests := []struct{ name, text, want string }{
		{"no receivers", small, "2:1: receivers: there are no receivers"},
		{"all well", small + receivers + "routes: [{receiver: a}]", ""},
		{"no routes", small + receivers, `4:20: receivers[0].name: no route sends to the receiver "a"`},
		{"no route takes everything", small + receivers + "routes: [{receiver: a, matchers: ['rule =~ \"r|\"']}]", "5:9: routes: no route takes every hit"},
		{"a rule without a route", small + receivers + "routes: [{receiver: a, matchers: [severity = high]}]", `3:16: rules[0].name: no route takes the hits of the rule "r"`},
		{"a rule with a route by language", small + receivers + "routes: [{receiver: a, matchers: ['feed = a', 'lang = \"\"']}]", "5:9: routes: no route takes every hit"},
		{"a concept left over", small + receivers + "routes: [{receiver: a}]\nconcepts: [{name: c, query: a}]", `6:19: concepts[0].name: no rule uses the concept "c"`},
		{"a concept in a channel", small + receivers + "routes: [{receiver: a}]\nconcepts: [{name: c, query: a}]\nchannels: [{name: x, query: '@c'}]", ""},
		{"a page for all", small + receivers + "routes: [{receiver: a}]\nweb: {address: '0.0.0.0:80'}", "6:16: web.address: other machines can reach the page"},
		{"a token in a url", strings.Replace(small, "/feed", "/${VEDETTE_TEST_TOKEN}", 1) + receivers + "routes: [{receiver: a}]", "2:24: feeds[0].url: the address shows ${VEDETTE_TEST_TOKEN}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			loaded := parse(t, test.text)
			got := strings.ReplaceAll(loaded.Warnings.Error(), "config.yaml:", "")
			if !strings.HasPrefix(got, test.want) || strings.Contains(got, "\n") || test.want == "" && got != "" {
				t.Errorf("%s, want %s…", got, test.want)
			}
		})
	}
}

// Notices of sources need a route that takes them.
func TestNoticesThatReachNobodyAreWarnedOf(t *testing.T) {
	const receivers = "receivers: [{name: a, webhook: {url: 'https://a.example/'}}]\n"
	tests := []struct {
		name, routes string
		warned       bool
	}{
		{"a route for all", "[{receiver: a}]", false},
		{"no routes", "[]", false},
		{"rules only", "[{receiver: a, matchers: [rule = r]}]", true},
		{"of some severity", "[{receiver: a, matchers: [severity = high]}]", false},
		{"of one feed", "[{receiver: a, matchers: [feed = a]}]", false},
		{"of a feed that is not there", "[{receiver: a, matchers: [feed = b]}]", true},
		{"one for notices", "[{receiver: a, matchers: [rule = r]}, {receiver: a, matchers: ['notice != \"\"']}]", false},
		{"not wanted", "[{receiver: a, matchers: [rule = r, 'notice = \"\"']}]", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := parse(t, small+receivers+"routes: "+tt.routes).Warnings.Error()
			if strings.Contains(got, "5:9: routes: no route takes notices of sources") != tt.warned {
				t.Errorf("got %s", got)
			}
		})
	}
}

// The search for a route ends, however many feeds and rules there are.
func TestWarningsOfManyFeeds(t *testing.T) {
	var text strings.Builder
	text.WriteString("receivers: [{name: a, webhook: {url: 'https://a.example/'}}]\nroutes: [{receiver: a, matchers: [severity = high]}]\nfeeds:\n")
	for i, code := range languageCodes(300) {
		fmt.Fprintf(&text, "- {name: F%d, url: 'https://f%d.example/', language: %s}\n", i, i, code)
	}
	text.WriteString("rules:\n- {name: one, query: a}\n- {name: two, query: b}\n- {name: three, query: c}\n")
	if list := parse(t, text.String()).Warnings; len(list) != 1 || !strings.Contains(list[0].Message, `"one"`) {
		t.Errorf("%v", list)
	}
}

// What the linter finds in rules, concepts and channels is told where it is.
func TestWarningsOfTheLinter(t *testing.T) {
	loaded := parse(t, `
feeds: [{name: A, url: "https://a.example/feed"}]
receivers: [{name: a, webhook: {url: 'https://a.example/'}}]
routes: [{receiver: a}]
concepts:
  - name: c
    forms:
      en:
        - corridor
        - |
          route OR
          zаngezur
rules:
  - name: r
    query: '@c NEAR/99 baku'
channels:
  - {name: x, query: '@c /baku/'}
`)
	want := `12:12: concepts[0].forms.en[1]: "zаngezur" mixes letters: а (U+0430) is Cyrillic, the others are Latin (write the Latin a (U+0061))
15:13: rules[0].query: NEAR/99 is wider than a paragraph of news (write AND, or a smaller number)
17:26: channels[0].query: a regular expression stands where words would do (write baku)`
	if got := strings.ReplaceAll(loaded.Warnings.Error(), "config.yaml:", ""); got != want {
		t.Errorf("%s", got)
	}
}

// languageCodes gives so many codes of languages, of which there are thousands.
func languageCodes(n int) (codes []string) {
	for i := 0; len(codes) < n; i++ {
		code := fmt.Sprintf("%c%c%c", 'a'+i/676%26, 'a'+i/26%26, 'a'+i%26)
		if base, err := language.ParseBase(code); err == nil && base.String() == code {
			codes = append(codes, code)
		}
	}
	return codes
}

func TestLabelsThatNoRuleHasAreWarnedOf(t *testing.T) {
	const text = `
feeds: [{name: A, url: "https://a.example/rss"}]
rules: [{name: r, query: x, labels: {topic: sanctions}}]
receivers: [{name: hook, webhook: {url: "https://h.example/"}}]
routes:
  - {receiver: hook, matchers: ["topc = sanctions"], group_by: [rul, lang]}
  - {receiver: hook, matchers: ["topic = sanctions"]}
  - {receiver: hook}
channels: [{name: c, labels: {topik: sanctions}}]
`
	loaded, err := Parse("config.yaml", []byte(text), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	got := loaded.Warnings.Error()
	for _, want := range []string{`no rule has a label "topc" (did you mean topic?)`, `no rule has a label "rul" (did you mean rule?)`,
		`no rule has a label "topik"`, "config.yaml:6:33", "config.yaml:9:38"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if len(loaded.Warnings) != 3 {
		t.Errorf("%d warnings, want 3:\n%s", len(loaded.Warnings), got)
	}
}

func TestQuotesThatYAMLTakesAreWarnedOf(t *testing.T) {
	loaded := parse(t, `
feeds: [{name: A, url: "https://a.example/feed"}]
receivers: [{name: a, webhook: {url: 'https://a.example/'}}]
routes: [{receiver: a}]
concepts:
  - {name: c, forms: {en: ["middle corridor", 'gas corridor', "x"]}}
rules:
  - {name: phrase, query: "zangezur corridor"}
  - {name: kept, query: '"zangezur corridor"'}
  - {name: plain, query: zangezur corridor}
  - {name: meant, query: "zangezur OR corridor OR @c"}
  - {name: less, query: "zangezur -corridor"}
`)
	want := `6:28: concepts[0].forms.en[0]: YAML takes these quotes for its own: the words may stand anywhere (write '"middle corridor"' for the phrase, or the words without quotes)
8:27: rules[0].query: YAML takes these quotes for its own: the words may stand anywhere (write '"zangezur corridor"' for the phrase, or the words without quotes)`
	if got := strings.ReplaceAll(loaded.Warnings.Error(), "config.yaml:", ""); got != want {
		t.Errorf("%s", got)
	}
}
