package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf16"
)

// folders of the suite that hold documents with an expectation.
var folders = []string{"wellformed", "encoding", "entities", "illformed"}

// testCase is one document and what is expected of it.
type testCase struct {
	path   string // below the suite's folder, with slashes
	class  string // its folder
	body   []byte
	header http.Header
	base   string
	expect string
}

var (
	expectation = regexp.MustCompile(`Description:\s*(.*?)\s*Expect:\s*(.*)\s*-->`)
	headerLine  = regexp.MustCompile(`(?m)^Header:\s+([^:]+):(.*)$`)
)

// load reads all cases. The folder is the suite's: the one that has wellformed
// in it, or the repository's above.
func load(folder string) ([]testCase, error) {
	if _, err := os.Stat(filepath.Join(folder, "tests")); err == nil {
		folder = filepath.Join(folder, "tests")
	}
	var all []testCase
	for _, sub := range folders {
		err := filepath.WalkDir(filepath.Join(folder, sub), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			c, err := loadCase(folder, path)
			if err == nil {
				all = append(all, c)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("%s is not the suite's folder: %w", folder, err)
		}
	}
	return all, nil
}

func loadCase(folder, path string) (testCase, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return testCase{}, err
	}
	below, _ := filepath.Rel(folder, path)
	c := testCase{path: filepath.ToSlash(below), body: body, header: http.Header{}}
	c.class = c.path[:strings.LastIndexByte(c.path, '/')]
	text := readable(body)
	m := expectation.FindStringSubmatch(text)
	if m == nil {
		return testCase{}, fmt.Errorf("%s expects nothing", below)
	}
	c.expect = strings.TrimSpace(m[2])
	for _, h := range headerLine.FindAllStringSubmatch(text, -1) {
		c.header.Set(strings.TrimSpace(h[1]), strings.TrimSpace(h[2]))
	}
	if name := filepath.Base(path); strings.HasPrefix(name, "http_") || strings.HasSuffix(c.class, "/http") {
		// The suite serves these, and expects the address in the results.
		c.base = "http://127.0.0.1:8097/tests/" + c.path
	}
	return c, nil
}

// readable gives the text of a document well enough to find the comment that
// says what is expected.
func readable(body []byte) string {
	switch {
	case hasAny(body, "\x00\x00\xfe\xff", "\x00\x00\x00<"):
		return wide(body, binary.BigEndian)
	case hasAny(body, "\xff\xfe\x00\x00", "<\x00\x00\x00"):
		return wide(body, binary.LittleEndian)
	case hasAny(body, "\xfe\xff", "\x00<"):
		return narrow(body, binary.BigEndian)
	case hasAny(body, "\xff\xfe", "<\x00"):
		return narrow(body, binary.LittleEndian)
	}
	return strings.ToValidUTF8(string(body), "")
}

func hasAny(body []byte, starts ...string) bool {
	for _, s := range starts {
		if bytes.HasPrefix(body, []byte(s)) {
			return true
		}
	}
	return false
}

func wide(body []byte, order binary.ByteOrder) string {
	var b strings.Builder
	for ; len(body) >= 4; body = body[4:] {
		b.WriteRune(rune(order.Uint32(body)))
	}
	return b.String()
}

func narrow(body []byte, order binary.ByteOrder) string {
	var units []uint16
	for ; len(body) >= 2; body = body[2:] {
		units = append(units, order.Uint16(body))
	}
	return string(utf16.Decode(units))
}
