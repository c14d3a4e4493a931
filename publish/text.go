package publish

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"vedette/news"
)

// clean removes what XML 1.0 (section 2.2) forbids or discourages: control
// characters but tab and newline, and the noncharacters U+FFFE and U+FFFF.
// Bytes that are no UTF-8 become U+FFFD.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// line is clean text on one line with single spaces.
func line(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

// lines gives each text as a line, without empty ones and repeats.
func lines(texts []string) []string {
	var out []string
	for _, s := range texts {
		if s = line(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// cut shortens a text to about width code points, at a space.
func cut(s string, width int) string {
	var b strings.Builder
	for _, p := range news.Excerpt(strings.TrimSpace(s), "", nil, width) {
		b.WriteString(p.Text)
	}
	return b.String()
}

// language gives a language code, or "" for what cannot be one.
func language(code string) string {
	if !languageForm.MatchString(code) {
		return ""
	}
	return code
}

// webLink gives an item's link as a URI of RFC 3986, in ASCII, or "" if it is
// not one of the web: a feed could hold javascript: or file: there.
func webLink(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return ""
	}
	if host, err := idna.Lookup.ToASCII(u.Hostname()); err == nil {
		u.Host = strings.Replace(u.Host, u.Hostname(), host, 1)
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[c>>4])
			b.WriteByte("0123456789ABCDEF"[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// frontPage gives the address of a link's site. It stands for the feed, whose
// own address may hold a token and is not ours to publish.
func frontPage(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}
