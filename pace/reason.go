package pace

import (
	"strconv"
	"strings"
	"time"

	"vedette/news"
)

// Reason is what decided on a time, as it is for people: words with some of what
// stands below in the place of names in braces.
type Reason struct {
	words    string
	plan     string
	length   time.Duration
	rate     float64
	status   int
	failures int
}

// String says it for people, such as "half of the 40m window". It is stored with
// every visit.
func (r Reason) String() string {
	text := make([]byte, 0, 96)
	rest := r.words
	for {
		before, after, found := strings.Cut(rest, "{")
		text = append(text, before...)
		if !found {
			return string(text)
		}
		name, after, _ := strings.Cut(after, "}")
		switch name {
		case "plan":
			text = append(text, r.plan...)
		case "length":
			text = append(text, span(r.length)...)
		case "rate":
			text = append(text, news.PerDay(r.rate)...)
		case "status":
			text = strconv.AppendInt(text, int64(r.status), 10)
		case "failures":
			text = strconv.AppendInt(text, int64(r.failures), 10)
		}
		rest = after
	}
}

// because makes a reason that needs no more than a length of time, if that.
func because(words string, length time.Duration) Reason { return Reason{words: words, length: length} }
