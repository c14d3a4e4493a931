package fetch

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"vedette/secret"
)

// articlePage is a page as publishers make them: the article among menus,
// teasers, a note on cookies and a footer.
func articlePage(title string, paragraphs ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html><head><meta charset="utf-8"><title>%s</title><script>var a = "<p>script</p>"</script></head><body>
<header><nav><ul><li><a href="/">Home</a><li><a href="/world">World menu</a></ul></nav></header>
<div class="cookie-banner"><p>We use cookies, as everybody does. <button>Accept</button></p></div>
<main><article><h1>%[1]s</h1>`, title)
	for _, p := range paragraphs {
		fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(p))
	}
	b.WriteString(`</article><aside class="related sidebar"><h3>Related</h3><ul><li><a href="/2">Another teaser</a></ul></aside></main>
<footer><p>Imprint, all rights reserved</p></footer></body></html>`)
	return b.String()
}

// prose is a paragraph that is long enough to count.
func prose(about string) string {
	return about + ", said the ministry on Sunday, " + strings.Repeat("and the delegations spoke of trade, of transit and of the border, ", 4) + "as agreed."
}

func TestTheTextOfAPageIsItsArticle(t *testing.T) {
	paragraphs := []string{prose("Zəngəzur dəhlizi"), prose("Section 907"), prose("U & me < you")}
	server := serve(t, text(articlePage("Corridor", paragraphs...)))
	got, err := newTestClient(t).Article(t.Context(), Feed{Name: "x", URL: server.URL + "/feed"}, server.URL+"/1")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(paragraphs, "\n\n"); !strings.Contains(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	for _, part := range []string{"cookies", "World menu", "teaser", "Imprint", "script"} {
		if strings.Contains(got, part) {
			t.Errorf("the article has %q of the page around it", part)
		}
	}
	if !norm.NFC.IsNormalString(got) {
		t.Error("not in form NFC")
	}
}

func TestAnArticleInAnotherCharset(t *testing.T) {
	page, _ := charmap.Windows1251.NewEncoder().String(strings.Replace(articlePage("Коридор", prose("Зангезурский коридор")), "utf-8", "windows-1251", 1))
	server := serve(t, text(page))
	got, err := newTestClient(t).Article(t.Context(), Feed{Name: "x"}, server.URL)
	if err != nil || !strings.HasPrefix(got, "Зангезурский коридор") && !strings.Contains(got, "\nЗангезурский коридор") {
		t.Errorf("%v: %s", err, got)
	}
}

func TestPagesWithoutAnArticle(t *testing.T) {
	for _, test := range []struct {
		name      string
		handler   http.HandlerFunc
		message   string
		permanent bool
		pause     time.Duration
	}{
		{"needs a browser", text(`<html><body><noscript>` + prose("x") + `</noscript><div id="root"></div></body></html>`), "no article text found", true, 0},
		{"a wall", text(`<html><body><p>Please accept our cookies to go on.</p></body></html>`), "no article text found", true, 0},
		{"nothing", text(""), "the answer is empty", true, 0},
		{"a document", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/pdf")
			io.WriteString(w, "%PDF-1.7")
		}, "application/pdf, not a web page", true, 0},
		{"gone", http.NotFound, "404", true, 0},
		{"too much asked", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		}, "left alone for 2m", false, 2 * time.Minute},
		{"too much asked, it does not say for how long", func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusTooManyRequests)
		}, "429", false, 0},
		{"too much asked, by a 403", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.WriteHeader(http.StatusForbidden)
		}, "403", false, 0},
		{"in trouble", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) }, "trouble (502", false, 0},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			for range maxPageBytes>>20 + 2 {
				io.WriteString(w, strings.Repeat("<p>words, ", 1<<20/10))
			}
		}, "limited to 4194304 bytes", true, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := newTestClient(t).Article(t.Context(), Feed{Name: "x"}, serve(t, test.handler).URL)
			var reason *ArticleError
			if got != "" || !errors.As(err, &reason) || !strings.Contains(err.Error(), test.message) {
				t.Fatalf("%v (%d bytes)", err, len(got))
			}
			if reason.Permanent != test.permanent || reason.RetryAfter != test.pause {
				t.Errorf("permanent %v, pause %v", reason.Permanent, reason.RetryAfter)
			}
			if reason.Limited != strings.HasPrefix(test.name, "too much asked") {
				t.Errorf("limited: %v", reason.Limited)
			}
		})
	}
	for _, link := range []string{"", "/1", "ftp://a.example/1", "javascript:alert(1)"} {
		if _, err := newTestClient(t).Article(t.Context(), Feed{Name: "x"}, link); err == nil || !strings.Contains(err.Error(), "no web address") {
			t.Errorf("%q: %v", link, err)
		}
	}
}

func TestACancelledArticleIsNobodysFault(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if _, err := newTestClient(t).Article(ctx, Feed{Name: "x"}, server.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAnArticleIsAskedForPlainly(t *testing.T) {
	var got []http.Header
	page := articlePage("T", prose("x"), prose("y"))
	handler := func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Clone())
		http.SetCookie(w, &http.Cookie{Name: "c", Value: "1"})
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/1", http.StatusFound)
			return
		}
		io.WriteString(w, page)
	}
	own, other := serve(t, handler), serve(t, handler)
	c, feed := newTestClient(t), Feed{Name: "x", URL: own.URL + "/feed", UserAgent: "mine", BearerToken: "tok", Headers: map[string]secret.Text{"X-Key": "k"}}
	for _, link := range []string{own.URL + "/moved", other.URL + "/1"} {
		if _, err := c.Article(t.Context(), feed, link); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != 3 {
		t.Fatalf("%d requests", len(got))
	}
	for i, h := range got {
		if h.Get("Cookie") != "" || h.Get("Referer") != "" || h.Get("User-Agent") != "mine" || !strings.HasPrefix(h.Get("Accept"), "text/html") {
			t.Errorf("request %d: %v", i, h)
		}
		if want := i < 2; (h.Get("Authorization") != "") != want || (h.Get("X-Key") != "") != want {
			t.Errorf("request %d: credentials: %v", i, h)
		}
	}
}

func TestALongArticleIsCut(t *testing.T) {
	var paragraphs []string
	for range 1000 {
		paragraphs = append(paragraphs, prose("Коридор"))
	}
	got, err := articleIn(reply{body: []byte(articlePage("T", paragraphs...)), url: "https://a.example/"}, "")
	if n := utf8.RuneCountInString(got); err != nil || n > MaxArticle || n < MaxArticle*9/10 {
		t.Errorf("%v: %d code points", err, n)
	}
}

// TestPagesMeantToHurt reads pages that are quadratic or worse to those who
// follow the standard's rules for broken mark-up, or weigh what is nested again
// and again. Each has to stay below 100 MB in all.
func TestPagesMeantToHurt(t *testing.T) {
	words := strings.Repeat("word, and more of it. ", 20)
	for name, page := range map[string]string{
		"formatting without end": strings.Repeat("<b>", 400) + strings.Repeat("<p>x", 40_000),
		"formatting with much":   strings.Repeat("<b "+strings.Repeat("a=b ", 100)+">", 100) + strings.Repeat("<p>x", 40_000),
		"tags that are ignored":  "<p>" + strings.Repeat("word, ", 100_000) + strings.Repeat("x</y>", 300_000),
		"many bodies":            strings.Repeat("<body a=b c=d>", 40_000) + words,
		"deep":                   strings.Repeat("<div>", 100_000) + words,
		"deep with much":         strings.Repeat("<div>", 90) + strings.Repeat("<p>"+words+"</p><div>x</div>", 3000),
		"nested sections":        strings.Repeat("<section><h2>a</h2>", 49) + strings.Repeat("<section><p>"+words+"</section>", 5000),
		"nested tables":          strings.Repeat("<table><tr><td>", 30) + strings.Repeat("<table><tr><td>"+words[:100]+"</table>", 9000),
		"nested lists":           strings.Repeat(strings.Repeat("<ul><li>", 45)+"a, b c d", 1000),
		"lines":                  "<div>" + strings.Repeat("text, x<br><br>", 30_000),
		"links":                  "<p>" + strings.Repeat("<a href=/x>link, here</a>", 30_000),
		"hidden pages":           "<img src=a><noscript>" + strings.Repeat("<b a=1>", 400) + strings.Repeat("<p>x", 100_000) + "</noscript>",
		"attributes":             "<p " + strings.Repeat("a ", 500_000) + ">",
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, err := articleIn(reply{body: []byte(page), url: "https://a.example/"}, "")
			runtime.ReadMemStats(&after)
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 100 {
				t.Errorf("%d MB", used)
			}
			if err == nil && utf8.RuneCountInString(got) < minArticle {
				t.Errorf("an article of %d bytes", len(got))
			}
		})
	}
}

// TestRealArticles wraps articles that lie beside the project into a page, and
// wants every paragraph of some length back.
func TestRealArticles(t *testing.T) {
	files, _ := filepath.Glob("../../shared/articles/*.txt")
	if len(files) == 0 {
		t.Skip("there are no shared articles here")
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var paragraphs []string
		for _, line := range strings.Split(string(body), "\n") {
			if line = strings.Join(strings.Fields(line), " "); line != "" {
				paragraphs = append(paragraphs, line)
			}
		}
		got, err := articleIn(reply{body: []byte(articlePage("T", paragraphs...)), url: "https://a.example/"}, "")
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, p := range paragraphs {
			if len(p) > 100 && !strings.Contains(got, norm.NFC.String(p)) {
				t.Errorf("%s: missing %q", filepath.Base(file), p)
			}
		}
	}
}
