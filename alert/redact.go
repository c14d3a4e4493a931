package alert

import (
	"cmp"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// secrets are the words of a webhook's settings that must not be shown, in
// all the forms in which servers repeat them, the longest first.
type secrets []string

// minSecret is how many letters a part of an address, or a word of a header,
// has when it is taken for a token. Shorter ones ("api", "v1", "Bearer") are
// words of everybody, and hiding them would hide what the server says.
const minSecret = 8

// redacted stands in the place of a secret.
const redacted = "[secret]"

// secrets gives what must not be shown of an answer to a request to u: the
// address, its parts and the values of the headers.
func (w Webhook) secrets(u *url.URL) secrets {
	var s secrets
	s.add(2, u.RequestURI(), u.EscapedPath(), u.Path, u.RawQuery)
	for segment := range strings.SplitSeq(u.EscapedPath(), "/") {
		plain, _ := url.PathUnescape(segment)
		s.add(minSecret, segment, plain)
	}
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, found := strings.Cut(pair, "=")
		if !found {
			value = name // a token by itself
		}
		plain, _ := url.QueryUnescape(value)
		s.add(minSecret, value, plain)
	}
	password, _ := u.User.Password()
	s.add(2, password)
	for _, value := range w.Headers {
		s.add(2, strings.Join(strings.Fields(value.Reveal()), " "))
		s.add(minSecret, strings.Fields(value.Reveal())...)
	}
	slices.SortFunc(s, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return slices.Compact(s)
}

// add adds words of at least so many letters, as they are and as JSON, HTML and
// addresses write them.
func (s *secrets) add(least int, words ...string) {
	for _, word := range words {
		if utf8.RuneCountInString(word) < least {
			continue
		}
		quoted, _ := json.Marshal(word) // a string has no error
		inJSON := string(quoted[1 : len(quoted)-1])
		for _, form := range []string{word, inJSON, html.EscapeString(word), url.PathEscape(word), url.QueryEscape(word)} {
			*s = append(*s, form, strings.ReplaceAll(form, "/", `\/`))
		}
	}
}

// hide gives the text without the secrets. It must be called before the text
// is cut, since half a token would not be found.
func (s secrets) hide(text string) string {
	pairs := make([]string, 0, 2*len(s))
	for _, word := range s {
		pairs = append(pairs, word, redacted)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// said gives the beginning of what a server said, on one line, without the
// secrets. The line is made first: what is left out of it must not keep the
// letters of a secret apart.
func (s secrets) said(text string) string {
	line := oneLine(strings.ToValidUTF8(text, ""), len(text)+1)
	return oneLine(s.hide(line), maxExcerpt)
}
