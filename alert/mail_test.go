package alert

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"
)

func TestMailArrivesOverEveryKindOfConnection(t *testing.T) {
	for _, kind := range []string{tlsNone, tlsStart, tlsImplicit} {
		t.Run(kind, func(t *testing.T) {
			box := newMailbox(t, kind, nil)
			e := box.email(kind)
			e.Username, e.Password = "vedette", "correct"
			if err := e.check().Err(); err != nil {
				t.Fatal(err)
			}
			answer, err := testCourier(t).carry(t.Context(), Receiver{Name: "desk", Email: e}, scriptMessage())
			if err != nil || !strings.Contains(answer, "OK") {
				t.Fatalf("answer %q, error %v", answer, err)
			}
			letters := box.letters()
			if len(letters) != 1 {
				t.Fatalf("%d letters", len(letters))
			}
			got := letters[0]
			got.data = ""
			want := received{from: "vedette@news.example.org", to: []string{"desk@example.org", "second@example.org"}, user: "vedette"}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(received{})); diff != "" {
				t.Error(diff)
			}
			checkLetter(t, letters[0].data)
		})
	}
}

func checkLetter(t *testing.T, data string) {
	t.Helper()
	msg, err := mail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	id := scriptMessage().alert.ID
	for name, want := range map[string]string{
		"Message-Id": "<" + id + "@news.example.org>", "List-Id": "<desk.vedette.news.example.org>",
		"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All",
		"Date": "Mon, 02 Nov 2026 12:00:00 +0000", "Subject": "[high] 7 hits: corridor",
		"From": `"Vedette" <vedette@news.example.org>`, "To": `"Desk" <desk@example.org>, <second@example.org>`,
		"Reply-To": "<people@example.org>", "User-Agent": "", "X-Mailer": "",
	} {
		if got := msg.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content type %q, error %v", kind, err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for _, want := range []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"} {
		part, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if got := part.Header.Get("Content-Type"); got != want || err != nil {
			t.Errorf("part is %q, want %q, error %v", got, want, err)
		}
		for _, s := range scripts {
			if !strings.Contains(string(body), s.word) {
				t.Errorf("%s: no %q", want, s.word)
			}
		}
	}
	if _, err := parts.NextRawPart(); !errors.Is(err, io.EOF) {
		t.Error("there is a third part")
	}
}

