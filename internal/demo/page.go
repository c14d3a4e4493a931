package demo

import (
	"html/template"
	"net/http"
	"strings"
	"time"
)

// pages are plain on purpose: they stand for any outlet's site.
var pages = template.Must(template.New("index").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Invented news</title>
<h1>Invented news</h1>
<ul>{{range .}}<li lang="{{.Language}}"><a href="{{.FeedPath}}">{{.Name}}</a>: {{.About}}</li>
{{end}}</ul></html>
{{define "article"}}<!doctype html>
<html lang="{{.Language}}" dir="auto"><meta charset="utf-8"><title>{{.Title}}</title>
<p>{{.Name}} · <time>{{.At}}</time></p>
<h1>{{.Title}}</h1>
{{.HTML}}
<hr><p lang="en" dir="ltr">This news is invented. It belongs to the demo of vedette.</p></html>
{{end}}`))

type article struct {
	Language, Name, Title, At string
	HTML                      template.HTML
}

func (s *Site) serveIndex(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = pages.Execute(w, s.outlets) // the reader has gone: nothing to tell
}

// serveArticle shows an edition for as long as its feed does.
func (s *Site) serveArticle(w http.ResponseWriter, r *http.Request) {
	for i, o := range s.outlets {
		if o.ID != r.PathValue("outlet") {
			continue
		}
		for _, e := range s.document(i, "", s.Now()).Entries {
			if !strings.HasSuffix(e.Link, "/"+r.PathValue("edition")) {
				continue
			}
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			// Own text: the files in news/ are part of the program.
			_ = pages.ExecuteTemplate(w, "article", article{o.Language, o.Name, e.Title, e.At.In(s.zones[i]).Format(time.RFC1123Z), template.HTML(e.HTML)})
			return
		}
	}
	http.NotFound(w, r)
}
