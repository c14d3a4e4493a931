package demo

import (
	"strings"
	"testing"
)

func FuzzParseMail(f *testing.F) {
	f.Add("Subject: a\r\n\r\ntext")
	f.Add("Subject: =?utf-8?q?=C9=99?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n")
	f.Add("Content-Type: multipart/mixed\r\n\r\n--\r\n")
	f.Fuzz(func(t *testing.T, message string) {
		if m := parseMail(strings.NewReader(message)); len(m.Text) > len(message) {
			t.Errorf("a text of %d bytes came out of %d", len(m.Text), len(message))
		}
	})
}
