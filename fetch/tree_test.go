package fetch

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// outline writes a tree's body without spaces: "p(a b(c))".
func outlineOf(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(c.Data) + " ")
			continue
		}
		b.WriteString(c.Data + "(" + strings.TrimSpace(outlineOf(c)) + ") ")
	}
	return strings.TrimSpace(b.String())
}

func TestPagesBecomeTrees(t *testing.T) {
	for _, test := range []struct{ name, page, want string }{
		{"nothing", "", "html(head() body())"},
		{"whole", "<!doctype html><html><head><title>T</title></head><body><p>a</p></body></html>", "html(head(title(T)) body(p(a)))"},
		{"without its frame", "<title>T</title><p>a", "html(head(title(T)) body(p(a)))"},
		{"paragraphs without ends", "<p>a<p>b<div>c</div>d", "html(head() body(p(a) p(b) div(c) d))"},
		{"lists without ends", "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "html(head() body(ul(li(a) li(b ul(li(c))) li(d)) e))"},
		{"a table without ends", "<table><tr><td>a<td>b<tr><td>c</table>d", "html(head() body(table(tbody(tr(td(a) td(b)) tr(td(c)))) d))"},
		{"rows end from within a cell", "<table><tr><td>a</tr><tr><td>b</table>", "html(head() body(table(tbody(tr(td(a)) tr(td(b))))))"},
		{"a cell keeps what ends outside", "<div><table><td>a</div>b</table>c", "html(head() body(div(table(td(a b)) c)))"},
		{"formatting that is cut off", "<b><p>a</b>b</p>c", "html(head() body(b(p(a b) c)))"},
		{"ends of nothing", "a</i></div></p>b<br></br>", "html(head() body(a b br()))"},
		{"a script is text", "<p>a<script>'</p><p>'</script>b", "html(head() body(p(a script('</p><p>') b)))"},
		{"a link in a link", `<a href=1>a<a href=2>b</a>c`, "html(head() body(a(a) a(b) c))"},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, err := parsePage(test.page)
			if err != nil || outlineOf(doc) != test.want {
				t.Errorf("%v\n got %s\nwant %s", err, outlineOf(doc), test.want)
			}
		})
	}
}

func TestDeepPagesBecomeFlat(t *testing.T) {
	doc, err := parsePage(strings.Repeat("<div>", 5000) + "deep" + strings.Repeat("</div>", 5000) + "<p>after")
	if err != nil {
		t.Fatal(err)
	}
	body := doc.FirstChild.LastChild
	if last := body.LastChild; last.Data != "p" {
		t.Errorf("the end tags do not fit: the last of body is %s", last.Data)
	}
	depth := 0
	for n := body; n.FirstChild != nil; n = n.FirstChild {
		depth++
	}
	if depth > maxTreeDepth+2 {
		t.Errorf("%d levels", depth)
	}
}

func TestPagesThatAreTooMuch(t *testing.T) {
	for name, page := range map[string]string{
		"elements":     strings.Repeat("<p>", maxNodes+1),
		"a script":     "<script>" + strings.Repeat("x", 2*maxToken),
		"an attribute": "<p " + strings.Repeat("x ", maxToken) + ">",
	} {
		if _, err := parsePage(page); err == nil || !strings.Contains(err.Error(), "was not read") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
