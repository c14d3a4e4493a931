package fetch

import (
	"strings"

	"vedette/news"
)

// setLanguage finds out the item's language and who said so. The configured
// one wins, because publishers copy templates that say en-US.
func (c *cleaner) setLanguage(it *news.Item, e *Entry) {
	for _, said := range []struct{ tag, from string }{
		{c.feed.Language, "config"}, {e.Language, "item"}, {c.doc.Feed.Language, "feed"}, {c.httpLanguage, "http"},
	} {
		if code := languageCode(said.tag); code != "" {
			it.Lang, it.LangFrom = code, said.from
			return
		}
	}
}

// languageCode gives the first part of a language tag (RFC 5646), "" for what is
// none or several.
func languageCode(tag string) string {
	code, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(tag)), "_", "-"), "-")
	if !isCode(code, 2, 3) {
		return ""
	}
	return code
}
