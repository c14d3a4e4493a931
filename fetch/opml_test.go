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
	got, err := ReadOPML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []Feed{
		{Name: "Xəbər", URL: "https://a.example/rss", Site: "https://a.example", Language: "az", Tags: []string{"Caucasus", "News"}},
		{Name: "Lonely", URL: "https://b.example/feed", Tags: []string{"Caucasus", "wire/daily", "energy"}},
		{Name: "c.example", URL: "https://c.example/"},
	}
	if diff := cmp.Diff(OPML{Feeds: want, Twice: 1}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAListThatBreaksOffGivesWhatStandsBefore(t *testing.T) {
	const text = `<opml version="2.0"><body><outline text="Wire">
<outline text="A" xmlUrl="https://a.example/"/>
<outline text="B" xmlUrl="https://b.example/"/>
<outline text="C" xmlUrl="https://c.ex`
	got, err := ReadOPML(strings.NewReader(text))
	if err != nil || len(got.Feeds) != 2 || got.Feeds[1].Name != "B" || got.Feeds[1].Tags[0] != "Wire" {
		t.Errorf("%+v, %v", got, err)
	}
	if got.Broken == nil || !strings.Contains(got.Broken.Error(), "breaks off in line 4") {
		t.Errorf("%v", got.Broken)
	}
}

func TestAnOutlineWithoutAnAddressIsNamed(t *testing.T) {
	const text = `<opml><body><outline text="Folder"><outline text="A" xmlUrl="https://a.example/"/><outline text="None" type="rss"/></outline><outline text="Blank" xmlUrl=" "/></body></opml>`
	got, err := ReadOPML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`"None" (it has no address), "Blank" (it has no address)`, oddNames(got.Odd)); diff != "" {
		t.Error(diff)
	}
}

func TestReadOPMLSaysWhatIsWrong(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"no XML", "hello", "not an OPML file"},
		{"another XML", "<rss></rss>", "not an OPML file"},
		{"empty", "", "it is empty"},
		{"cut short", `<opml><body><outline text="a"`, "breaks off in line 1"},
		{"no feeds", `<opml version="2.0"><body/></opml>`, "lists no feeds"},
		{"no addresses", `<opml version="2.0"><body><outline text="a"/></body></opml>`, `"a" (it has no address)`},
		{"a bad address", `<opml><body><outline text="A" xmlUrl="ftp://x/y"/></body></opml>`, `"A" (ftp://x/y)`},
		{"another charset", `<?xml version="1.0" encoding="koi8-r"?><opml><body/></opml>`, "save it as UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadOPML(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestOneOddAddressDoesNotStopAnImport(t *testing.T) {
	const text = `<opml><body><outline text="A" xmlUrl="ftp://a.example/x"/><outline text="B" xmlUrl="feed://b.example/rss"/>
<outline text="C" xmlUrl="feed:https://c.example/rss"/><outline text="C" xmlUrl="https://d.example/rss"/><outline text="E" xmlUrl="x"/></body></opml>`
	got, err := ReadOPML(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []Feed{{Name: "B", URL: "http://b.example/rss"}, {Name: "C", URL: "https://c.example/rss"}, {Name: "C", URL: "https://d.example/rss"}}
	if diff := cmp.Diff(want, got.Feeds); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(`"A" (ftp://a.example/x), "E" (x)`, oddNames(got.Odd)); diff != "" {
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
	got, err := ReadOPML(&b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(feeds, got.Feeds); diff != "" {
		t.Error(diff)
	}
}

func FuzzReadOPML(f *testing.F) {
	f.Add(`<opml version="2.0"><body><outline text="a" xmlUrl="http://x/"/></body></opml>`)
	f.Fuzz(func(t *testing.T, text string) {
		if list, err := ReadOPML(strings.NewReader(text)); err == nil && len(list.Feeds) == 0 {
			t.Error("no feeds and no error")
		}
	})
}
