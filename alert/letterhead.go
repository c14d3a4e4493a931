package alert

import (
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// compose gives the message as it goes over the wire. For an immediate alert
// it is the same on every try. The date of a digest is that of the try: it was
// opened when its first hit came, perhaps days ago, and would be sorted, or
// judged as spam, by that.
func compose(receiver string, e Email, m message, now time.Time) (*gomail.Msg, error) {
	from, err := mail.ParseAddress(e.From)
	if err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	to, err := e.recipients()
	if err != nil {
		return nil, err
	}
	l := newLetter(m)
	text, html, err := l.render()
	if err != nil {
		return nil, err
	}
	// The id makes the boundary the same on every try. It is a hash over the
	// item's own id, so that no item can hold it.
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary("vedette-"+m.alert.ID))
	msg.FromMailAddress(from)
	msg.ToMailAddress(to...)
	if e.ReplyTo != "" {
		if err := msg.ReplyTo(e.ReplyTo); err != nil {
			return nil, fmt.Errorf("reply_to: %w", err)
		}
	}
	msg.Subject(l.Subject)
	setHeaders(msg, receiver, domain(from.Address), m, now)
	msg.SetBodyString(gomail.TypeTextPlain, text)
	msg.AddAlternativeString(gomail.TypeTextHTML, html)
	return msg, nil
}

// recipients gives the parsed addresses of To.
func (e Email) recipients() ([]*mail.Address, error) {
	to := make([]*mail.Address, len(e.To))
	for i, text := range e.To {
		address, err := mail.ParseAddress(text)
		if err != nil {
			return nil, fmt.Errorf("to %q: %w", text, err)
		}
		to[i] = address
	}
	return to, nil
}

func setHeaders(msg *gomail.Msg, receiver, domain string, m message, now time.Time) {
	msg.SetMessageIDWithValue(m.alert.ID + "@" + domain)
	// RFC 2919: a mailbox can sort by it.
	msg.SetGenHeader("List-Id", "<"+listLabel(receiver)+".vedette."+domain+">")
	// RFC 3834 and Exchange's own: no holiday answers, please.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	at := m.alert.Created
	if m.alert.Digest || at.IsZero() {
		at = now
	}
	msg.SetDateWithValue(at.UTC())
}

// domain gives the part of an address after its last @.
func domain(address string) string {
	return address[strings.LastIndexByte(address, '@')+1:]
}

// listLabel makes a receiver's name fit for a List-Id, which is ASCII: other
// letters become "-".
func listLabel(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '-':
			return r
		}
		return '-'
	}, name)
}
