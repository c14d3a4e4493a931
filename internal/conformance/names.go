package main

import (
	"strings"
	"time"

	"vedette/fetch"
)

// aliases are names that the suite uses for one and the same thing.
var aliases = map[string]string{
	"description": "summary", "subtitle": "summary", "tagline": "summary",
	"description_detail": "summary_detail", "subtitle_detail": "summary_detail", "tagline_detail": "summary_detail",
	"guid": "id", "url": "href", "issued": "published", "modified": "updated", "date": "updated",
	"issued_parsed": "published_parsed", "modified_parsed": "updated_parsed", "date_parsed": "updated_parsed",
}

func canonical(name string) string {
	if to, ok := aliases[name]; ok {
		return to
	}
	return name
}

// namesOf gives a document the names that the suite's expressions use.
func namesOf(doc fetch.Document) map[string]any {
	entries := list{}
	for i := range doc.Entries {
		entries = append(entries, entryNames(&doc.Entries[i]))
	}
	return map[string]any{"feed": entryNames(&doc.Feed), "entries": entries, "encoding": doc.Charset}
}

func entryNames(e *fetch.Entry) dict {
	d := dict{}
	d.set("id", e.ID)
	d.set("link", e.Link)
	d.set("comments", e.Comments)
	d.set("language", e.Language)
	if e.ID != "" {
		d["guidislink"] = e.Permalink && len(linksBut(e, "enclosure")) == 0
	}
	d.text("title", e.Title)
	d.text("summary", e.Summary)
	if contents := textList(e.Contents); len(contents) > 0 {
		d["content"] = contents
	}
	if _, ok := d["summary"]; !ok && len(e.Contents) > 0 { // feedparser copies it
		d.text("summary", e.Contents[0])
	}
	d.date("published", e.Published)
	d.date("updated", e.Updated)
	d.date("created", e.Created)
	d.people("author", e.Authors)
	d.people("contributor", e.Contributors)
	if e.Image != "" {
		d["image"] = dict{"href": e.Image}
	}
	d.links(e)
	d.tags(e)
	return d
}

func (d dict) set(name, value string) {
	if value != "" {
		d[name] = value
	}
}

func (d dict) text(name string, t fetch.Text) {
	if t.Type == "" {
		return
	}
	d[name] = t.Markup()
	d[name+"_detail"] = textNames(t)
}

func textNames(t fetch.Text) dict {
	detail := dict{"value": t.Markup(), "type": t.Type, "base": t.Base, "language": nil}
	if t.Lang != "" {
		detail["language"] = t.Lang
	}
	detail.set("src", t.Src)
	return detail
}

func textList(texts []fetch.Text) list {
	var out list
	for _, t := range texts {
		out = append(out, textNames(t))
	}
	return out
}

func (d dict) date(name, text string) {
	if text == "" {
		return
	}
	d[name] = strings.TrimSpace(text)
	if t, ok := fetch.ReadDate(text, time.UTC); ok {
		weekday := (int(t.Weekday()) + 6) % 7 // Python's week begins on Monday
		d[name+"_parsed"] = list{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second(), weekday, t.YearDay(), 0}
	}
}

// people gives "author" as a text, "author_detail" for the last and "authors"
// for all, as feedparser does.
func (d dict) people(name string, people []fetch.Person) {
	if len(people) == 0 {
		return
	}
	all := list{}
	for _, p := range people {
		one := dict{}
		one.set("name", p.Name)
		one.set("email", p.Email)
		one.set("href", p.URL)
		all = append(all, one)
	}
	last := people[len(people)-1]
	d[name+"s"], d[name+"_detail"] = all, all[len(all)-1]
	switch {
	case last.Name != "" && last.Email != "":
		d[name] = last.Name + " (" + last.Email + ")"
	default:
		d[name] = last.Name + last.Email
	}
}

func (d dict) links(e *fetch.Entry) {
	all, enclosures := list{}, list{}
	for _, l := range e.Links {
		one := dict{"rel": l.Rel, "href": l.Href}
		one.set("title", l.Title)
		one.set("hreflang", l.Lang)
		one.set("length", l.Length)
		one.set("type", l.Type)
		if l.Rel == "enclosure" {
			plain := dict{}
			for key, v := range one {
				if key != "rel" {
					plain[key] = v
				}
			}
			enclosures = append(enclosures, plain)
		} else if l.Type == "" {
			one["type"] = map[bool]string{true: "application/atom+xml", false: "text/html"}[l.Rel == "self"]
		}
		all = append(all, one)
	}
	d["links"], d["enclosures"] = all, enclosures
}

func (d dict) tags(e *fetch.Entry) {
	if len(e.Tags) == 0 {
		return
	}
	all := list{}
	for _, t := range e.Tags {
		one := dict{"term": nil, "scheme": nil, "label": nil}
		one.set("term", t.Term)
		one.set("scheme", t.Scheme)
		one.set("label", t.Label)
		all = append(all, one)
	}
	d["tags"], d["category"] = all, e.Tags[0].Term
}

func linksBut(e *fetch.Entry, rel string) []fetch.Link {
	var out []fetch.Link
	for _, l := range e.Links {
		if l.Rel != rel {
			out = append(out, l)
		}
	}
	return out
}
