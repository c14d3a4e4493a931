package alert

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"vedette/problem"
)

// maxName is the most code points that the name of a receiver or route may
// have: it stands in keys of the store, which are bounded, and on pages.
const maxName = 200

func checkReceivers(receivers []Receiver) problem.List {
	var list problem.List
	seen := map[string]int{}
	for i, r := range receivers {
		problems := r.check()
		if first, ok := seen[r.Name]; ok && r.Name != "" {
			problems.Add("name", "give each receiver its own name", "receivers[%d] is already named %q", first, r.Name)
		} else {
			seen[r.Name] = i
		}
		list = append(list, problems.Under(fmt.Sprintf("receivers[%d]", i))...)
	}
	return list
}

func (r Receiver) check() problem.List {
	var list problem.List
	switch {
	case r.Name == "":
		list.Add("name", "give it a short name, such as desk", "the receiver has no name")
	case utf8.RuneCountInString(r.Name) > maxName:
		list.Add("name", "shorten it", "the name has %d characters, the most is %d", utf8.RuneCountInString(r.Name), maxName)
	case !isLabel(r.Name):
		list.Add("name", "use letters and digits with - _ and dots", "the name %q cannot be used", r.Name)
	}
	switch {
	case r.Email == nil && r.Webhook == nil:
		list.Add("", "add email: or webhook:", "the receiver has neither email nor webhook")
	case r.Email != nil && r.Webhook != nil:
		list.Add("", "make two receivers and two routes", "the receiver has both email and webhook")
	}
	if r.Email != nil {
		list = append(list, r.Email.check().Under("email")...)
	}
	if r.Webhook != nil {
		list = append(list, r.Webhook.check().Under("webhook")...)
	}
	return list
}

func (e Email) check() problem.List {
	var list problem.List
	if len(e.To) == 0 {
		list.Add("to", "list at least one address", "nobody is named to send to")
	}
	for i, to := range e.To {
		checkAddress(fmt.Sprintf("to[%d]", i), to, &list)
	}
	if e.From == "" {
		list.Add("from", "write the sender's address, such as vedette@example.org", "the sender is missing")
	} else {
		checkAddress("from", e.From, &list)
	}
	if e.ReplyTo != "" {
		checkAddress("reply_to", e.ReplyTo, &list)
	}
	e.checkServer(&list)
	e.checkLogin(&list)
	return list
}

func checkAddress(path, text string, list *problem.List) {
	if _, err := mail.ParseAddress(text); err == nil {
		return
	}
	hint := "write name@example.org or Name <name@example.org>"
	if _, err := mail.ParseAddressList(text); err == nil {
		hint = "write one address an entry"
	}
	list.Add(path, hint, "%q is not an e-mail address", text)
}

func (e Email) checkServer(list *problem.List) {
	if _, _, err := e.server(); err != nil {
		list.Add("smarthost", "write host:port, such as smtp.example.org:587", "%v", err)
	}
	switch e.TLS {
	case "", tlsStart, tlsImplicit, tlsNone:
	default:
		hint := "write starttls, implicit or none"
		if near := problem.Nearest(e.TLS, []string{tlsStart, tlsImplicit, tlsNone}); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		list.Add("tls", hint, "tls cannot be %q", e.TLS)
	}
	if _, err := e.authorities(); err != nil {
		list.Add("ca_file", "name a readable file with certificates in PEM form", "%v", err)
	}
}

func (e Email) checkLogin(list *problem.List) {
	host, _, _ := e.server()
	switch {
	case e.Username != "" && e.Password == "":
		list.Add("password", "set password or password_file", "a username stands without a password")
	case e.Username == "" && e.Password != "":
		list.Add("username", "set username too", "a password stands without a username")
	case e.Username != "" && e.TLS == tlsNone && !isLoopback(host):
		list.Add("tls", "use starttls or implicit", "without tls the password would go over the network in the clear")
	}
}

// server gives the parts of the smarthost.
func (e Email) server() (host string, port int, err error) {
	if e.Smarthost == "" {
		return "", 0, fmt.Errorf("the mail server is missing")
	}
	if strings.Contains(e.Smarthost, "@") { // it may hold a password, and is not shown
		return "", 0, fmt.Errorf("the mail server holds an @: a login is set by username and password")
	}
	host, text, err := net.SplitHostPort(e.Smarthost)
	if err != nil || host == "" {
		return "", 0, fmt.Errorf("%q is not host:port", e.Smarthost)
	}
	if strings.ContainsAny(host, "/ ") {
		return "", 0, fmt.Errorf("%q is not a host name", host)
	}
	port, err = strconv.Atoi(text)
	if err != nil || port < 1 || port > 65535 {
		return "", 0, fmt.Errorf("%q is not a port", text)
	}
	return host, port, nil
}

// authorities gives the certificate authorities to trust: nil for those of
// the system, else these and those of the ca_file.
func (e Email) authorities() (*x509.CertPool, error) {
	if e.CAFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(e.CAFile)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a machine without any is no reason to stop
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", e.CAFile)
	}
	return pool, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (w Webhook) check() problem.List {
	var list problem.List
	if _, err := w.address(); err != nil {
		list.Add("url", "write the whole address, such as https://example.org/hook", "%v", err)
	}
	if _, err := parseKeys(w.Secret.Reveal()); err != nil {
		list.Add("secret", `make one with: echo "whsec_$(openssl rand -base64 32)"`, "%v", err)
	}
	w.checkHeaders(&list)
	if time.Duration(w.Timeout) > maxWebhookTimeout {
		list.Add("timeout", "write 1m or less", "the timeout is longer than a try may take")
	}
	return list
}

// address gives the parsed URL. Its errors do not show it.
func (w Webhook) address() (*url.URL, error) {
	u, err := url.Parse(w.URL.Reveal())
	switch {
	case w.URL == "":
		return nil, fmt.Errorf("the url is missing")
	case err != nil:
		return nil, fmt.Errorf("the url cannot be read")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("the url begins with neither http:// nor https://")
	case u.Hostname() == "":
		return nil, fmt.Errorf("the url has no host")
	}
	return u, nil
}

// Target says where the receiver is, in words fit to be shown: the kind and
// the recipients, or the webhook's scheme and host, as its path may be secret.
func (r Receiver) Target() (kind, target string) {
	if r.Email != nil {
		return "email", strings.Join(r.Email.To, ", ")
	}
	if r.Webhook == nil {
		return "", ""
	}
	u, err := r.Webhook.address()
	if err != nil {
		return "webhook", ""
	}
	return "webhook", u.Scheme + "://" + u.Host
}
