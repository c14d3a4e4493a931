package pace

import (
	"strconv"
	"strings"
	"time"
)

// Reason is what decided on a time. Most are never read: it is put into words
// by String only.
type Reason struct {
	words    string // with names in braces for what follows
	plan     string
	length   time.Duration
	rate     float64
	status   int
	failures int
}

// String says it for people, such as "half of the 40m window".
func (r Reason) String() string {
	return strings.NewReplacer(
		"{plan}", r.plan,
		"{length}", span(r.length),
		"{rate}", strconv.FormatFloat(r.rate, 'f', 1, 64),
		"{status}", strconv.Itoa(r.status),
		"{failures}", strconv.Itoa(r.failures),
	).Replace(r.words)
}

// because makes a reason that needs no more than a length of time, if that.
func because(words string, length time.Duration) Reason { return Reason{words: words, length: length} }
