package alert

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"vedette/news"
)

// matcher is one condition on a label: "severity = high".
type matcher struct {
	label string
	op    string
	value string
	re    *regexp.Regexp // of =~ and !~, anchored at both ends
}

// matcherHint shows how a matcher is written.
const matcherHint = `write LABEL OPERATOR VALUE with one of = != =~ !~, such as severity = high or lang =~ "ru|az"`

// operators in the order they are tried: the longer before the shorter.
var operators = []string{"=~", "!~", "!=", "="}

// parseMatcher reads a matcher. The value may stand in double quotes, with
// Go's escapes, and must when it is empty or has spaces at its ends.
func parseMatcher(s string) (matcher, error) {
	label, op, rest, err := splitMatcher(s)
	if err != nil {
		return matcher{}, err
	}
	m := matcher{label: label, op: op}
	if m.value, err = matcherValue(rest); err != nil {
		return matcher{}, fmt.Errorf("matcher %q: %w", s, err)
	}
	if strings.HasSuffix(op, "~") {
		m.re, err = anchored(m.value)
		if err != nil {
			return matcher{}, fmt.Errorf("matcher %q: %w", s, err)
		}
		return m, nil
	}
	if err := m.checkValue(); err != nil {
		return matcher{}, fmt.Errorf("matcher %q: %w", s, err)
	}
	return m, nil
}

// checkValue refuses a word that the label never has: it would be misspelt, and
// nobody would be told.
func (m matcher) checkValue() error {
	switch {
	case m.label == "severity" && news.Severity(m.value).Rank() < 0:
		return fmt.Errorf("%q is no severity: use low, medium, high or critical", m.value)
	case m.label == "notice" && m.value != "" && !slices.Contains(news.NoticeKinds(), news.NoticeKind(m.value)):
		return fmt.Errorf("%q is no kind of notice: use one of %v, or \"\"", m.value, news.NoticeKinds())
	}
	return nil
}

// anchored compiles an expression that must meet the whole value. It is
// compiled bare first: "a)|(b" is wrong, but would fit into the anchors.
func anchored(expr string) (*regexp.Regexp, error) {
	if _, err := regexp.Compile(expr); err != nil {
		return nil, err
	}
	return regexp.Compile("^(?s:" + expr + ")$")
}

func splitMatcher(s string) (label, op, rest string, err error) {
	at := strings.IndexAny(s, "=!")
	if at < 0 {
		return "", "", "", fmt.Errorf("matcher %q has no operator", s)
	}
	label = strings.TrimSpace(s[:at])
	if !isLabel(label) {
		return "", "", "", fmt.Errorf("matcher %q: %q is no label name", s, label)
	}
	for _, op := range operators {
		if after, ok := strings.CutPrefix(s[at:], op); ok {
			return label, op, strings.TrimSpace(after), nil
		}
	}
	return "", "", "", fmt.Errorf("matcher %q: there is no operator %q", s, s[at:at+1])
}

func matcherValue(s string) (string, error) {
	switch {
	case s == "":
		return "", fmt.Errorf(`the value is missing; an empty one is written ""`)
	case s[0] == '"':
		v, err := strconv.Unquote(s)
		if err != nil {
			return "", fmt.Errorf("the quotes of %s do not close, or an escape in them is unknown", s)
		}
		return v, nil
	case strings.ContainsAny(s[:1], "=~"):
		return "", fmt.Errorf("a value that begins with %q must stand in quotes", s[:1])
	}
	return s, nil
}

// isLabel tells whether this can be the name of a label: letters and digits
// of any script, and - _ . between them.
func isLabel(s string) bool {
	for _, r := range s {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("-_.", r) {
			return false
		}
	}
	return s != ""
}

// matches tells whether the labels meet the condition. A label that is not
// there has the value "".
func (m matcher) matches(labels map[string]string) bool {
	v := labels[m.label]
	switch m.op {
	case "=":
		return v == m.value
	case "!=":
		return v != m.value
	case "=~":
		return m.re.MatchString(v)
	default: // "!~"
		return !m.re.MatchString(v)
	}
}

// String writes what parseMatcher reads.
func (m matcher) String() string {
	return fmt.Sprintf("%s %s %s", m.label, m.op, strconv.Quote(m.value))
}
