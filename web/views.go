package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"vedette/news"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// views are the parsed templates by page, and the stamp of the static files.
type views struct {
	pages  map[string]*template.Template
	assets string
}

// newViews parses every page together with the layout and the shared parts.
// The files are part of the program, so a mistake in one stops it.
func newViews(now func() time.Time) views {
	shared := template.Must(template.New("").Funcs(functions(now)).
		ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	v := views{pages: map[string]*template.Template{}, assets: stamp()}
	files, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		view := template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, file))
		v.pages[strings.TrimSuffix(path.Base(file), ".html")] = view
	}
	return v
}

// stamp changes with the static files, so that browsers may keep them.
func stamp() string {
	h := sha256.New()
	err := fs.WalkDir(staticFiles, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := staticFiles.ReadFile(name)
		h.Write(body)
		return err
	})
	if err != nil {
		panic(err)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// staticHandler serves style, script and mark. Their addresses carry a stamp,
// so an old copy is never asked for again.
func staticHandler() http.Handler {
	files := http.FileServerFS(staticFiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r) // no listing of the folder
			return
		}
		w.Header().Set("Cache-Control", "public, max-age=604800")
		files.ServeHTTP(w, r)
	})
}

func functions(now func() time.Time) template.FuncMap {
	return template.FuncMap{
		"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"clock":    func(t time.Time) string { return t.UTC().Format("15:04") },
		"date":     func(t time.Time) string { return t.UTC().Format("Monday, 2 January 2006") },
		"full":     func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") },
		"relative": func(t time.Time) string { return relative(now().Sub(t)) },
		"language": languageName,
		"country":  countryName,
		"external": external,
		"site":     site,
		"filter":   filter,
		"pairs":    pairs,
		"group":    group,
		"quoted":   quoted,
		"terms":    terms,
		"count":    news.Count,
		"dict":     dict,
		"tells":    tells,
		"meaning":  meaning,
		"feedpath": feedPath,
		"health":   news.HealthMeaning,
		"pathpart": url.PathEscape,
	}
}

// relative says how long ago something was, or in how long it will be.
func relative(d time.Duration) string {
	ahead := d < 0
	d = d.Abs()
	var text string
	switch {
	case d < time.Minute:
		return "now"
	case d < 2*time.Hour:
		text = fmt.Sprintf("%d min", d/time.Minute)
	case d < 48*time.Hour:
		text = fmt.Sprintf("%d h", d/time.Hour)
	default:
		text = fmt.Sprintf("%d days", d/(24*time.Hour))
	}
	if ahead {
		return "in " + text
	}
	return text + " ago"
}

// external gives a link's address if a reader can follow it, else "".
func external(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return link
}

// site gives the host of a link, as a reader knows it.
func site(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// filter gives the query string of a list that is filtered by one field.
func filter(field string, value any) template.URL {
	return template.URL(url.Values{field: {fmt.Sprint(value)}}.Encode())
}

// dict makes one value of names and values, for a template that needs several.
func dict(pairs ...string) map[string]string {
	m := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

// pairs gives a map as "name=value" in order, for reading.
func pairs(labels map[string]string) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		out = append(out, k+"="+labels[k])
	}
	return out
}

// group gives the labels that an alert's contents have in common. A notice has
// no rule and a hit no notice: what is empty says nothing.
func group(labels map[string]string) []string {
	filled := maps.Clone(labels)
	maps.DeleteFunc(filled, func(_, value string) bool { return value == "" })
	return pairs(filled)
}

// quoted cuts a text where a command or a name stands between backticks; those
// pieces are marked, and the backticks are gone.
func quoted(text string) []news.Piece {
	var out []news.Piece
	parts := strings.Split(text, "`")
	for i, part := range parts {
		open := i%2 == 1
		if open && i == len(parts)-1 { // nothing closes it
			part, open = "`"+part, false
		}
		if part != "" {
			out = append(out, news.Piece{Text: part, Mark: open})
		}
	}
	return out
}
