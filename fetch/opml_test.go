package fetch

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadOPMLMakesTagsOfFolders(t *testing.T) {
	const text = `<?xml version="1.0"?><opml version="1.1"><head><title>x</title></head><body>
<outline text="Caucasus"><outline text="News"><outline title="Xəbər" text="t" type="rss" xmlUrl=" https://a.example/rss " htmlUrl="https://a.example" language="az-AZ"/></outline>
<outline text="Lonely" xmlUrl="https://b.example/feed" category="/wire/daily,energy"/></outline>
<outline text="Again" xmlUrl="https://a.example/rss"/><outline xmlUrl="https://c.example/"/></body></opml>`
	got, _, err := ReadOPML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []Feed{
		{Name: "Xəbər", URL: "https://a.example/rss", Site: "https://a.example", Language: "az", Tags: []string{"Caucasus", "News"}},
		{Name: "Lonely", URL: "https://b.example/feed", Tags: []string{"Caucasus", "wire/daily", "energy"}},
		{Name: "c.example", URL: "https://c.example/"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadOPMLSaysWhatIsWrong(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"no XML", "hello", "not an OPML file"},
		{"another XML", "<rss></rss>", "not an OPML file"},
		{"cut short", `<opml><body><outline text="a"`, "not an OPML file"},
		{"no feeds", `<opml version="2.0"><body><outline text="a"/></body></opml>`, "lists no feeds"},
		{"a bad address", `<opml><body><outline text="A" xmlUrl="ftp://x/y"/></body></opml>`, `"A" (ftp://x/y)`},
		{"another charset", `<?xml version="1.0" encoding="koi8-r"?><opml><body/></opml>`, "save it as UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := ReadOPML(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestOneOddAddressDoesNotStopAnImport(t *testing.T) {
	const text = `<opml><body><outline text="A" xmlUrl="ftp://a.example/x"/><outline text="B" xmlUrl="feed://b.example/rss"/>
<outline text="C" xmlUrl="feed:https://c.example/rss"/><outline text="C" xmlUrl="https://d.example/rss"/><outline text="E" xmlUrl="x"/></body></opml>`
	got, odd, err := ReadOPML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []Feed{{Name: "B", URL: "http://b.example/rss"}, {Name: "C", URL: "https://c.example/rss"}, {Name: "C", URL: "https://d.example/rss"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`"A" (ftp://a.example/x)`, `"E" (x)`}, odd); diff != "" {
		t.Error(diff)
	}
}

func TestOPMLReadsWhatItWrites(t *testing.T) {
	feeds := []Feed{
		{Name: `Ararat & "Sons" <x>`, URL: "https://a.example/rss?a=1&b=2", Site: "https://a.example", Language: "hy", Tags: []string{"wire", "energy"}},
		{Name: "ირმისა", URL: "https://b.example/"},
	}
	var b bytes.Buffer
	if err := WriteOPML(&b, "test", feeds); err != nil {
		t.Fatal(err)
	}
	got, _, err := ReadOPML(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(feeds, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzReadOPML(f *testing.F) {
	f.Add(`<opml version="2.0"><body><outline text="a" xmlUrl="http://x/"/></body></opml>`)
	f.Fuzz(func(t *testing.T, text string) {
		if feeds, _, err := ReadOPML(strings.NewReader(text)); err == nil && len(feeds) == 0 {
			t.Error("no feeds and no error")
		}
	})
}
