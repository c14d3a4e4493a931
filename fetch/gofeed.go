package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	goatom "github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	gojson "github.com/mmcdole/gofeed/json"
	gorss "github.com/mmcdole/gofeed/rss"
)

// errMiscounted says that the parser found another number of items than were
// written for it.
var errMiscounted = errors.New("the parser found another number of items than the feed has")

// parse hands the slim document to gofeed and puts the texts and facts that
// went around it back in. A panic in there is an error. With an error the items
// are to be read one by one.
func (l *lifted) parse() (Document, error) {
	doc := Document{Format: l.format}
	err := unbroken(func() error {
		entries, err := l.entries()
		if err == nil {
			doc.Feed, doc.Entries = entries[0], entries[1:]
		}
		return err
	})
	return doc, err
}

// entries gives the slim items as gofeed reads them, the feed's own first.
func (l *lifted) entries() ([]Entry, error) {
	out := make([]Entry, 0, len(l.asides))
	if l.format == "atom" {
		feed, err := (&goatom.Parser{}).Parse(bytes.NewReader(l.slim))
		if err != nil {
			return nil, fmt.Errorf("the feed cannot be read: %w", err)
		}
		if len(feed.Entries) != len(l.asides) {
			return nil, errMiscounted
		}
		for i, it := range feed.Entries {
			out = append(out, l.atomEntry(it, l.asides[i]))
		}
		return out, nil
	}
	feed, err := (&gorss.Parser{}).Parse(bytes.NewReader(l.slim))
	if err != nil {
		return nil, fmt.Errorf("the feed cannot be read: %w", err)
	}
	if len(feed.Items) != len(l.asides) {
		return nil, errMiscounted
	}
	for i, it := range feed.Items {
		out = append(out, l.rssEntry(it, l.asides[i]))
	}
	return out, nil
}

func (l *lifted) rssEntry(it *gorss.Item, a aside) Entry {
	e := Entry{
		ID: a.about, Permalink: a.about != "", Title: l.text(it.Title), Summary: l.text(it.Description), Contents: l.list(it.Content),
		Comments: resolve(a.base, it.Comments),
	}
	for _, href := range it.Links {
		e.addLink(a.base, Link{Href: href})
	}
	if it.GUID != nil {
		e.ID = it.GUID.Value
		e.Permalink = !strings.EqualFold(it.GUID.IsPermalink, "false")
		if e.Permalink && strings.HasPrefix(e.ID, "/") {
			e.addLink(a.base, Link{Href: e.ID})
		}
	}
	for _, c := range it.Enclosures {
		e.addLink(a.base, Link{Rel: "enclosure", Href: c.URL, Type: c.Type, Length: c.Length})
	}
	e.addAuthor(it.Author)
	for _, c := range it.Categories {
		e.tag(Tag{Scheme: c.Domain}, c.Value)
	}
	l.extend(&e, it.Extensions, a)
	return e
}

func (l *lifted) atomEntry(it *goatom.Entry, a aside) Entry {
	e := Entry{
		ID: l.text(it.ID).Value, Title: l.text(it.Title), Summary: l.text(it.Summary),
		Published: it.Published, Updated: it.Updated,
	}
	e.Permalink = e.ID != ""
	if it.Content != nil {
		e.Contents = l.list(it.Content.Value)
	}
	for _, k := range it.Links {
		e.addLink(a.base, Link{Rel: k.Rel, Href: k.Href, Type: k.Type, Title: k.Title, Lang: k.Hreflang, Length: k.Length})
	}
	for _, p := range it.Authors {
		e.Authors = grow(&e, e.Authors, Person{Name: p.Name, Email: p.Email, URL: p.URI})
	}
	for _, p := range it.Contributors {
		e.Contributors = grow(&e, e.Contributors, Person{Name: p.Name, Email: p.Email, URL: p.URI})
	}
	for _, c := range it.Categories {
		e.tag(Tag{Term: c.Term, Scheme: c.Scheme, Label: c.Label}, "")
	}
	l.extend(&e, it.Extensions, a)
	return e
}

// extend adds what gofeed keeps of other vocabularies. Their texts yield to
// the format's own.
func (l *lifted) extend(e *Entry, x ext.Extensions, a aside) {
	dc, mrss, podcast := x["dcterms"], x["media"], x["itunes"]
	l.extendAtom(e, x["atom"], a)
	for _, c := range dc["creator"] {
		e.addAuthor(c.Value)
	}
	for _, c := range dc["contributor"] {
		e.Contributors = grow(e, e.Contributors, mailbox(c.Value))
	}
	for _, t := range dc["subject"] {
		e.tag(Tag{}, t.Value)
	}
	e.Published = firstOf(lastOf(dc["issued"]), e.Published)
	e.Updated = firstOf(lastOf(dc["date"]), e.Updated)
	e.Created = lastOf(dc["created"])
	e.Language = firstValue(dc["language"])
	e.Comments = firstOf(e.Comments, resolve(a.base, firstValue(x["rss"]["comments"])))
	e.Title = firstText(e.Title, l.text(firstValue(dc["title"])), l.text(firstValue(mrss["title"])), l.text(firstValue(podcast["title"])))
	if e.Summary.Value == "" {
		if t := l.text(firstValue(dc["description"])); t.Value != "" {
			e.Summary = t
		}
	}
	for _, c := range mrss["category"] {
		e.tag(Tag{Scheme: c.Attrs["scheme"], Label: c.Attrs["label"]}, c.Value)
	}
	l.extendPodcast(e, podcast, a)
	if t := l.module(mrss, podcast); t.Value != "" && e.Summary.Value == "" && len(e.Contents) == 0 {
		e.Summary = t
	}
}

