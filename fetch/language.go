package fetch

import (
	"strings"

	"vedette/news"
)

// setLanguage finds out the item's language and who said so. The configured
// one wins, because publishers copy templates that say en-US. What a publisher
// says is passed over where the script makes it impossible, and only there: a
// feed that is said to be English and is written in Armenian. Where nobody
// said a language that can be, the text tells.
func (c *cleaner) setLanguage(it *news.Item, e *Entry) {
	if c.languages.config != "" {
		it.Lang, it.LangFrom = c.languages.config, "config"
		return
	}
	title, text := languageSample(it)
	is := scriptOf(title, text)
	for _, said := range [...]struct{ code, from string }{
		{languageCode(e.Language), "item"}, {c.languages.feed, "feed"}, {c.languages.http, "http"},
	} {
		if said.code == "" {
			continue
		}
		if is.allows(said.code) {
			it.Lang, it.LangFrom = said.code, said.from
			return
		}
		c.notes.add("repaired", "the language is said to be %s (%s), but the text is written in %s letters", said.code, said.from, is.script)
	}
	sample := title + " " + text
	sample = strings.ToValidUTF8(sample[:min(len(sample), maxSample)], "") // its last character may be cut
	if it.Lang = detectLanguage(sample, is); it.Lang != "" {
		it.LangFrom = "text"
	}
}

// languageCode gives the first part of a language tag (RFC 5646), "" for what is
// none or several.
func languageCode(tag string) string {
	if tag == "" {
		return ""
	}
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(tag)), "_", "-"), "-")
	if !isCode(code, 2, 3) {
		return ""
	}
	return strings.Clone(code)
}

// maxSample is how much of an item's text is looked at, in bytes: the title and
// a sentence or two, which are enough to be sure.
const maxSample = 400

// languageSample gives the beginning of the item's words, of which the last
// character may be cut.
func languageSample(it *news.Item) (title, text string) {
	title, text = it.Title, firstOf(it.Text, it.Summary)
	title = title[:min(len(title), maxSample)]
	return title, text[:min(len(text), max(0, maxSample-len(title)-len(" ")))]
}
