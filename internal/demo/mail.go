package demo

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// Mail is a message that the MailSink took.
type Mail struct {
	// From and To are those of the envelope.
	From string
	To   []string
	// Subject is decoded; MessageID stands as in the header.
	Subject, MessageID string
	// Text is the first plain text part, decoded, with lines ended by \n.
	Text string
}

// maxDepth bounds parts within parts: an alert has two levels.
const maxDepth = 4

// parseMail reads a message. What cannot be read is left empty, for the sink
// is there to show what came, and mail without a text came as well.
func parseMail(r io.Reader) Mail {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return Mail{}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		subject = m.Header.Get("Subject")
	}
	text, _ := textPart(m.Header.Get, m.Body, maxDepth)
	return Mail{Subject: subject, MessageID: m.Header.Get("Message-ID"), Text: strings.ReplaceAll(text, "\r\n", "\n")}
}

// textPart finds the first text/plain part; header gives a field of this part.
func textPart(header func(string) string, body io.Reader, depth int) (string, bool) {
	media, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		media = "text/plain" // RFC 2045, 5.2
	}
	if strings.HasPrefix(media, "multipart/") && depth > 0 {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err != nil {
				return "", false
			}
			if text, ok := textPart(p.Header.Get, p, depth-1); ok {
				return text, true
			}
		}
	}
	if media != "text/plain" {
		return "", false
	}
	text, _ := io.ReadAll(decoded(header("Content-Transfer-Encoding"), body))
	return string(text), true
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}
