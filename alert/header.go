package alert

import (
	"maps"
	"slices"
	"strings"

	"vedette/problem"
)

// ownHeaders are set by vedette itself: they must agree with the connection,
// the body or the signature.
var ownHeaders = []string{"Accept-Encoding", "Connection", "Content-Length", "Expect", "Host",
	"Te", "Trailer", "Transfer-Encoding", "Upgrade"}

// signedPrefix begins the headers of Standard Webhooks, which vedette sets.
const signedPrefix = "webhook-"

func (w Webhook) checkHeaders(list *problem.List) {
	for _, name := range slices.Sorted(maps.Keys(w.Headers)) {
		path := "headers." + name
		switch {
		case !isToken(name):
			list.Add(path, "write a header name, such as Authorization", "%q is no header name", name)
		case isOwn(name):
			list.Add(path, "take it out", "the header %s is set by vedette itself", name)
		case !isHeaderValue(w.Headers[name].Reveal()):
			list.Add(path, "write the value on one line", "the value of the header %s has a character that HTTP does not allow", name)
		}
	}
}

func isOwn(name string) bool {
	return strings.HasPrefix(strings.ToLower(name), signedPrefix) ||
		slices.ContainsFunc(ownHeaders, func(own string) bool { return strings.EqualFold(own, name) })
}

// isHeaderValue tells whether this can be the value of a header: no control
// characters but tabs (RFC 9110, 5.5).
func isHeaderValue(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// isToken tells whether this can be the name of a header (RFC 9110, 5.6.2).
func isToken(s string) bool {
	for _, r := range s {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) {
			return false
		}
	}
	return s != ""
}
