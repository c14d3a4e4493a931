package fetch

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Limits that a hostile document is read or refused within. The memory is a
// whole process's, the document and the test program in it; the time is
// generous, because the machine may be busy, and far below what any of these
// took a parser that falls for them.
const (
	documentMemory = 100 << 20
	hostileTime    = 20 * time.Second
)

// hostile are documents made to hurt, by what they repeat.
var hostile = []struct {
	name string
	make func() string
}{
	{"billion laughs", billionLaughs},
	{"an external entity", func() string {
		return `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>`
	}},
	{"long entities", func() string {
		return `<!DOCTYPE rss [<!ENTITY x "` + strings.Repeat("x", 200) + `">]>` + oneItem("<title>"+strings.Repeat("&x;", 300_000)+"</title>")
	}},
	{"unknown elements, nested", func() string { return oneItem(nested("a", 1_000_000)) }},
	{"unknown elements, nested and never closed", func() string { return oneItem(strings.Repeat("<a>", 1_000_000)) }},
	{"extension elements, nested", func() string { return oneItem(nested("x:a", 1_000_000)) }},
	{"elements in a title", func() string { return oneItem("<title>" + nested("b", 1_000_000) + "</title>") }},
	{"XHTML, nested", func() string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content type="xhtml">` + nested("div", 1_000_000) + `</content></entry></feed>`
	}},
	{"HTML in a description, nested", func() string {
		return oneItem("<description><![CDATA[" + nested("div", 200_000) + "]]></description>")
	}},
	{"JSON, nested", func() string {
		return `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","x":` + strings.Repeat("[", 1_000_000)
	}},
	{"JSON, nested and whole", func() string {
		return `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","x":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}]}`
	}},
	{"namespaces, nested", func() string { return oneItem(numbered(`<a xmlns:p%d="u">`, 8000)) }},
	{"namespaces, nested just below the limit", func() string {
		return strings.Repeat(`<rss><channel xmlns:q="u">`, 1) + strings.Repeat("<item>"+numbered(`<a xmlns:p%d="u">`, 60)+strings.Repeat("<b/>", 200)+"</item>", 1500)
	}},
	{"text split by comments", func() string {
		return oneItem("<x:y>" + strings.Repeat("a<!-- -->", 400_000) + "</x:y>")
	}},
	{"text split by CDATA sections", func() string {
		return oneItem("<title>" + strings.Repeat("a<![CDATA[b]]>", 400_000) + "</title>")
	}},
	{"attributes", func() string {
		return "<rss><channel><item" + numbered(` a%d="b"`, 400_000) + "></item></channel></rss>"
	}},
	{"items", func() string { return "<rss><channel>" + strings.Repeat("<item/>", 400_000) + "</channel></rss>" }},
	{"items with titles", func() string {
		return "<rss><channel>" + numbered("<item><title>%d</title></item>", 200_000) + "</channel></rss>"
	}},
	{"items that are never closed", func() string { return "<rss><channel>" + strings.Repeat("<item>", 400_000) }},
	{"items, JSON", func() string {
		return `{"version":"https://jsonfeed.org/version/1","items":[` + strings.Repeat(`{},`, 400_000) + `{}]}`
	}},
	{"categories", func() string { return oneItem(numbered("<category>%d</category>", 400_000)) }},
	{"authors", func() string { return oneItem(strings.Repeat("<author>a</author>", 100_000)) }},
	{"links", func() string { return oneItem(strings.Repeat("<link>a</link>", 100_000)) }},
	{"contents", func() string { return oneItem(strings.Repeat("<description>a</description>", 100_000)) }},
	{"dates", func() string { return oneItem(strings.Repeat("<pubDate>1 1 1</pubDate>", 100_000)) }},
	{"CDATA sections without an end", func() string { return oneItem(strings.Repeat("<title><![CDATA[</title>", 100_000)) }},
	{"CDATA sections that swallow", func() string {
		return oneItem(strings.Repeat("<title><![CDATA[</item></title>", 100_000) + "]]>")
	}},
	{"comments without an end", func() string { return oneItem(strings.Repeat("<!-- <item>", 200_000)) }},
	{"quotes without an end", func() string { return oneItem(strings.Repeat(`<a b="`, 300_000)) }},
	{"end tags of nothing", func() string { return oneItem(strings.Repeat("<b>", 250) + strings.Repeat("</a>", 300_000)) }},
	{"angle brackets", func() string { return oneItem(strings.Repeat("<", 1_000_000)) }},
	{"ampersands", func() string { return oneItem("<title>" + strings.Repeat("&", 1_000_000) + "</title>") }},
	{"references", func() string { return oneItem("<title>" + strings.Repeat("&#0;", 300_000) + "</title>") }},
	{"swallowed by an image", func() string {
		return "<rss><channel><image>" + numbered("<item><title>%d</title></item>", 100_000)
	}},
	{"bases, nested in XHTML", func() string {
		return `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content type="xhtml">` + strings.Repeat(`<div xml:base="a/">`, 200) + strings.Repeat("</div>", 200) + `</content></entry></feed>`
	}},
}

func oneItem(inner string) string {
	return `<rss xmlns:x="u"><channel><item><guid>1</guid>` + inner + `</item></channel></rss>`
}

func nested(name string, n int) string {
	return strings.Repeat("<"+name+">", n) + strings.Repeat("</"+name+">", n)
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func billionLaughs() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE rss [<!ENTITY lol0 "lol">`)
	for i := range 9 {
		fmt.Fprintf(&b, `<!ENTITY lol%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&lol%d;", i), 10))
	}
	return b.String() + "]>" + oneItem("<title>&lol9;</title>")
}

const hostileCase = "VEDETTE_HOSTILE_CASE"

// TestHostileDocuments reads each in a process of its own, which tells the
// most memory that it ever had.
func TestHostileDocuments(t *testing.T) {
	if name := os.Getenv(hostileCase); name != "" {
		readHostile(name)
		return
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the system does not tell a process's memory here")
	}
	if underRace {
		t.Skip("the race detector's own memory would be counted")
	}
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), hostileTime)
			defer cancel()
			child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestHostileDocuments$")
			child.Env = append(os.Environ(), hostileCase+"="+c.name)
			out, err := child.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			var memory int
			if _, err := fmt.Sscanf(string(out), "%d kB", &memory); err != nil || memory > documentMemory>>10 {
				t.Errorf("%d MB is too much (%v)", memory>>10, err)
			}
			t.Logf("%s", bytes.TrimSpace(bytes.TrimSuffix(out, []byte("PASS\n"))))
		})
	}
}

func readHostile(name string) {
	for _, c := range hostile {
		if c.name != name {
			continue
		}
		body := []byte(c.make())
		start := time.Now()
		r, err := Parse(body, nil, "http://host.example/", Feed{ID: "f"}, testNow)
		took := time.Since(start).Round(time.Millisecond)
		status, _ := os.ReadFile("/proc/self/status")
		_, most, _ := strings.Cut(string(status), "VmHWM:")
		most, _, _ = strings.Cut(strings.TrimSpace(most), "\n")
		fmt.Printf("%s; %d bytes in %s: %d items, %d notes, %v\n", most, len(body), took, len(r.Items), len(r.Notes), err)
	}
}
