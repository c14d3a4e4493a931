package fetch

import (
	"slices"
	"strings"
	"testing"

	"vedette/internal/politeserver"
)

// websub.rocks 101: hub and topic of a web page that is read by selectors.
func TestHubsOfAPageStandInItsHead(t *testing.T) {
	const list = `<ul><li><a href="/n/1">One</a></ul>`
	for _, test := range []struct {
		name   string
		header hdr
		page   string
		hubs   []string
		self   string
	}{
		{"in the head", nil, `<!doctype html><html><head><title>t</title><link rel="hub" href="https://hub.example/"><link rel=self href=/topic></head><body>` + list,
			[]string{"https://hub.example/"}, "/topic"},
		{"two relations at once", nil, `<link rel="alternate HUB" href="https://hub.example/?a=1&amp;b=2">` + list, []string{"https://hub.example/?a=1&b=2"}, ""},
		{"behind a base", nil, `<head><base href="https://cdn.example/x/"><link rel="self" href="t"></head>` + list, nil, "https://cdn.example/x/t"},
		{"a reader's comment", nil, `<head><title>t</title></head><body>` + list + `<link rel="hub" href="https://evil.example/">`, nil, ""},
		{"a body without a tag of its own", nil, `<title>t</title>` + list + `<link rel="hub" href="https://evil.example/">`, nil, ""},
		{"words of a script", nil, `<head><script>s = "<link rel='hub' href='https://evil.example/'>"</script></head>` + list, nil, ""},
		{"a comment of the source", nil, `<head><!-- <link rel="hub" href="https://old.example/"> --></head>` + list, nil, ""},
		{"the header wins", hdr{"Link": `<https://one.example/>; rel=hub, <https://one.example/s>; rel=self`},
			`<link rel="hub" href="https://two.example/"><link rel="self" href="https://two.example/s">` + list, []string{"https://one.example/"}, "https://one.example/s"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := politeserver.New(t, step{Header: test.header, Body: test.page})
			r := newReader(t, s.URL)
			r.feed.Select = &Select{Item: "li"}
			state := r.good().State
			if self := strings.TrimPrefix(state.Self, s.URL); !slices.Equal(state.Hubs, test.hubs) || self != test.self {
				t.Errorf("hubs %q, self %q", state.Hubs, self)
			}
		})
	}
}