// compose1 writes a message as it goes over the wire.
func compose1(t *testing.T, m message, now time.Time) string {
	t.Helper()
	e := Email{From: "a@example.org", To: []string{"b@example.org"}}
	msg, err := compose("desk", e, m, now)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if _, err := msg.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRepeatsAreTheSameMail(t *testing.T) {
	m := scriptMessage()
	if diff := cmp.Diff(compose1(t, m, noon), compose1(t, m, noon.Add(24*time.Hour))); diff != "" {
		t.Error(diff)
	}
	m.alert.Digest = true
	digest := compose1(t, m, noon.Add(24*time.Hour))
	if !strings.Contains(digest, "Date: Tue, 03 Nov 2026 12:00:00 +0000") {
		t.Error("a digest does not have the date of its try")
	}
}

func TestTitlesCannotAddHeaders(t *testing.T) {
	data := compose1(t, oneMessage("a\r\nBcc: victim@example.org\r\n\r\nİlk xəbər"), noon)
	msg, err := mail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if want := "[high] corridor: a Bcc: victim@example.org İlk xəbər"; subject != want || err != nil {
		t.Errorf("subject %q, error %v", subject, err)
	}
	if msg.Header.Get("Bcc") != "" {
		t.Error("the title has made a header")
	}
}

func TestListLabel(t *testing.T) {
	for name, want := range map[string]string{"desk": "desk", "news.room": "news-room", "Xəbər_1": "X-b-r_1"} {
		if got := listLabel(name); got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
	}
}

func TestMailRefusals(t *testing.T) {
	busy := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted"}
	unknown := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	tests := []struct {
		name   string
		refuse map[string]error
		tries  int
		class  class
		words  string // of the error, or of the answer when the mail goes out
		to     []string
	}{
		{"sender later", map[string]error{"MAIL": busy}, 1, temporary, "sender refused: 451", nil},
		{"sender never", map[string]error{"MAIL": unknown}, 1, refused, "sender refused: 550", nil},
		{"message later", map[string]error{"DATA": busy}, 1, temporary, "message refused: 451", nil},
		{"message never", map[string]error{"DATA": unknown}, 1, refused, "message refused: 550", nil},
		{"all recipients never", map[string]error{"desk@example.org": unknown, "second@example.org": unknown}, 1,
			refused, "second@example.org refused: 550", nil},
		{"one recipient never", map[string]error{"desk@example.org": unknown}, 1,
			0, "desk@example.org refused: 550", []string{"second@example.org"}},
		{"one recipient later: wait", map[string]error{"desk@example.org": busy}, patience,
			temporary, "desk@example.org refused: 451", nil},
		{"one recipient later, no more patience", map[string]error{"desk@example.org": busy}, patience + 1,
			0, "desk@example.org refused: 451", []string{"second@example.org"}},
		{"all recipients later, no more patience", map[string]error{"desk@example.org": busy, "second@example.org": busy}, patience + 1,
			temporary, "second@example.org refused: 451", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			box := newMailbox(t, tlsNone, tt.refuse)
			m := oneMessage("t")
			m.alert.Attempts = tt.tries
			answer, err := testCourier(t).mail(t.Context(), "desk", *box.email(tlsNone), m)
			var to []string
			for _, l := range box.letters() {
				to = append(to, l.to...)
			}
			if diff := cmp.Diff(tt.to, to); diff != "" {
				t.Error(diff)
			}
			if tt.to == nil {
				if err == nil || asFailure(err).class != tt.class || !strings.Contains(err.Error(), tt.words) {
					t.Errorf("error %v", err)
				}
			} else if err != nil || !strings.Contains(answer, tt.words) {
				t.Errorf("answer %q, error %v", answer, err)
			}
		})
	}
}

func TestMailConnectionsThatCannotBe(t *testing.T) {
	tests := []struct {
		name, server, client string
		spoil                func(*Email)
		class                class
		words                string
	}{
		{"no STARTTLS offered", tlsNone, tlsStart, func(*Email) {}, refused, "STARTTLS"},
		{"certificate not trusted", tlsStart, tlsStart, func(e *Email) { e.CAFile = "" }, refused, "certificate"},
		{"certificate not trusted, implicit", tlsImplicit, tlsImplicit, func(e *Email) { e.CAFile = "" }, refused, "certificate"},
		{"ca_file gone", tlsStart, tlsStart, func(e *Email) { e.CAFile += "x" }, refused, "no such file"},
		{"ca_file gone, implicit", tlsImplicit, tlsImplicit, func(e *Email) { e.CAFile += "x" }, refused, "no such file"},
		{"implicit to a plain port", tlsNone, tlsImplicit, func(*Email) {}, refused, "does not look like a TLS handshake"},
		{"wrong password", tlsStart, tlsStart, func(e *Email) { e.Username, e.Password = "u", "SECRET" }, refused, "535"},
		{"nobody listens", tlsNone, tlsNone, func(e *Email) { e.Smarthost = "127.0.0.1:1" }, temporary, "connection refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			box := newMailbox(t, tt.server, nil)
			e := box.email(tt.client)
			tt.spoil(e)
			_, err := testCourier(t).mail(t.Context(), "desk", *e, oneMessage("t"))
			if err == nil || asFailure(err).class != tt.class || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("error %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "SECRET") {
				t.Error("the error shows the password")
			}
			if n := len(box.letters()); n != 0 {
				t.Errorf("%d letters went out", n)
			}
		})
	}
}

// A server that takes the connection and says nothing is left when the
// context ends, without waiting for the mail timeout.
func TestMailServerThatHangs(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		cancel()
		_, _ = io.Copy(io.Discard, conn) // until the other side leaves
		conn.Close()
	}()
	e := Email{From: "a@example.org", To: []string{"b@example.org"}, Smarthost: listener.Addr().String(), TLS: tlsNone}
	if _, err := testCourier(t).mail(ctx, "desk", e, oneMessage("t")); err == nil || asFailure(err).class != temporary {
		t.Errorf("error %v", err)
	}
}
