package stem_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"vedette/filter/stem"
)

// corpusWords counts the folded words of the corpus of sentences beside the
// project, by language.
func corpusWords(tb testing.TB) map[string]map[string]int {
	tb.Helper()
	f, err := os.Open("../../../shared/corpus/multi-leipzig-sentences.jsonl")
	if err != nil {
		tb.Skip("no corpus:", err)
	}
	defer f.Close()
	counts := map[string]map[string]int{}
	for s := bufio.NewScanner(f); s.Scan(); {
		var line struct{ Body, Lang string }
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			tb.Fatal(err)
		}
		if counts[line.Lang] == nil {
			counts[line.Lang] = map[string]int{}
		}
		apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\u200c' }
		for _, w := range strings.FieldsFunc(line.Body, apart) {
			if w = fold(w); stem.Language(line.Lang, w) == line.Lang {
				counts[line.Lang][w]++
			}
		}
	}
	return counts
}

// TestStemsOfTheCorpus counts how many words of real sentences share a stem,
// and lists the largest groups and those of short stems for the reader, with
// -v. A stemmer that joins half of a language's words joins too much.
func TestStemsOfTheCorpus(t *testing.T) {
	for lang, words := range corpusWords(t) {
		groups := map[string][]string{}
		for w := range words {
			s := stem.Stem(lang, w)
			if s == "" {
				t.Errorf("%s: the stem of %q is empty", lang, w)
			}
			groups[s] = append(groups[s], w)
		}
		var often, joined int
		var shown []string
		for s, g := range groups {
			g = slices.DeleteFunc(g, func(w string) bool { return words[w] < 2 })
			often += len(g)
			if len(g) > 1 {
				joined += len(g)
				slices.Sort(g)
				shown = append(shown, s+": "+strings.Join(g, " "))
			}
		}
		slices.Sort(shown)
		t.Logf("%s: %d words, %d stems; of %d words that occur twice %d share a stem in %d groups",
			lang, len(words), len(groups), often, joined, len(shown))
		for _, line := range shown {
			t.Logf("%s  %s", lang, line)
		}
		if 4*len(groups) < len(words) {
			t.Errorf("%s: %d words have only %d stems", lang, len(words), len(groups))
		}
	}
}
