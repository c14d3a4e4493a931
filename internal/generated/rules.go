package generated

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"vedette/news"
)

// The documents that a term of a rule stands in: too rare a word was one
// writer's mistake, too frequent a one says nothing.
const (
	fewest  = 2
	mostOf  = 100 // one in so many
	related = 30  // documents at most that hold a word that ties them together
)

// Rules makes queries from items, real or generated: each from one item and
// others that share a rare word with it, so that its parts stand together
// somewhere. Of ten, seven are an AND of groups, two one group and one a
// single term; a fifth has a NOT, a tenth a NEAR and a tenth of the words a *.
func Rules(items []*news.Item, count int) []string {
	m := newMaker(items)
	out := make([]string, count)
	for i := range out {
		out[i] = m.rule()
	}
	return out
}

// maker makes rules from documents.
type maker struct {
	*rand.Rand
	documents [][]string
	counts    map[string]int   // in how many documents a word stands
	rare      map[string][]int // the documents of the words that few have
}

func newMaker(items []*news.Item) *maker {
	m := &maker{Rand: rand.New(rand.NewPCG(42, 42)), counts: map[string]int{}, rare: map[string][]int{}}
	for i, it := range items {
		words := strings.FieldsFunc(strings.ToLower(it.Title+" \n "+it.Text), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
		m.documents = append(m.documents, words)
		seen := map[string]bool{}
		for _, w := range words {
			if !seen[w] {
				seen[w] = true
				m.counts[w]++
				if m.counts[w] <= related {
					m.rare[w] = append(m.rare[w], i)
				}
			}
		}
	}
	return m
}

func (m *maker) rule() string {
	seed := m.documents[m.IntN(len(m.documents))]
	others := m.like(seed)
	query := ""
	switch kind := m.IntN(10); {
	case kind == 0:
		query = m.term(seed)
	case kind < 3:
		query = m.group(seed, others)
	default:
		query = m.group(seed, others) + " AND " + m.group(seed, others)
		if m.IntN(4) == 0 {
			query += " AND " + m.group(seed, others)
		}
	}
	if m.IntN(10) == 0 {
		query += " AND " + m.near(seed)
	}
	if m.IntN(5) == 0 {
		query += " AND NOT " + m.group(others, others)
	}
	return query
}

// like gives a document that shares a rare word with another.
func (m *maker) like(seed []string) []string {
	for range 20 {
		if docs := m.rare[seed[m.IntN(len(seed))]]; len(docs) > 1 {
			return m.documents[docs[m.IntN(len(docs))]]
		}
	}
	return seed
}

// group is met by the first document, and mostly by the second.
func (m *maker) group(first, second []string) string {
	terms := []string{m.term(first)}
	for range m.IntN(5) {
		terms = append(terms, m.term(second))
	}
	m.Shuffle(len(terms), func(i, j int) { terms[i], terms[j] = terms[j], terms[i] })
	if len(terms) == 1 {
		return terms[0]
	}
	return "(" + strings.Join(terms, " OR ") + ")"
}

func (m *maker) term(document []string) string {
	at := m.place(document)
	switch kind := m.IntN(10); {
	case kind == 0:
		if w := []rune(document[at]); len(w) > 6 {
			return string(w[:6+m.IntN(len(w)-6)]) + "*"
		}
	case kind < 4:
		return `"` + strings.Join(document[at:min(at+2+m.IntN(2), len(document))], " ") + `"`
	}
	return document[at]
}

// near is met by the document.
func (m *maker) near(document []string) string {
	at, distance := m.place(document), 3+m.IntN(8)
	other := min(at+1+m.IntN(distance), len(document)-1)
	return fmt.Sprintf("(%s NEAR/%d %s)", document[at], distance, document[other])
}

// place finds a word that is neither too rare nor too frequent, if it can.
func (m *maker) place(document []string) int {
	at := 0
	for range 50 {
		at = m.IntN(len(document))
		if n := m.counts[document[at]]; n >= fewest && n <= max(len(m.documents)/mostOf, fewest) {
			break
		}
	}
	return at
}
