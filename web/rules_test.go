package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// ask gives a page of a server that is not on the network.
func ask(t *testing.T, s *Server, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+path, nil))
	if w.Code != 200 {
		t.Fatalf("GET %s: status %d\n%s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func TestRulesPage(t *testing.T) {
	body := pageAt(t, start(t, sampleStore(), Options{}), "/rules")
	contains(t, body, "<bdi>@zangezur-corridor</bdi> <bdi>AND</bdi> <bdi>NOT</bdi> <bdi>lang:de</bdi>", "topic=sanctions", "1b44d0", "quiet: published, never alerted",
		`href="/?rule=corridor"`, "8 forms in 6 languages", "Azerbaijani", "<bdi>Зангезурск*</bdi> <bdi>коридор*</bdi>", "<bdi>&#34;دالان زنگزور&#34;</bdi>")
	if strings.Index(body, "rule-section-907") > strings.Index(body, "rule-corridor") {
		t.Error("the critical rule does not stand before the high one")
	}
}

func TestShowReplacesWhatIsTold(t *testing.T) {
	s := New(Config{}, &memory{}, Options{})
	contains(t, ask(t, s, "/rules"), "No rules are configured")
	contains(t, ask(t, s, "/channels"), "No channels are configured")
	s.Show(Catalogue{Version: "9.9", Rules: []Rule{{Name: "new-rule", Query: "x"}}})
	contains(t, ask(t, s, "/rules"), "new-rule", "vedette 9.9")
}
