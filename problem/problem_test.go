package problem

import (
	"errors"
	"testing"
)

func TestErrorSaysWhereAndWhatToDo(t *testing.T) {
	cases := []struct {
		name string
		p    Problem
		want string
	}{
		{"bare", Problem{Message: "is odd"}, "is odd"},
		{"in a query", Problem{Line: 1, Column: 7, Message: "is odd"}, "1:7: is odd"},
		{"by path", Problem{Path: "feeds[0].url", Message: "is odd", Hint: "write it even"}, "feeds[0].url: is odd (write it even)"},
		{"placed", Problem{File: "c.yaml", Line: 3, Column: 4, Path: "web", Message: "is odd"}, "c.yaml:3:4: web: is odd"},
		{"of a whole file", Problem{File: "c.yaml", Message: "is empty"}, "c.yaml: is empty"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.p.Error(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestUnderPutsPathsBelowTheirParent(t *testing.T) {
	got := List{{Path: "url"}, {Path: "[2].url"}, {}}.Under("feeds")
	for i, want := range []string{"feeds.url", "feeds[2].url", "feeds"} {
		if got[i].Path != want {
			t.Errorf("path %d is %q, want %q", i, got[i].Path, want)
		}
	}
}

func TestErrOfNothingIsNil(t *testing.T) {
	if err := (List{}).Err(); err != nil {
		t.Errorf("got %v", err)
	}
	var l List
	l.Add("a", "", "number %d", 7)
	var back List
	if !errors.As(l.Err(), &back) || back[0].Message != "number 7" {
		t.Errorf("got %v", l.Err())
	}
}

func TestNearest(t *testing.T) {
	known := []string{"url", "name", "language", "time_zone", "sanctions"}
	cases := []struct{ name, want string }{
		{"uri", "url"}, {"lnaguage", "language"}, {"timezone", "time_zone"}, {"Name", "name"},
		{"zzz", ""}, {"", ""}, {"completely", ""}, {"sanktions", "sanctions"},
	}
	for _, c := range cases {
		if got := Nearest(c.name, known); got != c.want {
			t.Errorf("Nearest(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}
