package fetch

import "strings"

// leftTags and leftEntities are what tells mark-up in a text that should have
// none from what only looks like it.
var (
	leftTags     = wordSet("p b i u a em strong br div span img font ul ol li h1 h2 h3 h4 h5 h6 table tr td blockquote sup sub")
	leftEntities = wordSet("amp quot apos nbsp lt gt laquo raquo lsquo rsquo ldquo rdquo mdash ndash hellip")
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// hasMarkup finds a tag or an entity in a text that should have none: the feed
// escaped it once too often. The work is linear in the length.
func hasMarkup(s string) bool {
	if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 {
		return false
	}
	for {
		at := strings.IndexAny(s, "<&")
		if at < 0 {
			return false
		}
		rest := s[at+1:]
		if s[at] == '<' && startsTag(rest) || s[at] == '&' && startsEntity(rest) {
			return true
		}
		s = rest
	}
}

func startsTag(s string) bool {
	s = strings.TrimPrefix(s, "/")
	n := 0
	for n < len(s) && n <= len("blockquote") && (isASCIILetter(s[n]) || s[n] >= '1' && s[n] <= '6') {
		n++
	}
	if n == len(s) || !leftTags[strings.ToLower(s[:n])] {
		return false
	}
	switch s[n] {
	case '>':
		return true
	case '/':
		return strings.HasPrefix(s[n:], "/>")
	case ' ', '\t', '\r', '\n':
		end := strings.IndexAny(s[n:], "<>")
		return end > 0 && s[n+end] == '>'
	}
	return false
}

// longestEntity is "&#1114111;" without its ends.
const longestEntity = 8

func startsEntity(s string) bool {
	end := strings.IndexByte(s[:min(len(s), longestEntity+1)], ';')
	if end <= 0 {
		return false
	}
	name := strings.ToLower(s[:end])
	digits := strings.TrimPrefix(strings.TrimPrefix(name, "#"), "x")
	return leftEntities[name] || name[0] == '#' && digits != "" && strings.Trim(digits, "0123456789abcdef") == ""
}
