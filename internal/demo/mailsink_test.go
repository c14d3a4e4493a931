package demo_test

import (
	"fmt"
	"net/smtp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vedette/internal/demo"
)

const plainMail = "From: vedette@example.org\r\nTo: desk@example.org\r\nSubject: Hello\r\nMessage-ID: <1@example.org>\r\n\r\nLine one\r\nLine two\r\n"

const partsMail = "From: vedette@example.org\r\nTo: desk@example.org\r\n" +
	"Subject: =?utf-8?q?Z=C9=99ng=C9=99zur_d=C9=99hlizi?=\r\nMessage-ID: <2@example.org>\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n" +
	"Content-Type: multipart/alternative; boundary=inner\r\n\r\n" +
	"--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>no</p>\r\n" +
	"--inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCorridor =C2=BB yes=\r\n!\r\n" +
	"--inner--\r\n--outer--\r\n"

func TestMailSinkKeepsWhatCame(t *testing.T) {
	tests := []struct {
		name, message string
		want          demo.Mail
	}{
		{"plain", plainMail, demo.Mail{Subject: "Hello", MessageID: "<1@example.org>", Text: "Line one\nLine two\n"}},
		{"parts", partsMail, demo.Mail{Subject: "Zəngəzur dəhlizi", MessageID: "<2@example.org>", Text: "Corridor » yes!"}},
		{"base64", "Subject: b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naGVs\r\nbG8=\r\n", demo.Mail{Subject: "b", Text: "hello"}},
		{"only HTML", "Subject: h\r\nContent-Type: text/html\r\n\r\n<p>\r\n", demo.Mail{Subject: "h"}},
		{"no mail at all", "nothing\r\n", demo.Mail{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := make(chan demo.Mail, 1)
			sink, err := demo.ListenMail(func(m demo.Mail) { got <- m })
			if err != nil {
				t.Fatal(err)
			}
			defer sink.Close()
			if err := smtp.SendMail(sink.Addr, nil, "vedette@example.org", []string{"desk@example.org", "b@example.org"}, []byte(test.message)); err != nil {
				t.Fatal(err)
			}
			test.want.From, test.want.To = "vedette@example.org", []string{"desk@example.org", "b@example.org"}
			if diff := cmp.Diff(test.want, <-got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMailSinkCountsAllAndKeepsTheLast(t *testing.T) {
	sink, err := demo.ListenMail(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	c, err := smtp.Dial(sink.Addr)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1003 {
		if err := send(c, fmt.Sprintf("Subject: %d\r\n\r\nx\r\n", i)); err != nil {
			t.Fatal(err)
		}
	}
	_ = c.Quit()
	kept, total := sink.Received()
	if total != 1003 || len(kept) != 1000 || kept[0].Subject != "3" || kept[999].Subject != "1002" {
		t.Errorf("%d in all, %d kept, the first %q", total, len(kept), kept[0].Subject)
	}
}

func send(c *smtp.Client, message string) error {
	if err := c.Mail("a@example.org"); err != nil {
		return err
	}
	if err := c.Rcpt("b@example.org"); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := strings.NewReader(message).WriteTo(w); err != nil {
		return err
	}
	return w.Close()
}

func TestMailSinkRefusesTooLarge(t *testing.T) {
	sink, err := demo.ListenMail(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	large := "Subject: x\r\n\r\n" + strings.Repeat(strings.Repeat("x", 70)+"\r\n", 5<<20/72)
	if err := smtp.SendMail(sink.Addr, nil, "a@example.org", []string{"b@example.org"}, []byte(large)); err == nil {
		t.Error("five megabytes were taken")
	}
	if _, total := sink.Received(); total != 0 {
		t.Errorf("%d messages are counted", total)
	}
}
