package news

import "testing"

func TestHostsAreNamedWithoutPortAndWWW(t *testing.T) {
	for address, want := range map[string]string{
		"https://WWW.Host.example:8443/x": "host.example", "http://host.example/": "host.example",
		"http://[::1]:80/": "::1", "http://a.host.example": "a.host.example", "%": "%",
		"https://www.host.example:443/x?y=http://z/": "host.example", "http://user:secret@host.example/": "host.example",
		"http://host.example?x=/": "host.example", "http://127.0.0.1:80/": "127.0.0.1",
	} {
		if got := HostOf(address); got != want {
			t.Errorf("%s: %q", address, got)
		}
	}
}
