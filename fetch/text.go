package fetch

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// gap is what separates two words.
type gap int

const (
	none gap = iota
	space
	line
	paragraph
)

// gapOf gives the gap that an element of HTML makes: table cells separate words by
// a space, blocks by a new line, paragraphs by an empty line. All others stand
// within words.
func gapOf(name string) gap {
	switch name {
	case "td", "th", "img", "option", "button":
		return space
	case "br", "li", "tr", "div", "dt", "dd", "section", "article", "header", "footer", "aside", "figure",
		"figcaption", "caption", "main", "nav", "address", "form", "fieldset", "thead", "tbody":
		return line
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "hr":
		return paragraph
	}
	return none
}

// unseen are the elements whose content is no text for readers.
var unseen = map[string]bool{
	"script": true, "style": true, "noscript": true, "iframe": true, "template": true,
	"svg": true, "noembed": true, "noframes": true,
}

// cdataMarks are left in texts that were wrapped twice.
var cdataMarks = strings.NewReplacer("<![CDATA[", "", "]]>", "")

// plain gives the text of an HTML fragment in form NFC: entities decoded,
// white space (no-break spaces too) collapsed, blocks on lines of their own,
// paragraphs after an empty line. Soft hyphens and joiners stay: matching
// needs the joiners and knows the hyphens. Text without tags keeps its lines.
func plain(fragment string) string {
	if isPlain(fragment) {
		return strings.Clone(fragment)
	}
	if strings.Contains(fragment, "[CDATA[") || strings.Contains(fragment, "]]>") {
		fragment = cdataMarks.Replace(fragment)
	}
	var once, twice words
	strip(&once, fragment)
	if text := once.String(); hasMarkup(text) {
		strip(&twice, text)
		return twice.normal()
	}
	return once.normal()
}

// isPlain knows the texts that stay as they are, as most names and titles do:
// words with single spaces, without any sign of mark-up and surely in form NFC.
func isPlain(s string) bool {
	apart := true // a space stands before the next byte, or nothing does
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && !apart:
			apart = true
		case byteClasses[c] != inWord, c == '<', c == '&', c == ']':
			return false
		default:
			apart = false
		}
	}
	return !apart
}

// oneLine is plain for titles and names.
func oneLine(fragment string) string { return joined(plain(fragment)) }

// joined puts the lines of a plain text on one.
func joined(text string) string {
	if strings.IndexByte(text, '\n') < 0 {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// stripAny takes the mark-up out of any text.
func stripAny(w *words, fragment string) {
	tagged := strings.IndexByte(fragment, '<') >= 0
	z := html.NewTokenizer(strings.NewReader(fragment))
	hidden, depth := "", 0 // the unseen element we are in, and how deep
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return
		case html.TextToken:
			if hidden == "" {
				w.write(string(z.Text()), !tagged)
			}
			continue
		case html.CommentToken, html.DoctypeToken:
			continue
		}
		raw, _ := z.TagName()
		name := string(raw)
		switch {
		case kind == html.SelfClosingTagToken:
			z.NextIsNotRawText()
		case hidden == "" && kind == html.StartTagToken && unseen[name]:
			hidden, depth = name, 1
		case hidden == name && kind == html.StartTagToken:
			depth++
		case hidden == name:
			if depth--; depth == 0 {
				hidden = ""
			}
		}
		w.gap = max(w.gap, gapOf(name))
	}
}

// words collects text with at most one gap between two words, and none at the
// beginning and the end.
type words struct {
	strings.Builder
	gap gap
	// unsure says that the text may be in another form than NFC.
	unsure bool
}

// normal gives the text in form NFC.
func (w *words) normal() string {
	if w.unsure {
		return norm.NFC.String(w.String())
	}
	return w.String()
}

// byteClass is what a byte tells of the character that it begins.
type byteClass uint8

const (
	inWord   byteClass = iota // no break, and in form NFC whatever stands around it
	unsure                    // no break
	anything                  // to be looked at
)

// byteClasses knows those of UTF-8. Breaks are in ASCII, or begin with C2, E1,
// E2, E3 or EF. Latin up to U+02FF and Cyrillic up to U+047F have no combining
// characters and nothing that NFC writes otherwise.
var byteClasses = func() (classes [256]byteClass) {
	for b := range classes {
		switch {
		case b <= ' ', b == 0x7F, b == 0xC2, b >= 0xE1 && b <= 0xE3, b == 0xEF:
			classes[b] = anything
		case b >= 0xC0 && (b < 0xC3 || b > 0xCB) && b != 0xD0 && b != 0xD1:
			classes[b] = unsure
		}
	}
	return classes
}()

// write adds text, in runs that have single spaces at most. Line ends count as such only where
// the text has no mark-up that would tell lines.
func (w *words) write(s string, lines bool) {
	start := 0 // of the run that is not written yet
	for i := 0; i < len(s); {
		switch byteClasses[s[i]] {
		case inWord:
			i++
			continue
		case unsure:
			w.unsure = true
			i++
			continue
		}
		if s[i] == ' ' && start < i && i+1 < len(s) && byteClasses[s[i+1]] != anything {
			i++ // a single space
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isBreak(r) {
			w.unsure = w.unsure || r > 0xFF && (r < 0x2000 || r > 0x206F) // but for general punctuation
			i += size
			continue
		}
		w.run(s[start:i])
		w.space(r, lines)
		i += size
		start = i
	}
	w.run(s[start:])
}

// isBreak knows what ends a run: space, and characters that are dropped.
func isBreak(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' || r == '\u2028' || r == '\u2029'
}

func (w *words) run(s string) {
	if s != "" {
		w.flush()
		w.WriteString(s)
	}
}

// space widens the gap by a character that ended a run.
func (w *words) space(r rune, lines bool) {
	switch {
	case r == '\n' && lines:
		if w.gap == line {
			w.gap = paragraph
		}
		w.gap = max(w.gap, line)
	case r == '\u2028' || r == '\u2029':
		w.gap = max(w.gap, line)
	case unicode.IsSpace(r):
		w.gap = max(w.gap, space)
	}
}

func (w *words) flush() {
	if w.Len() > 0 {
		w.WriteString(gapTexts[w.gap])
	}
	w.gap = none
}

var gapTexts = [...]string{none: "", space: " ", line: "\n", paragraph: "\n\n"}
