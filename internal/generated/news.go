// Package generated makes news and rules for benchmarks: texts with the word
// distribution of a language, in topics, and rules whose parts do stand
// together in them. The same numbers give the same texts and rules on every
// machine, and a smaller set of rules is the beginning of a larger one.
package generated

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"

	"vedette/news"
)

// The measures of the language: as in English news, where some hundred words
// are half of a text and 30,000 are in use, each in several forms.
const (
	vocabulary  = 30_000
	topics      = 400
	topicWords  = 60  // words that are frequent in one topic
	itemWords   = 180 // on average, beside the title
	titleWords  = 9
	sentenceMax = 28
)

// commonWords open the list of words, most frequent first.
var commonWords = strings.Fields(`the of to and in a for is on that by this with it be as at are was from has an not
he will have his but its or they more were which who said been their also after one would had first two we can new up
i you all about out when there over last other than year some into no if time so people what could her she only most
years do them three during before state government world against country between under million where part while`)

// writer makes words, sentences and items.
type writer struct {
	*rand.Rand
	words []string
	zipf  *rand.Zipf
}

func newWriter(seed uint64) *writer {
	r := rand.New(rand.NewPCG(seed, 42))
	w := &writer{Rand: r, words: append([]string(nil), commonWords...)}
	known := map[string]bool{}
	for len(w.words) < vocabulary {
		word := w.invent(1 + len(w.words)/16_000 + r.IntN(2))
		if !known[word] {
			known[word] = true
			w.words = append(w.words, word)
		}
	}
	w.zipf = rand.NewZipf(r, 1.25, 3, vocabulary-1)
	return w
}

// invent makes a word that can be pronounced.
func (w *writer) invent(syllables int) string {
	const heads = "b c d f g h j k l m n p r s t v w br cl cr dr fr gr pl pr sh st th tr"
	const middles = "b c d f g l m n p r s t v"
	const cores = "a e i o u a e i o ai ea ou"
	const tails = "l n r s t m nd rt st ck"
	var b strings.Builder
	for i := range syllables {
		b.WriteString(w.oneOf([]string{heads, middles}[min(i, 1)]))
		b.WriteString(w.oneOf(cores))
	}
	b.WriteString(w.oneOf(tails))
	return b.String()
}

func (w *writer) oneOf(list string) string {
	all := strings.Fields(list)
	return all[w.IntN(len(all))]
}

// News makes items of some 190 words each in English-looking text.
func News(count int) []*news.Item {
	w := newWriter(1)
	out := make([]*news.Item, count)
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range out {
		topic := w.IntN(topics)
		out[i] = &news.Item{
			ID: fmt.Sprint("item-", i), Feed: fmt.Sprint("feed-", i%90), Source: "The Daily", Lang: "en", Country: "GB",
			Title: w.sentence(topic, titleWords), Text: w.text(topic),
			Link:      fmt.Sprint("https://example.org/news/", i),
			Published: start.Add(time.Duration(i) * time.Minute),
		}
	}
	return out
}

// text makes paragraphs of a few sentences.
func (w *writer) text(topic int) string {
	var b strings.Builder
	for left := itemWords/2 + w.IntN(itemWords); left > 0; {
		n := min(left, 6+w.IntN(sentenceMax-6))
		b.WriteString(w.sentence(topic, n))
		left -= n
		b.WriteString([]string{". ", ". ", ".\n"}[w.IntN(3)])
	}
	return strings.TrimSpace(b.String())
}

// sentence makes one of so many words, with the commas, capitals and quotes
// that a reader of news has to cope with.
func (w *writer) sentence(topic, words int) string {
	var b strings.Builder
	last := ""
	for i := range words {
		word := w.word(topic, last)
		last = word
		switch {
		case i == 0 || w.IntN(12) == 0:
			word = strings.ToUpper(word[:1]) + word[1:]
		case w.IntN(40) == 0:
			word = "“" + word + "”"
		case w.IntN(60) == 0:
			word = fmt.Sprint(1 + w.IntN(3000))
		}
		if i > 0 {
			b.WriteString(w.gap())
		}
		b.WriteString(word)
	}
	return b.String()
}

// gap gives what stands between two words.
func (w *writer) gap() string {
	switch n := w.IntN(60); {
	case n == 0:
		return " – "
	case n < 4:
		return ", "
	}
	return " "
}

// word gives the next word after another one: often the one that goes with
// it, as names and terms do, else one of the topic or of the language.
func (w *writer) word(topic int, last string) string {
	if last != "" && w.IntN(5) == 0 && len(last) > 5 {
		return w.words[companion(last)]
	}
	if w.IntN(5) == 0 {
		nth := topic*topicWords + int(float64(topicWords)*w.Float64()*w.Float64())
		return w.inflect(w.words[len(commonWords)+nth*7919%(vocabulary-len(commonWords))])
	}
	return w.inflect(w.words[w.zipf.Uint64()])
}

// companion gives the number of the word that often follows another.
func companion(word string) int {
	sum := uint32(2166136261)
	for i := range len(word) {
		sum = (sum ^ uint32(word[i])) * 16777619
	}
	return int(sum % (vocabulary / 4))
}

// inflect gives a form of an invented word.
func (w *writer) inflect(word string) string {
	if len(word) < 6 || !unicode.IsLetter(rune(word[0])) {
		return word
	}
	return word + []string{"", "", "", "", "", "", "", "", "", "s", "s", "s", "ed", "ing"}[w.IntN(14)]
}
