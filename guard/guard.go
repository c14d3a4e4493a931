// Package guard keeps vedette off the networks behind it. Addresses of feeds,
// their redirects, articles, hubs and webhooks come from strangers, or from
// names that strangers answer for: one that leads to a router's page, to a
// database or to a cloud's metadata must not be asked.
//
// Every connection is judged when it is dialled, by the address that the name
// has led to: so a redirect, a name that changes its answer in between (DNS
// rebinding) and the second address of a name are judged too. Only addresses
// of the public internet pass, and those that the operator has written into
// network.allow.
//
// E-mail does not go through the guard: the operator alone names the mail
// server, which is often on this machine or beside it, and nobody else can
// make vedette connect to another.
package guard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"
)

// dialTimeout gives up on a connection sooner than the system does: a server
// that takes longer will not answer at all.
const dialTimeout = 10 * time.Second

// Guard decides which addresses may be connected to. Nil and the zero Guard
// let through what is public. A Guard does not change and is safe for
// concurrent use.
type Guard struct {
	allow []netip.Prefix
	proxy *url.URL
}

// New makes a Guard. Its error is the problem.List of c.Check.
func New(c Config) (*Guard, error) {
	if err := c.Check().Err(); err != nil {
		return nil, err
	}
	g := &Guard{}
	for _, text := range c.Allow {
		p, err := parseRange(text)
		if err != nil {
			return nil, err
		}
		g.allow = append(g.allow, p)
	}
	var err error
	g.proxy, err = parseProxy(c.Proxy.Reveal())
	return g, err
}

// RefusedError says that an address was not connected to, and what to do about
// it. Nothing was sent.
type RefusedError struct {
	// Host is the name that led to the address, or the address itself as it
	// was written.
	Host string
	// Address is the one refused. It is not valid when Host is a name that
	// nothing was looked up for.
	Address netip.Addr
	// Why says what the address or the port is: "a private address".
	Why string
}

// Error names the address and what to write into network.allow.
func (e *RefusedError) Error() string {
	switch {
	case !e.Address.IsValid():
		return fmt.Sprintf("the host %s is %s, and is not connected to", e.Host, e.Why)
	case e.Host == "" || e.Host == e.Address.String():
		return fmt.Sprintf("%s is %s: add %s to network.allow if you mean it", e.Address, e.Why, single(e.Address))
	}
	return fmt.Sprintf("the host %s resolves to %s, %s: add %s to network.allow if you mean it", e.Host, e.Address, e.Why, single(e.Address))
}

// single gives an address as a range of one, without a zone.
func single(ip netip.Addr) netip.Prefix {
	ip = ip.WithZone("").Unmap()
	return netip.PrefixFrom(ip, ip.BitLen())
}

// Judge gives a *RefusedError if the address must not be connected to.
func (g *Guard) Judge(address netip.AddrPort) error {
	ip := address.Addr().WithZone("").Unmap()
	if !ip.IsValid() {
		return errors.New("the address to connect to cannot be read")
	}
	if g.allows(ip) {
		return nil
	}
	if why := kind(ip); why != "" {
		return &RefusedError{Address: ip, Why: why}
	}
	for _, inner := range embedded(ip) {
		if why := kind(inner); why != "" && !g.allows(inner) {
			return &RefusedError{Address: ip, Why: fmt.Sprintf("a form of %s, %s", inner, why)}
		}
	}
	if badPort(address.Port()) {
		return &RefusedError{Address: ip, Why: fmt.Sprintf("asked at port %d, which is not for web pages", address.Port())}
	}
	return nil
}

func (g *Guard) allows(ip netip.Addr) bool {
	return g != nil && slices.ContainsFunc(g.allow, func(p netip.Prefix) bool { return p.Contains(ip) })
}

// Control judges the address of a socket that is about to connect: it is for
// the field of that name of a net.Dialer. It knows TCP and UDP.
func (g *Guard) Control(network, address string, _ syscall.RawConn) error {
	switch network {
	case "tcp4", "tcp6", "udp4", "udp6":
	default:
		return fmt.Errorf("no connection is made over %s", network)
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("the address %q to connect to cannot be read: %w", address, err)
	}
	return g.Judge(to)
}

// DialContext connects as net.Dialer does, to addresses that pass; else its
// error is a *RefusedError that names the host. It is for the field of that
// name of an http.Transport. The proxy's own address passes.
func (g *Guard) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout, Control: g.Control}
	if g.isProxy(address) {
		d.Control = nil
	}
	conn, err := d.DialContext(ctx, network, address)
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		host, _, _ := net.SplitHostPort(address)
		return nil, &RefusedError{Host: host, Address: refused.Address, Why: refused.Why}
	}
	return conn, err
}
