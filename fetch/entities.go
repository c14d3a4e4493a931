package fetch

import (
	"regexp"
	"strings"
)

// An entity of a document's own stands for a text without other entities, or
// for one character: whatever is nested may grow without limit ("billion
// laughs"), and whatever is external is another's file.
var entityDeclaration = regexp.MustCompile(`<!ENTITY\s+([\w.-]{1,40})\s+(?:"(&#\w{1,8};|[^&"%<]{0,200})"|'(&#\w{1,8};|[^&'%<]{0,200})')\s*>`)

// Limits of a document's own entities: real ones declare a handful of letters
// and addresses.
const (
	maxEntities = 300
	// maxExpanded is how much longer all references may make a document.
	maxExpanded = 256 << 10
)

// declaredEntities finds them in what stands before the root.
func declaredEntities(prolog string) map[string]string {
	if !strings.Contains(prolog, "<!ENTITY") {
		return nil
	}
	found := map[string]string{}
	for _, m := range entityDeclaration.FindAllStringSubmatch(prolog, maxEntities) {
		if _, known := found[m[1]]; !known {
			found[m[1]] = m[2] + m[3]
		}
	}
	return found
}

// expand puts a document's own entities in where they are short enough all
// together.
func expand(text string, entities map[string]string, n *notes) string {
	var pairs []string
	grown := 0
	for name, value := range entities {
		ref := "&" + name + ";"
		grown += strings.Count(text, ref) * len(value)
		pairs = append(pairs, ref, value)
	}
	if grown == 0 {
		return text
	}
	if grown > maxExpanded {
		n.add("skipped", "the feed's own entities would grow too long and were left as they are")
		return text
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
