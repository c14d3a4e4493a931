package guard

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"vedette/secret"
)

func newGuard(t testing.TB, c Config) *Guard {
	t.Helper()
	g, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestOnlyPublicAddressesPass(t *testing.T) {
	refused := []string{
		"0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.100.100.200", "100.127.255.255",
		"127.0.0.1", "127.255.255.255", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255",
		"198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
		"240.0.0.1", "255.255.255.254", "255.255.255.255", "168.63.129.16",
		"::", "::1", "::7f00:1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
		"::ffff:0:127.0.0.1", "::ffff:0:10.0.0.1",
		"64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "64:ff9b:2::8.8.8.8",
		"100::1", "100:0:0:1::1", "1fff::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1",
		"2001:0:7f00:1::", "2001:0:808:808:0:0:f5ff:fffe", // a Teredo server at 127.0.0.1, a client at 10.0.0.1
		"2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:101::", "3fff::1", "4000::1", "5f00::1", "8000::1",
		"fc00::1", "fd00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1", "feff::1",
		"ff02::1", "ff0e::1",
	}
	public := []string{
		"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
		"169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.167.255.255", "192.169.0.0",
		"198.17.255.255", "198.20.0.0", "223.255.255.255", "192.31.196.1", "192.175.48.1",
		"2000::1", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
		"2001:0:808:808:0:0:f7f7:f7f7", "2001:4860:4860::8888", "2620:4f:8000::1", "2001:db7::1",
	}
	for _, g := range []*Guard{nil, {}, newGuard(t, Config{})} {
		for _, text := range refused {
			if err := g.Judge(netip.AddrPortFrom(netip.MustParseAddr(text), 80)); err == nil {
				t.Errorf("%s passes", text)
			} else if !strings.Contains(err.Error(), "network.allow") {
				t.Errorf("%s: %v", text, err)
			}
		}
		for _, text := range public {
			if err := g.Judge(netip.AddrPortFrom(netip.MustParseAddr(text), 443)); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
}

// Every range is closed from its first to its last address.
func TestRangesAreRefusedToTheirEnds(t *testing.T) {
	var g Guard
	for _, s := range append(specials4, specials6...) {
		first, last := s.prefix.Masked().Addr(), lastOf(s.prefix)
		for _, ip := range []netip.Addr{first, last} {
			if g.Judge(netip.AddrPortFrom(ip, 80)) == nil {
				t.Errorf("%s of %s passes", ip, s.prefix)
			}
		}
	}
}

func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for i := p.Bits(); i < len(b)*8; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	ip, _ := netip.AddrFromSlice(b)
	return ip
}

func TestAllowOpensWhatItNames(t *testing.T) {
	g := newGuard(t, Config{Allow: []string{"10.1.0.0/16", "::1", "fe80::/10", "::ffff:192.168.1.0/120"}})
	for address, passes := range map[string]bool{
		"10.1.2.3:80": true, "[::ffff:10.1.2.3]:80": true, "10.2.0.1:80": false,
		"[64:ff9b::10.1.2.3]:80": true, "[64:ff9b::10.2.2.3]:80": false, "[2002:a01:203::]:80": true,
		"[::1]:80": true, "127.0.0.1:80": false, "[fe80::1%eth0]:80": true,
		"192.168.1.7:80": true, "192.168.2.7:80": false,
		"10.1.2.3:22": true, "8.8.8.8:22": false, // what is allowed is so at every port
	} {
		if err := g.Judge(netip.MustParseAddrPort(address)); (err == nil) != passes {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestPortsOfOtherProtocolsAreRefused(t *testing.T) {
	for port, passes := range map[uint16]bool{0: false, 22: false, 25: false, 587: false, 6379: false, 6667: false, 11211: false,
		80: true, 443: true, 8080: true, 8443: true, 65535: true} {
		err := (&Guard{}).Judge(netip.AddrPortFrom(netip.MustParseAddr("8.8.8.8"), port))
		if (err == nil) != passes {
			t.Errorf("port %d: %v", port, err)
		}
	}
}

func TestARefusalNamesTheAddressAndTheWayOut(t *testing.T) {
	_, err := (&Guard{}).DialContext(t.Context(), "tcp", "localhost:80")
	refused, ok := errors.AsType[*RefusedError](err)
	if !ok || refused.Host != "localhost" || !refused.Address.IsLoopback() {
		t.Fatalf("%v", err)
	}
	want := "the host localhost resolves to " + refused.Address.String() + ", a loopback address, this machine: add " +
		single(refused.Address).String() + " to network.allow if you mean it"
	if err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
	err = (&Guard{}).Judge(netip.MustParseAddrPort("[64:ff9b::a00:1]:80"))
	if want := "64:ff9b::a00:1 is a form of 10.0.0.1, a private address (RFC 1918): add 64:ff9b::a00:1/128 to network.allow if you mean it"; err.Error() != want {
		t.Errorf("%v\nwant %s", err, want)
	}
}

// What reaches a listener of this machine and what does not, however it is
// written.
func TestDials(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	open := newGuard(t, Config{Allow: []string{"127.0.0.1"}})
	for _, host := range []string{"127.0.0.1", "::ffff:127.0.0.1", "localhost", "0.0.0.0", "", "127.1", "2130706433", "0x7f000001"} {
		conn, err := (&Guard{}).DialContext(t.Context(), "tcp", net.JoinHostPort(host, port))
		if err == nil {
			conn.Close()
			t.Errorf("%q was reached", host)
		}
	}
	conn, err := open.DialContext(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if _, err := open.DialContext(t.Context(), "unix", "/tmp/none"); err == nil || !strings.Contains(err.Error(), "no connection is made over unix") {
		t.Errorf("%v", err)
	}
}

// A name that is public at the first look and private at the second: the
// address that is dialled is the one judged.
func TestAnAddressIsJudgedAtEveryDial(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	at := netip.MustParseAddrPort(server.Listener.Addr().String())
	for control, want := range map[*Guard]bool{{}: false, newGuard(t, Config{Allow: []string{at.Addr().String()}}): true} {
		d := net.Dialer{Control: control.Control}
		conn, err := d.DialContext(context.Background(), "tcp", at.String())
		if (err == nil) != want {
			t.Errorf("%v", err)
		}
		if err == nil {
			conn.Close()
		}
	}
}

func TestConfigCheck(t *testing.T) {
	good := Config{Allow: []string{"10.0.0.0/8", "fd00::/8", "127.0.0.1", "::ffff:10.0.0.0/104"}, Proxy: "socks5://u:p@[::1]:1080"}
	if err := good.Check().Err(); err != nil {
		t.Error(err)
	}
	for want, c := range map[string]Config{
		`allow[1]: "localhost" is no address`:  {Allow: []string{"10.0.0.1", "localhost"}},
		`allow[0]: "10.0.0.1/8" has bits`:      {Allow: []string{"10.0.0.1/8"}},
		`allow[0]: "10.0.0.0/33" is no range`:  {Allow: []string{"10.0.0.0/33"}},
		`allow[0]: "fe80::1%eth0" has a zone`:  {Allow: []string{"fe80::1%eth0"}},
		`allow[0]: "::ffff:0:0/90" has bits`:   {Allow: []string{"::ffff:0:0/90"}},
		`allow[0]: "" is no address`:           {Allow: []string{""}},
		`allow: 1001 entries`:                  {Allow: make([]string, 1001)},
		`proxy: a proxy is reached by http`:    {Proxy: "ftp://a.example"},
		`proxy: the address of the proxy`:      {Proxy: "hush"},
		`proxy: the proxy's port`:              {Proxy: "http://a.example:99999"},
		`proxy: the address of a proxy ends`:   {Proxy: "http://a.example/x?hush"},
		`proxy: the address of the proxy cann`: {Proxy: "http://hush:hush@[::1"},
	} {
		_, err := New(c)
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// proxied gives a client by a proxy that says which address it was asked for.
func proxied(t *testing.T, allow ...string) *http.Client {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(r.URL.String()))
	}))
	t.Cleanup(proxy.Close)
	g := newGuard(t, Config{Allow: allow, Proxy: secret.Text(proxy.URL)})
	transport := &http.Transport{Proxy: g.Proxy, DialContext: g.DialContext}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestAProxyIsReachedAndAsked(t *testing.T) {
	response, err := proxied(t).Get("http://news.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	said := make([]byte, 100)
	n, _ := response.Body.Read(said)
	if string(said[:n]) != "http://news.example/feed" {
		t.Errorf("the proxy was asked for %q", said[:n])
	}
}

func TestAddressesAreJudgedBeforeAProxy(t *testing.T) {
	client := proxied(t, "10.0.0.0/8")
	for _, to := range []string{
		"http://127.0.0.1/", "https://[::1]/", "http://localhost/", "http://a.LOCALHOST./", "http://127.0.0.1./", "http://169.254.169.254/",
		"http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://017700000001/", "http://a.09/", "http://news.example:25/", "http://news.example:0/",
	} {
		_, err := client.Get(to)
		if _, ok := errors.AsType[*RefusedError](err); !ok {
			t.Errorf("%s: %v", to, err)
		}
	}
	response, err := client.Get("http://10.1.2.3/")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

func TestTheProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	t.Setenv("http_proxy", "http://127.0.0.1:1")
	u, err := newGuard(t, Config{}).Proxy(&http.Request{URL: &url.URL{Scheme: "http", Host: "news.example"}})
	if u != nil || err != nil {
		t.Errorf("%v, %v", u, err)
	}
}

func FuzzConfig(f *testing.F) {
	for _, text := range []string{"10.0.0.0/8", "::ffff:10.0.0.0/104", "fe80::1%x", "http://u:p@h:1/", "socks5://[::1]:1080", "/", ":", "1/1/1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := Config{Allow: []string{text}, Proxy: secret.Text(text)}
		c.Check()
		if g, err := New(Config{Allow: []string{text}}); err == nil {
			if len(g.allow) != 1 || !g.allow[0].IsValid() {
				t.Errorf("%q became %v", text, g.allow)
			}
		}
		g, err := New(Config{Proxy: secret.Text(text)})
		if err != nil {
			return
		}
		if u, err := url.Parse(text); err == nil && u.Host != "" {
			g.Proxy(&http.Request{URL: u})
		}
	})
}
