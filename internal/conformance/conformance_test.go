package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPython(t *testing.T) {
	names := map[string]any{
		"bozo": false,
		"feed": dict{"title": "a<b>", "id": "1", "link": ""},
		"entries": list{
			dict{"title": "x", "updated_parsed": list{2004, 1, 1, 19, 48, 21, 3, 1, 0}, "tags": list{dict{"term": "t"}, dict{"term": "u"}}, "content": nil},
			dict{"summary": "<b a=\"1\" c=\"2\">x<br></b>"},
		},
	}
	for src, want := range map[string]any{
		`not bozo and entries[0]['title'] == u'x'`:                                true,
		`entries[0]["title"] == "y" or 1`:                                         1,
		`entries[0]['updated_parsed'] == (2004, 1, 1, 19, 48, 21, 3, 1, 0)`:       true,
		`len(entries[0].tags) == 2 and entries[0].tags[1].term == 'u'`:            true,
		`entries[0]['title'] == entries[0]['title'] == 'x'`:                       true,
		`entries[1]['description'] == '<b c="2" a="1">x<br /></b>'`:               true,
		`feed['title'] == 'a' + '<' + 'b>'`:                                       true,
		`feed['title'] == 'a&lt;b>'`:                                              false,
		`'x' in feed`:                                                             false,
		`'title' in feed and 'x' not in feed`:                                     true,
		`feed.has_key('guid') and feed.get('none') is None`:                       true,
		`ord(entries[0]['title']) == 120`:                                         true,
		`entries[0]['content'] != None`:                                           false,
		`entries[0]['tags'][0] == {'term': 't'} and not entries[0]['tags'] == []`: true,
		`"""a'b""" == 'a\'b' and '\u0041\x42\n' == "AB` + `\n"`:                   true,
		`-1 == -1`: true,
	} {
		e, err := parsePython(src)
		if err != nil {
			t.Errorf("%s: %v", src, err)
			continue
		}
		if got, err := e.eval(names); err != nil || got != want {
			t.Errorf("%s is %v (%v), want %v", src, got, err, want)
		}
	}
	for _, src := range []string{"a.b(", "lambda: 1", "nobody == 1", "1 +", "'a", "f(1)", "1.5 == 1"} {
		e, err := parsePython(src)
		if err == nil {
			_, err = e.eval(names)
		}
		if err == nil {
			t.Errorf("%s was evaluated", src)
		}
	}
}

func TestScope(t *testing.T) {
	for src, want := range map[string]bool{
		`not bozo and feed['title'] == 'language'`:   true,
		`entries[0].tags[0].label == 'x'`:            true,
		`entries[0]['itunes_block'] == 1`:            false,
		`feed['title_detail']['language'] == 'en'`:   false,
		`not entries[0].has_key('where')`:            false,
		`bozo`:                                       false,
		`encoding == 'utf-8'`:                        false,
		`entries[0]['description'] == """a 'b' c"""`: true,
	} {
		if got := scoped(src); got != want {
			t.Errorf("%s: %v", src, got)
		}
	}
}

// TestASuite runs a suite of our own making from a folder.
func TestASuite(t *testing.T) {
	folder := t.TempDir()
	for name, doc := range map[string]string{
		"tests/wellformed/rss/title.xml": "<!--\nDescription: title\nExpect:      not bozo and feed['title'] == 'a'\n-->\n<rss><channel><title>a</title></channel></rss>",
		"tests/wellformed/http/http_link.xml": "<!--\nHeader:   Content-Location: http://a.example/b/\nDescription: link\n" +
			"Expect:      not bozo and entries[0]['link'] == 'http://a.example/b/c'\n-->\n<rss><channel><item><link>c</link></item></channel></rss>",
		"tests/wellformed/rss/wrong.xml":  "<!--\nDescription: title\nExpect:      feed['title'] == 'b'\n-->\n<rss><channel><title>a</title></channel></rss>",
		"tests/wellformed/rss/other.xml":  "<!--\nDescription: none\nExpect:      feed['cloud'] == 'b'\n-->\n<rss><channel/></rss>",
		"tests/encoding/none.xml":         "<!--\nDescription: none\nExpect:      bozo\n-->\n",
		"tests/entities/a.xml":            "<!--\nDescription: amp\nExpect:      feed['title'] == '&'\n-->\n<rss><channel><title>&amp;</title></channel></rss>",
		"tests/illformed/broken.xml":      "<!--\nDescription: cut\nExpect:      bozo and feed['title'] == 'a'\n-->\n<rss><channel><title>a</title>",
		"tests/wellformed/sanitize/x.xml": "<!--\nDescription: x\nExpect:      feed['title'] == 'a'\n-->\n<rss><channel><title>a</title></channel></rss>",
	} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases, err := load(folder)
	if err != nil {
		t.Fatal(err)
	}
	table := newTable()
	for _, c := range cases {
		table.add(c, run(c))
	}
	if got, want := *table.classes["all"], (counts{cases: 8, errors: 1, scope: 6, met: 5}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := table.classes["all but sanitize"].met; got != 4 {
		t.Errorf("%d met but for sanitize", got)
	}
	var out strings.Builder
	table.print(&out)
	if lines := strings.Count(out.String(), "\n"); lines != 1+6+2 {
		t.Errorf("%d lines:\n%s", lines, out.String())
	}
	if _, err := load(t.TempDir()); err == nil {
		t.Error("an empty folder is no suite")
	}
}