// extendAtom adds Atom's elements in a feed of RSS.
func (l *lifted) extendAtom(e *Entry, x map[string][]ext.Extension, a aside) {
	for _, k := range x["link"] {
		e.addLink(a.base, Link{
			Rel: k.Attrs["rel"], Href: k.Attrs["href"], Type: k.Attrs["type"], Title: k.Attrs["title"], Lang: k.Attrs["hreflang"], Length: k.Attrs["length"],
		})
	}
	for _, p := range x["author"] {
		e.Authors = grow(e, e.Authors, personOf(p))
	}
	for _, p := range x["contributor"] {
		e.Contributors = grow(e, e.Contributors, personOf(p))
	}
	for _, c := range x["category"] {
		e.tag(Tag{Term: c.Attrs["term"], Scheme: c.Attrs["scheme"], Label: c.Attrs["label"]}, "")
	}
}

func (l *lifted) extendPodcast(e *Entry, x map[string][]ext.Extension, a aside) {
	if len(e.Authors) == 0 {
		for _, p := range x["owner"] {
			e.Authors = grow(e, e.Authors, personOf(p))
		}
		e.addAuthor(firstValue(x["author"]))
	}
	for _, c := range x["category"] {
		e.tag(Tag{Scheme: itunesScheme, Term: c.Attrs["text"]}, "")
	}
	for _, i := range x["image"] {
		e.Image = firstOf(e.Image, resolve(a.base, i.Attrs["href"]))
	}
}

// module gives what a module has for a description.
func (l *lifted) module(mrss, podcast map[string][]ext.Extension) Text {
	t := l.text(firstValue(mrss["description"]))
	for _, s := range podcast["summary"] {
		t = longerText(t, l.text(s.Value))
	}
	return t
}

// jsonEntries gives the items of a JSON Feed as gofeed reads them, which has
// what it says of itself for its first item.
func jsonEntries(text []byte, base string) ([]Entry, error) {
	feed, err := (&gojson.Parser{}).Parse(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("the JSON feed cannot be read: %w", err)
	}
	var entries []Entry
	for _, it := range feed.Items {
		entries = append(entries, jsonEntry(it, base))
	}
	return entries, nil
}

func jsonEntry(it *gojson.Item, base string) Entry {
	e := Entry{
		ID: it.ID, Title: Text{Value: it.Title, Type: plainType, Base: base}, Summary: Text{Value: it.Summary, Type: plainType, Base: base},
		Published: it.DatePublished, Updated: it.DateModified, Language: it.Language,
		Image: resolve(base, firstOf(it.Image, it.BannerImage)), Link: resolve(base, firstOf(it.URL, it.ExternalURL)),
	}
	if it.ContentHTML != "" {
		e.Contents = grow(&e, e.Contents, Text{Value: it.ContentHTML, Type: htmlType, Base: base})
	} else if it.ContentText != "" {
		e.Contents = grow(&e, e.Contents, Text{Value: it.ContentText, Type: plainType, Base: base})
	}
	for _, p := range it.Authors {
		e.Authors = grow(&e, e.Authors, Person{Name: p.Name})
	}
	for _, term := range it.Tags {
		e.tag(Tag{}, term)
	}
	if it.Attachments != nil {
		for _, a := range *it.Attachments {
			l := Link{Rel: "enclosure", Href: a.URL, Type: a.MimeType, Title: a.Title}
			if a.SizeInBytes > 0 {
				l.Length = strconv.FormatInt(a.SizeInBytes, 10)
			}
			e.addLink(base, l)
		}
	}
	return e
}

func personOf(p ext.Extension) Person {
	return Person{Name: firstValue(p.Children["name"]), Email: firstValue(p.Children["email"]), URL: firstValue(p.Children["uri"])}
}

func firstValue(list []ext.Extension) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Value
}

func lastOf(list []ext.Extension) string {
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1].Value
}

// text gives the text that a key stands for.
func (l *lifted) text(key string) Text {
	if key == "" {
		return Text{}
	}
	i, err := strconv.Atoi(key)
	if err != nil || i < 0 || i >= len(l.texts) {
		return Text{} // cannot be: all texts are lifted
	}
	return l.texts[i]
}

// list gives the texts of several keys.
func (l *lifted) list(keys string) (texts []Text) {
	for key := range strings.FieldsSeq(keys) {
		texts = append(texts, l.text(key))
	}
	return texts
}
