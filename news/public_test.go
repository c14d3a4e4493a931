package news

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestWhatReadersGetHoldsNoSecretAndNoHashes(t *testing.T) {
	s := Subscription{Token: "tok-en", Secret: "hush", Feed: "xeber", Hub: "https://hub.example/", State: HubActive}
	f := FeedState{Feed: "xeber", Status: 200, Seen: Seen{1, 2}, SeenNames: Seen{3}}
	for _, public := range []any{s.Public(), f} {
		body, err := json.Marshal(public)
		if err != nil {
			t.Fatal(err)
		}
		if text := string(body); !strings.Contains(text, `"feed":"xeber"`) || strings.Contains(text, "tok-en") || strings.Contains(text, "hush") || strings.Contains(text, "seen") {
			t.Errorf("%T: %s", public, text)
		}
	}
	if s.Secret == "" {
		t.Error("what was given is changed")
	}
}
