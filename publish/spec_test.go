package publish

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tests of this file hold the three formats to the words of their specs.
// They read with structs of their own, by namespace, so that a wrong prefix
// or a missing declaration is found.

const (
	nsAtom    = "http://www.w3.org/2005/Atom"
	nsContent = "http://purl.org/rss/1.0/modules/content/"
	nsDC      = "http://purl.org/dc/elements/1.1/"
)

// specChannels are the channels each format is checked with.
func specChannels() []Channel {
	return []Channel{everything(), {Name: "empty", Labels: map[string]string{"topic": "none"}}}
}

// wellFormed reads a document to its end and wants UTF-8 without characters
// that XML forbids.
func wellFormed(t *testing.T, doc []byte) {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(doc))
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, doc)
		}
	}
}

func notEmpty(t *testing.T, what string, values ...string) {
	t.Helper()
	for _, v := range values {
		if strings.TrimSpace(v) == "" {
			t.Errorf("%s is missing or empty", what)
		}
	}
}

// absolute wants a full URI in ASCII.
func absolute(t *testing.T, what string, uris ...string) {
	t.Helper()
	for _, s := range uris {
		u, err := url.Parse(s)
		if err != nil || !u.IsAbs() || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%s %q is no full URI: %v", what, s, err)
		}
	}
}

func rfc3339(t *testing.T, what string, dates ...string) {
	t.Helper()
	for _, s := range dates {
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func rfc822(t *testing.T, what string, dates ...string) {
	t.Helper()
	for _, s := range dates {
		if _, err := mail.ParseDate(s); err != nil {
			t.Errorf("%s %q: %v", what, s, err)
		}
	}
}

func distinct(t *testing.T, ids []string) {
	t.Helper()
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("ids repeat: %v", ids)
	}
}

type readPerson struct {
	Name string `xml:"http://www.w3.org/2005/Atom name"`
}

type readLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr"`
}

type readAtom struct {
	XMLName xml.Name     `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string       `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	IDs     []string     `xml:"http://www.w3.org/2005/Atom id"`
	Titles  []string     `xml:"http://www.w3.org/2005/Atom title"`
	Updated []string     `xml:"http://www.w3.org/2005/Atom updated"`
	Authors []readPerson `xml:"http://www.w3.org/2005/Atom author"`
	Links   []readLink   `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		Lang      string       `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		IDs       []string     `xml:"http://www.w3.org/2005/Atom id"`
		Titles    []string     `xml:"http://www.w3.org/2005/Atom title"`
		Updated   []string     `xml:"http://www.w3.org/2005/Atom updated"`
		Published []string     `xml:"http://www.w3.org/2005/Atom published"`
		Authors   []readPerson `xml:"http://www.w3.org/2005/Atom author"`
		Links     []readLink   `xml:"http://www.w3.org/2005/Atom link"`
		Content   []struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		} `xml:"http://www.w3.org/2005/Atom content"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

func TestAtomKeepsRFC4287(t *testing.T) {
	p := publisher(t, region(), specChannels()...)
	for _, c := range p.Channels() {
		t.Run(c.Name, func(t *testing.T) {
			doc := render(t, p, c.Name, "atom")
			wellFormed(t, doc)
			var f readAtom
			if err := xml.Unmarshal(doc, &f); err != nil {
				t.Fatal(err)
			}
			if len(f.IDs) != 1 || len(f.Titles) != 1 || len(f.Updated) != 1 || len(f.Authors) != 1 {
				t.Fatalf("feed has not one id, title, updated and author: %+v", f)
			}
			notEmpty(t, "feed", f.Titles[0], f.Authors[0].Name)
			absolute(t, "feed id", f.IDs...)
			rfc3339(t, "feed updated", f.Updated...)
			if i := slices.IndexFunc(f.Links, func(l readLink) bool { return l.Rel == "self" }); i < 0 || !strings.HasSuffix(f.Links[i].Href, c.Name+".atom") || f.Links[i].Type != "application/atom+xml" {
				t.Errorf("no link to itself: %+v", f.Links)
			}
			atomEntries(t, f)
		})
	}
}

func atomEntries(t *testing.T, f readAtom) {
	t.Helper()
	var ids []string
	newest := ""
	for _, e := range f.Entries {
		if len(e.IDs) != 1 || len(e.Titles) != 1 || len(e.Updated) != 1 || len(e.Published) != 1 || len(e.Content) != 1 || len(e.Authors) == 0 {
			t.Fatalf("entry lacks an element or has it twice: %+v", e)
		}
		ids = append(ids, e.IDs[0])
		newest = max(newest, e.Updated[0])
		absolute(t, "entry id", e.IDs[0])
		notEmpty(t, "entry", e.Titles[0], e.Content[0].Text)
		rfc3339(t, "entry date", e.Updated[0], e.Published[0])
		if e.Content[0].Type != "html" {
			t.Errorf("content type %q", e.Content[0].Type)
		}
		for _, a := range e.Authors {
			notEmpty(t, "author", a.Name)
		}
		for _, l := range e.Links {
			absolute(t, "link", l.Href)
		}
	}
	distinct(t, ids)
	if len(ids) > 0 && newest != f.Updated[0] {
		t.Errorf("feed updated %s, newest entry %s", f.Updated[0], newest)
	}
}

func TestAtomGivesEachEntryItsLanguage(t *testing.T) {
	var f readAtom
	if err := xml.Unmarshal(render(t, publisher(t, region(), everything()), "all", "atom"), &f); err != nil {
		t.Fatal(err)
	}
	langs := []string{f.Lang}
	for _, e := range f.Entries {
		langs = append(langs, e.Lang)
	}
	if want := []string{"en", "", "az", "fa", "ka", "hy"}; !slices.Equal(langs, want) {
		t.Errorf("languages %q, want %q", langs, want)
	}
}

type readRSS struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Channel struct {
		Titles       []string `xml:"title"`
		Links        []string `xml:"link"`
		Descriptions []string `xml:"description"`
		Built        string   `xml:"lastBuildDate"`
		Items        []struct {
			Title string `xml:"title"`
			Link  string `xml:"link"`
			GUID  struct {
				IsPermaLink string `xml:"isPermaLink,attr"`
				ID          string `xml:",chardata"`
			} `xml:"guid"`
			PubDate  string   `xml:"pubDate"`
			Creators []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
			Content  string   `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
			Source   *struct {
				URL  string `xml:"url,attr"`
				Name string `xml:",chardata"`
			} `xml:"source"`
		} `xml:"item"`
	} `xml:"channel"`
}

