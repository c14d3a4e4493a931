package alert

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

const (
	// mailTimeout bounds one whole exchange with the mail server.
	mailTimeout = 30 * time.Second
	// patience is for how many tries one recipient who is refused for now
	// holds the message back for all: some nine minutes, which outlasts
	// greylisting. After that it goes to those whom the server accepts.
	patience = 6
)

// mail sends the message to all recipients in one transaction.
func (c *courier) mail(ctx context.Context, receiver string, e Email, m message) (string, error) {
	msg, err := compose(receiver, e, m, c.now())
	if err != nil {
		return "", &failure{class: refused, err: fmt.Errorf("compose mail: %w", err)}
	}
	ctx, cancel := context.WithTimeout(ctx, mailTimeout)
	defer cancel()
	conn, err := c.connect(ctx, e)
	if err != nil {
		return "", mailFailure(ctx, e, err)
	}
	// The connection is closed here, however the exchange ends: the library
	// leaves it open when the greeting or the login fails.
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	session, err := e.login(ctx, conn)
	if err != nil {
		return "", mailFailure(ctx, e, err)
	}
	answer, err := e.transmit(session, msg, m.alert.Attempts)
	if err != nil {
		return "", mailFailure(ctx, e, err)
	}
	_ = session.Quit() // the message is accepted, whatever the server says now
	return answer, nil
}

// connect dials the server, and speaks TLS at once when it is implicit.
func (c *courier) connect(ctx context.Context, e Email) (net.Conn, error) {
	conn, err := c.dial(ctx, "tcp", e.Smarthost)
	if err != nil || e.TLS != tlsImplicit {
		return conn, err
	}
	config, err := e.tlsConfig()
	if err != nil {
		conn.Close()
		return nil, err
	}
	secured := tls.Client(conn, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secured, nil
}

func (e Email) tlsConfig() (*tls.Config, error) {
	host, _, err := e.server()
	if err != nil {
		return nil, err
	}
	pool, err := e.authorities()
	if err != nil {
		return nil, err
	}
	return &tls.Config{ServerName: host, RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// login greets the server, starts TLS and logs in, as far as each is asked for.
func (e Email) login(ctx context.Context, conn net.Conn) (*smtp.Client, error) {
	config, err := e.tlsConfig()
	if err != nil {
		return nil, err
	}
	policy := gomail.TLSMandatory
	if e.TLS == tlsImplicit || e.TLS == tlsNone {
		policy = gomail.NoTLS // the connection is as it should be already
	}
	options := []gomail.Option{
		gomail.WithTLSConfig(config),
		gomail.WithTLSPolicy(policy),
		gomail.WithTimeout(mailTimeout),
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return conn, nil }),
	}
	if e.Hello != "" {
		options = append(options, gomail.WithHELO(e.Hello))
	}
	if e.Username != "" {
		// Both refuse to send the password in the clear, but to loopback.
		options = append(options,
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthPlain, gomail.SMTPAuthLogin),
			gomail.WithUsername(e.Username), gomail.WithPassword(e.Password.Reveal()))
	}
	client, err := gomail.NewClient(config.ServerName, options...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// transmit hands the message over and gives the server's answer, with the
// recipients that it refused.
func (e Email) transmit(session *smtp.Client, msg *gomail.Msg, tries int) (string, error) {
	if err := session.Mail(angled(msg.GetFrom()[0])); err != nil {
		return "", fmt.Errorf("sender refused: %w", err)
	}
	refusals, err := offer(session, msg.GetTo(), tries)
	if err != nil {
		return "", err
	}
	w, err := session.Data()
	if err != nil {
		return "", fmt.Errorf("message refused: %w", err)
	}
	if _, err := msg.WriteTo(w); err != nil {
		return "", fmt.Errorf("write message: %w", err)
	}
	if err := w.Close(); err != nil {
		return "", fmt.Errorf("message refused: %w", err)
	}
	answer := "accepted"
	if w, ok := w.(*smtp.DataCloser); ok {
		answer = oneLine(w.ServerResponse(), maxExcerpt)
	}
	return strings.Join(append([]string{answer}, refusals...), "; "), nil
}

// offer names the recipients to the server and gives those it refused. It is
// an error when nobody is left, or when waiting may yet bring all of them.
func offer(session *smtp.Client, to []*mail.Address, tries int) (refusals []string, err error) {
	var last error
	for _, address := range to {
		err := session.Rcpt(angled(address))
		if err == nil {
			continue
		}
		last = fmt.Errorf("recipient %s refused: %w", address.Address, err)
		code := replyCode(err)
		if code == 0 || replyClass(code) == temporary && tries <= patience {
			return nil, last // without a code the connection is lost
		}
		refusals = append(refusals, last.Error())
	}
	if len(refusals) == len(to) {
		return nil, last
	}
	return refusals, nil
}

func angled(a *mail.Address) string { return "<" + a.Address + ">" }

// replyCode finds the SMTP reply code in an error, 0 when there is none.
func replyCode(err error) int {
	if reply, ok := errors.AsType[*textproto.Error](err); ok {
		return reply.Code
	}
	return 0
}

func mailFailure(ctx context.Context, e Email, err error) error {
	f := &failure{class: exchangeClass(err)}
	if code := replyCode(err); code != 0 {
		f.class = replyClass(code)
	}
	f.err = fmt.Errorf("mail through %s: %w", e.Smarthost, within(ctx, mailTimeout, err))
	return f
}
