package fetch

import (
	"html"
	"regexp"
	"strings"
)

// link takes what a link element of the channel or feed says.
func (h *head) link(source []byte) {
	tag, ok := readTag(string(source), nil)
	if !ok {
		return
	}
	var rel, href string
	for _, a := range tag.attrs {
		switch strings.ToLower(a.name) {
		case "rel":
			rel = a.value
		case "href":
			href = html.UnescapeString(a.value)
		}
	}
	h.take(rel, href)
}

// take keeps an address under each relation that it has.
func (h *head) take(rel, href string) {
	for _, word := range strings.Fields(strings.ToLower(rel)) {
		switch word {
		case "hub":
			h.hubs = append(h.hubs, href)
		case "self":
			h.self = firstOf(h.self, href)
		case "next":
			h.next = firstOf(h.next, href)
		case "prev-archive":
			h.archive = firstOf(h.archive, href)
		}
	}
}

// linkHeader is one link of a Link header (RFC 8288, 3): its target and its
// parameters, up to the next target.
var linkHeader = regexp.MustCompile(`<([^<>]*)>([^<]*)`)

// linkRel finds the relation among the parameters.
var linkRel = regexp.MustCompile(`(?i);\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]*))`)

// linkHeaders gives the hubs and the topic that Link headers name.
func linkHeaders(values []string) (hubs []string, self string) {
	for _, value := range values {
		for _, link := range linkHeader.FindAllStringSubmatch(value, -1) {
			rel := linkRel.FindStringSubmatch(link[2])
			if rel == nil {
				continue
			}
			for _, word := range strings.Fields(strings.ToLower(rel[1] + rel[2])) {
				switch word {
				case "hub":
					hubs = append(hubs, link[1])
				case "self":
					self = firstOf(self, link[1])
				}
			}
		}
	}
	return hubs, self
}
