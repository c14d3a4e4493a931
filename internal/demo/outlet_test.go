package demo_test

import (
	"regexp"
	"strings"
	"testing"

	"vedette/internal/demo"
)

func outlets(t testing.TB) []demo.Outlet {
	t.Helper()
	all, err := demo.Outlets()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestOutletsAreADozenOfEveryKind(t *testing.T) {
	languages, formats, quirks := map[string]int{}, map[demo.Format]int{}, map[demo.Quirk]int{}
	stories, hitting, lookalikes := 0, 0, 0
	for _, o := range outlets(t) {
		languages[o.Language]++
		formats[o.Format]++
		if o.Quirk != "" {
			quirks[o.Quirk]++
		}
		for _, s := range o.Stories {
			stories++
			if len(s.Hits) > 0 {
				hitting++
			}
			if s.Lookalike {
				lookalikes++
			}
			if s.Lookalike && len(s.Hits) > 0 {
				t.Errorf("%s: %q is said to hit and only to look alike", o.ID, s.Title)
			}
		}
	}
	if n := len(outlets(t)); n != 12 {
		t.Errorf("%d outlets, want a dozen", n)
	}
	for _, code := range []string{"en", "ru", "az", "tr", "hy", "ka", "fa"} {
		if languages[code] == 0 {
			t.Errorf("no outlet in %s", code)
		}
	}
	for _, f := range []demo.Format{demo.RSS, demo.RDF, demo.Atom, demo.JSON} {
		if formats[f] < 2 {
			t.Errorf("%d outlets in %s, want 2 or more", formats[f], f)
		}
	}
	for _, q := range []demo.Quirk{demo.Windows1251, demo.StrayByte, demo.Gzip, demo.ZonelessDates, demo.Outage} {
		if quirks[q] != 1 {
			t.Errorf("%d outlets with the quirk %s, want 1", quirks[q], q)
		}
	}
	if stories < 100 || hitting*2 > stories || hitting*4 < stories {
		t.Errorf("%d of %d stories hit, want a third or so of 100 or more", hitting, stories)
	}
	if lookalikes < 10 {
		t.Errorf("%d lookalikes, want 10 or more", lookalikes)
	}
}

func TestStoriesAreOfNewsLength(t *testing.T) {
	tag := regexp.MustCompile(`<[^>]*>`)
	for _, o := range outlets(t) {
		for _, s := range o.Stories {
			if n := len(strings.Fields(s.Title)); n < 5 || n > 12 {
				t.Errorf("%s: %q has %d words", o.ID, s.Title, n)
			}
			if n := len(strings.Fields(tag.ReplaceAllString(s.HTML, " "))); n < 25 || n > 90 {
				t.Errorf("%s: the text of %q has %d words", o.ID, s.Title, n)
			}
			if hasStray := strings.Contains(s.HTML, "\ufffd"); hasStray && o.Quirk != demo.StrayByte {
				t.Errorf("%s: %q has U+FFFD, but the outlet no stray bytes", o.ID, s.Title)
			}
		}
	}
}
