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

func TestTheServerOfAVisit(t *testing.T) {
	const address = "https://a.example/rss"
	for _, tt := range []struct {
		name, want string
		state      FeedState
	}{
		{"a feed that was never visited", address, FeedState{}},
		{"one that was redirected", "https://b.example/rss", FeedState{Address: address, URL: "https://b.example/rss"}},
		{"one that moved for good", "https://c.example/rss", FeedState{Address: address, Adopted: "https://c.example/rss"}},
		{"one whose address was changed since", address,
			FeedState{Address: "https://old.example/rss", URL: "https://b.example/rss", Adopted: "https://b.example/rss"}},
	} {
		if got := tt.state.ServedFrom(address); got != tt.want {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}
