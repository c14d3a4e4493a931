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

// gaps are the elements of HTML that separate words: table cells by a space,
// blocks by a new line, paragraphs by an empty line. All others stand within
// words.
var gaps = map[string]gap{
	"td": space, "th": space, "img": space, "option": space, "button": space,
	"br": line, "li": line, "tr": line, "div": line, "dt": line, "dd": line,
	"section": line, "article": line, "header": line, "footer": line, "aside": line,
	"figure": line, "figcaption": line, "caption": line, "main": line, "nav": line,
	"address": line, "form": line, "fieldset": line, "thead": line, "tbody": line,
	"p": paragraph, "h1": paragraph, "h2": paragraph, "h3": paragraph, "h4": paragraph,
	"h5": paragraph, "h6": paragraph, "blockquote": paragraph, "pre": paragraph,
	"ul": paragraph, "ol": paragraph, "dl": paragraph, "table": paragraph, "hr": paragraph,
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
	if strings.Contains(fragment, "<![CDATA[") || strings.Contains(fragment, "]]>") {
		fragment = cdataMarks.Replace(fragment)
	}
	text := strip(fragment)
	if hasMarkup(text) {
		text = strip(text)
	}
	return norm.NFC.String(text)
}

// oneLine is plain for titles and names.
func oneLine(fragment string) string {
	return strings.Join(strings.Fields(plain(fragment)), " ")
}

// stripAny takes the mark-up out of any text.
func stripAny(fragment string) string {
	var w words
	w.Grow(len(fragment))
	tagged := strings.IndexByte(fragment, '<') >= 0
	z := html.NewTokenizer(strings.NewReader(fragment))
	hidden, depth := "", 0 // the unseen element we are in, and how deep
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return w.String()
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
		w.gap = max(w.gap, gaps[name])
	}
}

// words collects text with at most one gap between two words, and none at the
// beginning and the end.
type words struct {
	strings.Builder
	gap gap
}

// write adds text, in runs that have single spaces at most. Line ends count as such only where
// the text has no mark-up that would tell lines.
func (w *words) write(s string, lines bool) {
	start := 0 // of the run that is not written yet
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		single := r == ' ' && start < i && i+1 < len(s) && s[i+1] > ' ' && s[i+1] < 0x7F
		if r > ' ' && r < 0x7F || single || !isBreak(r) {
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
		w.WriteString([]string{"", " ", "\n", "\n\n"}[w.gap])
	}
	w.gap = none
}