func TestRSSKeepsItsSpecification(t *testing.T) {
	p := publisher(t, region(), specChannels()...)
	for _, c := range p.Channels() {
		t.Run(c.Name, func(t *testing.T) {
			doc := render(t, p, c.Name, "rss")
			wellFormed(t, doc)
			for _, ns := range []string{nsAtom, nsContent, nsDC} {
				if !bytes.Contains(doc, []byte(`="`+ns+`"`)) {
					t.Errorf("namespace %s is not declared", ns)
				}
			}
			var f readRSS
			if err := xml.Unmarshal(doc, &f); err != nil {
				t.Fatal(err)
			}
			ch := f.Channel
			if f.Version != "2.0" || len(ch.Titles) != 1 || len(ch.Descriptions) != 1 {
				t.Errorf("version %q, titles %q, descriptions %q", f.Version, ch.Titles, ch.Descriptions)
			}
			notEmpty(t, "channel", slices.Concat(ch.Titles, ch.Descriptions)...)
			absolute(t, "channel link", ch.Links[0])
			rfc822(t, "lastBuildDate", ch.Built)
			if !bytes.Contains(doc, []byte(`<atom:link rel="self" type="application/rss+xml" href="https://news.example.org/vedette/channels/`+c.Name+`.rss">`)) {
				t.Errorf("no atom:link to itself:\n%s", doc)
			}
			rssItems(t, f)
		})
	}
}

func rssItems(t *testing.T, f readRSS) {
	t.Helper()
	var ids []string
	for _, it := range f.Channel.Items {
		ids = append(ids, it.GUID.ID)
		notEmpty(t, "item", it.Title, it.Content, it.GUID.ID)
		notEmpty(t, "dc:creator", it.Creators...)
		rfc822(t, "pubDate", it.PubDate)
		if it.GUID.IsPermaLink != "false" {
			t.Errorf("isPermaLink is %q", it.GUID.IsPermaLink)
		}
		if (it.Link == "") != (it.Source == nil) {
			t.Errorf("%s: link %q, source %v", it.Title, it.Link, it.Source)
		}
		if it.Source != nil {
			absolute(t, "link", it.Link, it.Source.URL)
			notEmpty(t, "source", it.Source.Name)
		}
	}
	distinct(t, ids)
}

func TestJSONFeedKeepsVersion11(t *testing.T) {
	p := publisher(t, region(), specChannels()...)
	for _, c := range p.Channels() {
		t.Run(c.Name, func(t *testing.T) {
			var f jsonFeed
			dec := json.NewDecoder(bytes.NewReader(render(t, p, c.Name, "json")))
			dec.DisallowUnknownFields()
			if err := dec.Decode(&f); err != nil {
				t.Fatal(err)
			}
			if f.Version != "https://jsonfeed.org/version/1.1" || f.Items == nil {
				t.Errorf("version %q, items %v", f.Version, f.Items)
			}
			notEmpty(t, "feed", f.Title, f.Authors[0].Name)
			absolute(t, "feed", f.HomePageURL, f.FeedURL)
			var ids []string
			for _, it := range f.Items {
				ids = append(ids, it.ID)
				notEmpty(t, "item", it.ID, it.ContentHTML, it.Title, it.Authors[0].Name)
				if it.URL != "" {
					absolute(t, "item", it.URL)
				}
			}
			distinct(t, ids)
		})
	}
}

func TestJSONFeedTellsProgramsWhy(t *testing.T) {
	var f struct {
		Items []struct {
			Language  string         `json:"language"`
			Extension map[string]any `json:"_vedette"`
		} `json:"items"`
	}
	if err := json.Unmarshal(render(t, publisher(t, region(), everything()), "all", "json"), &f); err != nil {
		t.Fatal(err)
	}
	it := f.Items[1]
	hits := it.Extension["hits"].([]any)
	first := hits[0].(map[string]any)
	span := first["spans"].([]any)[0].(map[string]any)
	if it.Language != "az" || len(hits) != 2 || first["rule"] != "Sanctions" || first["severity"] != "critical" ||
		first["clause"] != "görüş" || span["text"] != "görüş" || span["start"] != 22.0 || span["field"] != "title" {
		t.Errorf("got %+v", it)
	}
}
